"""What the model is asked, as the provider receives it."""

import csv
import json
import random
import string

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


NEEDS_NODE = pytest.mark.skipif(not npm_packages.node_is_new_enough(), reason="no Node.js 18 or newer with npm here")
MOST_HISTORY = 8000  # tokens, where every byte may be one
HARMONY = 82         # what gpt-oss's chat format puts around the messages


def most_tokens(messages):
    """What is reserved for them."""
    return sum(16 + len(message["content"].encode()) for message in messages)


def hard_to_count():
    """Texts whose letters say little of their tokens."""
    numbers = random.Random(12)
    letters = string.ascii_letters + string.digits + string.punctuation
    yield from ("a" + mark * 3990 + "b" for mark in (" ", "\n", "\t", "  \n", " \u00a0", "\u3000", "\u200b", "\u0640"))
    yield from (mark * (3990 // len(mark)) for mark in ("aB", "7", "!?", "😀", "漢", "ح", "👩‍👩‍👧‍👦", "ẞ̴̧̛", "<|", "\\\""))
    yield from ("".join(numbers.choices(letters, k=3990)) for _ in range(3))
    yield "".join(chr(numbers.randrange(0x20000, 0x2a6e0)) for _ in range(3990))  # rare Chinese


@NEEDS_NODE
def test_whatever_is_written_the_history_keeps_to_its_cut_and_the_tokens_to_what_is_reserved(start, fake):
    server = model_server(start, fake, *NO_DIRECT_ANSWERS)
    for text in hard_to_count():
        for size in (700, 4000):
            said = text.encode()[:size].decode(errors="ignore")
            body = json.dumps({"message": text[:3990], "conversation_history": 5 * [{"role": "user", "content": said}]},
                              ensure_ascii=False)
            assert server.request("POST", "/chat", body.encode()).status == 200
    for call in fake.calls:
        assert most_tokens(call.messages[1:-1]) <= MOST_HISTORY
    counts = token_count.count_all([message["content"] for call in fake.calls for message in call.messages])
    for call in fake.calls:
        counted, counts = sum(counts[:len(call.messages)]), counts[len(call.messages):]
        assert counted + HARMONY <= 256 + most_tokens(call.messages)
    assert max(len(call.messages) for call in fake.calls) == 7


@NEEDS_NODE
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
