mock_provider "aws" {
  mock_resource "aws_cloudwatch_event_rule" {
    defaults = {
      arn = "arn:aws:events:us-west-2:123456789012:rule/mta-chat-prod-canary"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/mta-chat-prod-canary"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mta-chat-canary-prod"
    }
  }

  mock_resource "aws_lambda_function" {
    defaults = {
      arn = "arn:aws:lambda:us-west-2:123456789012:function:mta-chat-prod-canary"
    }
  }
}

variables {
  api_endpoint        = "https://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com/prod/chat"
  canary_minutes      = 5
  environment         = "prod"
  lambda_architecture = "arm64"
  log_retention_days  = 30
  metrics_namespace   = "mta-chat/prod"
  package             = "../../build/lambda/bootstrap-arm64.zip"
  package_hash        = "aGFzaA=="
  project_name        = "mta-chat"
}

run "is_the_chats_package_as_a_function_of_its_own" {
  command = apply

  assert {
    condition     = aws_lambda_function.canary.function_name == "mta-chat-prod-canary" && aws_lambda_function.canary.handler == "canary" && aws_lambda_function.canary.runtime == "provided.al2023"
    error_message = "The handler's name tells the program what it is."
  }

  assert {
    condition     = aws_lambda_function.canary.filename == var.package && aws_lambda_function.canary.source_code_hash == var.package_hash && aws_lambda_function.canary.architectures == tolist(["arm64"])
    error_message = "It is the same package, for the same processor."
  }

  assert {
    condition = aws_lambda_function.canary.environment[0].variables == tomap({
      MTA_CHAT_LAMBDA_CANARY_ENDPOINT = "https://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com/prod/chat"
      MTA_CHAT_METRICS_NAMESPACE      = "mta-chat/prod"
    })
    error_message = "It is told the public endpoint and the namespace: no secret, no table, no model."
  }

  assert {
    condition     = aws_lambda_function.canary.timeout == 60 && aws_lambda_function.canary.memory_size == 128
    error_message = "It outlasts the slowest answer (30 s), and needs no memory."
  }

  assert {
    condition     = output.function_name == "mta-chat-prod-canary" && output.log_group_name == "/aws/lambda/mta-chat-prod-canary" && aws_cloudwatch_log_group.canary.retention_in_days == 30
    error_message = "It has a log of its own."
  }
}

run "may_write_its_log_and_nothing_else" {
  command = apply

  assert {
    condition = jsondecode(aws_iam_role_policy.canary.policy).Statement == [{
      Sid      = "WriteItsLog"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/mta-chat-prod-canary:*"
    }]
    error_message = "One statement, on its own log group."
  }

  assert {
    condition     = jsondecode(aws_iam_role.canary.assume_role_policy).Statement == [{ Action = "sts:AssumeRole", Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" } }]
    error_message = "Lambda and nobody else may assume the role."
  }
}

run "is_started_by_its_schedule_alone" {
  command = apply

  assert {
    condition     = aws_cloudwatch_event_rule.canary.schedule_expression == "rate(5 minutes)" && aws_cloudwatch_event_rule.canary.event_pattern == null
    error_message = "Every five minutes."
  }

  assert {
    condition     = aws_cloudwatch_event_target.canary.arn == "arn:aws:lambda:us-west-2:123456789012:function:mta-chat-prod-canary" && aws_cloudwatch_event_target.canary.input == null
    error_message = "The schedule starts the canary, with nothing to decide what it asks."
  }

  assert {
    condition     = aws_lambda_permission.canary.principal == "events.amazonaws.com" && aws_lambda_permission.canary.source_arn == "arn:aws:events:us-west-2:123456789012:rule/mta-chat-prod-canary" && aws_lambda_permission.canary.function_name == "mta-chat-prod-canary"
    error_message = "No other rule, and no other service, may start it."
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.canary.maximum_retry_attempts == 0 && aws_cloudwatch_event_target.canary.retry_policy[0].maximum_retry_attempts == 0
    error_message = "Neither Lambda nor EventBridge asks again: the next check comes soon."
  }
}

run "says_one_minute_as_eventbridge_wants_it" {
  command = plan

  variables {
    canary_minutes = 1
  }

  assert {
    condition     = aws_cloudwatch_event_rule.canary.schedule_expression == "rate(1 minute)"
    error_message = "1 has no plural."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    api_endpoint        = "http://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com/prod/chat"
    canary_minutes      = 61
    lambda_architecture = "arm"
    log_retention_days  = 10
    metrics_namespace   = "AWS/Lambda"
    package             = ""
    package_hash        = ""
  }

  expect_failures = [
    var.api_endpoint,
    var.canary_minutes,
    var.lambda_architecture,
    var.log_retention_days,
    var.metrics_namespace,
    var.package,
    var.package_hash,
  ]
}
