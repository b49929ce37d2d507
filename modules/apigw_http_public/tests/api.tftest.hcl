mock_provider "aws" {
  mock_resource "aws_apigatewayv2_api" {
    defaults = {
      id            = "a1b2c3d4e5"
      api_endpoint  = "https://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com"
      execution_arn = "arn:aws:execute-api:us-west-2:123456789012:a1b2c3d4e5"
    }
  }

  mock_resource "aws_apigatewayv2_integration" {
    defaults = {
      id = "i1n2t3e"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/apigateway/mta-chat-dev"
    }
  }
}

variables {
  api_throttle_burst_limit = 5
  api_throttle_rate_limit  = 1
  cors_allow_origins       = ["https://medical-tech-aesthetic.com", "http://localhost:3000"]
  environment              = "dev"
  lambda_function_name     = "mta-chat-dev"
  lambda_invoke_arn        = "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:mta-chat-dev/invocations"
  log_retention_days       = 7
  project_name             = "mta-chat"
}

run "routes_post_chat_to_the_function" {
  command = apply

  assert {
    condition     = aws_apigatewayv2_api.chat.protocol_type == "HTTP" && aws_apigatewayv2_route.chat.route_key == "POST /chat"
    error_message = "An HTTP API with the route POST /chat."
  }

  assert {
    condition     = aws_apigatewayv2_route.chat.target == "integrations/i1n2t3e"
    error_message = "The route leads to the integration."
  }

  assert {
    condition     = aws_apigatewayv2_integration.function.integration_type == "AWS_PROXY" && aws_apigatewayv2_integration.function.payload_format_version == "2.0" && aws_apigatewayv2_integration.function.integration_uri == var.lambda_invoke_arn
    error_message = "The integration hands events of payload format 2.0 to the function."
  }

  assert {
    condition     = aws_lambda_permission.api.source_arn == "arn:aws:execute-api:us-west-2:123456789012:a1b2c3d4e5/dev/POST/chat"
    error_message = "Only this route of this stage may invoke the function."
  }

  assert {
    condition     = output.api_endpoint == "https://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com/dev/chat"
    error_message = "api_endpoint is the whole URL."
  }
}

run "throttles_the_whole_stage" {
  command = plan

  assert {
    condition     = aws_apigatewayv2_stage.chat.name == "dev" && aws_apigatewayv2_stage.chat.auto_deploy
    error_message = "The stage has the environment's name and is deployed at once."
  }

  assert {
    condition     = aws_apigatewayv2_stage.chat.default_route_settings[0].throttling_burst_limit == 5 && aws_apigatewayv2_stage.chat.default_route_settings[0].throttling_rate_limit == 1
    error_message = "The stage has the burst and the rate that were asked for."
  }

  assert {
    condition     = length(aws_apigatewayv2_stage.chat.route_settings) == 0
    error_message = "No route has a throttle of its own."
  }
}

run "answers_cors_as_the_contract_says" {
  command = plan

  assert {
    condition     = aws_apigatewayv2_api.chat.cors_configuration[0].allow_origins == toset(["https://medical-tech-aesthetic.com", "http://localhost:3000"])
    error_message = "The origins are those of the list."
  }

  assert {
    condition     = aws_apigatewayv2_api.chat.cors_configuration[0].allow_methods == toset(["POST", "OPTIONS"]) && aws_apigatewayv2_api.chat.cors_configuration[0].allow_headers == toset(["content-type", "idempotency-key", "user-agent", "x-request-id"])
    error_message = "Methods POST and OPTIONS, headers content-type, idempotency-key and x-request-id."
  }

  assert {
    condition     = aws_apigatewayv2_api.chat.cors_configuration[0].max_age == 300 && !aws_apigatewayv2_api.chat.cors_configuration[0].allow_credentials
    error_message = "Preflights are kept for 300 seconds; credentials are never allowed."
  }

  assert {
    condition = aws_apigatewayv2_api.chat.cors_configuration[0].expose_headers == toset([
      "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window", "ratelimit", "ratelimit-policy",
      "x-request-id", "retry-after", "x-vercel-ai-ui-message-stream",
    ])
    error_message = "The page may read the rate-limit headers, X-Request-Id, Retry-After and the stream's mark."
  }
}

run "logs_no_personal_data" {
  command = plan

  assert {
    condition = toset(values(jsondecode(aws_apigatewayv2_stage.chat.access_log_settings[0].format))) == toset([
      "$context.requestId", "$context.requestTime", "$context.routeKey", "$context.httpMethod", "$context.path",
      "$context.status", "$context.responseLength", "$context.responseLatency",
      "$context.integrationStatus", "$context.integrationErrorMessage",
    ])
    error_message = "A line has the id, time, route, method, path, status, length, latency, integration status and error: no address, no user agent."
  }

  assert {
    condition     = aws_cloudwatch_log_group.access.retention_in_days == 7
    error_message = "The access log is kept as long as was asked for."
  }
}

run "allows_any_origin_with_a_star" {
  command = plan

  variables {
    cors_allow_origins = ["*"]
  }

  assert {
    condition     = aws_apigatewayv2_api.chat.cors_configuration[0].allow_origins == toset(["*"])
    error_message = "Any origin."
  }
}

run "refuses_a_throttle_that_lets_nobody_through" {
  command = plan

  variables {
    api_throttle_burst_limit = 0
    api_throttle_rate_limit  = 0
  }

  expect_failures = [var.api_throttle_burst_limit, var.api_throttle_rate_limit]
}

run "refuses_an_origin_with_a_path" {
  command = plan

  variables {
    cors_allow_origins = ["https://medical-tech-aesthetic.com/"]
  }

  expect_failures = [var.cors_allow_origins]
}

run "refuses_an_empty_list_of_origins" {
  command = plan

  variables {
    cors_allow_origins = []
  }

  expect_failures = [var.cors_allow_origins]
}

run "refuses_a_star_among_others" {
  command = plan

  variables {
    cors_allow_origins = ["*", "https://medical-tech-aesthetic.com"]
  }

  expect_failures = [var.cors_allow_origins]
}

run "refuses_a_retention_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    log_retention_days = 10
  }

  expect_failures = [var.log_retention_days]
}
