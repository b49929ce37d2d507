#!/usr/bin/env python3
"""Scores sets of questions in the format of tests/questions/elsewhere: writes them in the format of
docs/eval.md and has `mta-chat eval` judge them.

    python3 tests/support/score_questions.py [--misses] [--knowledge DIR] FILE...

Prints a table by kind and language, and every miss with --misses. MTA_CHAT_BINARY_UNDER_TEST names
another binary."""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("MTA_CHAT_BINARY_UNDER_TEST", str(ROOT / "build/release/mta-chat"))
NAMES = {"expect": "devices", "expect_any": "devices_any", "forbid": "devices_not", "price": "prices",
         "no_devices": "no_devices", "kind": "category", "lang": "language"}
SAYS = {
    "greeting": r"\bHello\b|مرحبا|\bAhla\b",
    "thanks": r"welcome|على الرحب|Tekram",
    "overview": r"Our devices|أجهزتنا|Ajhizetna",
    "terms": r"do not want to guess|لا أريد أن أخمّن|ma badde khammen",
    "contact": r"contact page|صفحة الاتصال",
    "training": r"training|التدريب|tadrib",
    "support": r"support|الدعم|da3m",
    "medical": r"doctor|طبيب",
    "details": r"no reliable details|تفاصيل موثوقة|tafasil akide",
    "human": r"do not pass on|لا أنقل|ma bwassel",
    "treatment": r"no treatments|لا تجري|ma bta3mol",
    "off_topic": r"Medical Tech Aesthetic|MTA",
    "unknown_product": r"Medical Tech Aesthetic|MTA",
    "emergency": r"at once|فورا|\bfawran\b",
}
DOCTOR = r"\bdoctor\b|طبيب|\btabib\b"
CONDITION = r"\bif\b|إذا|إن كان|\beza\b"


def rules():
    """What an answer of each kind says."""
    for kind, pattern in SAYS.items():
        yield {"for_category": kind, "matches": pattern}
    yield {"for_category": "emergency", "matches_not": CONDITION}


def translated(question):
    """A question with several spellings is as many questions."""
    line = {NAMES[name]: value for name, value in question.items() if name in NAMES and value}
    if question["kind"] not in ("medical", "emergency"):
        line["matches_not"] = DOCTOR
    if question["answer"] != "arabizi":
        line["answer_language"] = question["answer"]
    if "spellings" not in question:
        return [line | {"id": question["id"], "turns": question["turns"]}]
    return [line | {"id": f"{question['id']}.{i}", "turns": spelling}
            for i, spelling in enumerate(question["spellings"])]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--knowledge", type=pathlib.Path, default=ROOT / "knowledge")
    arguments = parser.parse_args()
    lines = [line for path in arguments.files for text in path.read_text(encoding="utf-8").splitlines()
             for line in translated(json.loads(text))]
    kinds = {line["category"] for line in lines}
    lines += [rule for rule in rules() if rule["for_category"] in kinds]
    # The program takes a name of ours for a misspelt setting of its own.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MTA_CHAT_")}
    result = subprocess.run([BINARY, "eval", "-", "--set", "chat.history_messages=10",
                             "--set", f"knowledge.directory={arguments.knowledge}"],
                            input="\n".join(map(json.dumps, lines)), capture_output=True, text=True,
                            env=environment)
    if result.returncode == 2:
        sys.exit(result.stderr)
    print(result.stdout if arguments.misses else result.stdout.rpartition("\n\n")[2], end="")


if __name__ == "__main__":
    main()
