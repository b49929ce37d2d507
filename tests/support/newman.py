"""Postman's command-line runner (npm), pinned, for postman_collection.json."""

import json
import pathlib
import subprocess

import npm_packages

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build/newman"
PACKAGES = {"newman": "6.2.1"}
COLLECTION = ROOT / "postman_collection.json"


def unavailable():
    """Why it cannot run here, None where it can."""
    return None if npm_packages.node_is_new_enough() else "Node 18 or newer and npm are not here"


def run(report, folder, variables, delay_ms):
    """Runs one folder of the collection; what newman reports about the run."""
    npm_packages.install(FOLDER, PACKAGES)
    command = [str(FOLDER / "node_modules/.bin/newman"), "run", str(COLLECTION), "--folder", folder,
               "--delay-request", str(delay_ms), "--reporters", "json", "--reporter-json-export", str(report)]
    for name, value in variables.items():
        command += ["--env-var", f"{name}={value}"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if not report.exists():
        raise RuntimeError(result.stdout + result.stderr)
    return json.loads(report.read_text())["run"]


def failures(report):
    return [f"{failure['source'].get('name', '?')}: {failure['error'].get('test', '')} {failure['error']['message']}"
            for failure in report["failures"]]
