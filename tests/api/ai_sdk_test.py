"""The npm package `ai` reads our stream (versions 5 and 6)."""

import json
import subprocess

import npm_packages
import pytest
from conftest import ROOT

PACKAGES = {"ai5": "npm:ai@5.0.277", "ai6": "npm:ai@6.0.326"}
FOLDER = ROOT / "build/ai_sdk"


@pytest.fixture(scope="module")
def sdk():
    if not npm_packages.node_is_new_enough():
        pytest.skip("SKIPPED: no Node.js 18 or newer with npm here")
    npm_packages.install(FOLDER, PACKAGES)
    return FOLDER


@pytest.mark.parametrize("package", PACKAGES)
def test_the_sdk_reads_an_answer(shared, sdk, package):
    result = subprocess.run(
        ["node", str(ROOT / "tests/ai_sdk/read_answer.mjs"), package,
         f"http://127.0.0.1:{shared.port}/chat", "كم سعر جهاز الهايفو؟"],
        cwd=sdk, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    read = json.loads(result.stdout)
    assert "6600" in read["text"] and "الهايفو" in read["text"]
    assert read["states"] == ["done"]
    assert read["session"]["model"] == "catalogue"
