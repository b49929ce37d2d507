"""scripts/diag.sh: against the self-hosted server, and with `terraform` and `aws` as stand-ins that write
down what they were asked."""

import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import threading

import botocore.session
import jmespath
import pytest
from conftest import ROOT, WIDE, clean_environment
from fake_gateway import FakeGateway
from limits_test import wait_for_room_in_the_bucket
from model_behaviours import normal, status

DIAG = ROOT / "scripts/diag.sh"
ENDPOINT = "https://abc123.execute-api.us-west-2.amazonaws.com/dev/chat"
OUTPUTS = {"api_endpoint": ENDPOINT, "aws_region": "us-west-2", "lambda_function_name": "mta-chat-dev",
           "log_group_name": "/aws/lambda/mta-chat-dev"}

# All that the script uses of a system, but for what it tells people to install.
SYSTEM = ["sh", "awk", "cat", "date", "dirname", "grep", "mktemp", "rm", "sed", "sleep", "tr"]

TERRAFORM = """#!/bin/sh
echo "terraform $*" >>"$CALLS"
for name; do :; done
[ -f "$OUTPUTS/$name" ] && cat "$OUTPUTS/$name" && exit 0
case $NOT_DEPLOYED in
  warning) printf 'Warning: No outputs found\\n\\nThe state file has no outputs.\\n' ;;  # as Terraform: exit 0
  *) printf 'Error: Backend initialization required\\n' >&2; exit 1 ;;
esac
"""

AWS = """#!/bin/sh
printf 'aws' >>"$CALLS"
printf ' [%s]' "$@" >>"$CALLS"
echo >>"$CALLS"
[ "$1" != --version ] || { echo "aws-cli/${AWS_VERSION-2.31.0} Python/3.13.7"; exit 0; }
! [ -f "$AWS_ANSWERS/$2.fails" ] || { cat "$AWS_ANSWERS/$2.fails" >&2; exit 254; }
if [ "$2" = invoke ]; then
  for answer; do case $answer in fileb://*) cp "${answer#fileb://}" "$AWS_ANSWERS/event" ;; esac; done
  while [ "$1" != --query ]; do shift; done
  printf '{"status":"warm"}' >"$3"
  set -- lambda invoke
fi
cat "$AWS_ANSWERS/$2" 2>/dev/null || true
"""


def healthy(state="Active Successful", model="us-west-2 openai.gpt-oss-120b-1:0"):
    return f"{state} provided.al2023 arm64 512MB {model}\n"


