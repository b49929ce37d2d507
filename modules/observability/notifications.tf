locals {
  own_topic = var.alarm_sns_topic_arn == null || var.alarm_sns_topic_arn == ""
  topic_arn = local.own_topic ? aws_sns_topic.alarms[0].arn : var.alarm_sns_topic_arn
}

# Not encrypted: CloudWatch may not use the AWS managed key (alias/aws/sns), and the alarms would be
# lost in silence. What is sent holds names and figures, no personal data.
resource "aws_sns_topic" "alarms" {
  count = local.own_topic ? 1 : 0

  name = "${local.name}-alarms"
}

resource "aws_sns_topic_policy" "alarms" {
  count = local.own_topic ? 1 : 0

  arn = aws_sns_topic.alarms[0].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for service in ["budgets", "cloudwatch"] : {
      Sid       = "Publish${title(service)}"
      Effect    = "Allow"
      Action    = "sns:Publish"
      Principal = { Service = "${service}.amazonaws.com" }
      Resource  = aws_sns_topic.alarms[0].arn
      Condition = { StringEquals = { "aws:SourceAccount" = split(":", aws_sns_topic.alarms[0].arn)[4] } }
    }]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(local.own_topic ? var.alarm_emails : [])

  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = each.value
}

check "somebody_is_told" {
  assert {
    condition     = !local.own_topic || length(var.alarm_emails) > 0
    error_message = "No alarm reaches anybody: set alarm_emails or alarm_sns_topic_arn."
  }
}
