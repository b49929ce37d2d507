"""The GitHub workflows: who may reach AWS, and how. Their syntax is actionlint's matter, where it is here."""

import re
import shutil
import subprocess

import pytest
import yaml
from conftest import ROOT

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {path.stem: yaml.load(path.read_text(), yaml.BaseLoader) for path in FILES}
TEXT = "\n".join(path.read_text() for path in FILES)


def test_the_set():
    assert sorted(WORKFLOWS) == ["check", "deploy", "deploy-dev", "deploy-prod"]


@pytest.mark.skipif(not shutil.which("actionlint"), reason="SKIPPED: actionlint is not here")
def test_actionlint():
    subprocess.run(["actionlint"], cwd=ROOT, check=True)


def test_actions_are_pinned_by_commit():
    used = re.findall(r"uses: (.*)", TEXT)
    assert used
    for action in used:
        assert action.startswith("./.github/workflows/") or re.fullmatch(
            r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    assert len({tuple(re.split("[@ ]", action)[:2]) for action in used if "@" in action}) == 3, "one commit each"


def test_there_are_no_keys():
    assert "secrets." not in TEXT
    assert not re.search("aws.access.key|aws.secret", TEXT, re.I)


def test_a_pull_request_runs_no_more_than_the_checks():
    triggered = [name for name, workflow in WORKFLOWS.items() if "pull_request" in workflow["on"]]
    assert triggered == ["check"]
    assert "pull_request_target" not in TEXT
    assert list(WORKFLOWS["check"]["jobs"]) == ["format", "validate", "test"]


def test_only_a_deployment_may_become_a_role():
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] == {"contents": "read"}, "what a job needs beyond that, it says itself"
        for job_name, job in workflow["jobs"].items():
            wanted = {"contents": "read", "id-token": "write"} if name.startswith("deploy") and job_name != "check" else None
            assert job.get("permissions") == wanted, f"{name}: {job_name}"


def test_deployments_wait_for_the_checks_and_the_environment():
    apply = WORKFLOWS["deploy"]["jobs"]["apply"]
    assert apply["environment"] == "${{ inputs.environment }}"
    assert apply["concurrency"] == {"group": "deploy-${{ inputs.environment }}", "cancel-in-progress": "false"}
    for environment, trigger in (("dev", {"push": {"branches": ["main"]}}), ("prod", {"workflow_dispatch": ""})):
        workflow = WORKFLOWS[f"deploy-{environment}"]
        assert workflow["on"] == trigger
        assert workflow["jobs"]["deploy"]["needs"] == "check"
        assert workflow["jobs"]["deploy"]["with"] == {"environment": environment}
    assert WORKFLOWS["deploy-prod"]["jobs"]["check"]["if"] == "github.ref == 'refs/heads/main'"
