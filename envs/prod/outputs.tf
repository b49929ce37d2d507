output "alarm_name_prefix" {
  description = "What the names of all alarms begin with."
  value       = module.observability.alarm_name_prefix
}

output "alarm_topic_arn" {
  description = "ARN of the SNS topic that every alarm is sent to."
  value       = module.observability.alarm_topic_arn
}

output "api_domain_target" {
  description = "What api_domain_name must point to, as a CNAME (Route 53: an alias record); null without one."
  value       = module.apigw_http_public.domain_target
}

output "api_endpoint" {
  description = "The whole URL of the chat: under api_domain_name, or with API Gateway's name and the stage."
  value       = module.apigw_http_public.api_endpoint
}

output "api_log_group_name" {
  description = "Name of the access log's group."
  value       = module.apigw_http_public.log_group_name
}

output "aws_region" {
  description = "AWS region that everything is in."
  value       = var.aws_region
}

output "canary_function_name" {
  description = "Name of the canary's function; null where there is none."
  value       = one(module.canary[*].function_name)
}

output "conversations_table_name" {
  description = "Name of the table of conversations."
  value       = module.dynamodb_conversations.table_name
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard."
  value       = module.observability.dashboard_name
}

output "knowledge_table_name" {
  description = "Name of the knowledge's table."
  value       = module.dynamodb_knowledge.table_name
}

output "lambda_function_name" {
  description = "Name of the function."
  value       = module.lambda_chat.function_name
}

output "lambda_source_hash" {
  description = "Hash over everything that the package is built from; null with a ready package."
  value       = module.lambda_chat.source_hash
}

output "leads_table_name" {
  description = "Name of the table of leads."
  value       = module.dynamodb_leads.table_name
}

output "ledger_table_name" {
  description = "Name of the ledger's table."
  value       = module.dynamodb_ledger.table_name
}

output "live_version" {
  description = "Number of the function's version that visitors are served by, as of the last apply."
  value       = module.lambda_chat.live_version
}

output "log_group_name" {
  description = "Name of the function's log group."
  value       = module.lambda_chat.log_group_name
}

output "ratelimit_table_name" {
  description = "Name of the table of visitor counters."
  value       = module.dynamodb_ratelimit.table_name
}

output "widget_dns_target" {
  description = "CloudFront's name, which the DNS of widget_domain_name leads to; null where the widget is not hosted."
  value       = one(module.widget_hosting[*].distribution_domain_name)
}

output "widget_script_url" {
  description = "URL of the script that a website loads; null where the widget is not hosted."
  value       = one(module.widget_hosting[*].script_url)
}
