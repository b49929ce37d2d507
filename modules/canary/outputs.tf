output "function_name" {
  description = "Name of the canary's function."
  value       = aws_lambda_function.canary.function_name
}

output "log_group_name" {
  description = "Name of the canary's log group."
  value       = aws_cloudwatch_log_group.canary.name
}
