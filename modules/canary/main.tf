# The canary: the chat's package as a function of its own, which EventBridge starts on a schedule and
# which then asks the public endpoint a question, as a visitor would. It may write its log, and nothing
# else; nobody but the schedule may start it.
locals {
  name = "${var.project_name}-${var.environment}-canary"
}

resource "aws_cloudwatch_log_group" "canary" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "canary" {
  name        = "${var.project_name}-canary-${var.environment}"
  description = "Runs the canary of ${var.project_name}, ${var.environment}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "canary" {
  name = "canary"
  role = aws_iam_role.canary.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      # The star stands for the streams of this one group: Lambda makes a stream an instance.
      Sid      = "WriteItsLog"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.canary.arn}:*"
    }]
  })
}

# The handler's name tells the program what it is. It has none of the chat's settings or secrets.
resource "aws_lambda_function" "canary" {
  #checkov:skip=CKV_AWS_115: the schedule starts it once in some minutes, and a small account has no concurrency to reserve
  function_name                  = local.name
  description                    = "Asks POST /chat of ${var.project_name}, ${var.environment}, every ${var.canary_minutes} min"
  role                           = aws_iam_role.canary.arn
  runtime                        = "provided.al2023"
  handler                        = "canary"
  architectures                  = [var.lambda_architecture]
  filename                       = var.package
  source_code_hash               = var.package_hash
  memory_size                    = 128
  reserved_concurrent_executions = -1

  # One answer takes 30 seconds at most; a throttled question is asked again twice.
  timeout = 60

  environment {
    variables = {
      MTA_CHAT_LAMBDA_CANARY_ENDPOINT = var.api_endpoint
      MTA_CHAT_METRICS_NAMESPACE      = var.metrics_namespace
    }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.canary.name
  }

  depends_on = [aws_iam_role_policy.canary]
}

# A check that fails is not made again: Lambda would ask twice more, and the next one comes soon. (This
# is Lambda's retry of an event that was delivered; the target's below is of the delivery.)
resource "aws_lambda_function_event_invoke_config" "canary" {
  function_name                = aws_lambda_function.canary.function_name
  maximum_event_age_in_seconds = 60
  maximum_retry_attempts       = 0
}

resource "aws_cloudwatch_event_rule" "canary" {
  name                = local.name
  description         = "Starts the canary of ${var.project_name}, ${var.environment}"
  schedule_expression = var.canary_minutes == 1 ? "rate(1 minute)" : "rate(${var.canary_minutes} minutes)"
}

resource "aws_cloudwatch_event_target" "canary" {
  rule = aws_cloudwatch_event_rule.canary.name
  arn  = aws_lambda_function.canary.arn

  retry_policy {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 0
  }

  depends_on = [aws_lambda_permission.canary, aws_lambda_function_event_invoke_config.canary]
}

# This schedule, and nothing else, may start it.
resource "aws_lambda_permission" "canary" {
  statement_id  = "AllowSchedule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.canary.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.canary.arn
}
