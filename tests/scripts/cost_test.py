"""The figures in scripts/cost.py are those of `mta-chat cost`, of the shipped prompts and catalogue, of what
the function writes and stores, and of the Terraform."""

import importlib.util
import json
import math
import re
import statistics
import subprocess
import sys
import tomllib

import npm_packages
import pytest
import token_count
from conftest import ROOT, WIDE, run
from dynamodb_chat import SECRET
from dynamodb_local import CONVERSATIONS, LEDGER, RATE_LIMITS
from lambda_events import SCHEDULED
from lambda_function import Function, asking
from lambda_gateway import LambdaGateway
from model_behaviours import normal
from questions import new_question
from runtime_api import RuntimeApi

spec = importlib.util.spec_from_file_location("cost", ROOT / "scripts/cost.py")
cost = importlib.util.module_from_spec(spec)
sys.modules["cost"] = cost  # where its dataclasses look for themselves
spec.loader.exec_module(cost)

DOCUMENT = (ROOT / "docs/cost.md").read_text()
SETTINGS = (ROOT / "docs/configuration.md").read_text()
PROD = tomllib.loads((ROOT / "config/prod.toml").read_text())

QUESTIONS = [line["turns"][-1] for name in ("given", "own")
             for line in map(json.loads, (ROOT / f"tests/questions/{name}.jsonl").read_text().splitlines())
             if "turns" in line]
OPENING = "Which device do you have for hair removal?"  # what `mta-chat cost` puts before a later message

EACH_IS_A_CALL = ["--set", "chat.direct_answers=false", "--set", "chat.answer_cache_seconds=0"]
CAPS = [f"--set=budget.{name}={PROD['budget'][name]}" for name in ("max_usd_per_day", "max_usd_per_month")]

# What gpt-oss's published format (harmony) puts around the messages, beside three or four tokens each.
SYSTEM = """You are ChatGPT, a large language model trained by OpenAI.
Knowledge cutoff: 2024-06
Current date: 2026-11-24

Reasoning: low

# Valid channels: analysis, commentary, final. Channel must be included for every message."""
DEVELOPER = "# Instructions\n\n\n\n"

needs_tokenizer = pytest.mark.skipif(not npm_packages.node_is_new_enough(),
                                     reason="SKIPPED: Node 18 or newer and npm are not here")


@pytest.fixture(scope="module")
def report():
    result = run("cost", "--requests-per-day", "1000")
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def sum_line(report, name):
    """Calls and tokens, a chat; USD a month."""
    calls, sent, received, _, usd = re.search(rf"^{name} +([\d. ]+)$", report, re.M)[1].split()
    return int(calls) / 30_000, int(sent), int(received), float(usd)


# --- the model

@pytest.mark.parametrize("name,mix", [("every message a call", cost.EVERY_MESSAGE),
                                      ("with direct answers and the cache", cost.WITHOUT_NEEDLESS_CALLS)])
def test_what_the_model_is_asked_is_what_the_program_reckons(report, name, mix):
    calls, sent, received, usd = sum_line(report, name)
    assert (round(calls, 3), sent, received) == (mix.calls, mix.tokens_sent, round(mix.calls * cost.ANSWER_TOKENS))
    rows = cost.lines(30_000, cost.ANSWER_TOKENS, cost.SECONDS, mix)
    assert sum(row[2] * row[4] for row in rows if row[0].startswith("Bedrock")) == pytest.approx(usd, abs=0.01)


def test_both_assume_the_same(report):
    assert f"that an answer has {cost.ANSWER_TOKENS} " in report
    for name, most in (("max_usd_per_day", cost.CAPS[0]), ("max_usd_per_month", cost.CAPS[1])):
        assert PROD["budget"][name] == most
    assert f"`max_completion_tokens` | `{cost.MOST_ANSWER_TOKENS}`" in SETTINGS


def test_the_prices_of_the_model_are_the_settings():
    rows = {row[0]: row[4] for row in cost.lines(1, 1, 1)}
    assert f"`input_usd_per_million_tokens` | `{rows['Bedrock, tokens sent']:.2g}`" in SETTINGS
    assert f"`output_usd_per_million_tokens` | `{rows['Bedrock, tokens received']:.2g}`" in SETTINGS


def mean_tokens(texts):
    return statistics.mean(token_count.count_all(texts))


def harmony_tokens(messages):
    """<|start|> role <|message|> <|end|> around each message and the system message, <|start|>assistant at the end."""
    counts = token_count.count_all([SYSTEM, DEVELOPER] + [message["content"] for message in messages])
    return sum(counts) + 4 + 2 + 4 * len(messages)


