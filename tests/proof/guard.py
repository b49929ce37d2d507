"""No wrong price is shown, whatever a model says, and right answers are left as they are."""

import os
import pathlib
import re
import subprocess

TAKES = "about 1 min"
TOOLS = ["cmake"]
OPTIONS = {"streams": 10_000}

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEST = ROOT / "build/dev/tests/unit/chat_test"


def run(proof, streams):
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
