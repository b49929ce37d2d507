variable "environment" {
  type        = string
  description = "Name of the environment; the API's stage and the end of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must be 2 to 16 lower-case letters, digits and dashes, like \"dev\" or \"prod\"."
  }
}

variable "lock_table_name" {
  type        = string
  description = "Name of the DynamoDB table of locks; every environment of an account may use the same."
  default     = "mta-terraform-locks"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.lock_table_name))
    error_message = "lock_table_name must be 3 to 255 of letters, digits and _ . -"
  }
}

variable "state_bucket_name" {
  type        = string
  description = "Name of the bucket; bucket names are global. Null: mta-terraform-state-ACCOUNT-ENVIRONMENT."
  default     = null

  validation {
    condition     = var.state_bucket_name == null ? true : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.state_bucket_name))
    error_message = "state_bucket_name must be 3 to 63 lower-case letters, digits and dashes, or null."
  }
}
