"""What the model is asked, as the provider receives it."""

import csv

import npm_packages
import pytest
import token_count
from conftest import GOLDEN, ROOT
from model_chat import NO_DIRECT_ANSWERS, model_server

LIMIT = 1500  # tokens of the system part


def system_part(golden):
    return golden.removeprefix("system:\n").partition("\nuser:\n")[0]


def test_the_provider_receives_the_golden_prompt(start, fake):
    model_server(start, fake, *NO_DIRECT_ANSWERS).chat("How much is the 7D HIFU machine?")
    golden = (GOLDEN / "prompt_english.txt").read_text()
    messages = fake.calls[0].json["messages"]
    assert messages[0] == {"role": "system", "content": system_part(golden)}
    assert messages[1:] == [{"role": "user", "content": "How much is the 7D HIFU machine?"}]


@pytest.mark.skipif(not npm_packages.node_is_new_enough(), reason="no Node.js 18 or newer with npm here")
def test_the_system_part_stays_within_its_tokens(start, fake):
    """Counted by gpt-oss's own tokenizer, for a question about each product in both languages."""
    server = model_server(start, fake, *NO_DIRECT_ANSWERS)
    with open(ROOT / "knowledge/products.csv", encoding="utf-8") as file:
        for product in csv.DictReader(file):
            server.chat(product["Machine Name"])
            server.chat(product["Arabic Name"])
    counts = token_count.count_all([call.json["messages"][0]["content"] for call in fake.calls])
    assert len(counts) == 56
    print(f"system part: {min(counts)} to {max(counts)} tokens")
    assert max(counts) < LIMIT
