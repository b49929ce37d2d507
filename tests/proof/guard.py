"""No wrong price is shown, whatever a model says, and right answers are left as they are.

Of a real model (tests/support/instruct_model.py) every answer is written into build/guard-answers.md,
without the guard and with it, to be read."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

import instruct_model
from conftest import WIDE, Server
from inference_server import InferenceServer
from model_chat import NO_DIRECT_ANSWERS

TAKES = "about 20 min, most of it the real model's"
TOOLS = ["cmake"]
OPTIONS = {"streams": 10_000, "devices": 28}
MODES = ("off", "correct")

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEST = ROOT / "build/dev/tests/unit/chat_test"


def run(proof, streams, devices):
    generated_streams(proof, streams)
    if instruct_model.path():
        real_model(proof, devices)
    else:
        proof.measured(f"no real model: {instruct_model.PACKAGE} cannot be had here")


def real_model(proof, devices):
    """Every device's price, asked in three ways."""
    prices = instruct_model.prices()
    with tempfile.TemporaryDirectory() as folder:
        with InferenceServer(pathlib.Path(folder), instruct_model.CONTEXT, instruct_model.path()) as inference:
            answers = {mode: ask_all(pathlib.Path(folder) / mode, inference.url, mode, list(prices)[:devices])
                       for mode in MODES}
    lines, wrong = [], dict.fromkeys(MODES, 0)
    for device, question in answers["off"]:
        lines += [f"## {question}", f"{prices[device]} USD"]
        for mode in MODES:
            said = answers[mode][device, question]
            names_wrong = not instruct_model.figures(said) <= {prices[device]}
            wrong[mode] += names_wrong
            lines.append(f"**{mode}**{', another figure' if names_wrong else ''}: {said}")
    (ROOT / "build/guard-answers.md").write_text("\n\n".join(lines) + "\n")
    asked = len(answers["off"])
    proof.measured(f"real model: {wrong['off']} of {asked} answers with a figure that is not the device's price "
                   f"without the guard, {wrong['correct']} with it")
    shown = set().union(*map(instruct_model.figures, answers["correct"].values()))
    proof.check("a real model names no price but the catalogue's", shown <= set(prices.values()),
                ", ".join(map(str, sorted(shown - set(prices.values())))))


def ask_all(folder, model_url, mode, devices):
    folder.mkdir()
    server = Server(folder, *WIDE, *NO_DIRECT_ANSWERS, "--model-url", model_url, "--set", f"chat.price_guard={mode}",
                    "--set", "model.max_completion_tokens=120")
    answers = {}
    try:
        for device in devices:
            for question in instruct_model.QUESTIONS:
                asked = question.format(device)
                answers[device, asked] = json.loads(server.chat(asked).text)["response"]
                print(f"  {mode} {len(answers)}", end="\r", flush=True)
    finally:
        server.stop()
    return answers


def generated_streams(proof, streams):
    subprocess.run(["cmake", "--preset", "dev"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "dev", "--target", "chat_test"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    result = subprocess.run([TEST, "--gtest_filter=PriceGuardStreamsTest.*"], capture_output=True, text=True,
                            env=os.environ | {"MTA_GUARD_STREAMS": str(streams)})
    shown = result.stdout.count("Value of: text.contains")
    proof.check("no wrong price is shown", shown == 0, f"{shown} of {streams // 2} wrong answers")
    touched, right = map(int, re.search(r"right ones touched: (\d+) of (\d+)", result.stdout).groups())
    proof.check("at most 2 in 100 right answers are touched", touched * 100 <= right * 2, f"{touched} of {right}")
    proof.check("the independent streams, too", result.returncode == 0)
    proof.measured(f"{shown} wrong shown; {touched} of {right} right touched")
