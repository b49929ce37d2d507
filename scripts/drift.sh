#!/bin/sh
# Whether what is deployed is what the repository says. Changes nothing and takes no lock.
set -eu

usage() {
  cat <<'HELP'
Usage: scripts/drift.sh dev|prod

Plans the environment (initialized with 'terraform init' before) and names what apply would change:
what was changed in AWS by hand, and what was changed here and never applied. The exit code is 0 where
nothing would change, 2 where something would, 1 where Terraform could not tell.
HELP
}

case ${1-} in
  dev | prod) [ $# = 1 ] || { usage >&2; exit 1; } ;;
  --help | -h) usage; exit 0 ;;
  *) usage >&2; exit 1 ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/envs/$1
plan=$(mktemp)
trap 'rm -f "$plan"' EXIT

status=0
terraform -chdir="$folder" plan -input=false -no-color -lock=false -detailed-exitcode >"$plan" 2>&1 || status=$?
case $status in
  0) echo "$1: what is deployed is what the repository says" ;;
  2)
    echo "$1: apply would change what is deployed"
    # Names alone: a plan's values belong in no public log.
    sed -n 's/^  # /  /p' "$plan"
    exit 2
    ;;
  *)
    cat "$plan" >&2
    echo "drift: terraform could not plan $1" >&2
    exit 1
    ;;
esac
