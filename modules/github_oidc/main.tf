# What GitHub's jobs are in AWS: a role an environment, for the token of a job of that environment of that
# repository, and of no other. An administrator applies this; the roles cannot change themselves.
locals {
  issuer = "token.actions.githubusercontent.com"
  owner  = split("/", var.github_repository)[0]
  name   = split("/", var.github_repository)[1]

  # Repositories made since 15 July 2026, and those renamed, moved or switched since, have their ids in the
  # subject: names can be taken by others later. Older ones have the names alone.
  subjects = concat(
    var.github_ids == null ? [] : ["repo:${local.owner}@${var.github_ids.owner}/${local.name}@${var.github_ids.repository}"],
    var.github_names_alone ? ["repo:${var.github_repository}"] : [],
  )

  provider_arn = coalesce(var.github_provider_arn, one(aws_iam_openid_connect_provider.github[*].arn))
}

# One an account. AWS trusts GitHub's certificate by its own list of authorities: no thumbprint.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.github_provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

# One that applies, for the jobs of the environment on GitHub, and one that only reads, for those of ENV-plan:
# the nightly plan needs no reviewers.
locals {
  trust = {
    for name in flatten([for environment in keys(var.deployed_environments) : [environment, "${environment}-plan"]]) : name => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider_arn }
        Condition = {
          StringEquals = {
            "${local.issuer}:aud" = "sts.amazonaws.com"
            "${local.issuer}:sub" = [for subject in local.subjects : "${subject}:environment:${name}"]
          }
        }
      }]
    })
  }
}

resource "aws_iam_role" "deploy" {
  for_each = var.deployed_environments

  name               = "${var.project_name}-deploy-${each.key}"
  description        = "Applies envs/${each.key} from GitHub, ${var.github_repository}"
  assume_role_policy = local.trust[each.key]

  lifecycle {
    precondition {
      condition     = length(local.subjects) > 0
      error_message = "Nobody could take the role: give github_ids, or let github_names_alone be true."
    }
  }
}

resource "aws_iam_role_policy" "deploy" {
  for_each = var.deployed_environments

  name   = "apply"
  role   = aws_iam_role.deploy[each.key].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })
}

resource "aws_iam_role" "plan" {
  for_each = var.deployed_environments

  name               = "${var.project_name}-plan-${each.key}"
  description        = "Plans envs/${each.key} from GitHub, ${var.github_repository}; only reads"
  assume_role_policy = local.trust["${each.key}-plan"]
}

resource "aws_iam_role_policy" "plan" {
  for_each = var.deployed_environments

  name   = "plan"
  role   = aws_iam_role.plan[each.key].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.reading_statements[each.key] })
}
