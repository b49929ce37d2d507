#!/bin/sh
# What an operator asks first of a deployment, or of any endpoint with --url.
set -eu

usage() {
  cat <<'END'
Usage: scripts/diag.sh logs|url|test|warmup|limit|health [ENV]
       scripts/diag.sh test|limit --url URL

  logs    follow the function's log, from ten minutes ago on
  url     the endpoint
  test    one question that needs the model: status, time, the headers that matter, the answer and
          who gave it
  warmup  start the function, so that the next visitor need not wait for it
  limit   twelve requests (the limit and two more): the last ones must be refused
  health  the function's state, its model's life cycle, alarms that ring, the last errors

ENV is dev (the default) or prod, as deployed by 'terraform apply' in envs/ENV. URL is where the
chat is, with or without /chat at its end: http://127.0.0.1:8080 or http://127.0.0.1:8080/chat.

Exit codes: 0 all is well, 1 it is not (or something is missing), 2 wrong usage.
END
}

wrong_usage() { usage >&2; exit 2; }
fail() { printf 'diag: %s\n' "$*" >&2; exit 1; }

need() {  # TOOL WHAT_TO_DO
  command -v "$1" >/dev/null || fail "$1 is missing: $2"
}

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# --- what Terraform knows --------------------------------------------------------------------

# An output of the environment. Where nothing is deployed Terraform says so in several ways, one of
# them on stdout and with exit code 0.
output() {  # NAME
  value=$(terraform -chdir="$root/envs/$environment" output -no-color -raw "$1" 2>"$work/terraform") || value=
  case $value in
    '' | *[!A-Za-z0-9_.:/\$-]*) return 1 ;;
    *) printf '%s\n' "$value" ;;
  esac
}

need_output() {  # NAME
  output "$1" || {
    sed -n '/Error/p' "$work/terraform" >&2
    fail "no $1 of $environment: run 'cd envs/$environment && terraform init && terraform apply' first" \
      "(QUICKSTART.md)"
  }
}

need_terraform() {
  need terraform "install Terraform 1.5 or newer, or give --url URL to test and limit"
  [ -d "$root/envs/$environment" ] || fail "there is no envs/$environment here: run this in a clone of the repository"
}

need_aws() {
  need aws "install the AWS CLI, version 2"
  need_terraform
  region=$(need_output aws_region)
  aws sts get-caller-identity --region "$region" >/dev/null 2>"$work/aws" || {
    cat "$work/aws" >&2
    fail "AWS does not know you: run 'aws sso login' or 'aws configure', then 'aws sts get-caller-identity'"
  }
}

# The answer of an AWS call, on stdout.
call_aws() {
  aws "$@" --region "$region" 2>"$work/aws" || {
    cat "$work/aws" >&2
    fail "this call failed: aws $1 $2"
  }
}

# A query's text. Where it finds nothing the AWS CLI writes None, at times behind what it has found.
ask_aws() {
  found=$(call_aws "$@" --output text) || exit 1
  printf '%s\n' "$found" | sed '/^None$/d'
}

# --- one request -----------------------------------------------------------------------------

find_endpoint() {
  need curl "install curl"
  if [ -z "$url" ]; then
    need_terraform
    url=$(need_output api_endpoint)
  fi
}

# A base or an endpoint; what the chat answers at is the endpoint.
set_url() {  # URL
  url=$1
  case $url in http://?* | https://?*) ;; *) wrong_usage ;; esac
  case $url in *[?#]*) wrong_usage ;; esac
  while [ "${url%/}" != "$url" ]; do url=${url%/}; done
  case $url in */chat) ;; *) url=$url/chat ;; esac
}

