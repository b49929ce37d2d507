#!/usr/bin/env python3
"""Goes back to an earlier version of the function: visitors are served by it from the next request on.

    scripts/rollback.py prod              # to the version before
    scripts/rollback.py --to 12 prod
    scripts/rollback.py --list prod

A version holds the code and the settings it was published with, so settings come back with it: caps on spend,
limits, the session secret. They are shown first, secrets without their values, and nothing is changed before
"yes" is typed (or with --yes). The next 'terraform apply' goes forward again; a plan shows it.

Exit codes: 0 done, 1 not done, 2 wrong usage.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
ALIAS = "live"
CAPS = ("MTA_CHAT_BUDGET_MAX_USD_PER_DAY", "MTA_CHAT_BUDGET_MAX_USD_PER_MONTH")
SECRET = "MTA_CHAT_SESSION_SECRET"
SECRETS = (SECRET, "MTA_CHAT_SESSION_SECRET_PREVIOUS")
# The role is no part of a version: it permits what the newest settings name.
PERMITTED = ("BEDROCK_MODEL_ID", "CONVERSATIONS_TABLE_NAME", "MTA_CHAT_MODEL_GUARDRAIL_ID", "MTA_CHAT_MODEL_REGION",
             "MTA_CHAT_STORAGE_LEADS_TABLE", "MTA_CHAT_STORAGE_LEDGER_TABLE", "RATELIMIT_TABLE_NAME")
OF_THE_FUNCTION = ("Architectures", "Handler", "MemorySize", "Role", "Runtime", "Timeout")


class Failure(Exception):
    pass


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{done.stderr.strip()}\nrollback: this call failed: {' '.join(command[:3])}")
    return done.stdout


def need(tool, what_to_do):
    if not shutil.which(tool):
        raise Failure(f"{tool} is missing: {what_to_do}")


def output(environment, name):
    try:
        value = run("terraform", f"-chdir={ROOT}/envs/{environment}", "output", "-no-color", "-raw", name).strip()
    except Failure:
        value = ""
    # Where nothing is deployed Terraform may also say so on stdout, with exit code 0.
    if not value or any(c.isspace() for c in value):
        raise Failure(f"no {name} of {environment}: run 'cd envs/{environment} && terraform init && terraform apply' "
                      "first (QUICKSTART.md)")
    return value


class Function:
    """What AWS knows of it."""

    def __init__(self, environment):
        self.region = output(environment, "aws_region")
        self.name = output(environment, "lambda_function_name")

    def ask(self, operation, *arguments):
        text = run("aws", "lambda", operation, "--function-name", self.name, *arguments,
                   "--region", self.region, "--output", "json")
        return json.loads(text or "null")

    def versions(self):
        """(number, when it was published), newest first."""
        found = self.ask("list-versions-by-function", "--query", "Versions[].[Version, LastModified]")
        return sorted(((int(number), at) for number, at in found if number.isdecimal()), reverse=True)

    def version(self, number):
        return self.ask("get-function-configuration", "--qualifier", str(number))

    def alias(self):
        return self.ask("get-alias", "--name", ALIAS)


def settings(version):
    return version.get("Environment", {}).get("Variables", {})


def is_secret(name):
    return "SECRET" in name or name.endswith("_KEY")


def changes(now, then):
    """One line for each thing that is other than it is now."""
    if now["CodeSha256"] != then["CodeSha256"]:
        yield "the package", f"the one of {then['LastModified'][:16]}"
    for name in OF_THE_FUNCTION:
        if now.get(name) != then.get(name):
            yield name, f"{then.get(name)} instead of {now.get(name)}"
    old, new = settings(then), settings(now)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        if is_secret(name):
            yield name, "another one (not shown)" if name in old else "none"
        else:
            yield name, f"{old.get(name, 'not set')} instead of {new.get(name, 'not set')}"


def is_higher(cap, than):
    """0 and none are no cap at all."""
    cap, than = (float(value or 0) or float("inf") for value in (cap, than))
    return cap > than


def warnings(now, then):
    old, new = settings(then), settings(now)
    if old.get(SECRET) != new.get(SECRET):
        yield "An older session secret comes back. If it was replaced because it had leaked, do not go back: with it " \
              "anybody can forge session ids."
        if new.get(SECRET) not in [old.get(name) for name in SECRETS]:
            yield "Visitors whose session id was issued under the present secret lose their conversation's memory."
    for name in CAPS:
        if is_higher(old.get(name), new.get(name)):
            yield f"A higher cap on spend comes back: {name} is {old.get(name, '0')}, and 0 is no cap."
    for name in PERMITTED:
        if old.get(name) is not None and old.get(name) != new.get(name):
            yield f"The role permits what {name} names now, not {old[name]}: what needs it will fail."
    if "MTA_CHAT_MODEL_GUARDRAIL_ID" in new and "MTA_CHAT_MODEL_GUARDRAIL_ID" not in old:
        yield "No guardrail will be applied."


def target_of(versions, current, wanted):
    numbers = [number for number, _ in versions]
    if wanted is None:
        earlier = [number for number in numbers if number < current]
        if not earlier:
            raise Failure(f"there is no version before {current}")
        return earlier[0]
    if wanted == current:
        raise Failure(f"visitors are served by version {current} already")
    if wanted not in numbers:
        raise Failure(f"there is no version {wanted}: there are {', '.join(map(str, numbers))}")
    return wanted


def show(function, current, target, now, then):
    print(f"{function.name}: visitors are served by version {current}, published {now['LastModified'][:16]}.")
    print(f"Version {target}, published {then['LastModified'][:16]}, would serve them instead. With it come back:\n")
    rows = list(changes(now, then)) or [("nothing", "both versions are the same")]
    width = max(len(name) for name, _ in rows)
    for name, what in rows:
        print(f"  {name:<{width}}  {what}")
    print()
    for warning in warnings(now, then):
        print(f"! {warning}")


def agreed():
    print("Go back? Type yes: ", end="", flush=True)
    answer = sys.stdin.readline().strip()
    if not sys.stdin.isatty():
        print()
    return answer == "yes"


def list_versions(function, current):
    for number, at in function.versions():
        print(f"{number:>5}  {at[:16]}{'  live' if number == current else ''}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environment", nargs="?", default="dev", choices=["dev", "prod"])
    parser.add_argument("--to", type=int, metavar="VERSION", help="which one; else the one before the present one")
    parser.add_argument("--list", action="store_true", help="show the versions and do nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args()

    need("terraform", "install Terraform 1.5 or newer")
    need("aws", "install the AWS CLI, version 2")
    function = Function(options.environment)
    alias = function.alias()
    if not alias["FunctionVersion"].isdecimal():
        raise Failure(f"the alias {ALIAS} leads to {alias['FunctionVersion']}: run 'terraform apply' once")
    current = int(alias["FunctionVersion"])
    if options.list:
        return list_versions(function, current)
    target = target_of(function.versions(), current, options.to)
    show(function, current, target, function.version(current), function.version(target))
    if not options.yes and not agreed():
        raise Failure("nothing was changed")
    # The revision is that of the alias as it was shown: an apply meanwhile is not undone.
    function.ask("update-alias", "--name", ALIAS, "--function-version", str(target),
                 "--revision-id", alias["RevisionId"])
    print(f"Version {target} serves visitors now. Try it: scripts/diag.sh test {options.environment}")
    print("The next 'terraform apply' goes forward again: correct code or settings first.")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"rollback: {failure}", file=sys.stderr)
        sys.exit(1)