class Place:
    """A clone with its two environments, and a PATH with nothing on it but what is put there."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("scripts", "envs/dev", "envs/prod", "bin", "outputs", "answers"):
            (folder / name).mkdir(parents=True)
        shutil.copy(DIAG, folder / "scripts")
        for tool in SYSTEM + ["curl", "cp"]:
            os.symlink(shutil.which(tool), folder / "bin" / tool)
        self.stub("terraform", TERRAFORM)
        self.stub("aws", AWS)
        self.answers({"get-function-configuration": healthy(), "get-foundation-model": "ACTIVE \n"})

    def stub(self, name, text):
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def take_away(self, tool):
        (self.folder / "bin" / tool).unlink()

    def deploy(self, outputs=None):
        for name, value in (outputs or OUTPUTS).items():
            (self.folder / "outputs" / name).write_text(value)

    def answers(self, texts):
        for name, text in texts.items():
            (self.folder / "answers" / name).write_text(text)

    def run(self, *arguments, **environment):
        return subprocess.run(
            [str(self.folder / "scripts/diag.sh"), *arguments], capture_output=True, text=True, timeout=60,
            env={"PATH": str(self.folder / "bin"), "CALLS": str(self.folder / "calls"), "NOT_DEPLOYED": "",
                 "OUTPUTS": str(self.folder / "outputs"), "AWS_ANSWERS": str(self.folder / "answers")} | environment)

    def calls(self):
        """Of the AWS CLI, but for its version and who one is."""
        calls = (self.folder / "calls").read_text().splitlines()
        return [call for call in calls if call.startswith("aws ") and "--version" not in call
                and "get-caller-identity" not in call]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def diag(*arguments):
    return subprocess.run([str(DIAG), *arguments], capture_output=True, text=True, env=clean_environment(), timeout=60)


def url_of(server):
    return f"http://127.0.0.1:{server.port}/chat"


def assert_failed(result, *parts):
    """Exit code 1, and a last sentence that says why."""
    assert result.returncode == 1, result
    last = result.stderr.splitlines()[-1]
    assert last.startswith("diag: ")
    for part in parts:
        assert part in last


# --- the command line

@pytest.mark.parametrize("arguments", [
    [], ["nonsense"], ["test", "staging"], ["test", "dev", "prod"], ["test", "--url"], ["test", "--url", "ftp://x"],
    ["test", "--url", "http://x/chat?a=b"], ["limit", "--url", "http://x/#a"], ["url", "--url", "http://127.0.0.1"], ["health", "--url", "http://127.0.0.1"], ["test", ""],
    ["--url", "http://127.0.0.1", "test"]], ids=" ".join)
def test_wrong_usage(arguments):
    result = diag(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: scripts/diag.sh ")


def test_help_is_no_fault():
    result = diag("--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert all(f"\n  {command} " in result.stdout for command in ("logs", "url", "test", "warmup", "limit", "health"))


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="SKIPPED: shellcheck is not here")
def test_shellcheck():
    subprocess.run(["shellcheck", str(DIAG)], check=True)


# --- test, against the real server

def test_a_question(start):
    server = start("--config", "config/dev.toml")
    result = diag("test", "--url", url_of(server))
    assert (result.returncode, result.stderr) == (0, "")
    said = dict(line.split(": ", 1) for line in result.stdout.splitlines()[1:])
    assert result.stdout.splitlines()[0] == f"POST {url_of(server)}"
    assert said["status"] == "200"
    assert re.fullmatch(r"[\d.]+ s", said["time"])
    assert said["content-type"] == "application/json; charset=utf-8"
    assert re.fullmatch(r"[0-9a-f]{32}", said["x-request-id"])
    assert [said[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "window")] == ["10", "9", "60"]
    assert "Picosecond Tattoo Removal Machine: 9800 USD" in json.loads(said["answer"])["response"]
    assert said["answered by"] == "the catalogue: no model is configured"


def test_the_model_is_asked_each_time(start, fake):
    """Not the catalogue, which answers some questions by itself, and not the cache."""
    server = start("--model-url", fake.url, "--set", "model.id=some/model-1:0")
    for number in (1, 2, 3):
        result = diag("test", "--url", url_of(server))
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.splitlines()[-1] == "answered by: some/model-1:0"
        assert len(fake.calls) == number


def test_a_fallbacks_answer_is_a_failure(start, fake):
    server = start("--model-url", fake.url)
    assert diag("test", "--url", url_of(server)).returncode == 0
    fake.behave(status(500))
    result = diag("test", "--url", url_of(server))
    assert_failed(result, "the catalogue answered in the model's place")
    assert result.stdout.splitlines()[-1] == "answered by: the catalogue, in the model's place"
    assert '"fallback":true' in result.stdout, "the answer is shown all the same"


def test_a_cap_that_is_used_up_is_a_failure(start, fake):
    server = start("--model-url", fake.url, "--set", "budget.max_usd_per_day=0.0001")
    assert_failed(diag("test", "--url", url_of(server)), "or its cap is used up")
    assert fake.calls == []


def test_a_model_that_speaks_of_a_fallback_is_none(start, fake):
    fake.behave(normal('{"fallback":true} and "fallback": true, "model":"catalogue"'))
    server = start("--model-url", fake.url, "--set", "model.id=some-model")
    result = diag("test", "--url", url_of(server))
    assert result.returncode == 0, result
    assert "fallback" in result.stdout
    assert result.stdout.splitlines()[-1] == "answered by: some-model"


@pytest.mark.parametrize("end", ["", "/", "/chat", "/chat/", "//"])
@pytest.mark.parametrize("command", ["test", "limit"])
def test_the_base_will_do_as_well_as_the_endpoint(start, command, end):
    server = start("--config", "config/local.toml")
    wait_for_room_in_the_bucket()
    result = diag(command, "--url", f"http://127.0.0.1:{server.port}{end}")
    assert result.returncode == 0, result
    if command == "test":
        assert result.stdout.splitlines()[0] == f"POST {url_of(server)}"


def test_a_stage_is_a_base_too(start):
    with FakeGateway(start(*WIDE)) as gateway:
        for url in (gateway.url, gateway.url.removesuffix("/chat"), gateway.url.removesuffix("chat")):
            result = diag("test", "--url", url)
            assert result.returncode == 0, result


@pytest.mark.parametrize("body", [
    "", "<html>Welcome to the hotel's network</html>", "{}", "Hello from Lambda!", '{"message":"Hello from Lambda!"}',
    '{"response":"","model":"m","session_id":"s"}', '{"response":"a","session_id":"s"}',
    '{"response":"a","model":"m"}', '{"text":"\\"response\\":\\"a\\"","model":"m","session_id":"s"}'])
def test_a_200_that_is_no_answer_of_the_chat_is_a_failure(answering, body):
    result = diag("test", "--url", answering(200, body=body))
    assert_failed(result, "no answer of the chat")
    assert "answered by" not in result.stdout


def test_another_status_is_a_failure(start):
    server = start()
    result = diag("test", "--url", url_of(server) + "/nothing")
    assert_failed(result, "status 404 instead of 200")
    assert "status: 404" in result.stdout
    assert "answered by" not in result.stdout
    assert '"error":"Not found"' in result.stdout


def test_nobody_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/chat"
        assert_failed(diag("test", "--url", url), f"no answer from {url}")
        assert_failed(diag("limit", "--url", url), f"no answer from {url}")


# --- limit

def test_the_loop_of_twelve(start):
    server = start("--config", "config/local.toml")
    wait_for_room_in_the_bucket()
    result = diag("limit", "--url", url_of(server))
    assert result.returncode == 0, result
    lines = result.stdout.splitlines()
    assert lines[:10] == [f"{number:2}  200  {10 - number} left" for number in range(1, 11)]
    for number, line in zip((11, 12), lines[10:12]):
        assert re.fullmatch(rf"{number}  429  Rate limit exceeded, again in \d+ s", line)
    assert lines[12:] == ["10 answered, 2 refused"]


def test_under_the_dev_limits_the_throttle_is_waited_for(start):
    server = start("--config", "config/dev.toml")
    result = diag("limit", "--url", url_of(server))
    assert result.returncode == 0, result
    assert " -  429  throttled, once more in a second" in result.stdout
    assert result.stdout.count("Rate limit exceeded") >= 1


def test_prods_limit_is_larger(start):
    server = start("--config", "config/prod.toml", "--set", "throttle.burst=100")
    wait_for_room_in_the_bucket()
    result = diag("limit", "--url", url_of(server))
    assert result.returncode == 0, result
    assert result.stdout.splitlines()[-1] == "15 answered, 2 refused"


def test_a_limit_too_large_to_try_is_not_tried(start):
    server = start("--set", "rate_limit.max=101")
    result = diag("limit", "--url", url_of(server))
    assert_failed(result, "the limit is 101")
    assert len(result.stdout.splitlines()) == 1


def test_an_endpoint_that_refuses_nothing(answering):
    result = diag("limit", "--url", answering(200, {"X-RateLimit-Limit": "3", "X-RateLimit-Remaining": "2"}))
    assert_failed(result, "the visitor limit refused nothing")
    assert result.stdout.splitlines()[-1] == "5 answered, 0 refused"


def test_an_endpoint_that_is_not_the_chat(answering):
    assert_failed(diag("limit", "--url", answering(200)), "no X-RateLimit-Limit")


def test_an_endpoint_that_is_broken(answering):
    result = diag("limit", "--url", answering(502, body='{"error":"AI service error"}'))
    assert_failed(result, "status 502 instead of 200 or 429")
    assert "AI service error" in result.stderr


@pytest.fixture
def answering():
    """Servers that answer everything alike."""
    servers = []

    def start_server(status, headers=None, body="{}"):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/chat"

    yield start_server
    for server in servers:
        server.shutdown()
        server.server_close()


# --- a deployment

def test_the_endpoint_is_terraforms(place):
    place.deploy()
    for arguments in (["url"], ["url", "dev"]):
        result = place.run(*arguments)
        assert (result.returncode, result.stdout, result.stderr) == (0, ENDPOINT + "\n", "")
    assert f"terraform -chdir={place.folder}/envs/dev " in (place.folder / "calls").read_text()
    assert place.run("url", "prod").stdout == ENDPOINT + "\n"
    assert f"terraform -chdir={place.folder}/envs/prod " in (place.folder / "calls").read_text()


def test_test_and_limit_ask_the_deployment(place, start):
    server = start("--config", "config/local.toml")
    place.deploy(OUTPUTS | {"api_endpoint": url_of(server)})
    for command in ("test", "limit"):
        result = place.run(command, "dev")
        assert result.returncode == 0, result


@pytest.mark.parametrize("state", ["warning", "error"])
@pytest.mark.parametrize("command", ["logs", "url", "test", "warmup", "limit", "health"])
def test_nothing_deployed(place, command, state):
    result = place.run(command, "prod", NOT_DEPLOYED=state)
    assert_failed(result, "of prod: run 'cd envs/prod && terraform init && terraform apply' first")
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) <= 2


@pytest.mark.skipif(not shutil.which("terraform"), reason="SKIPPED: terraform is not here")
def test_with_the_real_terraform(place):
    place.take_away("terraform")
    os.symlink(shutil.which("terraform"), place.folder / "bin/terraform")
    dev = place.folder / "envs/dev"
    environment = {"HOME": str(place.folder)}
    assert_failed(place.run("url", **environment), "no api_endpoint of dev")
    (dev / "outputs.tf").write_text(f'output "api_endpoint" {{\n  value = "{ENDPOINT}"\n}}\n')
    assert_failed(place.run("url", **environment), "no api_endpoint of dev")
    for command in (["init"], ["apply", "-auto-approve"]):
        subprocess.run(["terraform", *command], cwd=dev, check=True, capture_output=True, timeout=60,
                       env=os.environ | environment)
    assert place.run("url", **environment).stdout == ENDPOINT + "\n"


@pytest.mark.parametrize("command,tool", [
    ("url", "terraform"), ("test", "terraform"), ("test", "curl"), ("limit", "curl"), ("logs", "aws"),
    ("warmup", "aws"), ("health", "aws"), ("health", "terraform")])
def test_a_missing_tool_is_named(place, command, tool):
    place.deploy()
    place.take_away(tool)
    result = place.run(command)
    assert_failed(result, f"{tool} is missing: install ")
    assert len(result.stderr.splitlines()) == 1


def test_a_url_needs_no_terraform(place, start):
    for tool in ("terraform", "aws"):
        place.take_away(tool)
    assert place.run("test", "--url", url_of(start())).returncode == 0


@pytest.mark.parametrize("command", ["logs", "warmup", "health"])
def test_without_credentials(place, command):
    place.deploy()
    place.answers({"get-caller-identity.fails": "Unable to locate credentials\n"})
    result = place.run(command)
    assert_failed(result, "AWS does not know you: run 'aws sso login' or 'aws configure'")
    assert "Unable to locate credentials" in result.stderr
    assert place.calls() == []


def test_the_log_is_followed(place):
    place.deploy()
    assert place.run("logs").returncode == 0
    assert place.calls() == ["aws [logs] [tail] [/aws/lambda/mta-chat-dev] [--follow] [--since] [10m] "
                             "[--format] [short] [--region] [us-west-2]"]


def test_version_1_has_no_tail(place):
    place.deploy()
    assert_failed(place.run("logs", AWS_VERSION="1.45.11"), "install version 2")


def test_a_warm_up(place):
    place.deploy()
    result = place.run("warmup")
    assert (result.returncode, result.stdout) == (0, '{"status":"warm"}\n')
    assert (place.folder / "answers/event").read_text() == '{"warmup":true}'
    [call] = place.calls()
    assert call.startswith("aws [lambda] [invoke] [--function-name] [mta-chat-dev] [--qualifier] [live] [--payload] [fileb://")


def test_a_function_that_fails(place):
    place.deploy()
    place.answers({"invoke": "Unhandled\n"})
    result = place.run("warmup", "prod")
    assert_failed(result, "the function failed (Unhandled): run 'scripts/diag.sh logs prod'")


def test_a_refused_call(place):
    place.deploy()
    place.answers({"invoke.fails": "An error occurred (AccessDeniedException)\n"})
    result = place.run("warmup")
    assert_failed(result, "this call failed: aws lambda invoke")
    assert "AccessDeniedException" in result.stderr


def test_good_health(place):
    place.deploy()
    place.answers({"filter-log-events": "None\n"})
    result = place.run("health")
    assert result.returncode == 0, result
    assert result.stdout.splitlines() == [
        "function mta-chat-dev: Active Successful provided.al2023 arm64 512MB",
        "model openai.gpt-oss-120b-1:0 in us-west-2: ACTIVE",
        "alarms that ring: none",
        "errors of the last hour (10 at most): none"]
    [function, model, alarms, errors] = place.calls()
    assert model.startswith("aws [bedrock] [get-foundation-model] [--model-identifier] [openai.gpt-oss-120b-1:0] "
                            "[--region] [us-west-2] ")
    assert function.startswith("aws [lambda] [get-function-configuration] [--function-name] [mta-chat-dev] [--qualifier] [live] ")
    assert "[--state-value] [ALARM] [--alarm-name-prefix] [mta-chat-dev]" in alarms
    assert '[--log-group-name] [/aws/lambda/mta-chat-dev]' in errors
    assert '[--filter-pattern] [{ $.level = "ERROR" }]' in errors


def test_the_prefix_of_alarms_is_an_output_where_there_is_one(place):
    place.deploy(OUTPUTS | {"alarm_name_prefix": "mta-dev-"})
    assert place.run("health").returncode == 0
    assert "[--alarm-name-prefix] [mta-dev-]" in place.calls()[2]


@pytest.mark.parametrize("answers,reason", [
    ({"get-function-configuration": healthy("Pending InProgress")}, "the function is not ready"),
    ({"get-function-configuration": healthy("Active Failed")}, "the function is not ready"),
    ({"describe-alarms": "mta-chat-dev-model-errors\tThreshold Crossed\n"}, "an alarm fires"),
    ({"describe-alarms.fails": "An error occurred (AccessDenied)\n"}, "aws cloudwatch describe-alarms")])
def test_bad_health(place, answers, reason):
    place.deploy()
    place.answers(answers)
    assert_failed(place.run("health"), reason)


def test_errors_are_shown_but_are_no_failure(place):
    place.deploy()
    place.answers({"filter-log-events": '{"level":"ERROR","message":"one"}\n{"level":"ERROR","message":"two"}\nNone\n'})
    result = place.run("health")
    assert result.returncode == 0
    assert result.stdout.splitlines()[3:] == [
        'errors of the last hour (10 at most): {"level":"ERROR","message":"one"}', '{"level":"ERROR","message":"two"}']


# --- the model's life cycle

def line_of_model(result):
    return next(line for line in result.stdout.splitlines() if line.startswith("model "))


def test_a_model_that_bedrock_takes_away_is_a_failure(place):
    place.deploy()
    place.answers({"get-foundation-model": "LEGACY 2027-05-01T00:00:00+00:00\n"})
    result = place.run("health", "prod")
    assert_failed(result, "the model is no active one (LEGACY until 2027-05-01T00:00:00+00:00)",
                  "envs/prod/terraform.tfvars", "docs/models.md")
    assert line_of_model(result).endswith(": LEGACY until 2027-05-01T00:00:00+00:00")


def test_a_legacy_model_of_which_no_end_is_known(place):
    place.deploy()
    place.answers({"get-foundation-model": "LEGACY \n"})
    assert_failed(place.run("health"), "(LEGACY)")


@pytest.mark.parametrize("error", ["ResourceNotFoundException", "ValidationException"])
def test_a_model_that_is_gone_is_a_failure(place, error):
    place.deploy()
    place.answers({"get-foundation-model.fails": f"An error occurred ({error}) when calling the GetFoundationModel\n"})
    assert_failed(place.run("health"), "gone: Bedrock does not know it there")


@pytest.mark.parametrize("error,said", [
    ("An error occurred (AccessDeniedException)", "unknown: you may not ask (bedrock:GetFoundationModel)"),
    ("Could not connect to the endpoint URL", "unknown: Bedrock did not say")])
def test_whoever_cannot_ask_bedrock_sees_the_rest(place, error, said):
    place.deploy()
    place.answers({"get-foundation-model.fails": error + "\n"})
    result = place.run("health")
    assert result.returncode == 0, result
    assert line_of_model(result) == f"model openai.gpt-oss-120b-1:0 in us-west-2: {said}"
    assert "alarms that ring: none" in result.stdout


def test_the_model_of_another_region_is_asked_for_there(place):
    place.deploy()
    place.answers({"get-function-configuration": healthy(model="eu-central-1 openai.gpt-oss-20b-1:0")})
    assert line_of_model(place.run("health")) == "model openai.gpt-oss-20b-1:0 in eu-central-1: ACTIVE"
    assert "[openai.gpt-oss-20b-1:0] [--region] [eu-central-1]" in place.calls()[1]


def test_no_other_setting_of_the_function_is_asked_for(place):
    """They hold the session secret."""
    place.deploy()
    place.run("health")
    asked = set(re.findall(r"Environment\.Variables\.(\w+)", place.calls()[0]))
    assert asked == {"BEDROCK_MODEL_ID", "MTA_CHAT_MODEL_REGION"}
    assert "Environment]" not in place.calls()[0]


def test_the_queries_read_what_aws_answers(place):
    """With the AWS CLI's own query language."""
    place.deploy()
    place.run("health")
    function, model = [re.search(r"\[--query\] \[(.*?)\](?: \[--output\] .*)?$", call)[1]
                       for call in place.calls()[:2]]
    configuration = {"State": "Active", "LastUpdateStatus": "Successful", "Runtime": "provided.al2023",
                     "Architectures": ["arm64"], "MemorySize": 512, "Version": "7",
                     "Environment": {"Variables": {"BEDROCK_MODEL_ID": "m", "MTA_CHAT_SESSION_SECRET": "SECRET"}}}
    assert jmespath.search(function, configuration) == (
        "Active Successful provided.al2023 arm64 512MB version 7 us-west-2 m")
    configuration["Environment"]["Variables"]["MTA_CHAT_MODEL_REGION"] = "eu-central-1"
    assert jmespath.search(function, configuration).endswith(" eu-central-1 m")
    for life, said in (({"status": "ACTIVE"}, "ACTIVE "),
                       ({"status": "LEGACY", "endOfLifeTime": "2027-05-01T00:00:00+00:00"},
                        "LEGACY 2027-05-01T00:00:00+00:00")):
        assert jmespath.search(model, {"modelDetails": {"modelLifecycle": life}}) == said


def test_bedrock_has_the_call():
    model = botocore.session.get_session().get_service_model("bedrock").operation_model("GetFoundationModel")
    assert list(model.input_shape.required_members) == ["modelIdentifier"]
    life = model.output_shape.members["modelDetails"].members["modelLifecycle"].members
    assert {"status", "endOfLifeTime"} <= life.keys()
    assert set(life["status"].enum) == {"ACTIVE", "LEGACY"}
