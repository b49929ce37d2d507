variable "alarm_4xx_threshold" {
  type        = number
  description = "Answers with a 4xx status within five minutes above which an alarm fires."
  nullable    = false

  validation {
    condition     = var.alarm_4xx_threshold >= 0 && floor(var.alarm_4xx_threshold) == var.alarm_4xx_threshold
    error_message = "alarm_4xx_threshold must be a whole number, 0 or more."
  }
}

variable "alarm_5xx_threshold" {
  type        = number
  description = "Answers with a 5xx status within five minutes above which an alarm fires."
  nullable    = false

  validation {
    condition     = var.alarm_5xx_threshold >= 0 && floor(var.alarm_5xx_threshold) == var.alarm_5xx_threshold
    error_message = "alarm_5xx_threshold must be a whole number, 0 or more."
  }
}

variable "alarm_emails" {
  type        = list(string)
  description = "Addresses that alarms are mailed to. Each must confirm the subscription that AWS mails to it. Not used with alarm_sns_topic_arn."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.alarm_emails : can(regex("^[^@\\s]+@[^@\\s]+[.][^@\\s]+$", email))])
    error_message = "alarm_emails must be e-mail addresses, like [\"operator@example.com\"]."
  }

  validation {
    condition     = length(distinct(var.alarm_emails)) == length(var.alarm_emails)
    error_message = "alarm_emails must name each address once."
  }
}

variable "alarm_sns_topic_arn" {
  type        = string
  description = "ARN of an SNS topic that alarms are sent to. Null or empty: a topic is made here."
  default     = null

  validation {
    condition     = var.alarm_sns_topic_arn == null ? true : can(regex("^(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256})?$", var.alarm_sns_topic_arn))
    error_message = "alarm_sns_topic_arn must be the ARN of an SNS topic, like \"arn:aws:sns:us-west-2:123456789012:alarms\", or null."
  }
}

variable "api_id" {
  type        = string
  description = "Id of the HTTP API: a dimension of its metrics."
  nullable    = false

  validation {
    condition     = length(var.api_id) > 0
    error_message = "api_id must not be empty."
  }
}

variable "aws_region" {
  type        = string
  description = "AWS region that everything is in."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$", var.aws_region))
    error_message = "aws_region must be the name of an AWS region, like \"us-west-2\"."
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

variable "daily_spend_alarm_usd" {
  type        = number
  description = "USD a day for the model, projected from the last hour, above which an alarm fires."
  nullable    = false

  validation {
    condition     = var.daily_spend_alarm_usd > 0
    error_message = "daily_spend_alarm_usd must be above 0."
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

variable "lambda_function_name" {
  type        = string
  description = "Name of the function."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,64}$", var.lambda_function_name))
    error_message = "lambda_function_name must be 1 to 64 of letters, digits, _ and -, not an ARN."
  }
}

variable "leads_failed_queue_name" {
  type        = string
  description = "Name of the queue of what failed of the leads' stream. Null: leads are not delivered, and no alarm watches it."
  default     = null

  validation {
    condition     = var.leads_failed_queue_name == null ? true : can(regex("^[a-zA-Z0-9_-]{1,80}$", var.leads_failed_queue_name))
    error_message = "leads_failed_queue_name must be the name of a queue, 1 to 80 of letters, digits, _ and -, or null."
  }
}

variable "max_usd_per_day" {
  type        = number
  description = "USD that the model may cost in a UTC day; then the catalogue answers. 0: no cap."
  nullable    = false

  validation {
    condition     = var.max_usd_per_day >= 0 && var.max_usd_per_day <= 1000000
    error_message = "max_usd_per_day must be a number from 0 (no cap) to 1000000."
  }
}

variable "max_usd_per_month" {
  type        = number
  description = "USD that the model may cost in a UTC month; then the catalogue answers. 0: no cap."
  nullable    = false

  validation {
    condition     = var.max_usd_per_month >= 0 && var.max_usd_per_month <= 1000000
    error_message = "max_usd_per_month must be a number from 0 (no cap) to 1000000."
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

variable "monthly_budget_usd" {
  type        = number
  description = "USD a month for the whole AWS account: AWS Budgets tells at 80 % spent and when more than all of it is forecast. Null: no budget."
  default     = null

  validation {
    condition     = var.monthly_budget_usd == null ? true : var.monthly_budget_usd > 0
    error_message = "monthly_budget_usd must be above 0, or null for no budget."
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

variable "stage_name" {
  type        = string
  description = "Name of the API's stage: a dimension of its metrics."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,128}$", var.stage_name))
    error_message = "stage_name must be 1 to 128 of letters, digits, _ and -."
  }
}
