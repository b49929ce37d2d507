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
    condition     = aws_dynamodb_table.knowledge.name == "mta-chat-knowledge-prod"
    error_message = "The table is called mta-chat-knowledge-prod."
  }

  assert {
    condition     = aws_dynamodb_table.knowledge.hash_key == "pk" && aws_dynamodb_table.knowledge.range_key == "sk"
    error_message = "The keys are pk and sk."
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.knowledge.attribute : attribute.name => attribute.type } == { pk = "S", sk = "N" }
    error_message = "pk is a string, sk a number."
  }

  assert {
    condition     = length(aws_dynamodb_table.knowledge.ttl) == 0
    error_message = "No version expires."
  }

  assert {
    condition     = aws_dynamodb_table.knowledge.billing_mode == "PAY_PER_REQUEST"
    error_message = "The table is paid on demand."
  }

  assert {
    condition     = aws_dynamodb_table.knowledge.server_side_encryption[0].enabled
    error_message = "The table is encrypted with the AWS managed key."
  }

  assert {
    condition     = aws_dynamodb_table.knowledge.deletion_protection_enabled && aws_dynamodb_table.knowledge.point_in_time_recovery[0].enabled
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
    condition     = !aws_dynamodb_table.knowledge.deletion_protection_enabled && !aws_dynamodb_table.knowledge.point_in_time_recovery[0].enabled
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
