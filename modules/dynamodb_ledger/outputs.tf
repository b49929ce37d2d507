output "table_arn" {
  description = "ARN of the ledger's table."
  value       = aws_dynamodb_table.ledger.arn
}

output "table_name" {
  description = "Name of the ledger's table."
  value       = aws_dynamodb_table.ledger.name
}
