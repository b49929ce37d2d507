"""What visitors ask, and what must be in the answer: the given questions, our own, and
some that were written after docs/eval.md alone."""

import json

import pytest
from conftest import ROOT, run

FILES = [f"tests/questions/{name}.jsonl" for name in ("given", "own", "operator")]
IDS = [line["id"] for name in FILES for line in map(json.loads, filter(None, (ROOT / name).read_text().splitlines()))
       if "id" in line]


@pytest.fixture(scope="module")
def results():
    """Prints the scores by category and language."""
    print(run("eval", *FILES).stdout)
    return {result["id"]: result for result in json.loads(run("eval", "--json", *FILES).stdout)["results"]}


@pytest.mark.parametrize("id", IDS)
def test_the_answer_has_what_it_must(results, id):
    result = results[id]
    assert result["right"], f"{result['turns']}: {result['faults']}\n{result['answers'][-1]['text']}"


def test_every_question_is_asked(results):
    assert list(results) == IDS
