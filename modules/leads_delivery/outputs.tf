output "failed_queue_name" {
  description = "Name of the queue that names what of the stream failed for good."
  value       = aws_sqs_queue.failed.name
}

output "function_name" {
  description = "Name of the function that delivers leads."
  value       = aws_lambda_function.leads.function_name
}

output "log_group_name" {
  description = "Name of its log group."
  value       = aws_cloudwatch_log_group.leads.name
}
