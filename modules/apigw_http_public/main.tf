locals {
  name  = "${var.project_name}-${var.environment}"
  route = "POST /chat"

  # What the service answers beside the chat; leads: 404 where they are off.
  other_routes = {
    config   = "GET /widget/config"
    consent  = "GET /leads/consent"
    feedback = "POST /feedback"
    leads    = "POST /leads"
    sessions = "DELETE /sessions/{session_id}"
  }

  endpoint = var.api_domain_name != null ? "https://${var.api_domain_name}/chat" : (
    "${aws_apigatewayv2_api.chat.api_endpoint}/${aws_apigatewayv2_stage.chat.name}/chat"
  )
}

resource "aws_apigatewayv2_api" "chat" {
  name          = local.name
  description   = "The public chat of ${var.project_name}, ${var.environment}"
  protocol_type = "HTTP"

  # Visitors on IPv6 alone reach it, too.
  ip_address_type              = "dualstack"
  disable_execute_api_endpoint = var.disable_execute_api_endpoint

  # The gateway answers preflights and adds these headers; the function sends none of them.
  cors_configuration {
    allow_credentials = false
    allow_headers     = ["content-type", "idempotency-key", "user-agent", "x-request-id"]
    allow_methods     = ["DELETE", "GET", "OPTIONS", "POST"]
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

  lifecycle {
    precondition {
      condition     = !var.disable_execute_api_endpoint || var.api_domain_name != null
      error_message = "disable_execute_api_endpoint needs api_domain_name: the chat would have no URL."
    }
  }
}

resource "aws_apigatewayv2_integration" "function" {
  api_id                 = aws_apigatewayv2_api.chat.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = var.lambda_invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000

  # What is invoked from now on may be invoked already.
  depends_on = [aws_lambda_permission.api, aws_lambda_permission.other]
}

resource "aws_apigatewayv2_route" "chat" {
  api_id    = aws_apigatewayv2_api.chat.id
  route_key = local.route
  target    = "integrations/${aws_apigatewayv2_integration.function.id}"
}

resource "aws_apigatewayv2_route" "other" {
  for_each = local.other_routes

  api_id    = aws_apigatewayv2_api.chat.id
  route_key = each.value
  target    = "integrations/${aws_apigatewayv2_integration.function.id}"
}

# Under /aws/vendedlogs/ the account's resource policy for logs, whose size is limited, does not grow with
# each group.
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/apigateway/${local.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_apigatewayv2_stage" "chat" {
  api_id      = aws_apigatewayv2_api.chat.id
  name        = var.environment
  auto_deploy = true

  # No address, no user agent and no path, in which a session id may be: the logs hold no personal data.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn

    format = jsonencode({
      requestId         = "$context.requestId"
      requestTime       = "$context.requestTime"
      routeKey          = "$context.routeKey"
      httpMethod        = "$context.httpMethod"
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

# These routes of this stage, and nothing else, may invoke the version that is live.
resource "aws_lambda_permission" "api" {
  statement_id  = "AllowApiGateway"
  action        = "lambda:InvokeFunction"
  function_name = var.lambda_function_name
  qualifier     = var.lambda_alias_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.chat.execution_arn}/${aws_apigatewayv2_stage.chat.name}/${replace(local.route, " ", "")}"
}

resource "aws_lambda_permission" "other" {
  for_each = local.other_routes

  statement_id  = "AllowApiGateway-${each.key}"
  action        = "lambda:InvokeFunction"
  function_name = var.lambda_function_name
  qualifier     = var.lambda_alias_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.chat.execution_arn}/${aws_apigatewayv2_stage.chat.name}/${replace(replace(each.value, " ", ""), "{session_id}", "*")}"
}
