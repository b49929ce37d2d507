output "function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.chat.arn
}

output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.chat.function_name
}

output "live_alias_arn" {
  description = "ARN of the alias live: the version that visitors are served by."
  value       = aws_lambda_alias.live.arn
}

output "live_alias_name" {
  description = "Name of that alias: the qualifier of whoever invokes the function."
  value       = aws_lambda_alias.live.name
}

output "live_invoke_arn" {
  description = "ARN by which API Gateway invokes that version."
  value       = aws_lambda_alias.live.invoke_arn
}

output "live_version" {
  description = "Number of that version, as of the last apply."
  value       = aws_lambda_alias.live.function_version
}

output "log_group_arn" {
  description = "ARN of the function's log group, without :* at its end."
  value       = aws_cloudwatch_log_group.function.arn
}

output "log_group_name" {
  description = "Name of the function's log group."
  value       = aws_cloudwatch_log_group.function.name
}

output "metrics_namespace" {
  description = "CloudWatch namespace of the function's own metrics."
  value       = local.settings.MTA_CHAT_METRICS_NAMESPACE
}

output "package" {
  description = "Path of the package."
  value       = local.package
}

output "package_hash" {
  description = "SHA-256 of the package, in base64. Known once the package is there, so that what depends on this output is made after it."
  value       = local.package_hash
}

output "source_hash" {
  description = "Hash over everything that the package is built from; null with a ready package."
  value       = local.source_hash
}
