# What the function may do, and nothing else: each action on the one resource that it is for.
resource "aws_iam_role" "function" {
  name        = "${var.project_name}-lambda-${var.environment}"
  description = "Runs the chat function of ${var.project_name}, ${var.environment}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

locals {
  guardrail_statements = var.bedrock_guardrail_arn == null ? [] : [{
    Sid      = "ApplyTheGuardrail"
    Effect   = "Allow"
    Action   = ["bedrock:ApplyGuardrail"]
    Resource = var.bedrock_guardrail_arn
  }]
  # A transaction takes the rights of the writes that it is made of. The indexes are read by whoever delivers, not here.
  leads_statements = var.leads_table_arn == null ? [] : [{
    Sid      = "KeepLeads"
    Effect   = "Allow"
    Action   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
    Resource = var.leads_table_arn
  }]
}

resource "aws_iam_role_policy" "function" {
  name = "chat"
  role = aws_iam_role.function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.guardrail_statements, local.leads_statements, [
      {
        Sid      = "AskTheModel"
        Effect   = "Allow"
        Action   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        Resource = var.bedrock_model_arn
      },
      {
        Sid      = "CountVisitors"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
        Resource = var.ratelimit_table_arn
      },
      {
        Sid      = "RememberConversations"
        Effect   = "Allow"
        Action   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
        Resource = var.conversations_table_arn
      },
      {
        Sid      = "ReserveSpend"
        Effect   = "Allow"
        Action   = ["dynamodb:UpdateItem"]
        Resource = var.ledger_table_arn
      },
      {
        Sid      = "ReadKnowledge"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem"]
        Resource = var.knowledge_table_arn
      },
      {
        # The star stands for the streams of this one group: Lambda makes a stream an instance.
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${var.log_group_arn}:*"
      },
    ])
  })
}
