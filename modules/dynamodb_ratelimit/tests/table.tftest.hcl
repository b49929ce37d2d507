mock_provider "aws" {}

variables {
  deletion_protection_enabled    = true
  environment                    = "prod"
  point_in_time_recovery_enabled = true
  project_name                   = "mta-chat"
}

run "is_what_the_service_reads_and_writes" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.counters.name == "mta-chat-ratelimit-prod"
    error_message = "The table is called mta-chat-ratelimit-prod."
  }

  assert {
    condition     = aws_dynamodb_table.counters.hash_key == "ip" && aws_dynamodb_table.counters.range_key == "minute_bucket"
    error_message = "The key is ip, minute_bucket."
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.counters.attribute : attribute.name => attribute.type } == { ip = "S", minute_bucket = "S" }
    error_message = "Both parts of the key are strings."
  }

  assert {
    condition     = aws_dynamodb_table.counters.ttl[0].enabled && aws_dynamodb_table.counters.ttl[0].attribute_name == "expires_at"
    error_message = "Counters expire by expires_at."
  }

  assert {
    condition     = aws_dynamodb_table.counters.billing_mode == "PAY_PER_REQUEST"
    error_message = "The table is paid on demand."
  }

  assert {
    condition     = aws_dynamodb_table.counters.server_side_encryption[0].enabled
    error_message = "The table is encrypted with the AWS managed key."
  }

  assert {
    condition     = aws_dynamodb_table.counters.deletion_protection_enabled && aws_dynamodb_table.counters.point_in_time_recovery[0].enabled
    error_message = "Deletion protection and point-in-time recovery are as they were asked for."
  }
}

run "can_be_without_protection" {
  command = plan

  variables {
    deletion_protection_enabled    = false
    point_in_time_recovery_enabled = false
  }

  assert {
    condition     = !aws_dynamodb_table.counters.deletion_protection_enabled && !aws_dynamodb_table.counters.point_in_time_recovery[0].enabled
    error_message = "Deletion protection and point-in-time recovery are as they were asked for."
  }
}

run "refuses_names_that_aws_would_refuse" {
  command = plan

  variables {
    environment  = "Prod"
    project_name = "MTA Chat"
  }

  expect_failures = [var.environment, var.project_name]
}
