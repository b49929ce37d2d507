"""What is too long for every day: one file a part, each with

    '''What it shows.'''         the docstring's first line
    TAKES = "about 10 min"       with the options' defaults
    TOOLS = ["docker"]           commands that it needs; without one of them the part is left out
    OPTIONS = {"rounds": 1000}   whole numbers, changed by NAME=VALUE on the command line
    def run(proof, rounds): ...  calls proof.check(...) for each thing that is shown

    ./dev proof                     every part
    ./dev proof kill9 rounds=100    one, with an option

The last line is `N passed, N failed`; the last results of each part stand in docs/proof.md."""

import datetime
import importlib
import os
import pathlib
import shutil
import subprocess
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "docs/proof.md"
sys.path[:0] = [str(HERE), str(ROOT / "tests/support"), str(ROOT / "tests/api")]


class Proof:
    """What a part has found."""

    def __init__(self):
        self.passed, self.failed, self.figures = 0, [], []

    def check(self, what, holds, figures=""):
        """One thing that must hold, and what was measured."""
        print(f"  {'ok  ' if holds else 'FAIL'} {what}{': ' if figures else ''}{figures}", flush=True)
        if holds:
            self.passed += 1
        else:
            self.failed.append(what)

    def measured(self, figures):
        """A figure for the table of results."""
        print(f"       {figures}", flush=True)
        self.figures.append(figures)


def parts():
    return sorted(path.stem for path in HERE.glob("*.py")
                  if path.stem != "run" and not path.stem.startswith("_"))


def options_of(module, words):
    options = dict(module.OPTIONS)
    for word in words:
        name, equals, value = word.partition("=")
        if name not in options or not equals or not value.isdigit():
            sys.exit(f"{word}: the options of this part are "
                     + (", ".join(f"{name}={value}" for name, value in module.OPTIONS.items()) or "none"))
        options[name] = int(value)
    return options


def run_part(name, words):
    """(passed, failed); nothing of both where the part was left out."""
    module = importlib.import_module(name)
    options = options_of(module, words)
    print(f"==> {name}: {module.__doc__.splitlines()[0]} Takes {module.TAKES}.", flush=True)
    if missing := [tool for tool in module.TOOLS if not shutil.which(tool)]:
        print(f"  LEFT OUT: not here: {', '.join(missing)}")
        return 0, 0
    proof, begun = Proof(), time.monotonic()
    try:
        module.run(proof, **options)
    except Exception:
        traceback.print_exc()
        proof.failed.append("it ran to its end")
    write_down(name, options, proof, time.monotonic() - begun)
    return proof.passed, len(proof.failed)


def commit():
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "cmake", "knowledge")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def write_down(name, options, proof, seconds):
    """Puts the part's row in place of its last one."""
    result = f"failed: {'; '.join(proof.failed)}" if proof.failed else f"{proof.passed} passed"
    what = " ".join([name, *(f"{option}={value}" for option, value in options.items())])
    cells = [what, f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, `{commit()}`, {os.cpu_count()} cores",
             f"{seconds / 60:.1f} min", result, "; ".join(proof.figures)]
    row = f"| {' | '.join(cells)} |"
    lines = RESULTS.read_text().splitlines()
    head = max(number for number, line in enumerate(lines) if line.startswith("|---"))
    rows = {line.split()[1]: line for line in lines[head + 1:] if line.startswith("| ")} | {name: row}
    RESULTS.write_text("\n".join([*lines[:head + 1], *(rows[each] for each in sorted(rows))]) + "\n")


def main(words):
    if words and words[0] not in parts():
        sys.exit(f"{words[0]}: there is no such part; there are {', '.join(parts())}")
    passed = failed = 0
    for name in words[:1] or parts():
        more, bad = run_part(name, words[1:])
        passed, failed = passed + more, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
