variable "bedrock_guardrail_arn" {
  type        = string
  description = "ARN of the Bedrock guardrail that is applied to question and answer. Null: none."
  default     = null

  validation {
    condition     = var.bedrock_guardrail_arn == null ? true : can(regex("^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/[a-z0-9]+$", var.bedrock_guardrail_arn))
    error_message = "bedrock_guardrail_arn must be the ARN of one guardrail, like \"arn:aws:bedrock:us-west-2:123456789012:guardrail/abc123\", or null."
  }
}

variable "bedrock_guardrail_version" {
  type        = string
  description = "Version of that guardrail: a number, or DRAFT, which changes whenever somebody edits it."
  default     = null

  validation {
    condition     = var.bedrock_guardrail_version == null ? true : can(regex("^(DRAFT|[1-9][0-9]{0,7})$", var.bedrock_guardrail_version))
    error_message = "bedrock_guardrail_version must be the number of a version, like \"1\", or \"DRAFT\"."
  }
}

variable "bedrock_model_id" {
  type        = string
  description = "Id of the Bedrock model that answers."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]{1,63}[.][a-z0-9.:-]{1,126}$", var.bedrock_model_id))
    error_message = "bedrock_model_id must be the id of one Bedrock model, like \"openai.gpt-oss-120b-1:0\"."
  }

  validation {
    condition     = !can(regex("^(us|us-gov|eu|apac|jp|au|ca|global)[.]", var.bedrock_model_id))
    error_message = "bedrock_model_id must be the id of a model, not of an inference profile (us., eu., global., ...): the function's role permits the one model only."
  }
}

variable "bedrock_region" {
  type        = string
  description = "AWS region whose Bedrock is asked. Null: aws_region."
  default     = null

  validation {
    condition     = var.bedrock_region == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$", var.bedrock_region))
    error_message = "bedrock_region must be the name of an AWS region, like \"us-west-2\", or null."
  }
}

variable "conversations_table_name" {
  type        = string
  description = "Name of the table of conversations."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.conversations_table_name))
    error_message = "conversations_table_name must be 3 to 255 of letters, digits and _ . -"
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

variable "environment" {
  type        = string
  description = "Name of the environment; the API's stage and the end of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must be 2 to 16 lower-case letters, digits and dashes, like \"dev\" or \"prod\"."
  }
}

variable "knowledge_table_name" {
  type        = string
  description = "Name of the knowledge's table."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.knowledge_table_name))
    error_message = "knowledge_table_name must be 3 to 255 of letters, digits and _ . -"
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

variable "lambda_memory_size" {
  type        = number
  description = "Memory of the function in MB; its share of a processor grows with it."
  nullable    = false

  validation {
    condition     = var.lambda_memory_size >= 128 && var.lambda_memory_size <= 10240 && floor(var.lambda_memory_size) == var.lambda_memory_size
    error_message = "lambda_memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "lambda_package" {
  type        = string
  description = "A ready package (zip) to deploy in place of one built here; a path seen from the environment's folder. Null: apply builds it."
  default     = null

  validation {
    condition     = var.lambda_package == null ? true : fileexists(var.lambda_package)
    error_message = "lambda_package must be the path of a zip file that exists, seen from the folder that terraform runs in."
  }
}

variable "lambda_reserved_concurrency" {
  type        = number
  description = "Invocations at a time that are set aside for the function, and its limit. -1: none are."
  nullable    = false

  validation {
    condition     = var.lambda_reserved_concurrency == -1 || (var.lambda_reserved_concurrency >= 1 && floor(var.lambda_reserved_concurrency) == var.lambda_reserved_concurrency)
    error_message = "lambda_reserved_concurrency must be -1 (none) or a whole number from 1 on: 0 would stop the function."
  }
}

variable "lambda_role_arn" {
  type        = string
  description = "ARN of the role that the function runs as."
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[^*]+$", var.lambda_role_arn))
    error_message = "lambda_role_arn must be the ARN of an IAM role."
  }
}

