"""Nothing that reads strangers' bytes breaks under long fuzzing (libFuzzer, ASan and UBSan)."""

import pathlib
import re
import subprocess

from conftest import ROOT

TAKES = "10 min for each of the targets in tests/fuzz"
TOOLS = []
OPTIONS = {"seconds": 600}


def run(proof, seconds):
    result = subprocess.run([ROOT / "dev", "fuzz", str(seconds)], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    targets = sorted(path.stem.removesuffix("_fuzz") for path in pathlib.Path(ROOT / "tests/fuzz").glob("*_fuzz.cpp"))
    executions = 0
    for target in targets:
        found = re.search(rf"==> {target}\S*\n(.*?)(?=\S*==> |\Z)", result.stdout, re.S)
        text = found[1] if found else ""
        count = re.search(r"stat::number_of_executed_units: *(\d+)", text)
        executions += int(count[1]) if count else 0
        proof.check(f"{target} holds", f"{target}: nothing found" in text,
                    f"{count[1]} inputs" if count else text[-2000:])
    proof.measured(f"{len(targets)} targets, {seconds} s each, {executions} inputs")
