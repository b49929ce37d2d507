# The conversations: one item a turn (message and answer), found by a hash of the session id. Turns with a record are
# listed by their day through an index that holds no words.
resource "aws_dynamodb_table" "conversations" {
  name                        = "${var.project_name}-conversations-${var.environment}"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = var.deletion_protection_enabled
  hash_key                    = "session_id"
  range_key                   = "timestamp"

  attribute {
    name = "day"
    type = "S"
  }

  attribute {
    name = "session_id"
    type = "S"
  }

  attribute {
    name = "timestamp"
    type = "N"
  }

  # Added to a table that is there without replacing it. AWS changes no index that is there: what a record gets more of
  # goes into `record`.
  global_secondary_index {
    name               = "by_day"
    hash_key           = "day"
    range_key          = "timestamp"
    projection_type    = "INCLUDE"
    non_key_attributes = ["expires_at", "model", "record"]
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
