#!/usr/bin/env python3
"""Scores sets of questions (JSON lines: turns, what a right last answer has) against the binary.

    python3 tests/support/score_questions.py [--misses] [--knowledge DIR] FILE...

Asks a server of its own on loopback, prints a table by language and by kind, and every miss with
--misses. MTA_CHAT_BINARY_UNDER_TEST names another binary."""

import argparse
import collections
import csv
import json
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/api"), str(ROOT / "tests/support")]

from conftest import WIDE, Server  # noqa: E402
from question_rules import turn_faults  # noqa: E402


def read(path):
    """A question with several spellings is as many questions."""
    for line in path.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        for i, spelling in enumerate(question.get("spellings", [])):
            yield question | {"id": f"{question['id']}.{i}", "turns": [spelling]}
        if "spellings" not in question:
            yield question


def ask(server, turns):
    session = None
    for turn in turns:
        reply = server.chat(turn, session_id=session).json
        session = reply["session_id"]
    return reply["response"]


def table(title, scores):
    print(f"\n{title}")
    for name, (right, count) in sorted(scores.items()):
        print(f"  {name:18} {right:4}/{count:<4} {100 * right // count:3} %")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--knowledge", type=pathlib.Path, default=ROOT / "knowledge")
    arguments = parser.parse_args()
    with open(arguments.knowledge / "products.csv", encoding="utf-8", newline="") as products:
        devices = {row["Machine Name"]: int(row["Price (USD)"]) for row in csv.DictReader(products)}
    by_language, by_kind = (collections.defaultdict(lambda: [0, 0]) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder), *WIDE, "--set", "chat.history_messages=10",
                        "--set", f"knowledge.directory={arguments.knowledge}")
        try:
            for question in (one for path in arguments.files for one in read(path)):
                answer = ask(server, question["turns"])
                wrong = turn_faults(question, answer, devices)
                for scores, name in ((by_language, question["lang"]), (by_kind, question["kind"])):
                    scores[name][0] += not wrong
                    scores[name][1] += 1
                if wrong and arguments.misses:
                    print(f"\n{question['id']} {question['kind']} {question['turns']}\n"
                          f"  {'; '.join(wrong)}\n  > " + answer.replace("\n", "\n  > "))
        finally:
            server.process.terminate()
            server.process.wait()
    table("by language", by_language)
    table("by kind", by_kind)
    right, count = (sum(score[i] for score in by_kind.values()) for i in (0, 1))
    print(f"\n{right} of {count}")


if __name__ == "__main__":
    main()
