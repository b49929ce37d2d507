locals {
  name  = "${var.project_name}-${var.environment}"
  route = "POST /chat"
}

resource "aws_apigatewayv2_api" "chat" {
  name          = local.name
  description   = "The public chat of ${var.project_name}, ${var.environment}"
  protocol_type = "HTTP"

  # The gateway answers preflights and adds these headers; the function sends none of them.
  cors_configuration {
    allow_credentials = false
    allow_headers     = ["content-type", "idempotency-key", "user-agent", "x-request-id"]
    allow_methods     = ["POST", "OPTIONS"]
    allow_origins     = var.cors_allow_origins
    max_age           = 300

    expose_headers = [
      "ratelimit",
      "ratelimit-policy",
      "retry-after",
      "x-ratelimit-limit",
      "x-ratelimit-remaining",
      "x-ratelimit-window",
      "x-request-id",
      "x-vercel-ai-ui-message-stream",
    ]
  }
}

resource "aws_apigatewayv2_integration" "function" {
  api_id                 = aws_apigatewayv2_api.chat.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = var.lambda_invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_route" "chat" {
  api_id    = aws_apigatewayv2_api.chat.id
  route_key = local.route
  target    = "integrations/${aws_apigatewayv2_integration.function.id}"
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${local.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_apigatewayv2_stage" "chat" {
  api_id      = aws_apigatewayv2_api.chat.id
  name        = var.environment
  auto_deploy = true

  # No address and no user agent: the logs hold no personal data.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn

    format = jsonencode({
      requestId         = "$context.requestId"
      requestTime       = "$context.requestTime"
      routeKey          = "$context.routeKey"
      httpMethod        = "$context.httpMethod"
      path              = "$context.path"
      status            = "$context.status"
      responseLength    = "$context.responseLength"
      responseLatency   = "$context.responseLatency"
      integrationStatus = "$context.integrationStatus"
      integrationError  = "$context.integrationErrorMessage"
    })
  }

  default_route_settings {
    throttling_burst_limit = var.api_throttle_burst_limit
    throttling_rate_limit  = var.api_throttle_rate_limit
  }
}

# This route of this stage, and nothing else, may invoke the function.
resource "aws_lambda_permission" "api" {
  statement_id  = "AllowApiGateway"
  action        = "lambda:InvokeFunction"
  function_name = var.lambda_function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.chat.execution_arn}/${aws_apigatewayv2_stage.chat.name}/${replace(local.route, " ", "")}"
}
