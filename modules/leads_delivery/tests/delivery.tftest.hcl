mock_provider "aws" {
  mock_resource "aws_cloudwatch_event_rule" {
    defaults = {
      arn = "arn:aws:events:us-west-2:123456789012:rule/mta-chat-prod-leads"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/mta-chat-prod-leads"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mta-chat-leads-prod"
    }
  }

  mock_resource "aws_lambda_function" {
    defaults = {
      arn = "arn:aws:lambda:us-west-2:123456789012:function:mta-chat-prod-leads"
    }
  }

  mock_resource "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:us-west-2:123456789012:mta-chat-prod-leads"
    }
  }

  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:us-west-2:123456789012:mta-chat-prod-leads-failed"
    }
  }
}

variables {
  emails              = ["sales@example.com"]
  environment         = "prod"
  lambda_architecture = "arm64"
  stream_arn          = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-leads-prod/stream/2026-11-30T00:00:00.000"
  table_arn           = "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-leads-prod"
  table_name          = "mta-chat-leads-prod"
  log_retention_days  = 30
  metrics_namespace   = "mta-chat/prod"
  package             = "../../build/lambda/bootstrap-arm64.zip"
  package_hash        = "aGFzaA=="
  project_name        = "mta-chat"
  webhook_secret      = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  webhook_url         = "https://hooks.example.com/leads"
}

run "is_the_chats_package_as_a_function_of_its_own" {
  command = apply

  assert {
    condition     = aws_lambda_function.leads.function_name == "mta-chat-prod-leads" && aws_lambda_function.leads.handler == "leads" && aws_lambda_function.leads.runtime == "provided.al2023"
    error_message = "The handler's name tells the program what it is."
  }

  assert {
    condition     = aws_lambda_function.leads.filename == var.package && aws_lambda_function.leads.source_code_hash == var.package_hash && aws_lambda_function.leads.architectures == tolist(["arm64"])
    error_message = "It is the same package, for the same processor."
  }

  assert {
    condition = nonsensitive(aws_lambda_function.leads.environment[0].variables) == tomap({
      MTA_CHAT_LEADS_ENABLED        = "true"
      MTA_CHAT_LEADS_SNS_TOPIC      = "arn:aws:sns:us-west-2:123456789012:mta-chat-prod-leads"
      MTA_CHAT_LEADS_WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      MTA_CHAT_LEADS_WEBHOOK_URL    = "https://hooks.example.com/leads"
      MTA_CHAT_METRICS_NAMESPACE    = "mta-chat/prod"
      MTA_CHAT_STORAGE_LEADS_TABLE  = "mta-chat-leads-prod"
    })
    error_message = "It is told who is to be told: nothing of the chat, its sessions or its model."
  }

  assert {
    condition     = aws_lambda_function.leads.timeout == 60
    error_message = "It outlasts two tries."
  }
}

run "is_started_by_new_leads_and_every_minute" {
  command = apply

  assert {
    condition     = aws_lambda_event_source_mapping.leads.event_source_arn == var.stream_arn && aws_lambda_event_source_mapping.leads.function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "The stream starts it, and it says which records failed."
  }

  assert {
    condition     = [for filter in aws_lambda_event_source_mapping.leads.filter_criteria[0].filter : jsondecode(filter.pattern)] == [{ eventName = ["INSERT"], dynamodb = { Keys = { sk = { S = ["lead"] } } } }]
    error_message = "New leads alone."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.leads.maximum_retry_attempts == 3 && aws_lambda_event_source_mapping.leads.bisect_batch_on_function_error && aws_lambda_event_source_mapping.leads.destination_config[0].on_failure[0].destination_arn == "arn:aws:sqs:us-west-2:123456789012:mta-chat-prod-leads-failed"
    error_message = "What fails is tried three times more, in halves, and then noted in a queue: a bad record holds nobody up."
  }

  assert {
    condition     = aws_cloudwatch_event_rule.leads.schedule_expression == "rate(1 minute)" && aws_cloudwatch_event_target.leads.arn == "arn:aws:lambda:us-west-2:123456789012:function:mta-chat-prod-leads"
    error_message = "Every minute."
  }

  assert {
    condition     = aws_lambda_permission.leads.principal == "events.amazonaws.com" && aws_lambda_permission.leads.source_arn == "arn:aws:events:us-west-2:123456789012:rule/mta-chat-prod-leads"
    error_message = "No other rule, and no other service, may start it."
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.leads.maximum_retry_attempts == 0 && aws_cloudwatch_event_target.leads.retry_policy[0].maximum_retry_attempts == 0
    error_message = "The outbox says what is tried again, and when."
  }
}

run "may_do_what_delivering_needs_and_nothing_else" {
  command = apply

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.leads.policy).Statement : statement.Sid => statement.Resource } == {
      FindTheStream          = "*"
      KeepWhatFailed         = "arn:aws:sqs:us-west-2:123456789012:mta-chat-prod-leads-failed"
      MailLeads              = "arn:aws:sns:us-west-2:123456789012:mta-chat-prod-leads"
      ReadTheStream          = var.stream_arn
      TakeAndSettleWhatIsDue = ["arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-leads-prod", "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-leads-prod/index/*"]
      WriteItsLog            = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/mta-chat-prod-leads:*"
    }
    error_message = "Each action on the one resource that it is for; ListStreams knows no resource."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.leads.policy).Statement : !contains(statement.Action, "dynamodb:Scan") && alltrue([for action in statement.Action : !endswith(action, "*")])])
    error_message = "It need not read the whole table."
  }
}

run "keeps_what_it_publishes_encrypted" {
  command = apply

  assert {
    condition     = aws_sns_topic.leads[0].kms_master_key_id == "alias/aws/sns" && aws_sqs_queue.failed.sqs_managed_sse_enabled
    error_message = "A topic that carries personal data is encrypted."
  }

  assert {
    condition     = [for subscription in aws_sns_topic_subscription.leads : subscription.endpoint] == ["sales@example.com"]
    error_message = "Each address is subscribed."
  }
}

run "makes_no_topic_where_nobody_is_mailed" {
  command = apply

  variables {
    emails = []
  }

  assert {
    condition     = length(aws_sns_topic.leads) == 0 && !strcontains(aws_iam_role_policy.leads.policy, "sns:") && !contains(keys(nonsensitive(aws_lambda_function.leads.environment[0].variables)), "MTA_CHAT_LEADS_SNS_TOPIC")
    error_message = "Without addresses there is nothing to publish to."
  }
}

run "needs_somebody_who_is_told" {
  command = plan

  variables {
    emails      = []
    webhook_url = null
  }

  expect_failures = [aws_lambda_function.leads]
}

run "needs_a_secret_for_a_webhook" {
  command = plan

  variables {
    webhook_secret = null
  }

  expect_failures = [aws_lambda_function.leads]
}

run "refuses_wrong_values" {
  command = plan

  variables {
    emails              = ["sales"]
    lambda_architecture = "arm"
    stream_arn          = "mta-chat-leads-prod"
    table_arn           = "mta-chat-leads-prod"
    table_name          = "no table"
    log_retention_days  = 10
    metrics_namespace   = "AWS/Lambda"
    package             = ""
    package_hash        = ""
    webhook_secret      = "whsec_short"
    webhook_url         = "http://hooks.example.com/leads"
  }

  expect_failures = [
    var.emails,
    var.lambda_architecture,
    var.stream_arn,
    var.table_arn,
    var.table_name,
    var.log_retention_days,
    var.metrics_namespace,
    var.package,
    var.package_hash,
    var.webhook_secret,
    var.webhook_url,
  ]
}
