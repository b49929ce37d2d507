# Delivery of leads: the chat's package as a function of its own, which the stream of the leads' table
# starts for the first attempt and a schedule, every minute, for the others. The table's outbox says what is
# due; a record of the stream only wakes the function, so that nothing is lost where one is dropped.
locals {
  name = "${var.project_name}-${var.environment}-leads"

  settings = merge(
    {
      MTA_CHAT_LEADS_ENABLED       = "true"
      MTA_CHAT_METRICS_NAMESPACE   = var.metrics_namespace
      MTA_CHAT_STORAGE_LEADS_TABLE = var.table_name
    },
    var.webhook_url == null ? {} : { MTA_CHAT_LEADS_WEBHOOK_URL = var.webhook_url },
    local.mails ? { MTA_CHAT_LEADS_SNS_TOPIC = aws_sns_topic.leads[0].arn } : {},
  )

  secrets = merge(
    var.webhook_secret == null ? {} : { MTA_CHAT_LEADS_WEBHOOK_SECRET = var.webhook_secret },
    var.webhook_secret_previous == null ? {} : { MTA_CHAT_LEADS_WEBHOOK_SECRET_PREVIOUS = var.webhook_secret_previous },
  )

  mails = length(var.emails) > 0

  publish_statements = local.mails ? [{
    Sid      = "MailLeads"
    Effect   = "Allow"
    Action   = ["sns:Publish"]
    Resource = aws_sns_topic.leads[0].arn
  }] : []
}

# Each address is sent a mail of a lead once it has confirmed the subscription. What is published is
# personal data, so that the topic is encrypted (with the AWS managed key, which the account's own
# publishers may use).
resource "aws_sns_topic" "leads" {
  count = local.mails ? 1 : 0

  name              = local.name
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_subscription" "leads" {
  for_each = toset(var.emails)

  topic_arn = aws_sns_topic.leads[0].arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_log_group" "leads" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
}

# Where a batch of the stream failed for good: its shard and sequence numbers, nothing of a lead.
resource "aws_sqs_queue" "failed" {
  name                      = "${local.name}-failed"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_iam_role" "leads" {
  name        = "${var.project_name}-leads-${var.environment}"
  description = "Delivers the leads of ${var.project_name}, ${var.environment}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "leads" {
  name = "leads"
  role = aws_iam_role.leads.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.publish_statements, [
      {
        Sid      = "TakeAndSettleWhatIsDue"
        Effect   = "Allow"
        Action   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
        Resource = [var.table_arn, "${var.table_arn}/index/*"]
      },
      {
        Sid      = "ReadTheStream"
        Effect   = "Allow"
        Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
        Resource = var.stream_arn
      },
      {
        # Lambda asks for it on all streams or not at all.
        Sid      = "FindTheStream"
        Effect   = "Allow"
        Action   = ["dynamodb:ListStreams"]
        Resource = "*"
      },
      {
        Sid      = "KeepWhatFailed"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.failed.arn
      },
      {
        # The star stands for the streams of this one group: Lambda makes a stream an instance.
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.leads.arn}:*"
      },
    ])
  })
}

# The handler's name tells the program what it is. It has none of the chat's settings or secrets.
resource "aws_lambda_function" "leads" {
  #checkov:skip=CKV_AWS_115: the schedule starts it once a minute, and a small account has no concurrency to reserve
  function_name                  = local.name
  description                    = "Delivers the leads of ${var.project_name}, ${var.environment}"
  role                           = aws_iam_role.leads.arn
  runtime                        = "provided.al2023"
  handler                        = "leads"
  architectures                  = [var.lambda_architecture]
  filename                       = var.package
  source_code_hash               = var.package_hash
  memory_size                    = 128
  reserved_concurrent_executions = -1

  # A try takes 20 seconds at most, and none is begun for which there is no time.
  timeout = 60

  environment {
    variables = merge(local.settings, local.secrets)
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.leads.name
  }

  lifecycle {
    precondition {
      condition     = var.webhook_url != null || local.mails
      error_message = "Leads need somebody who is told of them: webhook_url, emails, or both."
    }

    precondition {
      condition     = var.webhook_url == null || var.webhook_secret != null
      error_message = "A webhook needs webhook_secret, so that its receiver can tell our requests from others."
    }
  }

  depends_on = [aws_iam_role_policy.leads]
}

# New leads alone: an update or an erasure waits for the schedule, a minute at most.
resource "aws_lambda_event_source_mapping" "leads" {
  event_source_arn               = var.stream_arn
  function_name                  = aws_lambda_function.leads.arn
  starting_position              = "TRIM_HORIZON"
  batch_size                     = 10
  function_response_types        = ["ReportBatchItemFailures"]
  bisect_batch_on_function_error = true
  maximum_retry_attempts         = 3
  maximum_record_age_in_seconds  = 3600

  filter_criteria {
    filter {
      # The table has other items, by which leads are found.
      pattern = jsonencode({ eventName = ["INSERT"], dynamodb = { Keys = { sk = { S = ["lead"] } } } })
    }
  }

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.failed.arn
    }
  }

  depends_on = [aws_iam_role_policy.leads]
}

# What failed is due again later, and the outbox says when: Lambda's own retries would add nothing.
resource "aws_lambda_function_event_invoke_config" "leads" {
  function_name                = aws_lambda_function.leads.function_name
  maximum_event_age_in_seconds = 60
  maximum_retry_attempts       = 0
}

resource "aws_cloudwatch_event_rule" "leads" {
  name                = local.name
  description         = "Delivers the leads of ${var.project_name}, ${var.environment}, that are due"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "leads" {
  rule = aws_cloudwatch_event_rule.leads.name
  arn  = aws_lambda_function.leads.arn

  retry_policy {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 0
  }

  depends_on = [aws_lambda_permission.leads, aws_lambda_function_event_invoke_config.leads]
}

# This schedule, and the stream through the mapping, may start it; nothing else.
resource "aws_lambda_permission" "leads" {
  statement_id  = "AllowSchedule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.leads.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.leads.arn
}
