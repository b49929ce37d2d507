# Versions of the knowledge in pieces below the limit of an item, and one item that says which of them is
# answered from. Who publishes writes it (`mta-chat knowledge publish`), the function reads it.
resource "aws_dynamodb_table" "knowledge" {
  name                        = "${var.project_name}-knowledge-${var.environment}"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = var.deletion_protection_enabled
  hash_key                    = "pk"
  range_key                   = "sk"

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "N"
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery_enabled
  }

  # The AWS managed key (alias/aws/dynamodb).
  server_side_encryption {
    enabled = true
  }
}
