locals {
  name = "${var.project_name}-${var.environment}"

  # HTTP APIs publish 4xx and 5xx (REST APIs: 4XXError and 5XXError, without ApiId).
  api      = { namespace = "AWS/ApiGateway", dimensions = { ApiId = var.api_id, Stage = var.stage_name } }
  function = { namespace = "AWS/Lambda", dimensions = { FunctionName = var.lambda_function_name } }
  # The function writes its metrics with the empty dimension set.
  own = { namespace = var.metrics_namespace, dimensions = {} }
}
