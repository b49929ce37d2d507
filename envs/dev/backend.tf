# Made by scripts/bootstrap_state.sh, which prints the 'terraform init' that names the bucket. It does
# not stand here: its name carries the account.
terraform {
  backend "s3" {
    key            = "mta-chat/dev/terraform.tfstate"
    region         = "us-west-2"
    encrypt        = true
    dynamodb_table = "mta-terraform-locks"
  }
}
