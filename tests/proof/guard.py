"""No wrong price is shown, whatever a model says, and right answers are left as they are.

Of a real model (tests/support/instruct_model.py) every answer is written into build/guard-answers.md,
without the guard and with it, to be read."""

import contextlib
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

TAKES = "about 20 min on two idle cores, most of it the real model's"
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
    """Every device's price, asked in three ways, without the guard and with it."""
    prices = instruct_model.prices()
    known = set(prices.values())
    asked, other, unknown = 0, dict.fromkeys(MODES, 0), set()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        inference = stack.enter_context(InferenceServer(folder, instruct_model.CONTEXT, instruct_model.path()))
        servers = {mode: start_chat(stack, folder / mode, inference.url, mode) for mode in MODES}
        answers = stack.enter_context(open(ROOT / "build/guard-answers.md", "w"))
        for device in list(prices)[:devices]:
            for question in instruct_model.QUESTIONS:
                asked += 1
                print(f"## {question.format(device)}\n\n{prices[device]} USD\n", file=answers)
                for mode, server in servers.items():
                    said = json.loads(server.chat(question.format(device)).text)["response"]
                    figures = instruct_model.figures(said)
                    other[mode] += not figures <= {prices[device]}
                    if mode == "correct":
                        unknown |= figures - known
                    print(f"**{mode}**: {said}\n", file=answers, flush=True)
    proof.measured(f"real model, {asked} questions: {other['off']} answers with a figure that is not the device's price "
                   f"without the guard, {other['correct']} with it")
    proof.check("a real model names no price but the catalogue's", not unknown, ", ".join(map(str, sorted(unknown))))


def start_chat(stack, folder, model_url, mode):
    folder.mkdir()
    server = Server(folder, *WIDE, *NO_DIRECT_ANSWERS, "--model-url", model_url, "--set", f"chat.price_guard={mode}",
                    "--set", "model.max_completion_tokens=120")
    stack.callback(server.stop)
    return server


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
