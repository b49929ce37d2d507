"""scripts/drift.sh against plans of Terraform itself: what the nightly workflow tells."""

import base64
import hashlib
import os
import subprocess

import pytest
from workspace import READY_PACKAGE, need_stand_ins, one

OPTIONS = ['-var=alarm_emails=["operator@example.com"]']


AWS = """#!/bin/sh
echo "$*" >>"$CALLS"
[ -z "$AWS_ERROR" ] || { echo "$AWS_ERROR" >&2; exit 254; }
echo "$CODE"
"""


def drift(clone, *arguments, **environment):
    """With an `aws` that knows the hash of the code, as apply has uploaded it if nothing else is said."""
    tools = clone.path / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "aws").write_text(AWS)
    (tools / "aws").chmod(0o755)
    told = {"CODE": base64.b64encode(hashlib.sha256(READY_PACKAGE).digest()).decode(), "AWS_ERROR": ""}
    told |= {"CALLS": str(clone.path / "calls"), "PATH": f"{tools}:{os.environ['PATH']}"}
    return subprocess.run(
        ["sh", str(clone.path / "scripts/drift.sh"), *arguments],
        env={**os.environ, **told, **environment},
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
    asked = (deployed.path / "calls").read_text()
    function = one(deployed.resources("dev"), "aws_lambda_function")
    assert f"--function-name {function['arn']} " in asked


def test_code_that_was_uploaded_by_hand_is_told(deployed):
    done = drift(deployed, "dev", CODE="bm90IG91cnM=")
    assert done.returncode == 2
    assert "module.lambda_chat.aws_lambda_function.chat has other code than apply has uploaded" in done.stdout
    done = drift(deployed, "dev", AWS_ERROR="An error occurred (AccessDeniedException)")
    assert done.returncode == 1
    assert "AccessDeniedException" in done.stderr and "AWS does not tell the code" in done.stderr


def test_where_nothing_was_applied_all_is_missing_and_no_function_is_asked_for(clone):
    need_stand_ins()
    done = drift(clone, "dev")
    assert done.returncode == 2
    assert "module.lambda_chat.aws_lambda_function.chat will be created" in done.stdout
    assert not (clone.path / "calls").exists()


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


def test_it_asks_for_no_lock_and_changes_nothing(clone):
    (clone.path / "tools").mkdir()
    (clone.path / "tools/terraform").write_text('#!/bin/sh\necho "$*" >>"$CALLS"\n[ "$2" = plan ]\n')
    (clone.path / "tools/terraform").chmod(0o755)
    assert drift(clone, "prod").returncode == 0
    calls = [line.split() for line in (clone.path / "calls").read_text().splitlines()]
    assert all(call[0].endswith("/envs/prod") for call in calls)
    assert [call[1] for call in calls] == ["plan", "state"]
    assert {"-lock=false", "-detailed-exitcode", "-input=false"} <= set(calls[0])


@pytest.mark.parametrize("arguments", [(), ("staging",), ("dev", "prod")])
def test_wrong_usage_is_no_drift_either(clone, arguments):
    done = drift(clone, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Usage: scripts/drift.sh")
