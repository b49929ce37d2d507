locals {
  name = "${var.project_name}-${var.environment}"

  # HTTP APIs publish 4xx and 5xx (REST APIs: 4XXError and 5XXError, without ApiId).
  api      = { namespace = "AWS/ApiGateway", dimensions = { ApiId = var.api_id, Stage = var.stage_name } }
  function = { namespace = "AWS/Lambda", dimensions = { FunctionName = var.lambda_function_name } }

  # What of the leads' stream failed for good. Without leads there is no such queue.
  failed_leads = { namespace = "AWS/SQS", dimensions = { QueueName = coalesce(var.leads_failed_queue_name, "none") } }

  # The function writes its metrics with the empty dimension set.
  own = { namespace = var.metrics_namespace, dimensions = {} }
}
