output "api_endpoint" {
  description = "The whole URL of the chat, with its stage and /chat."
  value       = "${aws_apigatewayv2_api.chat.api_endpoint}/${aws_apigatewayv2_stage.chat.name}/chat"
}

output "api_id" {
  description = "Id of the API: a dimension of its metrics."
  value       = aws_apigatewayv2_api.chat.id
}

output "log_group_name" {
  description = "Name of the access log's group."
  value       = aws_cloudwatch_log_group.access.name
}

output "stage_name" {
  description = "Name of the stage: a dimension of the API's metrics."
  value       = aws_apigatewayv2_stage.chat.name
}
