output "api_endpoint" {
  description = "The whole URL of the chat: under api_domain_name, or with API Gateway's name and the stage."
  value       = local.endpoint
}

output "api_id" {
  description = "Id of the API: a dimension of its metrics."
  value       = aws_apigatewayv2_api.chat.id
}

output "domain_target" {
  description = "What api_domain_name must point to, as a CNAME; null without one."
  value       = one(aws_apigatewayv2_domain_name.chat[*].domain_name_configuration[0].target_domain_name)
}

output "log_group_name" {
  description = "Name of the access log's group."
  value       = aws_cloudwatch_log_group.access.name
}

output "stage_name" {
  description = "Name of the stage: a dimension of the API's metrics."
  value       = aws_apigatewayv2_stage.chat.name
}
