output "table_arn" {
  description = "ARN of the table of visitor counters."
  value       = aws_dynamodb_table.counters.arn
}

output "table_name" {
  description = "Name of the table of visitor counters."
  value       = aws_dynamodb_table.counters.name
}
