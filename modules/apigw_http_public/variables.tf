variable "api_domain_certificate_arn" {
  type        = string
  description = "ARN of an issued ACM certificate for api_domain_name, in aws_region."
  default     = null

  validation {
    condition     = var.api_domain_certificate_arn == null ? true : can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$", var.api_domain_certificate_arn))
    error_message = "api_domain_certificate_arn must be the ARN of an ACM certificate, like \"arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012\", or null."
  }
}

variable "api_domain_name" {
  type        = string
  description = "Name of one's own under which the chat answers at /chat, like chat.example.com. Null: none."
  default     = null

  validation {
    condition     = var.api_domain_name == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", var.api_domain_name))
    error_message = "api_domain_name must be a host name in lower case, like \"chat.example.com\", or null."
  }
}

variable "api_throttle_burst_limit" {
  type        = number
  description = "Requests that all visitors together may send at once."
  nullable    = false

  validation {
    condition     = var.api_throttle_burst_limit >= 1 && var.api_throttle_burst_limit <= 5000 && floor(var.api_throttle_burst_limit) == var.api_throttle_burst_limit
    error_message = "api_throttle_burst_limit must be a whole number from 1 to 5000: a burst of 0 refuses everybody."
  }
}

variable "api_throttle_rate_limit" {
  type        = number
  description = "Requests a second that all visitors together may go on sending."
  nullable    = false

  validation {
    condition     = var.api_throttle_rate_limit > 0 && var.api_throttle_rate_limit <= 10000
    error_message = "api_throttle_rate_limit must be a number above 0 and up to 10000: a rate of 0 refuses everybody."
  }
}

variable "cors_allow_origins" {
  type        = list(string)
  description = "Origins of the pages that may use the chat: [\"*\"] alone for any, or a list."
  nullable    = false

  validation {
    condition     = length(var.cors_allow_origins) > 0
    error_message = "cors_allow_origins must name at least one origin: the function reads an empty list as any."
  }

  validation {
    condition     = alltrue([for origin in var.cors_allow_origins : origin == "*" || can(regex("^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$", origin))])
    error_message = "cors_allow_origins must be origins without a path or a slash at the end, in lower case, like \"https://example.com\", or \"*\"."
  }

  validation {
    condition     = !contains(var.cors_allow_origins, "*") || length(var.cors_allow_origins) == 1
    error_message = "cors_allow_origins must have \"*\" alone, or a list of origins."
  }

  validation {
    condition     = length(distinct(var.cors_allow_origins)) == length(var.cors_allow_origins)
    error_message = "cors_allow_origins must name each origin once."
  }
}

variable "disable_execute_api_endpoint" {
  type        = bool
  description = "Whether the chat answers under api_domain_name alone, and no longer under API Gateway's own name."
  default     = false
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

variable "lambda_alias_name" {
  type        = string
  description = "Name of the function's alias that is invoked."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z_-][a-zA-Z0-9_-]{0,127}$", var.lambda_alias_name))
    error_message = "lambda_alias_name must be 1 to 128 of letters, digits, _ and -, and no number."
  }
}

variable "lambda_function_name" {
  type        = string
  description = "Name of the function."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,64}$", var.lambda_function_name))
    error_message = "lambda_function_name must be 1 to 64 of letters, digits, _ and -, not an ARN."
  }
}

variable "lambda_invoke_arn" {
  type        = string
  description = "ARN by which API Gateway invokes that alias."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[^*]+$", var.lambda_invoke_arn))
    error_message = "lambda_invoke_arn must be the alias's invoke_arn."
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

variable "project_name" {
  type        = string
  description = "Name of the project; the beginning of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.project_name))
    error_message = "project_name must be 2 to 24 lower-case letters, digits and dashes, like \"mta-chat\"."
  }
}
