#!/bin/sh
# Makes what GitHub's jobs are in AWS (modules/github_oidc): the OIDC provider and a role an environment.
# An administrator runs it, once an account and again when something of it changes.
set -eu

usage() {
  cat <<'END'
Usage: scripts/bootstrap_ci.sh --repository OWNER/REPOSITORY [--ids OWNER_ID/REPOSITORY_ID]
                               [--region REGION] [--table TABLE] [--widget] [--yes] ENV=STATE_BUCKET[,DOMAIN]...

  scripts/bootstrap_ci.sh --repository medical-tech/mta-chat --ids 9919/1296269 dev=mta-terraform-state-dev

Names every environment of this account with the bucket of its state (and its api_domain_name), prints
what each of them needs on GitHub. Its own state is in the first bucket, under mta-chat/github-oidc.tfstate.

  --region, --table   the bucket's and the table's of locks, where scripts/bootstrap_state.sh was given
          others than its defaults
  --widget  the environments have a widget_domain_name: the roles may change CloudFront's distributions
  --ids   the numbers of owner and repository, which the token's subject holds where the repository was
          made since 15 July 2026, or renamed or moved since:
          gh api repos/OWNER/REPOSITORY --jq '"\(.owner.id)/\(.id)"'
  --yes   do not ask before anything is made
END
}

wrong_usage() { usage >&2; exit 2; }
fail() { printf 'bootstrap_ci: %s\n' "$*" >&2; exit 1; }

root=$(cd "$(dirname "$0")/.." && pwd)
repository='' ids='' region='' table='' widget='' approval='' environments='' first_bucket=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --repository) [ -n "${2-}" ] || wrong_usage; repository=$2; shift 2 ;;
    --region) case ${2-} in '' | *[!a-z0-9-]*) wrong_usage ;; esac; region=$2; shift 2 ;;
    --table) case ${2-} in '' | *[!a-zA-Z0-9_.-]*) wrong_usage ;; esac; table=$2; shift 2 ;;
    --ids) case ${2-} in *[!0-9/]* | '' | /* | */ | */*/*) wrong_usage ;; */*) ids=$2 ;; *) wrong_usage ;; esac; shift 2 ;;
    --widget) widget=', "hosts_widget": true'; shift ;;
    --yes) approval=-auto-approve; shift ;;
    dev=?* | prod=?*)
      bucket=${1#*=}
      domain=
      case $bucket in *,?*) domain=${bucket#*,} bucket=${bucket%%,*} ;; esac
      # Anything else would end the JSON below early; what a name may be is checked by Terraform.
      case $bucket$domain in *[!a-z0-9.-]*) wrong_usage ;; esac
      first_bucket=${first_bucket:-$bucket}
      environments="$environments${1%%=*} $bucket $domain
"
      shift
      ;;
    *) wrong_usage ;;
  esac
done
if [ -z "$repository" ] || [ -z "$environments" ]; then wrong_usage; fi

command -v terraform >/dev/null || fail "terraform is missing: install Terraform 1.5 or newer"
command -v aws >/dev/null || fail "aws is missing: install the AWS CLI, version 2"

in_backend() { sed -n "s/^ *$1 *= *\"\\(.*\\)\"\$/\\1/p" "$root/envs/dev/backend.tf"; }  # KEY
in_settings() { sed -n "s/^$1 *= *\"\\(.*\\)\"\$/\\1/p" "$root/envs/dev/terraform.tfvars"; }  # KEY
project=$(in_settings project_name)
region=${region:-$(in_backend region)}
table=${table:-$(in_backend dynamodb_table)}
as_json() {
  printf '%s' "$environments" | while read -r name bucket domain; do
    printf '%s"%s": {"state_bucket": "%s", "state_region": "%s", "lock_table": "%s"%s%s}' \
      "${comma-}" "$name" "$bucket" "$region" "$table" "${domain:+, \"domain_name\": \"$domain\"}" "$widget"
    comma=', '
  done
}

work=$root/build/github-oidc/$first_bucket
mkdir -p "$work"
cp "$root"/modules/github_oidc/*.tf "$work"
printf 'terraform {\n  backend "s3" {}\n}\n\nprovider "aws" {}\n' >"$work/backend.tf"
export AWS_REGION="$region" AWS_DEFAULT_REGION="$region"
TF_VAR_aws_region=$(in_settings aws_region)
TF_VAR_deployed_environments="{$(as_json)}"
export TF_VAR_aws_region TF_VAR_deployed_environments TF_VAR_project_name="$project" TF_VAR_github_repository="$repository"
[ -z "$ids" ] || export TF_VAR_github_ids="{\"owner\": \"${ids%/*}\", \"repository\": \"${ids#*/}\"}"

aws sts get-caller-identity >/dev/null 2>"$work/error" || {
  cat "$work/error" >&2
  fail "AWS does not know you: run 'aws sso login' or 'aws configure', then 'aws sts get-caller-identity'"
}

terraform_here() { terraform -chdir="$work" "$@"; }

terraform_here init -input=false -reconfigure -backend-config=bucket="$first_bucket" \
  -backend-config=key="$project/github-oidc.tfstate" -backend-config=region="$region" \
  -backend-config=dynamodb_table="$table" -backend-config=encrypt=true >"$work/init" 2>&1 || {
  cat "$work/init" >&2
  fail "terraform init failed: is $first_bucket the bucket that scripts/bootstrap_state.sh has made?"
}

# An account has one provider for GitHub. Where somebody else has made it, it is used as it is.
if ! terraform_here state list 2>/dev/null | grep -q '^aws_iam_openid_connect_provider\.github'; then
  provider=$(aws iam list-open-id-connect-providers --output text --query \
    "OpenIDConnectProviderList[?ends_with(Arn, '/token.actions.githubusercontent.com')].Arn") ||
    fail "AWS does not say which OIDC providers there are"
  case $provider in arn:*) export TF_VAR_github_provider_arn="$provider" ;; esac
fi

# shellcheck disable=SC2086  # one word or none
terraform_here apply -input=false $approval

cat <<END

Give each environment on GitHub its variable AWS_ROLE_ARN (Settings, Environments):

$(terraform_here output -no-color role_arns)

and those of the nightly plan, dev-plan and prod-plan, theirs, which only read:

$(terraform_here output -no-color plan_role_arns)
END
