#!/bin/sh
# Makes the bucket and the table that Terraform keeps an environment's state and locks in
# (modules/state_backend). Once an environment; run again, it changes nothing.
set -eu

usage() {
  cat <<'END'
Usage: scripts/bootstrap_state.sh [--bucket NAME] [--table NAME] [--region REGION] [--yes] dev|prod

Makes what envs/ENV/backend.tf names: the bucket of the state (versioned, encrypted, not public)
and the table of locks, and prints the 'terraform init' to go on with. Bucket names are global:
where that name is taken, choose another with --bucket. What exists already is kept and put right.

  --yes   do not ask before anything is made
END
}

wrong_usage() { usage >&2; exit 2; }
fail() { printf 'bootstrap_state: %s\n' "$*" >&2; exit 1; }

root=$(cd "$(dirname "$0")/.." && pwd)
environment='' bucket='' table='' region='' approval=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --bucket | --table | --region)
      [ -n "${2-}" ] || wrong_usage
      case $1 in
        --bucket) bucket=$2 ;;
        --table) table=$2 ;;
        --region) region=$2 ;;
      esac
      shift 2
      ;;
    --yes) approval=-auto-approve; shift ;;
    dev | prod) [ -z "$environment" ] || wrong_usage; environment=$1; shift ;;
    *) wrong_usage ;;
  esac
done
[ -n "$environment" ] || wrong_usage

command -v terraform >/dev/null || fail "terraform is missing: install Terraform 1.5 or newer"
command -v aws >/dev/null || fail "aws is missing: install the AWS CLI, version 2"

backend=$root/envs/$environment/backend.tf
[ -f "$backend" ] || fail "there is no $backend here: run this in a clone of the repository"
in_backend() { sed -n "s/^ *$1 *= *\"\\(.*\\)\"\$/\\1/p" "$backend"; }  # KEY
bucket=${bucket:-$(in_backend bucket)}
table=${table:-$(in_backend dynamodb_table)}
region=${region:-$(in_backend region)}

work=$root/build/state-backend/$environment-$bucket
mkdir -p "$work"
cp "$root"/modules/state_backend/*.tf "$work"
export AWS_REGION="$region" AWS_DEFAULT_REGION="$region"
export TF_VAR_environment="$environment" TF_VAR_state_bucket_name="$bucket" TF_VAR_lock_table_name="$table"

account=$(aws sts get-caller-identity --query Account --output text 2>"$work/error") || {
  cat "$work/error" >&2
  fail "AWS does not know you: run 'aws sso login' or 'aws configure', then 'aws sts get-caller-identity'"
}

terraform_here() { terraform -chdir="$work" "$@"; }

# What is there without being in the state (of another machine's run, say) is taken over.
adopt() {  # ADDRESS ID
  terraform_here state list 2>/dev/null | grep -qx "$1" ||
    terraform_here import -input=false "$1" "$2" >"$work/import" 2>&1 || {
      cat "$work/import" >&2
      fail "$2 exists, but Terraform could not take it over"
    }
}

adopt_bucket() {
  if aws s3api head-bucket --bucket "$bucket" --expected-bucket-owner "$account" >/dev/null 2>"$work/error"; then
    adopt aws_s3_bucket.state "$bucket"
    return
  fi
  case $(cat "$work/error") in
    *404* | *'Not Found'*) ;;
    *403* | *Forbidden*) fail "the bucket name $bucket belongs to another account: choose another with --bucket" ;;
    *301* | *'Moved Permanently'*) fail "the bucket $bucket is in another region than $region: name it with --region" ;;
    *) cat "$work/error" >&2; fail "AWS does not say whether the bucket $bucket exists" ;;
  esac
}

adopt_table() {
  if aws dynamodb describe-table --table-name "$table" >/dev/null 2>"$work/error"; then
    adopt aws_dynamodb_table.locks "$table"
    return
  fi
  case $(cat "$work/error") in
    *ResourceNotFoundException*) ;;
    *) cat "$work/error" >&2; fail "AWS does not say whether the table $table exists" ;;
  esac
}

terraform_here init -input=false >"$work/init" 2>&1 || { cat "$work/init" >&2; fail "terraform init failed"; }
adopt_bucket
adopt_table
# shellcheck disable=SC2086  # one word or none
terraform_here apply $approval

cat <<END

The state of $environment will be in s3://$bucket. Go on with:

  cd envs/$environment
  terraform init -backend-config=bucket=$bucket -backend-config=region=$region -backend-config=dynamodb_table=$table
END
