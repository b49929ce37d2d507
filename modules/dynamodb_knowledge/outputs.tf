output "table_arn" {
  description = "ARN of the knowledge's table."
  value       = aws_dynamodb_table.knowledge.arn
}

output "table_name" {
  description = "Name of the knowledge's table."
  value       = aws_dynamodb_table.knowledge.name
}
