# The numbers of terraform.tfvars, and that the modules fit together. What single resources look like
# is asserted in the modules' own tests and in tests/infra. Nothing here is newer than Terraform 1.6,
# whose init reads this file: plans alone, by a provider that asks nobody anything.
provider "aws" {
  region                      = "us-west-2"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  alarm_emails        = ["operator@example.com"]
  alarm_sns_topic_arn = null
}

run "has_the_numbers_of_prod" {
  command = plan

  assert {
    condition     = var.environment == "prod" && var.project_name == "mta-chat" && var.bedrock_model_id == "openai.gpt-oss-120b-1:0"
    error_message = "The environment is prod of mta-chat, and gpt-oss-120b answers."
  }

  assert {
    condition     = var.rate_limit_max == 15 && var.rate_limit_window == 60
    error_message = "A visitor may send 15 requests in 60 seconds."
  }

  assert {
    condition     = var.api_throttle_burst_limit == 10 && var.api_throttle_rate_limit == 2
    error_message = "All visitors together: burst 10, rate 2."
  }

  assert {
    condition     = var.lambda_memory_size == 1024 && var.lambda_timeout == 30 && var.lambda_reserved_concurrency == 50
    error_message = "The function has 1024 MB, 30 seconds and a reserved concurrency of 50."
  }

  assert {
    condition     = var.max_usd_per_day == 5 && var.max_usd_per_month == 60
    error_message = "The model may cost 5 USD a day and 60 a month."
  }

  assert {
    condition     = var.cors_allow_origins == tolist(["https://medical-tech-aesthetic.com"])
    error_message = "The origins are [\"https://medical-tech-aesthetic.com\"]."
  }

  assert {
    condition     = var.log_retention_days == 30 && var.alarm_4xx_threshold == 20 && var.alarm_5xx_threshold == 10 && var.daily_spend_alarm_usd == 5
    error_message = "Logs stay 30 days; alarms fire above 20 4xx, 10 5xx and 5 USD a day."
  }

  assert {
    condition     = output.widget_script_url == null && output.widget_dns_target == null
    error_message = "Nobody's widget is hosted unless a name is given."
  }

  assert {
    condition     = var.canary_minutes == 5 && output.canary_function_name == "mta-chat-prod-canary"
    error_message = "prod asks itself a question every 5 minutes."
  }

  assert {
    condition     = var.deletion_protection_enabled == true && var.point_in_time_recovery_enabled == true
    error_message = "Deletion protection and point-in-time recovery are true."
  }

  assert {
    condition     = can(regex("^[0-9a-f]{64}$", output.lambda_source_hash))
    error_message = "A first plan knows the sources without any package."
  }
}

# Any file will do as a ready package: nothing is deployed.
run "tells_what_the_operator_needs" {
  command = plan

  variables {
    lambda_package = "main.tf"
  }

  assert {
    condition     = output.lambda_function_name == "mta-chat-prod" && output.log_group_name == "/aws/lambda/mta-chat-prod"
    error_message = "The function and its log group."
  }

  assert {
    condition     = output.ratelimit_table_name == "mta-chat-ratelimit-prod" && output.conversations_table_name == "mta-chat-conversations-prod" && output.ledger_table_name == "mta-chat-ledger-prod" && output.knowledge_table_name == "mta-chat-knowledge-prod"
    error_message = "The tables."
  }

  assert {
    condition     = output.aws_region == "us-west-2" && output.alarm_name_prefix == "mta-chat-prod-" && output.dashboard_name == "mta-chat-prod"
    error_message = "Region, alarms and dashboard."
  }

  assert {
    condition     = output.lambda_source_hash == null
    error_message = "With a ready package nothing is built."
  }
}

# Every option at once: that they fit together. What each makes is in the modules' tests.
run "takes_a_domain_and_a_guardrail" {
  command = plan

  variables {
    api_domain_certificate_arn   = "arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"
    api_domain_name              = "chat.example.com"
    bedrock_guardrail_arn        = "arn:aws:bedrock:us-west-2:123456789012:guardrail/gr1d2e3f"
    bedrock_guardrail_version    = "1"
    disable_execute_api_endpoint = true
    lambda_package               = "main.tf"
  }

  assert {
    condition     = output.api_endpoint == "https://chat.example.com/chat"
    error_message = "The endpoint is the domain's."
  }
}

run "has_no_canary_where_asked" {
  command = plan

  variables {
    canary_minutes = 0
  }

  assert {
    condition     = output.canary_function_name == null
    error_message = "canary_minutes decides."
  }
}

run "says_what_is_wrong" {
  command = plan

  variables {
    aws_region               = "Oregon"
    api_throttle_burst_limit = 0
    canary_minutes           = 61
    cors_allow_origins       = ["https://medical-tech-aesthetic.com/chat"]
    lambda_timeout           = 31
    max_usd_per_day          = -1
    max_usd_per_month        = -1
    project_name             = "MTA"
  }

  expect_failures = [
    var.aws_region,
    var.api_throttle_burst_limit,
    var.canary_minutes,
    var.cors_allow_origins,
    var.lambda_timeout,
    var.max_usd_per_day,
    var.max_usd_per_month,
    var.project_name,
  ]
}
