# Who wants to be contacted, with the outbox of what is told of it, in one table. Attributes that keys of the indexes are
# made of are there only where an item belongs into the index, so that both are sparse.
resource "aws_dynamodb_table" "leads" {
  name                        = "${var.project_name}-leads-${var.environment}"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = var.deletion_protection_enabled
  hash_key                    = "pk"
  range_key                   = "sk"

  # Keys alone: what a visitor left is in no stream, where an erasure could not reach it for 24 hours.
  stream_enabled   = true
  stream_view_type = "KEYS_ONLY"

  attribute {
    name = "created_at"
    type = "N"
  }

  attribute {
    name = "due"
    type = "S"
  }

  attribute {
    name = "listed"
    type = "S"
  }

  attribute {
    name = "next_attempt_at"
    type = "N"
  }

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  # What is undelivered, the first to be tried first.
  global_secondary_index {
    name               = "by_due"
    hash_key           = "due"
    range_key          = "next_attempt_at"
    projection_type    = "INCLUDE"
    non_key_attributes = ["event_at"]
  }

  # All leads, for lists.
  global_secondary_index {
    name               = "by_time"
    hash_key           = "listed"
    range_key          = "created_at"
    projection_type    = "INCLUDE"
    non_key_attributes = ["data"]
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery_enabled
  }

  # The AWS managed key (alias/aws/dynamodb).
  server_side_encryption {
    enabled = true
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }
}
