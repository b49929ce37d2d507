locals {
  name = "${var.project_name}-${var.environment}"

  settings = {
    BEDROCK_MODEL_ID                  = var.bedrock_model_id
    CONVERSATIONS_TABLE_NAME          = var.conversations_table_name
    MTA_CHAT_BUDGET_MAX_USD_PER_DAY   = tostring(var.max_usd_per_day)
    MTA_CHAT_BUDGET_MAX_USD_PER_MONTH = tostring(var.max_usd_per_month)
    MTA_CHAT_CORS_ALLOWED_ORIGINS     = join(",", var.cors_allow_origins)
    MTA_CHAT_METRICS_NAMESPACE        = "${var.project_name}/${var.environment}"
    MTA_CHAT_STORAGE_KNOWLEDGE_TABLE  = var.knowledge_table_name
    MTA_CHAT_STORAGE_LEDGER_TABLE     = var.ledger_table_name
    RATELIMIT_TABLE_NAME              = var.ratelimit_table_name
    RATE_LIMIT_MAX                    = tostring(var.rate_limit_max)
    RATE_LIMIT_WINDOW                 = tostring(var.rate_limit_window)
  }

  # Without it the function asks Bedrock in its own region, which Lambda tells it as AWS_REGION.
  model_region = var.bedrock_region == null ? {} : { MTA_CHAT_MODEL_REGION = var.bedrock_region }

  # The id alone, which is all that the endpoint documents.
  guardrail = var.bedrock_guardrail_arn == null || var.bedrock_guardrail_version == null ? {} : {
    MTA_CHAT_MODEL_GUARDRAIL_ID      = split("/", var.bedrock_guardrail_arn)[1]
    MTA_CHAT_MODEL_GUARDRAIL_VERSION = var.bedrock_guardrail_version
  }

  # Off unless there is a table for them.
  leads = var.leads_table_name == null ? {} : {
    MTA_CHAT_LEADS_ENABLED       = "true"
    MTA_CHAT_STORAGE_LEADS_TABLE = var.leads_table_name
  }

  secrets = merge(
    { MTA_CHAT_SESSION_SECRET = local.session_secret },
    local.session_secret_previous == null ? {} : { MTA_CHAT_SESSION_SECRET_PREVIOUS = local.session_secret_previous },
  )
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days

  # Nothing is made in AWS before the package is there.
  depends_on = [terraform_data.package_hash, terraform_data.package_check]
}

resource "aws_lambda_function" "chat" {
  function_name                  = local.name
  description                    = "Answers POST /chat of ${var.project_name}, ${var.environment}"
  role                           = var.lambda_role_arn
  runtime                        = "provided.al2023"
  handler                        = "bootstrap"
  architectures                  = [var.lambda_architecture]
  filename                       = local.package
  source_code_hash               = local.package_hash
  memory_size                    = var.lambda_memory_size
  timeout                        = var.lambda_timeout
  reserved_concurrent_executions = var.lambda_reserved_concurrency

  # Each change of code or settings is a version that stays as it is: scripts/rollback.py goes back to one.
  publish = true

  environment {
    variables = merge(var.lambda_settings, local.model_region, local.guardrail, local.leads, local.settings, local.secrets)
  }

  # Lines as the function writes them: JSON of its own, and metrics in CloudWatch's embedded format.
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  lifecycle {
    precondition {
      condition     = (var.bedrock_guardrail_arn == null) == (var.bedrock_guardrail_version == null)
      error_message = "A guardrail needs bedrock_guardrail_arn and bedrock_guardrail_version."
    }

    precondition {
      condition     = var.bedrock_guardrail_arn == null || var.bedrock_region == null ? true : split(":", var.bedrock_guardrail_arn)[3] == var.bedrock_region
      error_message = "The guardrail must be in the region whose Bedrock is asked."
    }
  }
}

# What visitors are served by. The API and whoever else asks for an answer invoke this, never the function
# itself, which is its newest version.
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version that visitors are served by"
  function_name    = aws_lambda_function.chat.function_name
  function_version = aws_lambda_function.chat.version
}
