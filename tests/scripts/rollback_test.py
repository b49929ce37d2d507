"""scripts/rollback.py, with stand-ins for `terraform` and `aws`; the latter has a function with its versions."""

import json
import shutil
import subprocess
import sys

import botocore.session
import pytest
from botocore import xform_name
from conftest import ROOT

SECRET, OLDER_SECRET = "present-" + "x" * 56, "older-" + "y" * 58
SETTINGS = {"MTA_CHAT_SESSION_SECRET": SECRET, "MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "1", "RATE_LIMIT_MAX": "10",
            "MTA_CHAT_BUDGET_MAX_USD_PER_MONTH": "10", "BEDROCK_MODEL_ID": "openai.gpt-oss-120b-1:0"}

TERRAFORM = """#!/bin/sh
for name; do :; done
case $name in aws_region) printf us-west-2 ;; lambda_function_name) printf mta-chat-dev ;; *) exit 1 ;; esac
"""
# Answers from the file $WORLD, and moves the alias in it.
AWS = f"""#!{sys.executable}
import json, os, sys
arguments = sys.argv[1:]
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
world = json.load(open(os.environ["WORLD"]))
option = lambda name: arguments[arguments.index(name) + 1]
operation = arguments[1]
if operation == "get-alias":
    print(json.dumps(world["alias"]))
elif operation == "list-versions-by-function":
    rows = [[v["Version"], v["LastModified"]] for v in world["versions"].values()]
    print(json.dumps([["$LATEST", "2026-11-30"]] + rows))
elif operation == "get-function-configuration":
    print(json.dumps(world["versions"][option("--qualifier")]))
elif operation == "update-alias":
    if option("--revision-id") != world["alias"]["RevisionId"] or world.get("moved"):
        print("An error occurred (PreconditionFailedException)", file=sys.stderr)
        sys.exit(254)
    world["alias"]["FunctionVersion"] = option("--function-version")
    json.dump(world, open(os.environ["WORLD"], "w"))
    print(json.dumps(world["alias"]))
"""


def version(number, **settings):
    given = {name: value for name, value in (SETTINGS | settings).items() if value is not None}
    return {"Version": str(number), "LastModified": f"2026-11-{number + 10}T08:00:00.000+0000", "MemorySize": 512,
            "CodeSha256": f"sha{number}", "Timeout": 30, "Environment": {"Variables": given}}


class Place:
    def __init__(self, folder):
        self.folder = folder
        for name in ("scripts", "envs/dev", "envs/prod", "bin"):
            (folder / name).mkdir(parents=True)
        shutil.copy(ROOT / "scripts/rollback.py", folder / "scripts")
        for name, text in (("terraform", TERRAFORM), ("aws", AWS)):
            (folder / "bin" / name).write_text(text)
            (folder / "bin" / name).chmod(0o755)
        self.world = {"alias": {"FunctionVersion": "7", "RevisionId": "r-1"},
                      "versions": {str(n): version(n) for n in (5, 6, 7)}}

    def change(self, number, **settings):
        self.world["versions"][str(number)] = version(number, **settings)

    def run(self, *arguments, typed=""):
        (self.folder / "calls").write_text("")
        (self.folder / "world").write_text(json.dumps(self.world))
        done = subprocess.run(
            [sys.executable, self.folder / "scripts/rollback.py", *arguments], input=typed, capture_output=True, text=True,
            timeout=60, env={"PATH": str(self.folder / "bin"), "CALLS": str(self.folder / "calls"),
                             "WORLD": str(self.folder / "world")})
        assert not any(secret in done.stdout + done.stderr for secret in (SECRET, OLDER_SECRET))
        return done

    def live(self):
        return json.loads((self.folder / "world").read_text())["alias"]["FunctionVersion"]

    def calls(self):
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_one_command_goes_back_to_the_version_before(place):
    done = place.run("--yes", "dev")
    assert (done.returncode, done.stderr) == (0, "")
    assert place.live() == "6"
    assert "Version 6 serves visitors now." in done.stdout and "'terraform apply' goes forward again" in done.stdout


def test_another_version_may_be_named(place):
    assert place.run("--yes", "--to", "5").returncode == 0
    assert place.live() == "5"


def test_after_a_rollback_the_version_before_that_one_is_next(place):
    place.world["alias"]["FunctionVersion"] = "6"
    assert place.run("--yes").returncode == 0
    assert place.live() == "5"


@pytest.mark.parametrize("typed", ["", "y\n", "no\n"])
def test_nothing_is_done_before_yes_is_typed(place, typed):
    done = place.run(typed=typed)
    assert done.returncode == 1 and done.stderr == "rollback: nothing was changed\n"
    assert place.live() == "7" and not [call for call in place.calls() if call[1] == "update-alias"]
    assert "Version 6, published 2026-11-16T08:00, would serve them instead." in done.stdout


