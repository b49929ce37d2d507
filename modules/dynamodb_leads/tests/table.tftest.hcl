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
    condition     = aws_dynamodb_table.leads.name == "mta-chat-leads-prod"
    error_message = "The table is called mta-chat-leads-prod."
  }

  assert {
    condition     = aws_dynamodb_table.leads.hash_key == "pk" && aws_dynamodb_table.leads.range_key == "sk"
    error_message = "The key is pk, sk."
  }

  assert {
    condition = { for attribute in aws_dynamodb_table.leads.attribute : attribute.name => attribute.type } == {
      created_at = "N", due = "S", listed = "S", next_attempt_at = "N", pk = "S", sk = "S"
    }
    error_message = "Times are numbers, all else strings."
  }

  assert {
    condition = toset([for index in aws_dynamodb_table.leads.global_secondary_index : "${index.name} ${index.hash_key} ${index.range_key} ${index.projection_type} ${join(",", index.non_key_attributes)}"]) == toset([
      "by_due due next_attempt_at INCLUDE event_at", "by_time listed created_at INCLUDE data"
    ])
    error_message = "What is undelivered is found by by_due, all leads by by_time."
  }

  assert {
    condition     = aws_dynamodb_table.leads.stream_enabled && aws_dynamodb_table.leads.stream_view_type == "KEYS_ONLY"
    error_message = "The stream tells that a lead is new, and nothing of it."
  }

  assert {
    condition     = aws_dynamodb_table.leads.ttl[0].enabled && aws_dynamodb_table.leads.ttl[0].attribute_name == "expires_at"
    error_message = "Leads expire by expires_at."
  }

  assert {
    condition     = aws_dynamodb_table.leads.billing_mode == "PAY_PER_REQUEST"
    error_message = "The table is paid on demand."
  }

  assert {
    condition     = aws_dynamodb_table.leads.server_side_encryption[0].enabled
    error_message = "The table is encrypted with the AWS managed key."
  }

  assert {
    condition     = aws_dynamodb_table.leads.deletion_protection_enabled && aws_dynamodb_table.leads.point_in_time_recovery[0].enabled
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
    condition     = !aws_dynamodb_table.leads.deletion_protection_enabled && !aws_dynamodb_table.leads.point_in_time_recovery[0].enabled
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