variable "lambda_settings" {
  type        = map(string)
  description = "Further settings of the service by their environment names (docs/configuration.md), like { MTA_CHAT_MODEL_REASONING_EFFORT = \"medium\" }."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.lambda_settings) : can(regex("^MTA_CHAT_[A-Z]+_[A-Z_]+$", name))])
    error_message = "lambda_settings must be named like MTA_CHAT_MODEL_TEMPERATURE."
  }

  validation {
    condition = alltrue([for name in keys(var.lambda_settings) : !contains([
      "MTA_CHAT_BUDGET_MAX_USD_PER_DAY", "MTA_CHAT_BUDGET_MAX_USD_PER_MONTH",
      "MTA_CHAT_CORS_ALLOWED_ORIGINS", "MTA_CHAT_LEADS_ENABLED", "MTA_CHAT_METRICS_NAMESPACE",
      "MTA_CHAT_MODEL_GUARDRAIL_ID", "MTA_CHAT_MODEL_GUARDRAIL_VERSION", "MTA_CHAT_MODEL_ID", "MTA_CHAT_MODEL_REGION",
      "MTA_CHAT_RATE_LIMIT_MAX", "MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS",
      "MTA_CHAT_STORAGE_CONVERSATIONS_TABLE", "MTA_CHAT_STORAGE_LEADS_TABLE", "MTA_CHAT_STORAGE_LEDGER_TABLE",
      "MTA_CHAT_STORAGE_RATELIMIT_TABLE",
    ], name)])
    error_message = "lambda_settings must not hold what variables of their own set: caps on spend, origins, whether leads are on, metrics namespace, model, its region and guardrail, visitor limit, tables."
  }

  validation {
    condition     = !anytrue([for name in keys(var.lambda_settings) : can(regex("^MTA_CHAT_SESSION_SECRET|^MTA_CHAT_MODEL_API_KEY|^MTA_CHAT_LEADS_WEBHOOK_SECRET", name))])
    error_message = "lambda_settings must not hold secrets, since its values are shown in plans: use session_secret and session_secret_previous."
  }
}

variable "lambda_timeout" {
  type        = number
  description = "Seconds that an invocation may take; the model gets 4 less."
  nullable    = false

  validation {
    condition     = var.lambda_timeout >= 10 && var.lambda_timeout <= 30 && floor(var.lambda_timeout) == var.lambda_timeout
    error_message = "lambda_timeout must be a whole number of seconds from 10 to 30: API Gateway waits no longer, and the model needs its share."
  }
}

variable "leads_table_name" {
  type        = string
  description = "Name of the table of leads. Null: leads are off."
  default     = null

  validation {
    condition     = var.leads_table_name == null ? true : can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.leads_table_name))
    error_message = "leads_table_name must be 3 to 255 of letters, digits and _ . -"
  }
}

variable "ledger_table_name" {
  type        = string
  description = "Name of the ledger's table."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.ledger_table_name))
    error_message = "ledger_table_name must be 3 to 255 of letters, digits and _ . -"
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

variable "project_name" {
  type        = string
  description = "Name of the project; the beginning of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.project_name))
    error_message = "project_name must be 2 to 24 lower-case letters, digits and dashes, like \"mta-chat\"."
  }
}

variable "rate_limit_max" {
  type        = number
  description = "Requests that one visitor may send in a window."
  nullable    = false

  validation {
    condition     = var.rate_limit_max >= 1 && var.rate_limit_max <= 1000000 && floor(var.rate_limit_max) == var.rate_limit_max
    error_message = "rate_limit_max must be a whole number from 1 to 1000000."
  }
}

variable "rate_limit_window" {
  type        = number
  description = "Seconds of the window in which a visitor's requests are counted."
  nullable    = false

  validation {
    condition     = var.rate_limit_window >= 1 && var.rate_limit_window <= 86400 && floor(var.rate_limit_window) == var.rate_limit_window
    error_message = "rate_limit_window must be a whole number of seconds from 1 to 86400."
  }
}

variable "ratelimit_table_name" {
  type        = string
  description = "Name of the table of visitor counters."
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.ratelimit_table_name))
    error_message = "ratelimit_table_name must be 3 to 255 of letters, digits and _ . -"
  }
}

variable "session_secret" {
  type        = string
  description = "Secret that session ids are signed with, 32 characters or more. Null: a random one is made. Give it as TF_VAR_session_secret, never in a file that is committed."
  default     = null
  sensitive   = true

  validation {
    condition     = var.session_secret == null ? true : length(var.session_secret) >= 32
    error_message = "session_secret must have 32 characters or more."
  }
}

variable "session_secret_previous" {
  type        = string
  description = "The session_secret before, while one that was given is rotated: session ids signed with it go on."
  default     = null
  sensitive   = true

  validation {
    condition     = var.session_secret_previous == null ? true : length(var.session_secret_previous) >= 32
    error_message = "session_secret_previous must have 32 characters or more."
  }
}

variable "session_secret_version" {
  type        = number
  description = "Number of the random session secret. One more rotates it: session ids of the version before go on, older ones end."
  default     = 1
  nullable    = false

  validation {
    condition     = var.session_secret_version >= 1 && floor(var.session_secret_version) == var.session_secret_version
    error_message = "session_secret_version must be a whole number from 1 on."
  }
}
