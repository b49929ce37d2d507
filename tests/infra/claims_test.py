"""What the documents claim of the throttle, and what they say that options cost."""

import math
import re

import pytest
from workspace import ROOT


def read(file):
    """Without line ends, which stand anywhere."""
    return " ".join((ROOT / file).read_text().split())


SUMMARY, README, COST, INFRASTRUCTURE = (
    read(file) for file in ("SUMMARY.md", "README.md", "docs/cost.md", "docs/infrastructure.md")
)

# Claimed once, and wrong: the gateway's token is gone before the function refuses, and AWS calls the throttle a
# target ("Throttling requests to your HTTP API", API Gateway Developer Guide).
WRONG = [
    "keeps a flood from ever reaching the function",
    "keeps one visitor from using up the first",
    "what bounds those is the stage throttle",
    "cannot be abused",
]


@pytest.mark.parametrize("claim", WRONG)
def test_no_document_claims_what_does_not_hold(claim):
    for text in (SUMMARY, README, COST, INFRASTRUCTURE, read("modules/apigw_http_public/README.md")):
        assert claim not in text


def test_the_documents_say_what_holds():
    assert "One caller in a loop makes everybody else get 429." in SUMMARY
    assert "best-effort basis and calls it a target" in SUMMARY
    assert "best-effort basis and names it a target" in COST
    assert "SUMMARY.md#both-layers-of-rate-limiting" in README
    assert "docs/infrastructure.md#waf-in-front" in SUMMARY
    assert "## WAF in front" in INFRASTRUCTURE and "10 requests in a minute at the least" in INFRASTRUCTURE


# --- the table of options in docs/cost.md

CALLS, REQUESTS = 13_680, 30_000


def cost_of(option):
    (row,) = re.findall(rf"\| {option}[^|]*\| ([\d.]+) \|", COST)
    return float(row)


def test_a_call_is_as_many_text_units_as_the_prompt_has():
    prompt = (ROOT / "tests/golden/prompt_english.txt").read_text()
    units = math.ceil(len(prompt) / 1000) + 1
    assert f"A call is taken to be {units} text units" in COST
    assert f"{CALLS:,} calls are {CALLS * units:,} units" in COST


def test_the_options_cost_what_their_unit_prices_make():
    thousands_of_units = CALLS * 5 / 1000
    assert cost_of("a guardrail with content filters") == round(thousands_of_units * 0.15, 2)
    assert cost_of("… with denied topics, too") == round(thousands_of_units * 0.30, 2)
    assert cost_of("… with personal data found by type, too") == round(thousands_of_units * 0.40, 2)
    rest = REQUESTS * (3.50 - 1.00) / 1e6
    assert cost_of("WAF in front") == round(5 + 1 + REQUESTS * 0.60 / 1e6 + rest, 2)
    assert f"are {10 * 86_400 * 0.60 / 1e6:.2f} USD that day" in COST


def test_every_option_of_the_environments_has_its_cost():
    variables = (ROOT / "envs/dev/variables.tf").read_text()
    options = COST.split("## What the options cost")[1]
    for variable, word in {"api_domain_name": "api_domain_name", "bedrock_guardrail_arn": "guardrail"}.items():
        assert f'variable "{variable}"' in variables and word in options