post() {  # BODY; sets status and seconds, leaves the head and the body in $work
  figures=$(curl -sS --max-time 40 -X POST "$url" -H 'Content-Type: application/json' -d "$1" \
    -D "$work/head" -o "$work/body" -w '%{http_code} %{time_total}' 2>"$work/curl") || {
    cat "$work/curl" >&2
    fail "no answer from $url"
  }
  status=${figures% *}
  seconds=${figures#* }
}

header() {  # NAME
  tr -d '\r' <"$work/head" | awk -v name="$1" '
    { split($0, part, ": ") } tolower(part[1]) == name { sub(/^[^:]*: */, ""); print; exit }'
}

says() {  # PATTERN
  grep -q "$1" "$work/body"
}

# Inside a JSON text these quotes would have a backslash before them.
model() { sed -n 's/.*"model": *"\([^"]*\)".*/\1/p' "$work/body"; }
is_chat_answer() { says '"response": *"[^"]' && says '"session_id": *"[^"]' && [ -n "$(model)" ]; }
answered_by_fallback() { says '"fallback": *true'; }
refused_by_visitor_limit() { says '"error": *"Rate limit exceeded"'; }

# --- the commands ----------------------------------------------------------------------------

# The model alone can answer this. The catalogue answers greetings and the price of one device by
# itself, and what opens a conversation may be answered from the cache.
for_the_model='{"message":"Which of your machines remove tattoos?","conversation_history":[
  {"role":"user","content":"hello"},{"role":"assistant","content":"Hello! How can I help you?"}]}'

who_answered() {
  if answered_by_fallback; then echo "the catalogue, in the model's place"
  elif [ "$(model)" = catalogue ]; then echo "the catalogue: no model is configured"
  else model
  fi
}

run_test() {
  find_endpoint
  post "$for_the_model"
  printf 'POST %s\n' "$url"
  printf 'status: %s\n' "$status"
  printf 'time: %s s\n' "$seconds"
  for name in content-type x-request-id apigw-requestid x-ratelimit-limit x-ratelimit-remaining \
    x-ratelimit-window retry-after; do
    value=$(header "$name")
    [ -z "$value" ] || printf '%s: %s\n' "$name" "$value"
  done
  printf 'answer: %s\n' "$(cat "$work/body")"
  [ "$status" = 200 ] || fail "status $status instead of 200"
  is_chat_answer || fail "status 200, but this is no answer of the chat: is $url where it is?"
  printf 'answered by: %s\n' "$(who_answered)"
  ! answered_by_fallback ||
    fail "the catalogue answered in the model's place: the log says whether the model failed or its cap is used up"
}

run_limit() {
  find_endpoint
  total=12 sent=0 answered=0 refused=0 throttled=0 pause=0
  while [ "$sent" -lt "$total" ]; do
    sleep "$pause"
    post '{"message":"hello"}'
    if [ "$status" = 429 ] && ! refused_by_visitor_limit; then
      # The throttle for all visitors together; what it refuses is not counted.
      throttled=$((throttled + 1))
      printf ' -  429  throttled, once more in a second\n'
      [ "$throttled" -lt 20 ] || fail "the throttle refuses everything: others are using this endpoint"
      pause=1
      continue
    fi
    sent=$((sent + 1))
    case $status in
      200)
        answered=$((answered + 1))
        printf '%2d  200  %s left\n' "$sent" "$(header x-ratelimit-remaining)"
        limit=$(header x-ratelimit-limit)
        case $limit in '' | *[!0-9]*) fail "no X-RateLimit-Limit in the answer: is $url the chat?" ;; esac
        [ "$limit" -le 100 ] || fail "the limit is $limit: too many requests to try it out"
        total=$((limit + 2))
        ;;
      429)
        refused=$((refused + 1))
        printf '%2d  429  Rate limit exceeded, again in %s s\n' "$sent" "$(header retry-after)"
        ;;
      *)
        printf '%s\n' "$(cat "$work/body")" >&2
        fail "status $status instead of 200 or 429"
        ;;
    esac
  done
  printf '%d answered, %d refused\n' "$answered" "$refused"
  [ "$refused" -gt 0 ] || fail "the visitor limit refused nothing"
}

run_logs() {
  need_aws
  case $(aws --version 2>&1) in
    aws-cli/1.*) fail "this is version 1 of the AWS CLI: install version 2, which has 'aws logs tail'" ;;
  esac
  group=$(need_output log_group_name)
  aws logs tail "$group" --follow --since 10m --format short --region "$region"
}

