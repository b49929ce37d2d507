#!/bin/sh
# Makes the bucket and the table that Terraform keeps an environment's state and locks in
# (modules/state_backend). Once an environment; run again, it changes nothing.
set -eu

usage() {
  cat <<'HELP'
Usage: scripts/bootstrap_state.sh [--bucket NAME] [--table NAME] [--region REGION] [--adopt] [--yes] dev|prod

Makes the bucket of the state (versioned, encrypted, not public) and the table of locks, and prints
the 'terraform init' to go on with, and the variables of the GitHub workflows. The bucket is
mta-terraform-state-ACCOUNT-ENV; mta-terraform-state-ENV, the name of earlier versions, is kept where
this account has it. Region and table are those of envs/ENV/backend.tf.

What exists already is kept. Where it has other settings than modules/state_backend (a policy, rules,
tags, ...), they are shown, and nothing is changed without --adopt.

  --adopt  replace the settings that are shown
  --yes    do not ask before anything is made
HELP
}

wrong_usage() { usage >&2; exit 2; }
fail() { printf 'bootstrap_state: %s\n' "$*" >&2; exit 1; }

root=$(cd "$(dirname "$0")/.." && pwd)
environment='' bucket='' table='' region='' approval='' adopt=''
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
    --adopt) adopt=yes; shift ;;
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
table=${table:-$(in_backend dynamodb_table)}
region=${region:-$(in_backend region)}
export AWS_REGION="$region" AWS_DEFAULT_REGION="$region"

work=$root/build/state-backend
mkdir -p "$work"
account=$(aws sts get-caller-identity --query Account --output text 2>"$work/error") || {
  cat "$work/error" >&2
  fail "AWS does not know you: run 'aws sso login' or 'aws configure', then 'aws sts get-caller-identity'"
}

# This account's, another one's or nobody's; anything else ends the script.
owner_of() {  # BUCKET
  if aws s3api head-bucket --bucket "$1" --expected-bucket-owner "$account" >/dev/null 2>"$work/error"; then
    echo ours
    return
  fi
  case $(cat "$work/error") in
    *404* | *'Not Found'*) echo nobody ;;
    *403* | *Forbidden*) echo another ;;
    *301* | *'Moved Permanently'*) fail "the bucket $1 is in another region than $region: name it with --region, or another one with --bucket" ;;
    *) cat "$work/error" >&2; fail "AWS does not say whether the bucket $1 exists" ;;
  esac
}

# Earlier versions chose a name that anybody could guess, and take.
if [ -z "$bucket" ]; then
  bucket=mta-terraform-state-$environment
  owner=$(owner_of "$bucket")
  if [ "$owner" != ours ]; then
    bucket=mta-terraform-state-$account-$environment
    owner=$(owner_of "$bucket")
  fi
else owner=$(owner_of "$bucket")
fi
[ "$owner" != another ] || fail "the bucket name $bucket belongs to another account: choose another with --bucket"

work=$root/build/state-backend/$environment-$bucket
mkdir -p "$work"
cp "$root"/modules/state_backend/*.tf "$work"
export TF_VAR_environment="$environment" TF_VAR_state_bucket_name="$bucket" TF_VAR_lock_table_name="$table"
terraform_here() { terraform -chdir="$work" "$@"; }

# Takes what is there without being in the state (of another machine's run, say) into it, so that the
# plan shows what apply would replace. Changes nothing in AWS.
take_over() {  # ADDRESS ID
  terraform_here state list 2>/dev/null | grep -qx "$1" && return
  terraform_here import -no-color -input=false "$1" "$2" >"$work/import" 2>&1 && return
  case $(cat "$work/import") in
    *'non-existent remote object'*) ;;  # a setting that the bucket does not have
    *) cat "$work/import" >&2; fail "$2 exists, but Terraform could not take it over ($1)" ;;
  esac
}

take_over_bucket() {
  [ "$owner" = ours ] || return 0
  for part in aws_s3_bucket aws_s3_bucket_lifecycle_configuration aws_s3_bucket_ownership_controls \
    aws_s3_bucket_policy aws_s3_bucket_public_access_block aws_s3_bucket_server_side_encryption_configuration \
    aws_s3_bucket_versioning; do
    take_over "$part.state" "$bucket"
  done
}

take_over_table() {
  if aws dynamodb describe-table --table-name "$table" >/dev/null 2>"$work/error"; then
    take_over aws_dynamodb_table.locks "$table"
    return
  fi
  case $(cat "$work/error") in
    *ResourceNotFoundException*) ;;
    *) cat "$work/error" >&2; fail "AWS does not say whether the table $table exists" ;;
  esac
}

# Nobody's settings are replaced unseen.
refuse_to_replace() {
  terraform_here plan -no-color -input=false >"$work/plan" 2>&1 || { cat "$work/plan" >&2; fail "terraform plan failed"; }
  if grep -q '^Plan: .* 0 to change, 0 to destroy\.' "$work/plan" || ! grep -q '^Plan:' "$work/plan"; then return; fi
  [ -z "$adopt" ] || return 0
  cat "$work/plan" >&2
  fail "$bucket or $table has other settings than this would give it (above, ~ and -). Nothing was changed." \
    "If they may be replaced, run it again with --adopt; or choose other names with --bucket and --table."
}

terraform_here init -input=false >"$work/init" 2>&1 || { cat "$work/init" >&2; fail "terraform init failed"; }
take_over_bucket
take_over_table
refuse_to_replace
# shellcheck disable=SC2086  # one word or none
terraform_here apply $approval

cat <<END

The state of $environment will be in s3://$bucket. Go on with:

  cd envs/$environment
  terraform init -backend-config=bucket=$bucket -backend-config=region=$region -backend-config=dynamodb_table=$table

For the GitHub workflows, set these variables in the environment $environment:

  TF_STATE_BUCKET=$bucket
  TF_STATE_REGION=$region
  TF_LOCK_TABLE=$table
END
