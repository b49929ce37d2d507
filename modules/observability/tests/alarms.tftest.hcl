mock_provider "aws" {
  mock_resource "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:us-west-2:123456789012:mta-chat-dev-alarms"
    }
  }
}

variables {
  alarm_4xx_threshold   = 10
  alarm_5xx_threshold   = 5
  alarm_emails          = ["operator@example.com"]
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

run "watches_what_is_really_published" {
  command = plan

  assert {
    condition = { for key, alarm in aws_cloudwatch_metric_alarm.metric : key => "${alarm.namespace} ${alarm.metric_name}" } == {
      "api-4xx"          = "AWS/ApiGateway 4xx"
      "api-5xx"          = "AWS/ApiGateway 5xx"
      "budget-refused"   = "mta-chat/dev BudgetRefused"
      "budget-remaining" = "mta-chat/dev BudgetRemainingUSD"
      "canary"           = "mta-chat/dev CanaryFailures"
      "fallback-answers" = "mta-chat/dev FallbackAnswers"
      "lambda-errors"    = "AWS/Lambda Errors"
      "lambda-throttles" = "AWS/Lambda Throttles"
      "limiter-degraded" = "mta-chat/dev LimiterDegraded"
      "model-errors"     = "mta-chat/dev ModelErrors"
      "prices-corrected" = "mta-chat/dev PricesCorrected"
      "rate-limit-hits"  = "mta-chat/dev RateLimitHits"
    }
    error_message = "Each alarm has its namespace and metric."
  }

  assert {
    condition = alltrue([for key, alarm in aws_cloudwatch_metric_alarm.metric : alarm.dimensions == tomap(
      startswith(key, "api-") ? { ApiId = "a1b2c3d4e5", Stage = "dev" } :
      startswith(key, "lambda-") ? { FunctionName = "mta-chat-dev" } : {}
    )])
    error_message = "The API's metrics have ApiId and Stage, Lambda's the function's name, our own nothing."
  }
}

run "rings_from_the_right_number_on" {
  command = plan

  assert {
    condition = { for key, alarm in aws_cloudwatch_metric_alarm.metric : key => "${alarm.statistic} ${alarm.period} s ${alarm.comparison_operator} ${alarm.threshold}" } == {
      "api-4xx"          = "Sum 300 s GreaterThanThreshold 10"
      "api-5xx"          = "Sum 300 s GreaterThanThreshold 5"
      "budget-refused"   = "Sum 3600 s GreaterThanThreshold 0"
      "budget-remaining" = "Minimum 3600 s LessThanOrEqualToThreshold 0.2"
      "canary"           = "Sum 300 s GreaterThanThreshold 0"
      "fallback-answers" = "Sum 900 s GreaterThanOrEqualToThreshold 3"
      "lambda-errors"    = "Sum 300 s GreaterThanThreshold 5"
      "lambda-throttles" = "Sum 300 s GreaterThanThreshold 5"
      "limiter-degraded" = "Sum 300 s GreaterThanThreshold 0"
      "model-errors"     = "Sum 300 s GreaterThanThreshold 5"
      "prices-corrected" = "Sum 3600 s GreaterThanThreshold 5"
      "rate-limit-hits"  = "Sum 300 s GreaterThanThreshold 50"
    }
    error_message = "Each alarm has its statistic, period and threshold."
  }

  assert {
    condition     = alltrue([for alarm in concat([for key, alarm in aws_cloudwatch_metric_alarm.metric : alarm if key != "canary"], values(aws_cloudwatch_metric_alarm.share), [aws_cloudwatch_metric_alarm.spend]) : alarm.evaluation_periods == 1 && alarm.datapoints_to_alarm == 1 && alarm.treat_missing_data == "notBreaching"])
    error_message = "One of one, and nothing published is no fault."
  }
}

run "fires_where_the_canary_fails_twice_or_says_nothing" {
  command = plan

  variables {
    canary_minutes = 10
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["canary"].period == 600 && aws_cloudwatch_metric_alarm.metric["canary"].evaluation_periods == 2 && aws_cloudwatch_metric_alarm.metric["canary"].datapoints_to_alarm == 2
    error_message = "Two checks in a row, at the canary's own pace."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["canary"].treat_missing_data == "breaching"
    error_message = "A canary that does not run is as bad as one that fails."
  }
}

run "watches_leads_where_they_are_delivered" {
  command = plan

  variables {
    leads_failed_queue_name = "mta-chat-dev-leads-failed"
  }

  assert {
    condition = { for key, alarm in aws_cloudwatch_metric_alarm.metric : key => "${alarm.metric_name} ${alarm.statistic} ${alarm.period} s ${alarm.comparison_operator} ${alarm.threshold} ${alarm.treat_missing_data}" if startswith(key, "leads-") } == {
      "leads-given-up"      = "LeadsGivenUp Sum 3600 s GreaterThanThreshold 0 notBreaching"
      "leads-oldest"        = "LeadsOldestUndelivered Maximum 300 s GreaterThanThreshold 3600 notBreaching"
      "leads-stream-failed" = "ApproximateNumberOfMessagesVisible Maximum 300 s GreaterThanThreshold 0 notBreaching"
      "leads-undelivered"   = "LeadsUndelivered Minimum 900 s GreaterThanThreshold 0 breaching"
    }
    error_message = "A lead that waits, one that is old, one that is given up; a delivery that says nothing, and one that the stream cannot start."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["leads-stream-failed"].namespace == "AWS/SQS" && aws_cloudwatch_metric_alarm.metric["leads-stream-failed"].dimensions == tomap({ QueueName = "mta-chat-dev-leads-failed" })
    error_message = "The queue's own metric, which has its name as the only dimension."
  }
}

run "has_no_alarm_about_a_canary_that_is_off" {
  command = plan

  variables {
    canary_minutes = 0
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.metric), "canary")
    error_message = "It would fire for ever."
  }
}

