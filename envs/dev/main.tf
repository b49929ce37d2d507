# One environment. envs/dev and envs/prod differ in terraform.tfvars and backend.tf alone; a test
# holds the other files together.
locals {
  bedrock_region = coalesce(var.bedrock_region, var.aws_region)

  # Somebody is to be told of leads.
  leads_delivered = var.leads_enabled && (var.leads_webhook_url != null || length(var.leads_emails) > 0)
}

data "aws_partition" "current" {}

# The function. Its package is built first: the modules below wait for it, so that a build that fails
# (a missing tool, say) leaves nothing half made in AWS.
module "lambda_chat" {
  source = "../../modules/lambda_chat"

  bedrock_guardrail_arn       = var.bedrock_guardrail_arn
  bedrock_guardrail_version   = var.bedrock_guardrail_version
  bedrock_model_id            = var.bedrock_model_id
  bedrock_region              = local.bedrock_region
  conversations_table_name    = module.dynamodb_conversations.table_name
  cors_allow_origins          = var.cors_allow_origins
  environment                 = var.environment
  lambda_architecture         = var.lambda_architecture
  lambda_memory_size          = var.lambda_memory_size
  lambda_package              = var.lambda_package
  lambda_reserved_concurrency = var.lambda_reserved_concurrency
  lambda_role_arn             = module.iam.role_arn
  lambda_settings             = var.lambda_settings
  lambda_timeout              = var.lambda_timeout
  leads_table_name            = var.leads_enabled ? module.dynamodb_leads.table_name : null
  knowledge_table_name        = module.dynamodb_knowledge.table_name
  ledger_table_name           = module.dynamodb_ledger.table_name
  log_retention_days          = var.log_retention_days
  max_usd_per_day             = var.max_usd_per_day
  max_usd_per_month           = var.max_usd_per_month
  project_name                = var.project_name
  rate_limit_max              = var.rate_limit_max
  rate_limit_window           = var.rate_limit_window
  ratelimit_table_name        = module.dynamodb_ratelimit.table_name
  session_secret              = var.session_secret
  session_secret_previous     = var.session_secret_previous
  session_secret_version      = var.session_secret_version
}

module "dynamodb_ratelimit" {
  source = "../../modules/dynamodb_ratelimit"

  deletion_protection_enabled    = var.deletion_protection_enabled
  environment                    = var.environment
  point_in_time_recovery_enabled = var.point_in_time_recovery_enabled
  project_name                   = var.project_name

  depends_on = [module.lambda_chat.package_hash]
}

module "dynamodb_conversations" {
  source = "../../modules/dynamodb_conversations"

  deletion_protection_enabled    = var.deletion_protection_enabled
  environment                    = var.environment
  point_in_time_recovery_enabled = var.point_in_time_recovery_enabled
  project_name                   = var.project_name

  depends_on = [module.lambda_chat.package_hash]
}

# Made whether leads are on or not: it costs nothing while it is empty, and turning leads off must not delete any.
module "dynamodb_leads" {
  source = "../../modules/dynamodb_leads"

  deletion_protection_enabled    = var.deletion_protection_enabled
  environment                    = var.environment
  point_in_time_recovery_enabled = var.point_in_time_recovery_enabled
  project_name                   = var.project_name

  depends_on = [module.lambda_chat.package_hash]
}

module "dynamodb_knowledge" {
  source = "../../modules/dynamodb_knowledge"

  deletion_protection_enabled    = var.deletion_protection_enabled
  environment                    = var.environment
  point_in_time_recovery_enabled = var.point_in_time_recovery_enabled
  project_name                   = var.project_name

  depends_on = [module.lambda_chat.package_hash]
}

module "dynamodb_ledger" {
  source = "../../modules/dynamodb_ledger"

  deletion_protection_enabled    = var.deletion_protection_enabled
  environment                    = var.environment
  point_in_time_recovery_enabled = var.point_in_time_recovery_enabled
  project_name                   = var.project_name

  depends_on = [module.lambda_chat.package_hash]
}

module "iam" {
  source = "../../modules/iam"

