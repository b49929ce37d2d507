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
    condition     = aws_dynamodb_table.ledger.name == "mta-chat-ledger-prod"
    error_message = "The table is called mta-chat-ledger-prod."
  }

  assert {
    condition     = aws_dynamodb_table.ledger.hash_key == "period" && aws_dynamodb_table.ledger.range_key == null
    error_message = "The key is period, and nothing else."
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.ledger.attribute : attribute.name => attribute.type } == { period = "S" }
    error_message = "The period is a string."
  }

  assert {
    condition     = aws_dynamodb_table.ledger.ttl[0].enabled && aws_dynamodb_table.ledger.ttl[0].attribute_name == "expires_at"
    error_message = "Periods expire by expires_at."
  }

  assert {
    condition     = aws_dynamodb_table.ledger.billing_mode == "PAY_PER_REQUEST"
    error_message = "The table is paid on demand."
  }

  assert {
    condition     = aws_dynamodb_table.ledger.server_side_encryption[0].enabled
    error_message = "The table is encrypted with the AWS managed key."
  }

  assert {
    condition     = aws_dynamodb_table.ledger.deletion_protection_enabled && aws_dynamodb_table.ledger.point_in_time_recovery[0].enabled
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
    condition     = !aws_dynamodb_table.ledger.deletion_protection_enabled && !aws_dynamodb_table.ledger.point_in_time_recovery[0].enabled
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
