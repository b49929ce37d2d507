mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = {
      arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    }
  }
}

variables {
  aws_region        = "us-west-2"
  github_repository = "Medical-Tech/mta-chat"
  project_name      = "mta-chat"

  deployed_environments = {
    dev  = { state_bucket = "mta-terraform-state-dev" }
    prod = { state_bucket = "mta-terraform-state-prod", domain_name = "chat.example.com" }
  }
}

run "trusts_an_environment_of_an_older_repository" {
  command = apply

  assert {
    condition     = aws_iam_openid_connect_provider.github[0].url == "https://token.actions.githubusercontent.com" && toset(aws_iam_openid_connect_provider.github[0].client_id_list) == toset(["sts.amazonaws.com"])
    error_message = "The provider is GitHub's, for tokens that are meant for AWS."
  }

  assert {
    condition = jsondecode(aws_iam_role.deploy["dev"].assume_role_policy).Statement == [{
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com", "token.actions.githubusercontent.com:sub" = ["repo:Medical-Tech/mta-chat:environment:dev"] } }
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
    }]
    error_message = "A job of the environment dev of this repository, and nobody else, takes the role of dev."
  }

  assert {
    condition     = aws_iam_role.deploy["prod"].name == "mta-chat-deploy-prod" && jsondecode(aws_iam_role.deploy["prod"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:Medical-Tech/mta-chat:environment:prod"]
    error_message = "prod has a role of its own."
  }
}

run "trusts_a_repository_made_since_15_july_2026" {
  command = plan

  variables {
    github_ids = { owner = "9919", repository = "1296269" }
  }

  assert {
    condition = output.subjects.dev == [
      "repo:Medical-Tech@9919/mta-chat@1296269:environment:dev",
      "repo:Medical-Tech/mta-chat:environment:dev",
    ]
    error_message = "Both forms of the subject are accepted."
  }
}

run "trusts_the_ids_alone_where_that_is_wanted" {
  command = plan

  variables {
    github_ids         = { owner = "9919", repository = "1296269" }
    github_names_alone = false
  }

  assert {
    condition     = output.subjects.prod == ["repo:Medical-Tech@9919/mta-chat@1296269:environment:prod"]
    error_message = "Who takes the names over later is not accepted."
  }
}

run "uses_the_accounts_provider" {
  command = plan

  variables {
    github_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0 && jsondecode(aws_iam_role.deploy["dev"].assume_role_policy).Statement[0].Principal.Federated == var.github_provider_arn
    error_message = "An account has one provider for GitHub."
  }
}

run "keeps_the_environments_apart" {
  command = plan

  variables {
    github_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.deploy["dev"].policy, "prod") && !strcontains(aws_iam_role_policy.deploy["prod"].policy, "-dev")
    error_message = "The role of dev reaches nothing that is named after prod."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.deploy["dev"].policy, "-deploy-")
    error_message = "The roles cannot change themselves."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.deploy["prod"].policy, "/domainnames/chat.example.com") && !strcontains(aws_iam_role_policy.deploy["dev"].policy, "/domainnames")
    error_message = "Only who has a domain may change one."
  }

  assert {
    condition     = alltrue([for role in values(aws_iam_role_policy.deploy) : length(role.policy) < 10240])
    error_message = "The inline policies of a role may have 10,240 characters."
  }
}

run "lets_the_nightly_plan_only_read" {
  command = plan

  variables {
    github_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  assert {
    condition     = aws_iam_role.plan["dev"].name == "mta-chat-plan-dev" && jsondecode(aws_iam_role.plan["dev"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:Medical-Tech/mta-chat:environment:dev-plan"]
    error_message = "A job of dev-plan takes the role that only reads, and no other."
  }

  assert {
    condition     = alltrue([for action in flatten([for statement in jsondecode(aws_iam_role_policy.plan["prod"].policy).Statement : statement.Action]) : can(regex(":(Get|List|Describe|View)|:GET$", action))])
    error_message = "It changes nothing."
  }
}

run "refuses_what_would_trust_strangers" {
  command = plan

  variables {
    deployed_environments = { "*" = { state_bucket = "*", state_region = "*" } }
    github_ids            = { owner = "*", repository = "1" }
    github_provider_arn   = "arn:aws:iam::123456789012:oidc-provider/example.com"
    github_repository     = "Medical-Tech/*"
  }

  expect_failures = [
    var.deployed_environments,
    var.github_ids,
    var.github_provider_arn,
    var.github_repository,
  ]
}

run "refuses_to_trust_nobody" {
  command = plan

  variables {
    github_names_alone = false
  }

  expect_failures = [aws_iam_role.deploy]
}
