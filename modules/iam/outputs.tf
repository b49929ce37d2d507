output "role_arn" {
  description = "ARN of the function's role, once it has its permissions."
  value       = aws_iam_role.function.arn

  depends_on = [aws_iam_role_policy.function]
}

output "role_name" {
  description = "Name of the function's role."
  value       = aws_iam_role.function.name
}
