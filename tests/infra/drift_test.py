"""scripts/drift.sh against plans of Terraform itself: what the nightly workflow tells."""

import os
import subprocess

import pytest
from workspace import READY_PACKAGE, need_stand_ins

OPTIONS = ['-var=alarm_emails=["operator@example.com"]']


def drift(clone, *arguments, **environment):
    return subprocess.run(
        ["sh", str(clone.path / "scripts/drift.sh"), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def deployed(clone):
    """An environment that was applied, with the settings of its terraform.tfvars alone."""
    need_stand_ins()
    package = clone.write("ready.zip", READY_PACKAGE)
    clone.append("envs/dev/terraform.tfvars", f'\nlambda_package = "{package}"\n')
    clone.apply("dev")
    return clone


def test_nothing_is_told_where_nothing_would_change(deployed):
    done = drift(deployed, "dev")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "dev: what is deployed is what the repository says\n"


def test_what_apply_would_change_is_named_without_its_values(deployed):
    deployed.write("envs/dev/later.auto.tfvars", "lambda_memory_size = 1024\n")
    done = drift(deployed, "dev")
    assert done.returncode == 2
    assert "module.lambda_chat.aws_lambda_function.chat will be updated in-place" in done.stdout
    assert "1024" not in done.stdout


def test_a_plan_that_fails_is_no_drift(deployed):
    deployed.write("envs/dev/later.auto.tfvars", "lambda_memory_size = 1\n")
    done = drift(deployed, "dev")
    assert done.returncode == 1
    assert "lambda_memory_size must be a whole number" in done.stderr
    assert "terraform could not plan dev" in done.stderr


def test_it_asks_for_no_lock_and_changes_nothing(clone, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "terraform").write_text('#!/bin/sh\necho "$*" >"$CALLS"\n')
    (tools / "terraform").chmod(0o755)
    calls = tmp_path / "calls"
    assert drift(clone, "prod", PATH=f"{tools}:{os.environ['PATH']}", CALLS=str(calls)).returncode == 0
    words = calls.read_text().split()
    assert words[0].endswith("/envs/prod")
    assert words[1] == "plan"
    assert {"-lock=false", "-detailed-exitcode", "-input=false"} <= set(words)


@pytest.mark.parametrize("arguments", [(), ("staging",), ("dev", "prod")])
def test_wrong_usage_is_no_drift_either(clone, arguments):
    done = drift(clone, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Usage: scripts/drift.sh")
