mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = {
      arn = "arn:aws:s3:::mta-terraform-state-123456789012-dev"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }
}

variables {
  environment = "dev"
}

# Only plans: what is made here refuses to be destroyed.
run "has_the_names_of_the_quick_start" {
  command = plan

  assert {
    condition     = aws_s3_bucket.state.bucket == "mta-terraform-state-123456789012-dev" && aws_dynamodb_table.locks.name == "mta-terraform-locks"
    error_message = "The bucket's name carries the account; the table is mta-terraform-locks."
  }

  assert {
    condition     = aws_dynamodb_table.locks.hash_key == "LockID" && one(aws_dynamodb_table.locks.attribute).name == "LockID" && one(aws_dynamodb_table.locks.attribute).type == "S"
    error_message = "Terraform's lock needs the key LockID, a string."
  }
}

run "keeps_the_state_safe" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.state.versioning_configuration[0].status == "Enabled"
    error_message = "Versions are kept."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256" && aws_dynamodb_table.locks.server_side_encryption[0].enabled
    error_message = "Bucket and table are encrypted."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.state.block_public_acls,
      aws_s3_bucket_public_access_block.state.block_public_policy,
      aws_s3_bucket_public_access_block.state.ignore_public_acls,
      aws_s3_bucket_public_access_block.state.restrict_public_buckets,
    ])
    error_message = "All public access is blocked."
  }

  assert {
    condition     = aws_dynamodb_table.locks.deletion_protection_enabled
    error_message = "The table of locks refuses to be deleted."
  }
}

run "takes_other_names" {
  command = plan

  variables {
    environment       = "prod"
    lock_table_name   = "other-locks"
    state_bucket_name = "other-state"
  }

  assert {
    condition     = output.state_bucket_name == "other-state" && output.lock_table_name == "other-locks"
    error_message = "The names are those that were given."
  }
}

run "refuses_wrong_names" {
  command = plan

  variables {
    lock_table_name   = "locks!"
    state_bucket_name = "Bucket_Name"
  }

  expect_failures = [var.lock_table_name, var.state_bucket_name]
}