run_url() {
  need_terraform
  need_output api_endpoint
}

run_warmup() {
  need_aws
  name=$(need_output lambda_function_name)
  printf '{"warmup":true}' >"$work/event"
  # fileb:// means the same to both versions of the AWS CLI.
  # Instances are a version's own: those of the newest one may serve nobody.
  error=$(ask_aws lambda invoke --function-name "$name" --qualifier live \
    --payload "fileb://$work/event" --query FunctionError "$work/answer")
  cat "$work/answer"
  echo
  [ -z "$error" ] || fail "the function failed ($error): run 'scripts/diag.sh logs $environment'"
}

# ACTIVE; LEGACY and until when it answers; gone. Whoever may not ask Bedrock is told so, no more.
model_life_cycle() {
  if aws bedrock get-foundation-model --model-identifier "$model" --region "$model_region" --output text --query \
    "join(' ', [modelDetails.modelLifecycle.status, to_string(modelDetails.modelLifecycle.endOfLifeTime || '')])" \
    >"$work/life" 2>"$work/aws"; then
    sed 's/^\(LEGACY\)  *\([^ ].*\)$/\1 until \2/; s/ *$//' "$work/life"
    return
  fi
  case $(cat "$work/aws") in
    *ResourceNotFoundException* | *ValidationException*) echo 'gone: Bedrock does not know it there' ;;
    *AccessDenied*) echo 'unknown: you may not ask (bedrock:GetFoundationModel)' ;;
    *) cat "$work/aws" >&2; echo 'unknown: Bedrock did not say' ;;
  esac
}

run_health() {
  need_aws
  name=$(need_output lambda_function_name)
  group=$(need_output log_group_name)
  # The last word is the function's model; of its other settings nothing is asked.
  function=$(ask_aws lambda get-function-configuration --function-name "$name" --qualifier live --query \
    "join(' ', [State, LastUpdateStatus, Runtime, Architectures[0], join('', [to_string(MemorySize), 'MB']), 'version', Version, \
    Environment.Variables.MTA_CHAT_MODEL_REGION || '$region', Environment.Variables.BEDROCK_MODEL_ID || 'none'])")
  model=${function##* } function=${function% *}
  model_region=${function##* } function=${function% *}
  printf 'function %s: %s\n' "$name" "$function"
  life_cycle=$(model_life_cycle)
  printf 'model %s in %s: %s\n' "$model" "$model_region" "$life_cycle"

  prefix=$(output alarm_name_prefix) || prefix=$name
  alarms=$(ask_aws cloudwatch describe-alarms --state-value ALARM --alarm-name-prefix "$prefix" \
    --query 'MetricAlarms[].[AlarmName, StateReason]')
  printf 'alarms that ring: %s\n' "${alarms:-none}"

  hour_ago=$((($(date +%s) - 3600) * 1000))
  errors=$(ask_aws logs filter-log-events --log-group-name "$group" --start-time "$hour_ago" \
    --filter-pattern '{ $.level = "ERROR" }' --max-items 10 --query 'events[].[message]')
  printf 'errors of the last hour (10 at most): %s\n' "${errors:-none}"

  case $function in
    'Active Successful '*) ;;
    *) fail "the function is not ready: run 'scripts/diag.sh warmup $environment'" ;;
  esac
  [ -z "$alarms" ] || fail "an alarm fires"
  case $life_cycle in
    LEGACY* | gone*) fail "the model is no active one ($life_cycle): choose another in envs/$environment/terraform.tfvars" \
      "(docs/models.md)" ;;
  esac
}

# --- the command line ------------------------------------------------------------------------

[ $# -gt 0 ] || wrong_usage
command=$1
shift
url=
environment=dev
case $command in
  -h | --help | help) usage; exit 0 ;;
  logs | url | test | warmup | limit | health) ;;
  *) wrong_usage ;;
esac
case $#:${1-} in
  0:) ;;
  1:dev | 1:prod) environment=$1 ;;
  2:--url)
    case $command in test | limit) ;; *) wrong_usage ;; esac
    set_url "$2"
    ;;
  *) wrong_usage ;;
esac
"run_$command"
