"""What visitors ask, and what must be in the answer: the given questions and our own."""

import collections
import csv
import json

import pytest
from conftest import ROOT
from question_rules import faults


def read(name):
    text = (ROOT / "tests/questions" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


QUESTIONS = read("given.jsonl") + read("own.jsonl")
with open(ROOT / "knowledge/products.csv", encoding="utf-8", newline="") as products:
    DEVICES = {row["Machine Name"]: int(row["Price (USD)"]) for row in csv.DictReader(products)}


def ask(server, question):
    session = None
    for earlier in question.get("after", []):
        session = server.chat(earlier, session_id=session).json["session_id"]
    return server.chat(question["q"], session_id=session).json["response"]


@pytest.fixture(scope="module")
def scores():
    """Prints the scores by kind and language once all questions are asked."""
    table = collections.Counter()
    yield table
    for (kind, lang, right), count in sorted(table.items()):
        if right:
            print(f"{kind:16} {lang:8} {count}/{count + table[(kind, lang, False)]}")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["q"][:40])
def test_the_answer_has_what_it_must(shared, scores, question):
    answer = ask(shared, question)
    wrong = faults(question, answer, DEVICES)
    scores[(question["kind"], question["lang"], not wrong)] += 1
    assert not wrong, f"{question['q']!r}: {wrong}\n{answer}"
