"""QUICKSTART.md as somebody follows it: its blocks pasted one after the other, and its page's script as it
stands."""

import json
import os
import re
import shutil
import subprocess

import npm_packages
import pytest
from conftest import ROOT, WIDE
from documents_test import blocks_of
from fake_gateway import FakeGateway
from limits_test import wait_for_room_in_the_bucket
from model_behaviours import normal

TEXT = (ROOT / "QUICKSTART.md").read_text()

# --- the blocks in their order

TERRAFORM = """#!/bin/sh
case $1 in
  -chdir=*) cd "${1#-chdir=}" || exit 1; shift ;;
esac
[ -f backend.tf ] || { echo "terraform $1: no configuration in $PWD" >&2; exit 1; }
echo "terraform $1 in ${PWD#"$CLONE"/}" >>"$CALLS"
[ "$1" != output ] || for name; do :; done
[ "$1" != output ] || echo "https://abc123.execute-api.us-west-2.amazonaws.com/dev/chat"
"""
CURL = """#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    http*) echo "curl $1" >>"$CALLS" ;;
    -o) printf '{"response":"a","model":"m","session_id":"s"}' >"$2" ;;
    -D) printf 'HTTP/1.1 200 OK\\r\\n\\r\\n' >"$2" ;;
  esac
  shift
done
printf '200 0.1'
"""
NOTED = """#!/bin/sh
echo "$(basename "$0") $1" >>"$CALLS"
echo 'OpenAI GPT OSS 120B 1'
"""


