# The visitor counters: one item a visitor and window. Items hold a keyed hash, never an address.
resource "aws_dynamodb_table" "counters" {
  name                        = "${var.project_name}-ratelimit-${var.environment}"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = var.deletion_protection_enabled
  hash_key                    = "ip"
  range_key                   = "minute_bucket"

  attribute {
    name = "ip"
    type = "S"
  }

  attribute {
    name = "minute_bucket"
    type = "S"
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
