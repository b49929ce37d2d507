"""How many tokens a text is for gpt-oss, by the tokenizer itself (the npm package bundles its data)."""

import json
import pathlib
import subprocess

import npm_packages

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/gpt_tokenizer"
PACKAGES = {"gpt-tokenizer": "4.0.0"}


def count_all(texts):
    npm_packages.install(FOLDER, PACKAGES)
    result = subprocess.run(["node", str(ROOT / "tests/support/count_tokens.mjs")], cwd=FOLDER,
                            input=json.dumps(texts), capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        raise RuntimeError(result.stderr)
    return json.loads(result.stdout)


def count_tokens(text):
    return count_all([text])[0]