@pytest.fixture
def clone(tmp_path):
    """The repository's files that the commands use, with stand-ins for what would reach AWS."""
    clone, tools = tmp_path / "clone", tmp_path / "tools"
    for part in ("scripts", "envs"):
        shutil.copytree(ROOT / part, clone / part, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    tools.mkdir()
    for path, text in {tools / "terraform": TERRAFORM, tools / "aws": NOTED, tools / "curl": CURL, clone / "dev": NOTED,
                       clone / "scripts/bootstrap_state.sh": NOTED}.items():
        path.write_text(text)
        path.chmod(0o755)
    subprocess.run(["git", "init", "--quiet", clone], check=True)
    return clone


def paste(clone, blocks):
    calls = clone.parent / "calls"
    calls.write_text("")
    script = "\n".join(f"{block.text}\n[ $? = 0 ] || {{ echo 'failed: {block}' >&2; exit 1; }}" for block in blocks)
    result = subprocess.run(
        ["bash", "-c", script], cwd=clone, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
        env={"PATH": f"{clone.parent}/tools:{os.environ['PATH']}", "CALLS": str(calls), "CLONE": str(clone),
             "HOME": str(clone.parent), "GIT_CONFIG_NOSYSTEM": "1"})
    assert result.returncode == 0, result.stderr
    assert "No such file" not in result.stderr
    return [line for line in calls.read_text().splitlines() if not line.startswith("aws ")]


COMMANDS = [block for block in blocks_of("QUICKSTART.md") if block.needs_account]
WORK = ["bootstrap_state.sh dev", "dev lambda", "terraform init in envs/dev", "terraform apply in envs/dev",
        "bootstrap_state.sh prod", "terraform init in envs/prod", "terraform apply in envs/prod",
        "terraform destroy in envs/dev"]


def work_of(calls):
    return [call for call in calls if not re.match(r"terraform output|curl ", call)]


def test_the_blocks_can_be_pasted_one_after_the_other(clone):
    assert work_of(paste(clone, COMMANDS)) == WORK


def test_they_can_be_where_what_step_4_prints_is_pasted_too(clone):
    """It goes to the environment's folder."""
    lines = re.findall(r"^  (cd \S+)$", (ROOT / "scripts/bootstrap_state.sh").read_text(), re.M)
    [printed] = lines
    blocks = []
    for block in COMMANDS:
        blocks.append(block)
        if match := re.search(r"bootstrap_state.sh (\w+)", block.text):
            blocks.append(type(block)(block.document, block.section, block.line,
                                      printed.replace("$environment", match[1]), True))
    assert len(blocks) == len(COMMANDS) + 2
    assert work_of(paste(clone, blocks)) == WORK


def test_each_block_can_be_pasted_in_a_folder_below(clone):
    (clone / "envs/dev/deep").mkdir()
    for block in COMMANDS:
        below = type(block)(block.document, block.section, block.line, "cd envs/dev/deep", True)
        paste(clone, [below, block])


# --- what the tables say

def services():
    """Of the resources that Terraform makes."""
    made = "".join(path.read_text() for path in (ROOT / "modules").glob("*/*.tf"))
    prefixes = {"apigatewayv2": "API Gateway", "budgets": "Budgets", "cloudfront": "CloudFront", "cloudwatch_event": "EventBridge",
                "cloudwatch": "CloudWatch", "dynamodb": "DynamoDB", "iam": "IAM", "lambda": "Lambda", "s3": "S3",
                "sns": "SNS", "sqs": "SQS"}
    found = set()
    for kind in set(re.findall(r'^resource "aws_(\w+)"', made, re.M)):
        prefix = max((prefix for prefix in prefixes if kind.startswith(prefix)), key=len)
        found.add(prefixes[prefix])
    return found


def test_every_service_that_is_used_is_among_the_permissions():
    table = TEXT.partition("| service | what for |")[2].partition("\n\n")[0]
    named = {name.strip() for line in table.splitlines()[2:] for name in line.split("|")[1].split(",")}
    assert services() <= named
    assert len(services()) == 11
    for easily_forgotten in ("iam:PassRole", "logs:CreateLogDelivery", "budgets:ModifyBudget", "Service Quotas"):
        assert easily_forgotten in table


def test_the_first_question_sets_few_tokens_aside():
    [question] = [block.text for block in COMMANDS if "converse" in block.text]
    assert re.search(r"--inference-config maxTokens=\d{2,3} ", question)


def test_a_throttled_first_question_is_explained():
    rows = TEXT.partition("| it says | then |")[2].partition("\n\n")[0]
    [row] = [line for line in rows.splitlines() if line.startswith("| `ThrottlingException` |")]
    assert "new account" in row and "quota" in row
    longest = re.search(r"`max_completion_tokens` \| `(\d+)`", (ROOT / "docs/configuration.md").read_text())[1]
    assert f"sets {longest} tokens aside" in row


# --- the script of the website's page

[SNIPPET] = re.findall(r"^```js\n(.*?)^```$", TEXT, re.S | re.M)
PLACEHOLDER = re.search(r'ENDPOINT = "([^"]+)"', SNIPPET)[1]

# Nothing of the snippet is changed: what it sends to the endpoint of the document goes to the test's.
AROUND = """
const real = globalThis.fetch;
let lost = %(lost)d;
globalThis.fetch = async (url, request) => {
  if (url !== %(placeholder)s) throw new Error(`another endpoint: ${url}`);
  const reply = await real(%(url)s, request);
  if (lost-- > 0) throw new TypeError("Failed to fetch");
  return reply;
};
async function page(messages) {
%(snippet)s
  const said = [];
  for (const message of messages) said.push(await ask(message).catch((error) => `error: ${error.message}`));
  return said;
}
page(%(messages)s).then((said) => console.log(JSON.stringify(said)));
"""


def on_the_page(url, *messages, lost=0):
    """What the page would show for each."""
    if not npm_packages.node_is_new_enough():
        pytest.skip("SKIPPED: Node 18 or newer and npm are not here")
    script = AROUND % {"lost": lost, "placeholder": json.dumps(PLACEHOLDER), "url": json.dumps(url),
                       "snippet": SNIPPET, "messages": json.dumps(messages)}
    # Node 18 has `crypto` as a module only.
    script = "globalThis.crypto ??= require('node:crypto').webcrypto;\n" + script
    result = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def url_of(server):
    return f"http://127.0.0.1:{server.port}/chat"


def test_the_snippet_pasted_into_one_function_asks(shared):
    first, second = on_the_page(url_of(shared), "do you have a kegel chair?", "and how much is it?")
    assert "Kegel" in first
    assert "3200" in second, "the conversation goes on"


def test_a_lost_connection_is_tried_again_with_the_same_key(start, fake):
    fake.behave(normal("first"), normal("second"))
    server = start(*WIDE, "--model-url", fake.url)
    assert on_the_page(url_of(server), "What would you advise me?", lost=1) == ["first"]
    assert len(fake.calls) == 1, "the answer that was made already"


def test_two_messages_have_two_keys(start, fake):
    fake.behave(normal("first"), normal("second"))
    server = start(*WIDE, "--model-url", fake.url)
    assert on_the_page(url_of(server), "What would you advise me?", "What else would you?") == ["first", "second"]


def test_a_refused_visitor_is_told_how_long_to_wait(start):
    wait_for_room_in_the_bucket(needed=5)
    server = start("--set", "rate_limit.max=1", "--set", "throttle.burst=100")
    _, refused = on_the_page(url_of(server), "hello", "hello")
    assert re.fullmatch(r"error: Too many questions at once\. Please ask again in \d+ seconds\.", refused)


def test_api_gateways_own_refusal_is_told_too(start):
    """It has no `retry_after`, and no CORS on errors that would matter here."""
    with FakeGateway(start(*WIDE), burst=1, rate=0.001) as gateway:
        answered, refused = on_the_page(gateway.url, "hello", "hello")
    assert "undefined" not in answered + refused
    assert refused == "error: Too many questions at once. Please ask again in 2 seconds."


def test_other_errors_are_told(start, fake):
    server = start(*WIDE)
    assert on_the_page(url_of(server), " ") == ['error: Request must include a "message" field']
    assert on_the_page(f"http://127.0.0.1:{fake.port}/nothing", "hello")[0].startswith("error: The chat does not answer")
    assert on_the_page(url_of(server), "hello", lost=2) == ["error: Failed to fetch"]
