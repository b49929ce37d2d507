# Each alarm: the sum over five minutes, once above the threshold, missing data is well. What differs
# from that is said. After how many minutes each fires is in docs/alarms.md. The keys are the ends of the
# alarms' names; what is not wanted is not made.
locals {
  alarms = {
    "rate-limit-hits" = {
      source      = local.own
      metric      = "RateLimitHits"
      threshold   = 50
      description = "Visitors ran into their limit more than 50 times in five minutes: a script, or a limit that is too low."
    }
    "lambda-errors" = {
      source      = local.function
      metric      = "Errors"
      threshold   = 5
      description = "Invocations failed: the function crashed, ran out of time, or cannot start. Look into its log."
    }
    "lambda-throttles" = {
      source      = local.function
      metric      = "Throttles"
      threshold   = 5
      description = "Lambda refused invocations: the reserved concurrency, or the account's, is used up."
    }
    "api-4xx" = {
      source      = local.api
      metric      = "4xx"
      threshold   = var.alarm_4xx_threshold
      description = "Requests were refused: throttled, limited, or wrong. The access log has their status."
    }
    "api-5xx" = {
      source      = local.api
      metric      = "5xx"
      threshold   = var.alarm_5xx_threshold
      description = "Requests failed. The access log has the integration's error, the function's log the cause."
    }
    "model-errors" = {
      source      = local.own
      metric      = "ModelErrors"
      threshold   = 5
      description = "Attempts to ask the model failed: access to the model, its quota, or Bedrock itself."
    }
    "fallback-answers" = {
      source      = local.own
      metric      = "FallbackAnswers"
      threshold   = 3
      comparison  = "GreaterThanOrEqualToThreshold"
      period      = 900
      description = "The catalogue answers in the model's place: visitors see status 200, but the model is down, or not asked (then budget-refused rings)."
    }
    "prices-corrected" = {
      source      = local.own
      metric      = "PricesCorrected"
      threshold   = 5
      period      = 3600
      description = "The model names prices that are not the catalogue's; visitors are given the catalogue's. Another model, another persona.md or a lower temperature may help (docs/price-guard.md)."
    }
    "limiter-degraded" = {
      source      = local.own
      metric      = "LimiterDegraded"
      threshold   = 0
      description = "The visitor limit counts in each instance alone: the table of counters does not answer."
    }
    # Both look at an hour: the function says what is left only when it writes to the ledger, and an
    # alarm that ends after five silent minutes would mail all day.
    "budget-remaining" = {
      wanted      = var.max_usd_per_day > 0
      source      = local.own
      metric      = "BudgetRemainingUSD"
      statistic   = "Minimum"
      threshold   = var.max_usd_per_day / 5
      comparison  = "LessThanOrEqualToThreshold"
      period      = 3600
      description = "80 % of the ${var.max_usd_per_day} USD that the model may cost today are spent or set aside. When all of it is, the catalogue answers until midnight UTC."
    }
    "budget-refused" = {
      wanted      = var.max_usd_per_day > 0 || var.max_usd_per_month > 0
      source      = local.own
      metric      = "BudgetRefused"
      threshold   = 0
      period      = 3600
      description = "The catalogue answers and the model is not asked: a cap on spend is used up, the day's or the month's, or the ledger's table does not answer. The function's log says which."
    }
    # The function that delivers leads says every minute how many wait and for how long: where it says
    # nothing it does not run, which is as bad. The first looks at a quarter of an hour in which there was
    # no moment without a lead that waits, so that one retry wakes nobody.
    "leads-undelivered" = {
      wanted      = var.leads_failed_queue_name != null
      source      = local.own
      metric      = "LeadsUndelivered"
      statistic   = "Minimum"
      threshold   = 0
      period      = 900
      missing     = "breaching"
      description = "Leads have waited for a quarter of an hour without a pause, or their delivery does not run. Its log says why: the webhook's receiver fails, answered 410, or the topic is refused."
    }
    "leads-oldest" = {
      wanted      = var.leads_failed_queue_name != null
      source      = local.own
      metric      = "LeadsOldestUndelivered"
      statistic   = "Maximum"
      threshold   = 3600
      description = "A lead has waited for more than an hour to be delivered. The visitor waits for a call: mta-chat leads list shows whom."
    }
    "leads-given-up" = {
      wanted      = var.leads_failed_queue_name != null
      source      = local.own
      metric      = "LeadsGivenUp"
      threshold   = 0
      period      = 3600
      description = "A lead was given up after ten tries in three days. Once the receiver is well: mta-chat leads replay."
    }
    # Nobody takes the messages out: it is over when the queue is purged, or after two weeks.
    "leads-stream-failed" = {
      wanted      = var.leads_failed_queue_name != null
      source      = local.failed_leads
      metric      = "ApproximateNumberOfMessagesVisible"
      statistic   = "Maximum"
      threshold   = 0
      description = "The function that delivers leads failed four times on records of the stream. The leads are delivered by the schedule; its log has the cause. Purge the queue when it is mended."
    }
    # Two checks in a row, so that one lost packet wakes nobody. Every check publishes 0 or 1: a canary
    # that does not run, or cannot say how it went, is as bad as one that fails.
    "canary" = {
      wanted      = var.canary_minutes > 0
      source      = local.own
      metric      = "CanaryFailures"
      threshold   = 0
      period      = var.canary_minutes * 60
      evaluations = 2
      missing     = "breaching"
      description = "Two questions from outside in a row were not answered by the model, or the canary does not run. Its log says what came back: visitors get that, too."
    }
  }

  # Shares, in per cent, so that they mean the same at any number of requests: more than 5 % failed, and
  # at least 3, since of one request half cannot fail.
  shares = {
    "requests-failing" = {
      period = 3600
      queries = {
        failed = { source = local.api, metric = "5xx", stat = "Sum" }
        all    = { source = local.api, metric = "Count", stat = "Sum" }
      }
      expression  = "IF(FILL(failed, 0) >= 3, 100 * failed / all, 0)"
      label       = "per cent of the requests that failed within the hour"
      description = "More than 5 % of the last hour's requests failed, and 3 or more. The access log has the integration's error, the function's log the cause."
    }
    "model-failing" = {
      period = 7200
      queries = {
        failed = { source = local.own, metric = "FallbackAnswers", stat = "Sum" }
        # One value for each request that the model answered.
        answered = { source = local.own, metric = "ModelLatency", stat = "SampleCount" }
      }
      expression  = "IF(FILL(failed, 0) >= 3, 100 * failed / (failed + FILL(answered, 0)), 0)"
      label       = "per cent of two hours' questions for the model that the catalogue answered"
      description = "The catalogue answered more than 5 % of what the model should have answered within two hours, and 3 or more: the model fails, or is not asked (then budget-refused fires)."
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = { for key, alarm in local.alarms : key => alarm if lookup(alarm, "wanted", true) }

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.source.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.source.dimensions
  statistic           = lookup(each.value, "statistic", "Sum")
  period              = lookup(each.value, "period", 300)
  evaluation_periods  = lookup(each.value, "evaluations", 1)
  datapoints_to_alarm = lookup(each.value, "evaluations", 1)
  comparison_operator = lookup(each.value, "comparison", "GreaterThanThreshold")
  threshold           = each.value.threshold
  treat_missing_data  = lookup(each.value, "missing", "notBreaching")
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "share" {
  for_each = local.shares

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]

  dynamic "metric_query" {
    for_each = each.value.queries

    content {
      id = metric_query.key

      metric {
        namespace   = metric_query.value.source.namespace
        metric_name = metric_query.value.metric
        dimensions  = metric_query.value.source.dimensions
        stat        = metric_query.value.stat
        period      = each.value.period
      }
    }
  }

  metric_query {
    id          = "share"
    label       = each.value.label
    expression  = each.value.expression
    return_data = true
  }
}

resource "aws_cloudwatch_metric_alarm" "spend" {
  alarm_name          = "${local.name}-daily-spend"
  alarm_description   = "At the pace of the last hour the model costs more than ${var.daily_spend_alarm_usd} USD a day."
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.daily_spend_alarm_usd
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]

  metric_query {
    id = "hour"

    metric {
      namespace   = local.own.namespace
      metric_name = "CostUSD"
      dimensions  = local.own.dimensions
      stat        = "Sum"
      period      = 3600
    }
  }

  metric_query {
    id          = "day"
    label       = "USD a day at this pace"
    expression  = "hour * 24"
    return_data = true
  }
}
