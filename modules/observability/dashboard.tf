locals {
  # A widget's metrics all come from one source, with that source's dimensions.
  widgets = [
    { title = "Requests", source = local.api, metrics = ["Count"] },
    { title = "Answers 4xx and 5xx", source = local.api, metrics = ["4xx", "5xx"] },
    { title = "Latency", source = local.api, metrics = ["Latency"], stats = local.percentiles },
    { title = "Invocations, errors, throttles", source = local.function, metrics = ["Invocations", "Errors", "Throttles"] },
    { title = "Duration", source = local.function, metrics = ["Duration"], stats = local.percentiles },
    { title = "Cold starts", source = local.own, metrics = ["ColdStarts"] },
    { title = "Rate-limit hits", source = local.own, metrics = ["RateLimitHits"] },
    { title = "Tokens", source = local.own, metrics = ["InputTokens", "OutputTokens"] },
    { title = "USD", source = local.own, metrics = ["CostUSD"] },
    { title = "Model errors and fallbacks", source = local.own, metrics = ["ModelErrors", "FallbackAnswers"] },
    { title = "Answers corrected", source = local.own, metrics = ["PricesCorrected", "PromisesCorrected"] },
    { title = "Leads", source = local.own, metrics = ["LeadsMade", "LeadsGivenUp", "LeadWebhookFailures"] },
    { title = "Leads that wait", source = local.own, metrics = ["LeadsUndelivered"], stats = ["Maximum"] },
    { title = "For how long the oldest has waited", source = local.own, metrics = ["LeadsOldestUndelivered"], stats = ["Maximum"] },
    { title = "Model latency", source = local.own, metrics = ["ModelLatency"], stats = local.percentiles },
    { title = "Degraded limiter, store errors", source = local.own, metrics = ["LimiterDegraded", "StoreErrors"] },
    { title = "Spend cap: USD left today", source = local.own, metrics = ["BudgetRemainingUSD"], stats = ["Minimum"] },
    # Each instance publishes its own figure, so that a sum would mean nothing.
    { title = "Spend cap: most USD that an instance has set aside", source = local.own, metrics = ["BudgetReservedUSD"], stats = ["Maximum"] },
    { title = "Spend cap: calls refused", source = local.own, metrics = ["BudgetRefused"] },
    { title = "Canary: checks that failed", source = local.own, metrics = ["CanaryFailures"] },
  ]
  percentiles = ["p50", "p95", "p99"]

  # Three in a row.
  columns = 3
  width   = 8
  height  = 6
}

resource "aws_cloudwatch_dashboard" "chat" {
  dashboard_name = local.name

  dashboard_body = jsonencode({
    widgets = [for index, widget in local.widgets : {
      type   = "metric"
      x      = index % local.columns * local.width
      y      = floor(index / local.columns) * local.height
      width  = local.width
      height = local.height

      properties = {
        title  = widget.title
        region = var.aws_region
        period = 300
        view   = "timeSeries"
        yAxis  = { left = { min = 0 } }

        # [namespace, metric, dimension, value, ..., options], one for each metric and statistic.
        metrics = concat([for metric in widget.metrics : [
          for stat in lookup(widget, "stats", ["Sum"]) : concat(
            [widget.source.namespace, metric],
            flatten([for name, value in widget.source.dimensions : [name, value]]),
            [{ stat = stat, label = length(lookup(widget, "stats", [])) > 1 ? stat : metric }],
          )
        ]]...)
      }
    }]
  })
}
