mock_provider "aws" {}

variables {
  bedrock_model_arn       = "arn:aws:bedrock:us-west-2::foundation-model/openai.gpt-oss-120b-1:0"
  conversations_table_arn = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-conversations-dev"
  environment             = "dev"
  knowledge_table_arn     = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-knowledge-dev"
  ledger_table_arn        = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-ledger-dev"
  log_group_arn           = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/mta-chat-dev"
  project_name            = "mta-chat"
  ratelimit_table_arn     = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-ratelimit-dev"
}

run "permits_what_the_function_does_and_no_more" {
  command = plan

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Resource => join(" ", statement.Action) } == {
      (var.bedrock_model_arn)       = "bedrock:InvokeModel bedrock:InvokeModelWithResponseStream"
      (var.conversations_table_arn) = "dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem"
      (var.knowledge_table_arn)     = "dynamodb:GetItem"
      (var.ledger_table_arn)        = "dynamodb:UpdateItem"
      (var.ratelimit_table_arn)     = "dynamodb:GetItem dynamodb:UpdateItem"
      "${var.log_group_arn}:*"      = "logs:CreateLogStream logs:PutLogEvents"
    }
    error_message = "Each action is permitted on the one resource that it is for."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Effect == "Allow" && length(setintersection(keys(statement), ["NotAction", "NotResource"])) == 0])
    error_message = "The policy says what is permitted, not what is not."
  }
}

run "permits_the_one_guardrail_that_is_named" {
  command = plan

  variables {
    bedrock_guardrail_arn = "arn:aws:bedrock:us-west-2:123456789012:guardrail/gr1d2e3f"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Resource if contains(statement.Action, "bedrock:ApplyGuardrail")] == [var.bedrock_guardrail_arn]
    error_message = "The function may apply this guardrail, and no other."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.function.policy).Statement) == 7
    error_message = "Nothing else changes."
  }
}

run "permits_to_keep_leads_where_they_are_on" {
  command = plan

  variables {
    leads_table_arn = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-leads-dev"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : join(" ", statement.Action) if statement.Resource == var.leads_table_arn] == ["dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query"]
    error_message = "The function may write, read and erase leads, and not list them by an index."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.function.policy).Statement) == 7
    error_message = "Nothing else changes."
  }
}

run "has_no_wildcards_but_for_log_streams" {
  command = plan

  assert {
    condition     = alltrue([for action in flatten([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Action]) : !strcontains(action, "*") && !strcontains(action, "?")])
    error_message = "No action has a wildcard."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : !strcontains(trimsuffix(statement.Resource, ":*"), "*")])
    error_message = "No resource has a wildcard in its account, region, table or model."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Sid if endswith(statement.Resource, "*")] == ["WriteItsLog"]
    error_message = "Only the log group's streams are many."
  }
}

run "is_assumed_by_lambda_alone" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.function.assume_role_policy).Statement == [{ Action = "sts:AssumeRole", Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" } }]
    error_message = "Lambda and nobody else may assume the role."
  }

  assert {
    condition     = aws_iam_role.function.name == "mta-chat-lambda-dev" && aws_iam_role_policy.function.role == aws_iam_role.function.name
    error_message = "The policy belongs to the role."
  }
}

run "refuses_wildcards" {
  command = plan

  variables {
    bedrock_guardrail_arn   = "arn:aws:bedrock:us-west-2:123456789012:guardrail/*"
    bedrock_model_arn       = "arn:aws:bedrock:*::foundation-model/*"
    conversations_table_arn = "arn:aws:dynamodb:us-west-2:123456789012:table/*"
    knowledge_table_arn     = "arn:aws:dynamodb:us-west-2:123456789012:table/*-knowledge-dev"
    leads_table_arn         = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-leads-*"
    ledger_table_arn        = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-*"
    log_group_arn           = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/mta-chat-dev:*"
    ratelimit_table_arn     = "*"
  }

  expect_failures = [
    var.bedrock_guardrail_arn,
    var.bedrock_model_arn,
    var.conversations_table_arn,
    var.knowledge_table_arn,
    var.leads_table_arn,
    var.ledger_table_arn,
    var.log_group_arn,
    var.ratelimit_table_arn,
  ]
}
