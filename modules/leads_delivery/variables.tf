variable "emails" {
  type        = list(string)
  description = "Addresses that leads are mailed to, by an SNS topic that is made for them. Each must confirm the subscription that AWS mails to it."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@\\s]+@[^@\\s]+[.][^@\\s]+$", email))])
    error_message = "emails must be e-mail addresses, like [\"sales@example.com\"]."
  }

  validation {
    condition     = length(distinct(var.emails)) == length(var.emails)
    error_message = "emails must name each address once."
  }
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

variable "lambda_architecture" {
  type        = string
  description = "Processor of the function: x86_64, or arm64 (Graviton), which costs a fifth less."
  nullable    = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.lambda_architecture)
    error_message = "lambda_architecture must be \"x86_64\" or \"arm64\"."
  }
}

variable "log_retention_days" {
  type        = number
  description = "Days after which logs are deleted."
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of the periods that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "metrics_namespace" {
  type        = string
  description = "CloudWatch namespace of the function's own metrics."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._/#-][A-Za-z0-9._/#:-]{0,254}$", var.metrics_namespace)) && !startswith(var.metrics_namespace, "AWS/")
    error_message = "metrics_namespace must be 1 to 255 of letters, digits and . _ / # : - and must not begin with AWS/."
  }
}

variable "package" {
  type        = string
  description = "Path of the chat's package, which holds this function, too."
  nullable    = false

  validation {
    condition     = length(var.package) > 0
    error_message = "package must not be empty."
  }
}

variable "package_hash" {
  type        = string
  description = "SHA-256 of the package, in base64."
  nullable    = false

  validation {
    condition     = length(var.package_hash) > 0
    error_message = "package_hash must not be empty."
  }
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

variable "stream_arn" {
  type        = string
  description = "ARN of the stream of the leads' table."
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$", var.stream_arn))
    error_message = "stream_arn must be the ARN of a DynamoDB stream."
  }
}

variable "table_arn" {
  type        = string
  description = "ARN of the leads' table."
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$", var.table_arn))
    error_message = "table_arn must be the ARN of a DynamoDB table."
  }
}

variable "table_name" {
  type        = string
  description = "Name of the leads' table."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.table_name))
    error_message = "table_name must be 3 to 255 of letters, digits and _ . -."
  }
}

variable "webhook_secret" {
  type        = string
  description = "Secret that webhooks are signed with: whsec_ and the base64 of 24 to 64 random bytes. Null: there is no webhook."
  default     = null
  sensitive   = true

  validation {
    condition     = var.webhook_secret == null ? true : can(regex("^whsec_[A-Za-z0-9+/]{31,86}={0,2}$", var.webhook_secret))
    error_message = "webhook_secret must be whsec_ and the base64 of 24 to 64 bytes."
  }
}

variable "webhook_secret_previous" {
  type        = string
  description = "The webhook_secret before, while it is rotated: webhooks are signed with both."
  default     = null
  sensitive   = true

  validation {
    condition     = var.webhook_secret_previous == null ? true : can(regex("^whsec_[A-Za-z0-9+/]{31,86}={0,2}$", var.webhook_secret_previous))
    error_message = "webhook_secret_previous must be whsec_ and the base64 of 24 to 64 bytes."
  }
}

variable "webhook_url" {
  type        = string
  description = "URL that leads are posted to, by Standard Webhooks. Null: none."
  default     = null

  validation {
    condition     = var.webhook_url == null ? true : can(regex("^https://[^\\s@#]+$", var.webhook_url))
    error_message = "webhook_url must be an https URL without a password, like \"https://hooks.example.com/leads\", or null."
  }
}
