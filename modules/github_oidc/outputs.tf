output "plan_role_arns" {
  description = "ARN of each environment's role that only reads: AWS_ROLE_ARN of the environment ENV-plan on GitHub."
  value       = { for environment, role in aws_iam_role.plan : environment => role.arn }
}

output "provider_arn" {
  description = "ARN of the account's OIDC provider for GitHub."
  value       = local.provider_arn
}

output "role_arns" {
  description = "ARN of each environment's role: the variable AWS_ROLE_ARN of that environment on GitHub."
  value       = { for environment, role in aws_iam_role.deploy : environment => role.arn }
}

output "subjects" {
  description = "What a job's token must say of itself (sub), by environment."
  value       = { for environment in keys(var.deployed_environments) : environment => [for subject in local.subjects : "${subject}:environment:${environment}"] }
}
