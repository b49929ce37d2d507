variable "bedrock_guardrail_arn" {
  type        = string
  description = "ARN of the Bedrock guardrail that is applied to question and answer. Null: none."
  default     = null

  validation {
    condition     = var.bedrock_guardrail_arn == null ? true : can(regex("^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/[a-z0-9]+$", var.bedrock_guardrail_arn))
    error_message = "bedrock_guardrail_arn must be the ARN of one guardrail, like \"arn:aws:bedrock:us-west-2:123456789012:guardrail/abc123\", or null."
  }
}

variable "bedrock_model_arn" {
  type        = string
  description = "ARN of the one model that the function may invoke."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:bedrock:[a-z0-9-]+::foundation-model/[a-z0-9.:-]+$", var.bedrock_model_arn))
    error_message = "bedrock_model_arn must be the ARN of one foundation model, without wildcards."
  }
}

variable "conversations_table_arn" {
  type        = string
  description = "ARN of the table of conversations."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[^*]+$", var.conversations_table_arn))
    error_message = "conversations_table_arn must be the ARN of one table, without wildcards."
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

variable "knowledge_table_arn" {
  type        = string
  description = "ARN of the knowledge's table."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[^*]+$", var.knowledge_table_arn))
    error_message = "knowledge_table_arn must be the ARN of one table, without wildcards."
  }
}

variable "leads_table_arn" {
  type        = string
  description = "ARN of the table of leads. Null: leads are off."
  default     = null

  validation {
    condition     = var.leads_table_arn == null ? true : can(regex("^arn:aws[a-z-]*:[^*]+$", var.leads_table_arn))
    error_message = "leads_table_arn must be the ARN of one table, without wildcards, or null."
  }
}

variable "ledger_table_arn" {
  type        = string
  description = "ARN of the ledger's table."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[^*]+$", var.ledger_table_arn))
    error_message = "ledger_table_arn must be the ARN of one table, without wildcards."
  }
}

variable "log_group_arn" {
  type        = string
  description = "ARN of the function's log group, without :* at its end."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[^*]+$", var.log_group_arn))
    error_message = "log_group_arn must be the ARN of one log group, without :* at its end."
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

variable "ratelimit_table_arn" {
  type        = string
  description = "ARN of the table of visitor counters."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[^*]+$", var.ratelimit_table_arn))
    error_message = "ratelimit_table_arn must be the ARN of one table, without wildcards."
  }
}
