"""The widget's tests in a browser of Debian: `run.py [chromium|firefox] [TEST-FILE...]`. Installs the npm packages
that they need into build/puppeteer. The last line is `N passed, N failed`."""

import pathlib
import re
import shutil
import subprocess
import sys
import os

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))

import npm_packages  # noqa: E402

# The newest that Debian's Node.js runs.
PACKAGES = {"axe-core": "4.14.1", "puppeteer-core": "24.8.2"}
BROWSERS = {"chromium": "chromium", "firefox": "firefox-esr"}


def missing(browser):
    if not npm_packages.node_is_new_enough():
        return "no Node.js here (Debian: nodejs, npm)"
    if not shutil.which(BROWSERS[browser]):
        return f"no {browser} here (Debian: {BROWSERS[browser]})"
    return None


def run(browser, files):
    """(passed, failed) of the test files, whose output is printed."""
    npm_packages.install(ROOT / "build/puppeteer", PACKAGES)
    result = subprocess.run(["node", "--test", *map(str, files)], cwd=ROOT, text=True, stdout=subprocess.PIPE,
                            env=os.environ | {"WIDGET_BROWSER": browser})
    print(result.stdout, flush=True)
    count = {name: int((re.search(rf"^(?:#|ℹ) {name} (\d+)$", result.stdout, re.M) or [0, 0])[1]) for name in ("pass", "fail")}
    return count["pass"], count["fail"] or int(result.returncode != 0)


if __name__ == "__main__":
    browser, *names = sys.argv[1:] or ["chromium"]
    if reason := missing(browser):
        print(f"SKIPPED: {reason}\n0 passed, 0 failed")
    else:
        passed, failed = run(browser, [pathlib.Path(name) for name in names] or sorted(HERE.glob("*.test.mjs")))
        print(f"{passed} passed, {failed} failed")
        sys.exit(failed > 0)
