output "lock_table_name" {
  description = "Name of the table of locks."
  value       = aws_dynamodb_table.locks.name
}

output "state_bucket_name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.state.bucket
}
