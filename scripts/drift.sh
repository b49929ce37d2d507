#!/bin/sh
# Whether what is deployed is what the repository says. Changes nothing and takes no lock.
set -eu

usage() {
  cat <<'HELP'
Usage: scripts/drift.sh dev|prod

Plans the environment (initialized with 'terraform init' before) and names what apply would change:
what was changed in AWS by hand, and what was changed here and never applied. Besides, it asks whether
the function's code is the one that apply has uploaded. The exit code is 0 where all is as it was
applied, 2 where something is not, 1 where that could not be told.
HELP
}

case ${1-} in
  dev | prod) [ $# = 1 ] || { usage >&2; exit 1; } ;;
  --help | -h) usage; exit 0 ;;
  *) usage >&2; exit 1 ;;
esac
fail() { printf 'drift: %s\n' "$*" >&2; exit 1; }
root=$(cd "$(dirname "$0")/.." && pwd)
environment=$1
command -v aws >/dev/null || fail "aws is missing: install the AWS CLI, version 2"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
terraform_here() { terraform -chdir="$root/envs/$environment" "$@"; }

status=0
terraform_here plan -input=false -no-color -lock=false -detailed-exitcode >"$work/plan" 2>&1 || status=$?
case $status in
  0 | 2) ;;
  *) cat "$work/plan" >&2; fail "terraform could not plan $environment" ;;
esac
# Names alone: a plan's values belong in no public log.
sed -n 's/^  # /  /p' "$work/plan" >"$work/changes"

# The AWS provider compares the hash with that of the last apply, not with the function's: code that
# somebody has uploaded by hand is in no plan.
function=module.lambda_chat.aws_lambda_function.chat
if terraform_here state show -no-color "$function" >"$work/function" 2>/dev/null; then
  attribute() { sed -n "s/^ *$1 *= \"\(.*\)\"\$/\1/p" "$work/function"; }
  arn=$(attribute arn)
  region=${arn#arn:*:lambda:}
  deployed=$(aws lambda get-function-configuration --function-name "$arn" --region "${region%%:*}" \
    --query CodeSha256 --output text) || fail "AWS does not tell the code of $arn"
  if [ "$deployed" != "$(attribute source_code_hash)" ]; then
    status=2
    echo "  $function has other code than apply has uploaded" >>"$work/changes"
  fi
fi

if [ "$status" = 0 ]; then echo "$environment: what is deployed is what the repository says"
else
  echo "$environment: what is deployed is not what the repository says"
  cat "$work/changes"
fi
exit "$status"
