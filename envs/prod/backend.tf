# Made by scripts/bootstrap_state.sh. Bucket names are global: where another has to be used, give it
# to init, 'terraform init -backend-config=bucket=NAME'.
terraform {
  backend "s3" {
    bucket         = "mta-terraform-state-prod"
    key            = "mta-chat/prod/terraform.tfstate"
    region         = "us-west-2"
    encrypt        = true
    dynamodb_table = "mta-terraform-locks"
  }
}