run "compares_failures_with_all_there_was" {
  command = plan

  assert {
    condition = { for key, alarm in aws_cloudwatch_metric_alarm.share : key => {
      for query in alarm.metric_query : query.id => query.expression != null && query.expression != "" ? query.expression : "${query.metric[0].stat} of ${query.metric[0].metric_name} in ${query.metric[0].period} s"
      } } == {
      "model-failing" = {
        answered = "SampleCount of ModelLatency in 7200 s"
        failed   = "Sum of FallbackAnswers in 7200 s"
        share    = "IF(FILL(failed, 0) >= 3, 100 * failed / (failed + FILL(answered, 0)), 0)"
      }
      "requests-failing" = {
        all    = "Sum of Count in 3600 s"
        failed = "Sum of 5xx in 3600 s"
        share  = "IF(FILL(failed, 0) >= 3, 100 * failed / all, 0)"
      }
    }
    error_message = "Each share has its failures, what they are a share of, and the least of them."
  }

  assert {
    condition     = alltrue([for alarm in values(aws_cloudwatch_metric_alarm.share) : [for query in alarm.metric_query : query.id if query.return_data == true] == ["share"] && alarm.threshold == 5 && alarm.comparison_operator == "GreaterThanThreshold"])
    error_message = "Above 5 per cent."
  }

  assert {
    condition     = alltrue(flatten([for alarm in values(aws_cloudwatch_metric_alarm.share) : [for query in alarm.metric_query : [for metric in query.metric : metric.dimensions == (metric.namespace == "AWS/ApiGateway" ? tomap({ ApiId = "a1b2c3d4e5", Stage = "dev" }) : tomap({}))]]]))
    error_message = "The API's metrics have ApiId and Stage, our own nothing."
  }
}

run "projects_the_days_spend_from_the_last_hour" {
  command = plan

  assert {
    condition = one([for query in aws_cloudwatch_metric_alarm.spend.metric_query : query.metric[0] if query.id == "hour"]) == one([for query in aws_cloudwatch_metric_alarm.spend.metric_query : merge(query.metric[0], {
      namespace = "mta-chat/dev", metric_name = "CostUSD", stat = "Sum", period = 3600
    }) if query.id == "hour"])
    error_message = "The hour's spend is the sum of CostUSD."
  }

  assert {
    condition     = [for query in aws_cloudwatch_metric_alarm.spend.metric_query : query.expression if query.return_data == true] == ["hour * 24"]
    error_message = "The one expression that is compared is the hour's spend times 24."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.spend.threshold == 1 && aws_cloudwatch_metric_alarm.spend.comparison_operator == "GreaterThanThreshold"
    error_message = "It is compared with daily_spend_alarm_usd."
  }
}

run "tells_when_four_fifths_of_the_days_cap_are_used" {
  command = plan

  variables {
    max_usd_per_day   = 5
    max_usd_per_month = 0
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.metric["budget-remaining"].threshold == 1 && aws_cloudwatch_metric_alarm.metric["budget-remaining"].comparison_operator == "LessThanOrEqualToThreshold"
    error_message = "It rings where 1 USD of 5 is left, or less."
  }

  assert {
    condition     = contains(keys(aws_cloudwatch_metric_alarm.metric), "budget-refused")
    error_message = "The day's cap alone can refuse."
  }
}

run "has_no_alarm_about_a_day_without_a_cap" {
  command = plan

  variables {
    max_usd_per_day = 0
  }

  assert {
    condition     = setsubtract(["budget-refused", "budget-remaining"], keys(aws_cloudwatch_metric_alarm.metric)) == toset(["budget-remaining"])
    error_message = "The month's cap can still refuse."
  }
}

