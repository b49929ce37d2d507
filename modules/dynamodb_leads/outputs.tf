output "stream_arn" {
  description = "ARN of the stream of the table of leads."
  value       = aws_dynamodb_table.leads.stream_arn
}

output "table_arn" {
  description = "ARN of the table of leads."
  value       = aws_dynamodb_table.leads.arn
}

output "table_name" {
  description = "Name of the table of leads."
  value       = aws_dynamodb_table.leads.name
}
