output "table_arn" {
  description = "ARN of the table of conversations."
  value       = aws_dynamodb_table.conversations.arn
}

output "table_name" {
  description = "Name of the table of conversations."
  value       = aws_dynamodb_table.conversations.name
}
