"""scripts/bootstrap_ci.sh, with stand-ins for `aws` and `terraform` that note how they are called."""

import json
import os
import shutil
import subprocess

import pytest
from workspace import ROOT

AWS = """#!/bin/sh
case $1-$2 in
  sts-*) [ -z "$STS_ERROR" ] || { echo "$STS_ERROR" >&2; exit 255; } ;;
  iam-list-open-id-connect-providers) echo "$PROVIDER" ;;
esac
"""
TERRAFORM = """#!/bin/sh
shift
echo "$*" >>"$CALLS"
env | grep ^TF_VAR_ >"$VARIABLES"
case $1 in
  state) echo "$IN_STATE" ;;
  init) [ -z "$INIT_ERROR" ] || { echo "$INIT_ERROR" >&2; exit 1; } ;;
  output) echo 'tomap({"dev" = "arn:aws:iam::123456789012:role/mta-chat-deploy-dev"})' ;;
esac
"""
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
STATE = {"state_region": "us-west-2", "lock_table": "mta-terraform-locks"}
REPOSITORY = ["--repository", "medical-tech/mta-chat"]


class Stage:
    def __init__(self, path):
        self.path = path
        for part in ("scripts", "modules", "envs"):
            shutil.copytree(ROOT / part, path / "clone" / part, ignore=shutil.ignore_patterns(".terraform"))
        (path / "tools").mkdir()
        for tool, text in (("aws", AWS), ("terraform", TERRAFORM)):
            (path / "tools" / tool).write_text(text)
            (path / "tools" / tool).chmod(0o755)

    def run(self, *arguments, **environment):
        told = {name: "" for name in ("STS_ERROR", "PROVIDER", "IN_STATE", "INIT_ERROR")} | environment
        told |= {"CALLS": str(self.path / "calls"), "VARIABLES": str(self.path / "variables")}
        return subprocess.run(
            ["sh", str(self.path / "clone/scripts/bootstrap_ci.sh"), *arguments],
            env={"PATH": f"{self.path / 'tools'}:{os.environ['PATH']}", "HOME": str(self.path), **told},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def calls(self):
        return (self.path / "calls").read_text().splitlines()

    def variables(self):
        lines = (self.path / "variables").read_text().splitlines()
        return dict(line.removeprefix("TF_VAR_").split("=", 1) for line in lines)


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


def test_makes_the_roles_and_says_what_github_needs(stage):
    done = stage.run(*REPOSITORY, "--ids", "9919/1296269", "--yes", "dev=state-dev", "prod=state-prod,chat.example.com")
    assert done.returncode == 0, done.stderr
    told = stage.variables()
    assert json.loads(told["deployed_environments"]) == {
        "dev": {"state_bucket": "state-dev", **STATE},
        "prod": {"state_bucket": "state-prod", "domain_name": "chat.example.com", **STATE},
    }
    assert json.loads(told["github_ids"]) == {"owner": "9919", "repository": "1296269"}
    assert (told["github_repository"], told["aws_region"], told["project_name"]) == (
        "medical-tech/mta-chat",
        "us-west-2",
        "mta-chat",
    )
    assert "github_provider_arn" not in told


def test_where_the_widget_is_hosted_the_roles_may_change_its_distribution(stage):
    done = stage.run(*REPOSITORY, "--widget", "--yes", "dev=state-dev,chat.example.com")
    assert done.returncode == 0, done.stderr
    assert json.loads(stage.variables()["deployed_environments"]) == {
        "dev": {"state_bucket": "state-dev", "domain_name": "chat.example.com", "hosts_widget": True, **STATE}
    }
    assert "apply -input=false -auto-approve" in stage.calls()
    assert "AWS_ROLE_ARN" in done.stdout and "role/mta-chat-deploy-dev" in done.stdout


def test_keeps_its_state_where_the_roles_cannot_reach(stage):
    stage.run(*REPOSITORY, "--yes", "dev=state-dev")
    (init,) = (call for call in stage.calls() if call.startswith("init "))
    assert "-backend-config=bucket=state-dev" in init and "-backend-config=encrypt=true" in init
    assert "-backend-config=key=mta-chat/github-oidc.tfstate" in init


def test_the_state_may_be_elsewhere(stage):
    stage.run(*REPOSITORY, "--region", "eu-central-1", "--table", "locks", "--yes", "dev=state-dev")
    (init,) = (call for call in stage.calls() if call.startswith("init "))
    assert "-backend-config=region=eu-central-1" in init and "-backend-config=dynamodb_table=locks" in init
    (dev,) = json.loads(stage.variables()["deployed_environments"]).values()
    assert dev == {"state_bucket": "state-dev", "state_region": "eu-central-1", "lock_table": "locks"}
    assert stage.variables()["aws_region"] == "us-west-2"


def test_asks_before_anything_is_made(stage):
    stage.run(*REPOSITORY, "dev=state-dev")
    assert "apply -input=false" in stage.calls()


def test_uses_a_provider_that_is_there(stage):
    stage.run(*REPOSITORY, "--yes", "dev=state-dev", PROVIDER=PROVIDER)
    assert stage.variables()["github_provider_arn"] == PROVIDER


def test_keeps_the_provider_that_it_has_made_itself(stage):
    stage.run(
        *REPOSITORY, "--yes", "dev=state-dev", PROVIDER=PROVIDER, IN_STATE="aws_iam_openid_connect_provider.github[0]"
    )
    assert "github_provider_arn" not in stage.variables()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        REPOSITORY,
        ["dev=state-dev"],
        [*REPOSITORY, "staging=state"],
        [*REPOSITORY, "dev="],
        [*REPOSITORY, "dev"],
        [*REPOSITORY, "--ids", "9919", "dev=state-dev"],
        [*REPOSITORY, "--ids", "a/b", "dev=state-dev"],
        [*REPOSITORY, "--region", "eu west", "dev=state-dev"],
        [*REPOSITORY, "--table", 'x"', "dev=state-dev"],
        [*REPOSITORY, 'dev=x"}, "prod": {'],
    ],
)
def test_wrong_usage(stage, arguments):
    done = stage.run(*arguments)
    assert done.returncode == 2 and done.stderr.startswith("Usage: scripts/bootstrap_ci.sh ")
    assert not (stage.path / "calls").exists()


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"STS_ERROR": "ExpiredToken"}, "AWS does not know you"),
        ({"INIT_ERROR": "NoSuchBucket"}, "is state-dev the bucket that scripts/bootstrap_state.sh has made?"),
    ],
)
def test_a_failure_is_told_before_anything_is_made(stage, environment, reason):
    done = stage.run(*REPOSITORY, "--yes", "dev=state-dev", **environment)
    assert done.returncode == 1 and reason in done.stderr and next(iter(environment.values())) in done.stderr
    calls = stage.calls() if (stage.path / "calls").exists() else []
    assert not [call for call in calls if call.startswith("apply")]
