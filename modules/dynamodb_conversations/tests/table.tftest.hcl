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
    condition     = aws_dynamodb_table.conversations.name == "mta-chat-conversations-prod"
    error_message = "The table is called mta-chat-conversations-prod."
  }

  assert {
    condition     = aws_dynamodb_table.conversations.hash_key == "session_id" && aws_dynamodb_table.conversations.range_key == "timestamp"
    error_message = "The key is session_id, timestamp."
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.conversations.attribute : attribute.name => attribute.type } == { day = "S", session_id = "S", timestamp = "N" }
    error_message = "The session and the day are strings, the time a number."
  }

  assert {
    condition = [for index in aws_dynamodb_table.conversations.global_secondary_index : "${index.name} ${index.hash_key} ${index.range_key} ${index.projection_type}"] == [
      "by_day day timestamp INCLUDE"
    ]
    error_message = "The turns of a day are listed by the index by_day."
  }

  assert {
    condition     = alltrue([for index in aws_dynamodb_table.conversations.global_secondary_index : toset(index.non_key_attributes) == toset(["expires_at", "model", "record"])])
    error_message = "The index holds no words of a visitor."
  }

  assert {
    condition     = aws_dynamodb_table.conversations.ttl[0].enabled && aws_dynamodb_table.conversations.ttl[0].attribute_name == "expires_at"
    error_message = "Turns expire by expires_at."
  }

  assert {
    condition     = aws_dynamodb_table.conversations.billing_mode == "PAY_PER_REQUEST"
    error_message = "The table is paid on demand."
  }

  assert {
    condition     = aws_dynamodb_table.conversations.server_side_encryption[0].enabled
    error_message = "The table is encrypted with the AWS managed key."
  }

  assert {
    condition     = aws_dynamodb_table.conversations.deletion_protection_enabled && aws_dynamodb_table.conversations.point_in_time_recovery[0].enabled
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
    condition     = !aws_dynamodb_table.conversations.deletion_protection_enabled && !aws_dynamodb_table.conversations.point_in_time_recovery[0].enabled
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
