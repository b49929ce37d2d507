mock_provider "aws" {}

variables {
  alarm_4xx_threshold   = 10
  alarm_5xx_threshold   = 5
  alarm_sns_topic_arn   = "arn:aws:sns:us-west-2:123456789012:on-call"
  api_id                = "a1b2c3d4e5"
  aws_region            = "us-west-2"
  canary_minutes        = 5
  daily_spend_alarm_usd = 1
  environment           = "dev"
  lambda_function_name  = "mta-chat-dev"
  max_usd_per_day       = 1
  max_usd_per_month     = 10
  metrics_namespace     = "mta-chat/dev"
  project_name          = "mta-chat"
  stage_name            = "dev"
}

run "shows_every_metric_with_its_dimensions" {
  command = plan

  # All but the options at a line's end.
  assert {
    condition = toset(flatten([for widget in jsondecode(aws_cloudwatch_dashboard.chat.dashboard_body).widgets : [
      for metric in widget.properties.metrics : "${join(" ", slice(metric, 0, length(metric) - 1))}: ${metric[length(metric) - 1].stat}"
      ]])) == toset([
      "AWS/ApiGateway Count ApiId a1b2c3d4e5 Stage dev: Sum",
      "AWS/ApiGateway 4xx ApiId a1b2c3d4e5 Stage dev: Sum",
      "AWS/ApiGateway 5xx ApiId a1b2c3d4e5 Stage dev: Sum",
      "AWS/ApiGateway Latency ApiId a1b2c3d4e5 Stage dev: p50",
      "AWS/ApiGateway Latency ApiId a1b2c3d4e5 Stage dev: p95",
      "AWS/ApiGateway Latency ApiId a1b2c3d4e5 Stage dev: p99",
      "AWS/Lambda Invocations FunctionName mta-chat-dev: Sum",
      "AWS/Lambda Errors FunctionName mta-chat-dev: Sum",
      "AWS/Lambda Throttles FunctionName mta-chat-dev: Sum",
      "AWS/Lambda Duration FunctionName mta-chat-dev: p50",
      "AWS/Lambda Duration FunctionName mta-chat-dev: p95",
      "AWS/Lambda Duration FunctionName mta-chat-dev: p99",
      "mta-chat/dev ColdStarts: Sum",
      "mta-chat/dev RateLimitHits: Sum",
      "mta-chat/dev InputTokens: Sum",
      "mta-chat/dev OutputTokens: Sum",
      "mta-chat/dev CostUSD: Sum",
      "mta-chat/dev ModelErrors: Sum",
      "mta-chat/dev FallbackAnswers: Sum",
      "mta-chat/dev PricesCorrected: Sum",
      "mta-chat/dev PromisesCorrected: Sum",
      "mta-chat/dev LeadsMade: Sum",
      "mta-chat/dev LeadsGivenUp: Sum",
      "mta-chat/dev LeadWebhookFailures: Sum",
      "mta-chat/dev LeadsUndelivered: Maximum",
      "mta-chat/dev LeadsOldestUndelivered: Maximum",
      "mta-chat/dev ModelLatency: p50",
      "mta-chat/dev ModelLatency: p95",
      "mta-chat/dev ModelLatency: p99",
      "mta-chat/dev LimiterDegraded: Sum",
      "mta-chat/dev StoreErrors: Sum",
      "mta-chat/dev BudgetRemainingUSD: Minimum",
      "mta-chat/dev BudgetReservedUSD: Maximum",
      "mta-chat/dev BudgetRefused: Sum",
      "mta-chat/dev CanaryFailures: Sum",
    ])
    error_message = "Every line of the dashboard has its namespace, metric, dimensions and statistic."
  }

  assert {
    condition     = alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.chat.dashboard_body).widgets : widget.properties.region == "us-west-2" && widget.x + widget.width <= 24])
    error_message = "Every widget names its region and fits into the 24 columns."
  }

  assert {
    condition     = length(distinct([for widget in jsondecode(aws_cloudwatch_dashboard.chat.dashboard_body).widgets : [widget.x, widget.y]])) == length(jsondecode(aws_cloudwatch_dashboard.chat.dashboard_body).widgets)
    error_message = "No widget lies on another."
  }
}