  bedrock_guardrail_arn   = var.bedrock_guardrail_arn
  bedrock_model_arn       = "arn:${data.aws_partition.current.partition}:bedrock:${local.bedrock_region}::foundation-model/${var.bedrock_model_id}"
  conversations_table_arn = module.dynamodb_conversations.table_arn
  environment             = var.environment
  leads_table_arn         = var.leads_enabled ? module.dynamodb_leads.table_arn : null
  knowledge_table_arn     = module.dynamodb_knowledge.table_arn
  ledger_table_arn        = module.dynamodb_ledger.table_arn
  log_group_arn           = module.lambda_chat.log_group_arn
  project_name            = var.project_name
  ratelimit_table_arn     = module.dynamodb_ratelimit.table_arn

  depends_on = [module.lambda_chat.package_hash]
}

module "apigw_http_public" {
  source = "../../modules/apigw_http_public"

  api_domain_certificate_arn   = var.api_domain_certificate_arn
  api_domain_name              = var.api_domain_name
  api_throttle_burst_limit     = var.api_throttle_burst_limit
  api_throttle_rate_limit      = var.api_throttle_rate_limit
  cors_allow_origins           = var.cors_allow_origins
  disable_execute_api_endpoint = var.disable_execute_api_endpoint
  environment                  = var.environment
  lambda_alias_name            = module.lambda_chat.live_alias_name
  lambda_function_name         = module.lambda_chat.function_name
  lambda_invoke_arn            = module.lambda_chat.live_invoke_arn
  log_retention_days           = var.log_retention_days
  project_name                 = var.project_name

  depends_on = [module.lambda_chat.package_hash]
}

module "canary" {
  source = "../../modules/canary"
  count  = var.canary_minutes > 0 ? 1 : 0

  api_endpoint        = module.apigw_http_public.api_endpoint
  canary_minutes      = var.canary_minutes
  environment         = var.environment
  lambda_architecture = var.lambda_architecture
  log_retention_days  = var.log_retention_days
  metrics_namespace   = module.lambda_chat.metrics_namespace
  package             = module.lambda_chat.package
  package_hash        = module.lambda_chat.package_hash
  project_name        = var.project_name
}

module "leads_delivery" {
  source = "../../modules/leads_delivery"
  count  = local.leads_delivered ? 1 : 0

  emails                  = var.leads_emails
  environment             = var.environment
  lambda_architecture     = var.lambda_architecture
  log_retention_days      = var.log_retention_days
  metrics_namespace       = module.lambda_chat.metrics_namespace
  package                 = module.lambda_chat.package
  package_hash            = module.lambda_chat.package_hash
  project_name            = var.project_name
  stream_arn              = module.dynamodb_leads.stream_arn
  table_arn               = module.dynamodb_leads.table_arn
  table_name              = module.dynamodb_leads.table_name
  webhook_secret          = var.leads_webhook_secret
  webhook_secret_previous = var.leads_webhook_secret_previous
  webhook_url             = var.leads_webhook_url
}

module "observability" {
  source = "../../modules/observability"

  alarm_4xx_threshold     = var.alarm_4xx_threshold
  alarm_5xx_threshold     = var.alarm_5xx_threshold
  alarm_emails            = var.alarm_emails
  alarm_sns_topic_arn     = var.alarm_sns_topic_arn
  api_id                  = module.apigw_http_public.api_id
  aws_region              = var.aws_region
  canary_minutes          = var.canary_minutes
  daily_spend_alarm_usd   = var.daily_spend_alarm_usd
  environment             = var.environment
  lambda_function_name    = module.lambda_chat.function_name
  leads_failed_queue_name = one(module.leads_delivery[*].failed_queue_name)
  max_usd_per_day         = var.max_usd_per_day
  max_usd_per_month       = var.max_usd_per_month
  metrics_namespace       = module.lambda_chat.metrics_namespace
  monthly_budget_usd      = var.monthly_budget_usd
  project_name            = var.project_name
  stage_name              = module.apigw_http_public.stage_name

  depends_on = [module.lambda_chat.package_hash]
}

# The widget's files, for a website in front of this chat. The self-hosted server serves them itself.
module "widget_hosting" {
  source = "../../modules/widget_hosting"
  count  = var.widget_domain_name == null ? 0 : 1

  environment                   = var.environment
  project_name                  = var.project_name
  widget_domain_certificate_arn = var.widget_domain_certificate_arn
  widget_domain_name            = var.widget_domain_name
  widget_files                  = var.widget_files
}
