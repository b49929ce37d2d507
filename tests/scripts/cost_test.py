"""The measured figures in scripts/cost.py are still those of the shipped prompts, catalogue and log."""

import importlib.util
import json
import re
import statistics

import npm_packages
import pytest
import token_count
from conftest import ROOT, WIDE
from model_behaviours import normal

spec = importlib.util.spec_from_file_location("cost", ROOT / "scripts/cost.py")
cost = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cost)

QUESTIONS = [json.loads(line)["q"] for name in ("given", "own")
             for line in (ROOT / f"tests/questions/{name}.jsonl").read_text().splitlines()]

# What gpt-oss's published format (harmony) puts around the messages, beside three or four tokens each.
SYSTEM = """You are ChatGPT, a large language model trained by OpenAI.
Knowledge cutoff: 2024-06
Current date: 2026-11-24

Reasoning: low

# Valid channels: analysis, commentary, final. Channel must be included for every message."""
DEVELOPER = "# Instructions\n\n\n\n"


@pytest.fixture(scope="module")
def answers(shared):
    return [shared.chat(question).json["response"] for question in QUESTIONS]


@pytest.fixture
def prompts(start, fake, answers):
    """What the model was sent: the questions in conversations of three, answered as the catalogue does."""
    server = start(*WIDE, "--model-url", fake.url)
    for number, (question, answer) in enumerate(zip(QUESTIONS, answers)):
        fake.behave(normal(answer))
        session = {} if number % 3 == 0 else {"session_id": reply["session_id"]}
        reply = server.chat(question, **session).json
        assert reply["response"] == answer
    return [call.messages for call in fake.calls]


def mean_tokens(texts):
    return statistics.mean(token_count.count_all(texts))


@pytest.mark.skipif(not npm_packages.node_is_new_enough(), reason="SKIPPED: Node 18 or newer and npm are not here")
def test_tokens(prompts, answers):
    assert len(prompts) == len(QUESTIONS) == 492
    counts = iter(token_count.count_all([message["content"] for messages in prompts for message in messages]))
    prompt = statistics.mean(sum(next(counts) for _ in messages) for messages in prompts)
    # <|start|> role <|message|> <|end|> around each message and the system message, <|start|>assistant at the end.
    frame = sum(token_count.count_all([SYSTEM, DEVELOPER])) + 4 + 2 + 4 * statistics.mean(map(len, prompts))
    answer = mean_tokens(answers)
    print(f"prompt {prompt:.1f}, frame {frame:.1f}, answer {answer:.1f}")
    assert prompt == pytest.approx(cost.PROMPT_TOKENS, rel=0.02)
    assert frame == pytest.approx(cost.FRAME_TOKENS, abs=2)
    assert answer == pytest.approx(cost.CATALOGUE_ANSWER_TOKENS, abs=2)


def test_the_prices_of_the_model_are_the_settings(answers):
    rows = {row[0]: row[4] for row in cost.lines(1, 1, 1)}
    settings = (ROOT / "docs/configuration.md").read_text()
    assert f"`input_usd_per_million_tokens` | `{rows['Bedrock, tokens sent']}`" in settings
    assert f"`output_usd_per_million_tokens` | `{rows['Bedrock, tokens received']}`" in settings


def test_there_are_as_many_alarms():
    alarms = (ROOT / "modules/observability/alarms.tf").read_text()
    assert len(re.findall(r'^    "[a-z0-9-]+" = {', alarms, re.M)) + alarms.count('"spend" {') == cost.ALARMS


def test_the_sum():
    """By hand: 962 and 250 tokens, 2 GB-s, 3 and 2 units, 1623 bytes, and 6.90 a month for watching."""
    chat = 962 * 0.15e-6 + 250 * 0.6e-6 + 0.2e-6 + 2 * 0.0000166667 + 1e-6 + 3 * 0.625e-6 + 2 * 0.125e-6 + 1623 * 0.5e-9
    total, less_free = cost.totals(cost.lines(30_000, 250, 2))
    assert total == pytest.approx(30_000 * chat + 6.9)
    assert less_free == pytest.approx(30_000 * (chat - 0.2e-6 - 2 * 0.0000166667 - 1623 * 0.5e-9))
