"""What AWS documents and botocore's models do not hold."""

# "Working with metrics for HTTP APIs" (API Gateway Developer Guide). REST APIs publish 4XXError and
# 5XXError with ApiName instead.
HTTP_API_METRICS = {"4xx", "5xx", "Count", "IntegrationLatency", "Latency", "DataProcessed"}
HTTP_API_DIMENSIONS = [{"ApiId"}, {"ApiId", "Stage"}]

# "Types of metrics for Lambda functions" (Lambda Developer Guide).
LAMBDA_METRICS = {"Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"}
LAMBDA_DIMENSIONS = [{"FunctionName"}]

# "Customize HTTP API access logs" (API Gateway Developer Guide): those without personal data.
ACCESS_LOG_VARIABLES = {
    "$context.requestId",
    "$context.requestTime",
    "$context.routeKey",
    "$context.httpMethod",
    "$context.status",
    "$context.responseLength",
    "$context.responseLatency",
    "$context.integrationStatus",
    "$context.integrationErrorMessage",
}

# "Actions, resources, and condition keys" (Service Authorization Reference).
ARN_OF_ACTION = {
    "bedrock:ApplyGuardrail": r"arn:aws:bedrock:[a-z0-9-]+:\d{12}:guardrail/[a-z0-9]+",
    "bedrock:InvokeModel": r"arn:aws:bedrock:[a-z0-9-]+::foundation-model/[a-z0-9.:-]+",
    "bedrock:InvokeModelWithResponseStream": r"arn:aws:bedrock:[a-z0-9-]+::foundation-model/[a-z0-9.:-]+",
    "dynamodb:DeleteItem": r"arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[\w.-]+",
    "dynamodb:GetItem": r"arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[\w.-]+",
    "dynamodb:PutItem": r"arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[\w.-]+",
    "dynamodb:Query": r"arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[\w.-]+",
    "dynamodb:UpdateItem": r"arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[\w.-]+",
    "logs:CreateLogStream": r"arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:[\w./#-]+:\*",
    "logs:PutLogEvents": r"arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:[\w./#-]+:\*",
}

# "CreateAlarm" and "PutMetricAlarm" (CloudWatch API Reference): free text in botocore's model.
TREAT_MISSING_DATA = {"breaching", "notBreaching", "ignore", "missing"}

# "Constraints" of the execution environment: an API Gateway integration waits 30 seconds at most.
LONGEST_INTEGRATION_MS = 30_000