run "has_no_alarm_about_caps_that_are_off" {
  command = plan

  variables {
    max_usd_per_day   = 0
    max_usd_per_month = 0
  }

  assert {
    condition     = !anytrue([for key in keys(aws_cloudwatch_metric_alarm.metric) : startswith(key, "budget-")]) && length(aws_cloudwatch_metric_alarm.metric) == 10
    error_message = "No cap, no alarm about one; the others stay."
  }
}

run "tells_a_topic_of_its_own" {
  command = apply

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.metric), values(aws_cloudwatch_metric_alarm.share), [aws_cloudwatch_metric_alarm.spend]) : alarm.alarm_actions == toset(["arn:aws:sns:us-west-2:123456789012:mta-chat-dev-alarms"])])
    error_message = "Every alarm points at the topic."
  }

  assert {
    condition     = aws_sns_topic_subscription.email["operator@example.com"].protocol == "email" && aws_sns_topic_subscription.email["operator@example.com"].topic_arn == output.alarm_topic_arn
    error_message = "The address is subscribed."
  }

  assert {
    condition     = { for statement in jsondecode(aws_sns_topic_policy.alarms[0].policy).Statement : statement.Principal.Service => statement.Condition.StringEquals["aws:SourceAccount"] } == { "budgets.amazonaws.com" = "123456789012", "cloudwatch.amazonaws.com" = "123456789012" }
    error_message = "CloudWatch and Budgets of this account may publish, nobody else."
  }

  assert {
    condition     = length(output.alarm_names) == 15 && alltrue([for name in output.alarm_names : startswith(name, output.alarm_name_prefix)])
    error_message = "There are fifteen alarms, all with the prefix."
  }
}

run "tells_a_topic_that_was_given" {
  command = plan

  variables {
    alarm_emails        = []
    alarm_sns_topic_arn = "arn:aws:sns:us-west-2:123456789012:on-call"
  }

  assert {
    condition     = length(aws_sns_topic.alarms) == 0 && length(aws_sns_topic_subscription.email) == 0 && length(aws_sns_topic_policy.alarms) == 0
    error_message = "No topic is made."
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.metric), values(aws_cloudwatch_metric_alarm.share), [aws_cloudwatch_metric_alarm.spend]) : alarm.alarm_actions == toset(["arn:aws:sns:us-west-2:123456789012:on-call"])])
    error_message = "Every alarm points at the topic that was given."
  }
}

run "takes_an_empty_arn_for_none" {
  command = plan

  variables {
    alarm_sns_topic_arn = ""
  }

  assert {
    condition     = length(aws_sns_topic.alarms) == 1
    error_message = "A topic is made."
  }
}

run "warns_where_nobody_is_told" {
  command = plan

  variables {
    alarm_emails = []
  }

  expect_failures = [check.somebody_is_told]
}

run "has_no_budget_unless_asked" {
  command = plan

  assert {
    condition     = length(aws_budgets_budget.month) == 0
    error_message = "No budget."
  }
}

run "makes_a_budget" {
  command = plan

  variables {
    alarm_sns_topic_arn = "arn:aws:sns:us-west-2:123456789012:on-call"
    monthly_budget_usd  = 40
  }

  assert {
    condition     = aws_budgets_budget.month[0].limit_amount == "40" && aws_budgets_budget.month[0].limit_unit == "USD" && aws_budgets_budget.month[0].time_unit == "MONTHLY" && aws_budgets_budget.month[0].budget_type == "COST"
    error_message = "40 USD a month."
  }

  assert {
    condition     = { for notification in aws_budgets_budget.month[0].notification : notification.notification_type => notification.threshold } == { ACTUAL = 80, FORECASTED = 100 }
    error_message = "It tells at 80 % spent and when more than all of it is forecast."
  }

  assert {
    condition     = alltrue([for notification in aws_budgets_budget.month[0].notification : notification.subscriber_sns_topic_arns == toset(["arn:aws:sns:us-west-2:123456789012:on-call"])])
    error_message = "It tells the alarms' topic."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    alarm_4xx_threshold   = -1
    alarm_5xx_threshold   = 1.5
    alarm_emails          = ["operator"]
    alarm_sns_topic_arn   = "on-call"
    canary_minutes        = 2.5
    daily_spend_alarm_usd = 0
    max_usd_per_day       = -1
    max_usd_per_month     = -0.5
    metrics_namespace     = "AWS/Lambda"
    monthly_budget_usd    = 0
  }

  expect_failures = [
    var.alarm_4xx_threshold,
    var.alarm_5xx_threshold,
    var.alarm_emails,
    var.alarm_sns_topic_arn,
    var.canary_minutes,
    var.daily_spend_alarm_usd,
    var.max_usd_per_day,
    var.max_usd_per_month,
    var.metrics_namespace,
    var.monthly_budget_usd,
  ]
}