def test_what_comes_back_is_shown_before_it_is_asked_for(place):
    place.change(6, RATE_LIMIT_MAX="15", MTA_CHAT_MODEL_TEMPERATURE="0.2")
    done = place.run(typed="yes\n")
    assert done.returncode == 0 and place.live() == "6"
    shown, asked, _ = done.stdout.partition("Go back?")
    assert asked
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "RATE_LIMIT_MAX 15 instead of 10" in lines
    assert "MTA_CHAT_MODEL_TEMPERATURE 0.2 instead of not set" in lines
    assert "the package the one of 2026-11-16T08:00" in lines
    assert "MemorySize" not in shown and "!" not in shown


def test_a_secret_that_comes_back_is_told_and_not_shown(place):
    place.change(6, MTA_CHAT_SESSION_SECRET=OLDER_SECRET)
    place.change(7, MTA_CHAT_SESSION_SECRET_PREVIOUS=OLDER_SECRET)
    shown = place.run().stdout
    assert "MTA_CHAT_SESSION_SECRET           another one (not shown)" in shown
    assert "MTA_CHAT_SESSION_SECRET_PREVIOUS  none" in shown
    assert "! An older session secret comes back. If it was replaced because it had leaked, do not go back" in shown
    assert "! Visitors whose session id was issued under the present secret lose their conversation's memory." in shown


@pytest.mark.parametrize("then,is_told", [("5", True), ("0", True), (None, True), ("0.5", False), ("1", False)])
def test_a_higher_cap_that_comes_back_is_told(place, then, is_told):
    place.change(6, MTA_CHAT_BUDGET_MAX_USD_PER_DAY=then)
    assert ("! A higher cap on spend comes back: MTA_CHAT_BUDGET_MAX_USD_PER_DAY" in place.run().stdout) is is_told


def test_what_the_role_no_longer_permits_is_told(place):
    place.change(6, BEDROCK_MODEL_ID="openai.gpt-oss-20b-1:0")
    assert "! The role permits what BEDROCK_MODEL_ID names now, not openai.gpt-oss-20b-1:0" in place.run().stdout


def test_a_guardrail_that_goes_is_told(place):
    place.change(7, MTA_CHAT_MODEL_GUARDRAIL_ID="gr1d2e3f")
    assert "! No guardrail will be applied." in place.run().stdout


def test_a_version_that_differs_in_nothing_is_told(place):
    place.world["versions"]["6"] |= {"CodeSha256": "sha7"}
    assert "nothing  both versions are the same" in place.run().stdout


def test_an_apply_meanwhile_is_not_undone(place):
    place.world["moved"] = True
    done = place.run("--yes")
    assert done.returncode == 1 and "PreconditionFailedException" in done.stderr and place.live() == "7"


def test_the_list_changes_nothing(place):
    done = place.run("--list")
    assert done.stdout.split() == ["7", "2026-11-17T08:00", "live", "6", "2026-11-16T08:00", "5", "2026-11-15T08:00"]
    assert [call[1] for call in place.calls()] == ["get-alias", "list-versions-by-function"]


@pytest.mark.parametrize("arguments,reason", [
    (["--to", "7"], "visitors are served by version 7 already"),
    (["--to", "9"], "there is no version 9: there are 7, 6, 5")])
def test_a_version_that_cannot_be_gone_back_to(place, arguments, reason):
    done = place.run("--yes", *arguments)
    assert done.returncode == 1 and done.stderr == f"rollback: {reason}\n"


def test_before_the_first_version_there_is_none(place):
    place.world["versions"] = {"7": version(7)}
    assert place.run("--yes").stderr == "rollback: there is no version before 7\n"


@pytest.mark.parametrize("tool", ["terraform", "aws"])
def test_a_missing_tool_is_told(place, tool):
    (place.folder / "bin" / tool).unlink()
    done = place.run("--yes")
    assert done.returncode == 1 and done.stderr.startswith(f"rollback: {tool} is missing: install ")


@pytest.mark.parametrize("arguments", [["staging"], ["--to"], ["--to", "x"], ["dev", "prod"]])
def test_wrong_usage(place, arguments):
    done = place.run(*arguments)
    assert done.returncode == 2 and done.stderr.startswith("usage:")


def test_the_calls_are_ones_that_aws_knows(place):
    place.run("--yes")
    model = botocore.session.get_session().get_service_model("lambda")
    names = {xform_name(name, "-"): name for name in model.operation_names}
    assert len(place.calls()) == 5
    for service, operation, *arguments in place.calls():
        members = {"--" + xform_name(member, "-") for member in model.operation_model(names[operation]).input_shape.members}
        used = {word for word in arguments if word.startswith("--")} - {"--region", "--output", "--query"}
        assert service == "lambda" and used <= members
