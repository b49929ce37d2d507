# The ledger of what the model may cost: one item a UTC day and one a month, each with the one figure
# that all processes write under a condition, so that it never passes its cap.
resource "aws_dynamodb_table" "ledger" {
  name                        = "${var.project_name}-ledger-${var.environment}"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = var.deletion_protection_enabled
  hash_key                    = "period"

  attribute {
    name = "period"
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
