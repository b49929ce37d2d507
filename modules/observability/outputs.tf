output "alarm_name_prefix" {
  description = "What the names of all alarms begin with."
  value       = "${local.name}-"
}

output "alarm_names" {
  description = "Names of all alarms."
  value = sort(concat(
    [for alarm in aws_cloudwatch_metric_alarm.metric : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.share : alarm.alarm_name],
    [aws_cloudwatch_metric_alarm.spend.alarm_name],
  ))
}

output "alarm_topic_arn" {
  description = "ARN of the SNS topic that every alarm is sent to."
  value       = local.topic_arn
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard."
  value       = aws_cloudwatch_dashboard.chat.dashboard_name
}