@needs_tokenizer
def test_tokens_by_the_models_own_tokenizer(start, fake, shared, report):
    """The program estimates; docs/cost.md says by how much it is too high."""
    answers = [shared.chat(question).json["response"] for question in QUESTIONS]
    assert len(QUESTIONS) == 492
    assert mean_tokens(answers) == pytest.approx(cost.CATALOGUE_ANSWER_TOKENS, abs=2)

    server = start(*WIDE, *EACH_IS_A_CALL, "--model-url", fake.url)
    before = [{"role": "user", "content": OPENING},
              {"role": "assistant", "content": shared.chat(OPENING).json["response"]}]
    mix = [line.split("; ", 3) for line in (ROOT / "src/main/question_mix.txt").read_text().splitlines()
           if re.match(r"\d", line)]
    for _, _, place, message in mix:
        server.chat(message, conversation_history=before if place == "later" else [])
    assert len(fake.calls) == len(mix)
    share_and_tokens = [(int(line[0]) / 100, harmony_tokens(call.messages)) for line, call in zip(mix, fake.calls)]
    assert sum(share for share, _ in share_and_tokens) == pytest.approx(1)
    counted = sum(share * tokens for share, tokens in share_and_tokens)
    estimated = sum_line(report, "every message a call")[1]
    print(f"counted {counted:.1f}, estimated {estimated}")
    sentence = re.search(r"counted by gpt-oss's tokenizer it is (\d+).*?(\d+) % too high", DOCUMENT)
    said, above = map(int, sentence.groups())
    assert counted == pytest.approx(said, rel=0.02)
    assert 100 * (estimated / counted - 1) == pytest.approx(above, abs=2)


# --- the function

def test_the_log(tmp_path, fake):
    with RuntimeApi() as api:
        function = Function(api, tmp_path, asking(fake) | {"MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "5",
                                                           "MTA_CHAT_METRICS_NAMESPACE": "mta-chat/prod"})
        try:
            for _ in range(2):  # the first one has a cold start to tell of
                lines = [json.dumps(line, separators=(",", ":")) + "\n"
                         for line in function.lines_of(function.chat(new_question()))]
        finally:
            function.stop()
    [access, metrics] = map(len, lines)
    assert access == pytest.approx(cost.ACCESS_LOG_BYTES, rel=0.03)
    assert metrics == pytest.approx(cost.METRICS_LOG_BYTES, rel=0.03)


@pytest.fixture
def checked(tmp_path, fake):
    """The canary's lines, and what the model was asked, of one check."""
    with RuntimeApi() as api, RuntimeApi() as api_of_canary:
        function = Function(api, tmp_path, asking(fake))
        with LambdaGateway(function) as gateway:
            canary = Function(api_of_canary, tmp_path, {
                "_HANDLER": "canary", "MTA_CHAT_LAMBDA_CANARY_ENDPOINT": gateway.url,
                "MTA_CHAT_METRICS_NAMESPACE": "mta-chat/prod"})
            lines = canary.lines_of(canary.invoke(SCHEDULED["rule"]))
        function.stop()
        canary.stop()
    return lines, fake.calls[0].messages


def test_the_canarys_log(checked):
    written = sum(len(json.dumps(line, separators=(",", ":"))) + 1 for line in checked[0])
    assert written == pytest.approx(cost.CANARY_LOG_BYTES, rel=0.03)


@needs_tokenizer
def test_the_canarys_tokens(checked):
    assert harmony_tokens(checked[1]) == pytest.approx(cost.CANARY_TOKENS_SENT, rel=0.03)


def test_the_sum_of_the_canary():
    """By hand: 8640 checks with 1012 and 250 tokens, 2.05 s of 1.125 GB, 4.2 and 2 units, 2970 bytes, 0.40."""
    check = (1012 * 0.15e-6 + 250 * 0.6e-6 + 2 * 0.2e-6 + 2.05 * 1.125 * 0.0000166667 + 1e-6 + 4.2 * 0.625e-6
             + 3 * 0.125e-6 + 2970 * 0.5e-9)
    total, _ = cost.totals(cost.canary_lines(5, 250, 2))
    assert total == pytest.approx(8640 * check + 0.4)
    assert f"\n{total:.2f} USD a month for a question [every five minutes]" in DOCUMENT
    assert f"({total:.2f} USD a month; `canary_minutes = 0`" in (ROOT / "QUICKSTART.md").read_text()
    assert re.search(r"^canary_minutes = 5$", (ROOT / "envs/prod/terraform.tfvars").read_text(), re.M)


def size_of(item):
    """As DynamoDB counts: names and values; a number at a byte for two digits, and one; a map or a list at three
    bytes and one an element more."""
    return sum(len(name) + value_size(value) for name, value in item.items())


def value_size(value):
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return len(content) // 2 + 2
        case "M":
            return 3 + len(content) + size_of(content)
        case "L":
            return 3 + len(content) + sum(map(value_size, content))
    return 1


def units(call):
    """A counter's and a ledger's item are far below a kilobyte. What the index by day has of an item is written, too."""
    if call.operation != "PutItem":
        return 1
    item = call.json["Item"]
    indexed = {name: item[name] for name in item if name not in ("message", "answer")} if "day" in item else {}
    return math.ceil(size_of(item) / 1024) + math.ceil(size_of(indexed) / 1024)


