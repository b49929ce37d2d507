#!/bin/sh
# Everything that checks the Terraform files and their scripts; './dev test infra' calls it. Nothing
# is made in AWS and no account is needed. What cannot be run here is said and left out.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
python=${PYTHON:-$root/build/venv/bin/python}
venv=$root/build/infra-venv
work=$root/build/infra
log=$work/log
folders="modules/apigw_http_public modules/canary modules/dynamodb_conversations modules/dynamodb_knowledge modules/dynamodb_leads
  modules/dynamodb_ledger modules/dynamodb_ratelimit modules/github_oidc modules/iam modules/lambda_chat
  modules/leads_delivery modules/observability modules/state_backend modules/widget_hosting envs/dev envs/prod"

passed=0
failed=0
skip() { printf 'skipped: %s\n' "$*"; }

report() {  # STATUS WHAT
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    printf 'ok: %s\n' "$2"
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$2"
    cat "$log"
  fi
}

check() {  # WHAT COMMAND...
  what=$1
  shift
  status=0
  "$@" >"$log" 2>&1 || status=$?
  report "$status" "$what"
}

# Runs tests that sum themselves up as "N passed, N failed" somewhere in their last lines.
tests() {  # WHAT COMMAND...
  what=$1
  shift
  status=0
  "$@" >"$log" 2>&1 || status=$?
  summary=$(tail -n 3 "$log")
  ok=$(printf '%s\n' "$summary" | sed -n 's/^\(.*[^0-9]\)\{0,1\}\([0-9][0-9]*\) passed.*/\2/p' | tail -n 1)
  bad=$(printf '%s\n' "$summary" | sed -n 's/^\(.*[^0-9]\)\{0,1\}\([0-9][0-9]*\) \(failed\|error\).*/\2/p' | tail -n 1)
  [ "$status" = 0 ] || [ "${bad:-0}" != 0 ] || bad=1
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${bad:-0}))
  printf '%s: %s passed, %s failed\n' "$what" "${ok:-0}" "${bad:-0}"
  [ "$status" = 0 ] || cat "$log"
  # pytest's list of skipped tests, added up by reason.
  sed -n 's/^SKIPPED \[\([0-9]*\)\] [^ ]*: \(.*\)/\1 \2/p' "$log" | awk '
    { n = $1; sub(/^[0-9]+ /, ""); count[$0] += n }
    END { for (reason in count) printf "skipped: %d tests: %s\n", count[reason], reason }'
}

# Whether terraform was told to take its providers from a folder in place of the registry.
has_stand_ins() { [ -f "${TF_CLI_CONFIG_FILE:-}" ] && grep -q dev_overrides "$TF_CLI_CONFIG_FILE"; }

# With stand-ins init would ask the registry for what is not needed from there.
prepare() {  # FOLDER
  if has_stand_ins; then terraform -chdir="$work/tree/$1" get -no-color
  else terraform -chdir="$work/tree/$1" init -no-color -input=false -backend=false
  fi
}

# In a copy: the work tree stays as it is, with its own init of a real environment.
copy_tree() {
  rm -rf "$work/tree"
  mkdir -p "$work/tree" "$work/providers"
  cp -R modules envs src knowledge cmake scripts CMakeLists.txt CMakePresets.json "$work/tree"
  find "$work/tree" -name .terraform -prune -exec rm -rf {} +
  # One download for all folders.
  if ! has_stand_ins; then
    export TF_PLUGIN_CACHE_DIR="$work/providers" TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1
  fi
}

terraform_version() { terraform version | sed -n 's/^Terraform v\([0-9]*\)\.\([0-9]*\).*/\1 \2/p'; }

check_terraform() {
  command -v terraform >/dev/null || {
    skip "format, validate, terraform test: terraform is not here"
    return 0
  }
  check "terraform fmt" terraform fmt -check -diff -recursive modules envs
  copy_tree
  if ! prepare modules/iam >"$log" 2>&1; then
    skip "validate, terraform test: the providers cannot be had: $(sed -n '/Error/{p;q;}' "$log")"
    export MTA_INFRA_NO_PROVIDERS=1
    return 0
  fi
  has_stand_ins && printf 'stand-ins for the providers are used: enums, formats and conflicts are not checked by them\n'
  # shellcheck disable=SC2046  # two numbers
  set -- $(terraform_version)
  for folder in $folders; do
    if prepare "$folder" >"$log" 2>&1; then
      check "validate $folder" terraform -chdir="$work/tree/$folder" validate -no-color
      if [ "$1" -gt 1 ] || [ "$2" -ge 7 ]; then
        tests "terraform test $folder" terraform -chdir="$work/tree/$folder" test -no-color
      else
        skip "terraform test $folder: it needs Terraform 1.7, this is $1.$2"
      fi
    else
      report 1 "init $folder"
    fi
  done
}

check_plans() {
  [ -x "$python" ] || {
    skip "what is planned: there is no $python ('./dev test infra' makes it)"
    return 0
  }
  tests "what is planned" "$python" -m pytest -q -rs tests/infra
}

check_scripts() {
  command -v shellcheck >/dev/null || {
    skip "shellcheck is not here"
    return 0
  }
  check "shellcheck" shellcheck dev scripts/*.sh widget/*.sh tests/infra/*.sh tests/support/*.sh
}

install_checkov() {
  cmp -s tests/infra/requirements.txt "$venv/requirements.txt" && return 0
  rm -rf "$venv"
  python3 -m venv "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/infra/requirements.txt &&
    cp tests/infra/requirements.txt "$venv/requirements.txt"
}

check_policies() {
  if install_checkov >"$log" 2>&1; then
    check "checkov" "$venv/bin/checkov" --config-file tests/infra/checkov.yaml
  else
    skip "checkov cannot be installed: $(tail -n 1 "$log")"
  fi
}

mkdir -p "$work"
check_terraform
check_plans
check_scripts
check_policies
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
