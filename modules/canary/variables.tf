variable "api_endpoint" {
  type        = string
  description = "The whole URL of the chat that the canary asks, with its stage and /chat."
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s?#@]+/[^\\s?#@]+$", var.api_endpoint)) && !startswith(var.api_endpoint, "http://")
    error_message = "api_endpoint must be an https URL with its path, like \"https://chat.example.com/chat\"."
  }
}

variable "canary_minutes" {
  type        = number
  description = "Minutes from one question of the canary to the next. 0: no canary."
  nullable    = false

  validation {
    condition     = var.canary_minutes >= 0 && var.canary_minutes <= 60 && floor(var.canary_minutes) == var.canary_minutes
    error_message = "canary_minutes must be a whole number of minutes from 1 to 60, or 0 for no canary."
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