def test_the_write_units_of_a_chat(start, fake, dynamodb, proxy):
    fake.behave(normal("x" * 1150))
    server = start("--set", "storage.kind=dynamodb", *CAPS, "--model-url", fake.url,
                   env=dynamodb.environment(proxy.url) | {"MTA_CHAT_SESSION_SECRET": SECRET})

    def chat(key):
        proxy.forget()
        assert server.chat(new_question(), {"Idempotency-Key": key}).status == 200
        return [(call.table, units(call)) for call in proxy.calls if call.operation in ("PutItem", "UpdateItem")]

    first, second = chat("key-1"), chat("key-2")
    assert second == [(CONVERSATIONS, cost.CLAIM), (RATE_LIMITS, cost.COUNT), (CONVERSATIONS, cost.TURN + cost.INDEX),
                      (CONVERSATIONS, cost.KEPT_ANSWER)]
    assert first == second[:2] + 2 * [(LEDGER, 1)] + second[2:], "the lease of a day and of a month"


def test_there_are_as_many_metrics_and_alarms():
    published = (ROOT / "src/observe/emf.cpp").read_text().partition("descriptions =")[2].partition("});")[0]
    assert published.count('", "') == cost.METRICS + cost.LEAD_METRICS + 1, "and the canary's"
    alarms = (ROOT / "modules/observability/alarms.tf").read_text()
    of_one_metric, shares = alarms.split("  shares = {")
    names = re.findall(r'^    "([a-z0-9-]+)" = {', of_one_metric, re.M)
    assert "canary" in names
    of_shares = len(re.findall(r"^        \w+ += { source = ", shares, re.M))
    assert len(names) - 1 + of_shares + alarms.count('"spend" {') == cost.ALARM_METRICS + cost.LEAD_ALARMS
    dashboard = (ROOT / "modules/observability/dashboard.tf").read_text()
    assert dashboard.count('resource "aws_cloudwatch_dashboard"') == cost.DASHBOARDS


# --- the arithmetic

def test_the_sum():
    """By hand: 0.456 calls with 517 and 114 tokens, 0.962 GB-s, 7.2 and 3 units, 1597 bytes, and 9.10 a month
    for watching, of which 2.10 is beyond what is free."""
    log, time = 672 + 0.456 * 493 + 700, (0.05 + 0.456 * 2) * 0.0000166667
    chat = 517 * 0.15e-6 + 114 * 0.6e-6 + 0.2e-6 + time + 1e-6 + 7.2 * 0.625e-6 + 3 * 0.125e-6 + log * 0.5e-9
    total, less_free = cost.totals(cost.lines(30_000, 250, 2))
    assert total == pytest.approx(30_000 * chat + 9.1)
    assert less_free == pytest.approx(30_000 * (chat - 0.2e-6 - time - log * 0.5e-9) + 2.1)


@pytest.mark.parametrize("caps,usd", [((1, 60), 30), ((5, 60), 60), ((0, 60), 60), ((5, 0), 150), ((0, 0), 756.6048)])
def test_the_model_costs_no_more_than_its_caps(caps, usd):
    rows = cost.lines(5_184_000, 250, 2, caps=caps)
    assert sum(row[2] * row[4] for row in rows if row[0].startswith("Bedrock")) == pytest.approx(usd, abs=0.01)


def test_what_other_documents_quote():
    """The totals, rounded: from what is left to pay to all of it, and the dearest line."""
    total, less_free = cost.totals(cost.lines(30_000, cost.ANSWER_TOKENS, cost.SECONDS))
    dearest, _ = cost.totals(cost.lines(30_000, cost.MOST_ANSWER_TOKENS, cost.MOST_SECONDS, cost.EVERY_MESSAGE))
    usual = f"{less_free:.0f} to {total:.0f}"
    for name in ("docs/cost.md", "SUMMARY.md"):
        text = (ROOT / name).read_text()
        assert f"| this, one environment | {usual} |" in text, name
        assert re.search(rf"^\| this, were .* \| {dearest:.0f} \|$", text, re.M), name
    assert f"| {usual} at 1000 requests a day " in (ROOT / "modules/lambda_chat/REFACTORING.md").read_text()
    assert re.search(r"\| the original, by its documents \| 48 to 93 \|", DOCUMENT)


@pytest.mark.parametrize("arguments", [["--requests-per-day", "-1"], ["--seconds", "-5"], ["--seconds", "nan"],
                                       ["--max-usd-per-day", "-1"], ["--canary-minutes", "-5"],
                                       ["--max-usd-per-month", "inf"]], ids=" ".join)
def test_amounts_that_cannot_be_are_refused(arguments):
    run = subprocess.run([sys.executable, str(ROOT / "scripts/cost.py"), *arguments], capture_output=True, text=True,
                         check=False)
    assert run.returncode == 2 and arguments[0] in run.stderr
