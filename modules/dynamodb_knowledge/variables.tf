variable "deletion_protection_enabled" {
  type        = bool
  description = "Whether the DynamoDB tables refuse to be deleted, by Terraform too."
  nullable    = false
}

variable "environment" {
  type        = string
  description = "Name of the environment; the API's stage and the end of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must be 2 to 16 lower-case letters, digits and dashes, like \"dev\" or \"prod\"."
  }
}

variable "point_in_time_recovery_enabled" {
  type        = bool
  description = "Whether the DynamoDB tables can be restored to any second of the last 35 days."
  nullable    = false
}

variable "project_name" {
  type        = string
  description = "Name of the project; the beginning of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.project_name))
    error_message = "project_name must be 2 to 24 lower-case letters, digits and dashes, like \"mta-chat\"."
  }
}
