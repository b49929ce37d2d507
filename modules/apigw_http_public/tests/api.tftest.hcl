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

  mock_resource "aws_apigatewayv2_domain_name" {
    defaults = {
      id = "chat.example.com"
    }
  }

  mock_resource "aws_apigatewayv2_stage" {
    defaults = {
      id = "dev"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/apigateway/mta-chat-dev"
    }
  }
}

variables {
  api_throttle_burst_limit = 5
  api_throttle_rate_limit  = 1
  cors_allow_origins       = ["https://medical-tech-aesthetic.com", "http://localhost:3000"]
  environment              = "dev"
  lambda_alias_name        = "live"
  lambda_function_name     = "mta-chat-dev"
  lambda_invoke_arn        = "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:mta-chat-dev:live/invocations"
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
    condition = toset([for route in aws_apigatewayv2_route.other : route.route_key]) == toset([
      "POST /feedback", "POST /leads", "GET /leads/consent", "DELETE /sessions/{session_id}", "GET /widget/config",
    ]) && alltrue([for route in aws_apigatewayv2_route.other : route.target == "integrations/i1n2t3e"])
    error_message = "Feedback, leads, the wording of consent, the erasure of a session and the widget's settings lead to the integration."
  }

  assert {
    condition = toset([for permission in aws_lambda_permission.other : permission.source_arn]) == toset([
      for path in ["POST/feedback", "POST/leads", "GET/leads/consent", "DELETE/sessions/*", "GET/widget/config"] :
      "arn:aws:execute-api:us-west-2:123456789012:a1b2c3d4e5/dev/${path}"
    ])
    error_message = "Only these routes of this stage may invoke the function."
  }

  assert {
    condition     = aws_lambda_permission.api.qualifier == "live" && strcontains(aws_apigatewayv2_integration.function.integration_uri, ":mta-chat-dev:live/")
    error_message = "What is invoked is the alias, and that is what may be invoked."
  }

  assert {
    condition     = output.api_endpoint == "https://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com/dev/chat"
    error_message = "api_endpoint is the whole URL."
  }
}

run "answers_on_ipv4_and_ipv6_under_its_own_name" {
  command = plan

  assert {
    condition     = aws_apigatewayv2_api.chat.ip_address_type == "dualstack"
    error_message = "Visitors on IPv6 alone reach the chat."
  }

  assert {
    condition     = length(aws_apigatewayv2_domain_name.chat) == 0 && length(aws_apigatewayv2_api_mapping.chat) == 0 && !aws_apigatewayv2_api.chat.disable_execute_api_endpoint && output.domain_target == null
    error_message = "Where no domain is named there is none, and API Gateway's own name answers."
  }
}

run "answers_under_a_domain_of_the_operators" {
  command = apply

  variables {
    api_domain_certificate_arn   = "arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"
    api_domain_name              = "chat.example.com"
    disable_execute_api_endpoint = true
  }

  assert {
    condition     = aws_apigatewayv2_domain_name.chat[0].domain_name == "chat.example.com" && aws_apigatewayv2_domain_name.chat[0].domain_name_configuration[0].certificate_arn == var.api_domain_certificate_arn
    error_message = "The domain has the certificate that was given."
  }

  assert {
    condition     = aws_apigatewayv2_domain_name.chat[0].domain_name_configuration[0].ip_address_type == "dualstack" && aws_apigatewayv2_domain_name.chat[0].domain_name_configuration[0].endpoint_type == "REGIONAL" && aws_apigatewayv2_domain_name.chat[0].domain_name_configuration[0].security_policy == "TLS_1_2"
    error_message = "It answers on IPv4 and IPv6, in the region, with TLS 1.2 or newer."
  }

  assert {
    condition     = aws_apigatewayv2_api_mapping.chat[0].domain_name == "chat.example.com" && aws_apigatewayv2_api_mapping.chat[0].stage == aws_apigatewayv2_stage.chat.id && aws_apigatewayv2_api_mapping.chat[0].api_mapping_key == null
    error_message = "Its root is the stage."
  }

  assert {
    condition     = output.api_endpoint == "https://chat.example.com/chat" && aws_apigatewayv2_api.chat.disable_execute_api_endpoint
    error_message = "The chat's URL is the domain's, and API Gateway's own name does not answer."
  }
}

run "refuses_a_domain_without_a_certificate" {
  command = plan

  variables {
    api_domain_name = "chat.example.com"
  }

  expect_failures = [aws_apigatewayv2_domain_name.chat]
}

run "refuses_to_be_without_any_url" {
  command = plan

  variables {
    disable_execute_api_endpoint = true
  }

  expect_failures = [aws_apigatewayv2_api.chat]
}

run "refuses_what_is_no_domain" {
  command = plan

  variables {
    api_domain_certificate_arn = "a certificate"
    api_domain_name            = "https://chat.example.com/"
    lambda_alias_name          = "7"
  }

  expect_failures = [var.api_domain_certificate_arn, var.api_domain_name, var.lambda_alias_name]
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
    condition     = aws_apigatewayv2_api.chat.cors_configuration[0].allow_methods == toset(["DELETE", "GET", "OPTIONS", "POST"]) && aws_apigatewayv2_api.chat.cors_configuration[0].allow_headers == toset(["content-type", "idempotency-key", "user-agent", "x-request-id"])
    error_message = "Methods DELETE, GET, OPTIONS and POST, headers content-type, idempotency-key, user-agent and x-request-id."
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
      "$context.requestId", "$context.requestTime", "$context.routeKey", "$context.httpMethod",
      "$context.status", "$context.responseLength", "$context.responseLatency",
      "$context.integrationStatus", "$context.integrationErrorMessage",
    ])
    error_message = "A line has the id, time, route, method, status, length, latency, integration status and error: no address, no user agent, no path."
  }

  assert {
    condition     = aws_cloudwatch_log_group.access.retention_in_days == 7 && aws_cloudwatch_log_group.access.name == "/aws/vendedlogs/apigateway/mta-chat-dev"
    error_message = "The access log is kept as long as was asked for, where AWS keeps one rule for all such groups."
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
