locals {
  name = "${var.project_name}-${var.environment}"

  settings = {
    BEDROCK_MODEL_ID                  = var.bedrock_model_id
    CONVERSATIONS_TABLE_NAME          = var.conversations_table_name
    MTA_CHAT_BUDGET_MAX_USD_PER_DAY   = tostring(var.max_usd_per_day)
    MTA_CHAT_BUDGET_MAX_USD_PER_MONTH = tostring(var.max_usd_per_month)
    MTA_CHAT_CORS_ALLOWED_ORIGINS     = join(",", var.cors_allow_origins)
    MTA_CHAT_METRICS_NAMESPACE        = "${var.project_name}/${var.environment}"
    MTA_CHAT_STORAGE_LEDGER_TABLE     = var.ledger_table_name
    RATELIMIT_TABLE_NAME              = var.ratelimit_table_name
    RATE_LIMIT_MAX                    = tostring(var.rate_limit_max)
    RATE_LIMIT_WINDOW                 = tostring(var.rate_limit_window)
  }

  # Without it the function asks Bedrock in its own region, which Lambda tells it as AWS_REGION.
  model_region = var.bedrock_region == null ? {} : { MTA_CHAT_MODEL_REGION = var.bedrock_region }

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

  environment {
    variables = merge(var.lambda_settings, local.model_region, local.settings, local.secrets)
  }

  # Lines as the function writes them: JSON of its own, and metrics in CloudWatch's embedded format.
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }
}
