"""The GitHub workflows: who may reach AWS, and how. Their syntax is actionlint's matter, where it is here."""

import os
import re
import shutil
import subprocess

import pytest
import yaml
from conftest import ROOT

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {path.stem: yaml.load(path.read_text(), yaml.BaseLoader) for path in FILES}
TEXT = "\n".join(path.read_text() for path in FILES)


DEBIAN = re.compile(r"debian:12@sha256:[0-9a-f]{64}")


def jobs():
    for name, workflow in WORKFLOWS.items():
        for job_name, job in workflow["jobs"].items():
            yield f"{name}: {job_name}", job


def commands(job):
    return "\n".join(step.get("run", "") for step in job.get("steps", []))


def with_of(job, action):
    [step] = [step for step in job["steps"] if step.get("uses", "").startswith(f"{action}@")]
    return step["with"]


def test_the_set():
    assert sorted(WORKFLOWS) == ["check", "deploy", "deploy-dev", "deploy-prod", "drift", "toolchain"]


@pytest.mark.skipif(not shutil.which("actionlint"), reason="SKIPPED: actionlint is not here")
def test_actionlint():
    subprocess.run(["actionlint"], cwd=ROOT, check=True)


def test_actions_are_pinned_by_commit():
    used = re.findall(r"uses: (.*)", TEXT)
    assert used
    for action in used:
        assert action.startswith("./.github/workflows/") or re.fullmatch(
            r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    pinned = {tuple(re.split("[@ ]", action)[:2]) for action in used if "@" in action}
    assert len(pinned) == len({action for action, _ in pinned}) == 5, "one commit each"


def test_images_are_pinned_by_digest_and_one():
    images = [job["container"] for _, job in jobs() if "container" in job]
    documented = re.findall(r"debian:12\S*", (ROOT / "README.md").read_text())
    assert images and documented
    assert all(DEBIAN.fullmatch(image) for image in images + documented)
    assert len(set(images + documented)) == 1


def test_there_are_no_keys():
    assert "secrets." not in TEXT
    assert not re.search("aws.access.key|aws.secret", TEXT, re.I)


def test_a_pull_request_runs_no_more_than_the_checks():
    triggered = [name for name, workflow in WORKFLOWS.items() if "pull_request" in workflow["on"]]
    assert triggered == ["check"]
    assert "pull_request_target" not in TEXT
    assert list(WORKFLOWS["check"]["jobs"]) == ["format", "validate", "test", "arm64"]


def test_a_job_says_itself_what_it_may_beyond_reading():
    assert all(workflow["permissions"] == {"contents": "read"} for workflow in WORKFLOWS.values())
    to_become_a_role = {"contents": "read", "id-token": "write"}
    assert {name: job["permissions"] for name, job in jobs() if "permissions" in job} == {
        "deploy: apply": to_become_a_role,
        "deploy-dev: deploy": to_become_a_role,  # a reusable workflow's jobs get no more than the one that calls it
        "deploy-prod: deploy": to_become_a_role,
        "drift: plan": to_become_a_role,
        "toolchain: propose": {"contents": "write", "pull-requests": "write"},
    }


def test_a_job_that_may_become_a_role_or_write_builds_and_installs_nothing():
    seen = 0
    for name, job in jobs():
        if "steps" in job and "permissions" in job:
            seen += 1
            assert "container" not in job, name
            assert not re.search(r"\./dev|build_lambda|cmake --|apt-get|pip |npm ", commands(job)), name
    assert seen == 3


def test_what_is_applied_is_the_package_of_the_job_that_built_it():
    build, apply = WORKFLOWS["deploy"]["jobs"]["build"], WORKFLOWS["deploy"]["jobs"]["apply"]
    assert "./dev lambda --arch" in commands(build)
    assert apply["needs"] == "build"
    assert with_of(build, "actions/upload-artifact")["name"] == with_of(apply, "actions/download-artifact")["name"]
    assert with_of(apply, "actions/download-artifact")["path"] == "build/lambda"
    assert build["outputs"]["sha256"] == "${{ steps.package.outputs.sha256 }}"
    assert apply["env"]["MTA_CHAT_PACKAGE_SHA256"] == "${{ needs.build.outputs.sha256 }}"


@pytest.mark.parametrize("arch", ["x86_64", "arm64"])
def test_the_package_is_built_for_the_environments_processor(tmp_path, arch):
    """The step's own commands, with a `./dev` that notes what it is called with."""
    [step] = [step for step in WORKFLOWS["deploy"]["jobs"]["build"]["steps"] if step.get("id") == "package"]
    tfvars = (ROOT / "envs/dev/terraform.tfvars").read_text()
    (tmp_path / "terraform.tfvars").write_text(re.sub(r'(?m)^(lambda_architecture *= )".*"', rf'\1"{arch}"', tfvars))
    (tmp_path / "dev").write_text('#!/bin/sh\necho "$*" >calls\nmkdir -p build/lambda\necho zip >build/lambda/bootstrap.zip\n')
    (tmp_path / "dev").chmod(0o755)
    subprocess.run(["sh", "-e", "-c", step["run"]], cwd=tmp_path, check=True,
                   env=os.environ | {"TFVARS": "terraform.tfvars", "GITHUB_OUTPUT": str(tmp_path / "output")})
    assert (tmp_path / "calls").read_text() == f"lambda --arch {arch}\n"
    assert re.fullmatch(r"sha256=[0-9a-f]{64}\n", (tmp_path / "output").read_text())


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


def terraform_init(step, folder, **variables):
    """What the step calls terraform with."""
    (folder / "terraform").write_text('#!/bin/sh\necho "$*" >>calls\n')
    (folder / "terraform").chmod(0o755)
    defaults = {name: (re.findall("'(.*)'", value) or [""])[0] for name, value in step["env"].items()}
    done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=folder, capture_output=True, text=True,
                          env={"PATH": f"{folder}:{os.environ['PATH']}"} | defaults | variables)
    called = (folder / "calls").read_text() if (folder / "calls").exists() else ""
    return done, called


@pytest.mark.parametrize("workflow,job", [("deploy", "apply"), ("drift", "plan")])
def test_the_state_is_where_bootstrap_state_sh_says(tmp_path, workflow, job):
    [step] = [step for step in WORKFLOWS[workflow]["jobs"][job]["steps"] if "terraform init" in step.get("run", "")]
    assert {value.split()[1] for value in step["env"].values()} == {
        "vars.TF_STATE_BUCKET", "vars.TF_STATE_REGION", "vars.TF_LOCK_TABLE"}
    done, called = terraform_init(step, tmp_path)
    assert done.returncode != 0 and "set it as scripts/bootstrap_state.sh prints it" in done.stderr
    assert called == "", "no state of a stranger is asked for"
    _, called = terraform_init(step, tmp_path, TF_STATE_BUCKET="acme-state", TF_STATE_REGION="eu-west-1", TF_LOCK_TABLE="acme-locks")
    assert called.splitlines()[0] == ("init -backend-config=bucket=acme-state -backend-config=region=eu-west-1 "
                                      "-backend-config=dynamodb_table=acme-locks")


def test_every_night_a_plan_that_may_only_read_tells_drift():
    drift = WORKFLOWS["drift"]
    assert [re.fullmatch(r"\d+ \d+ \* \* \*", when["cron"]) is not None for when in drift["on"]["schedule"]] == [True]
    plan = drift["jobs"]["plan"]
    assert plan["if"] == "vars.DRIFT_ENVIRONMENTS != ''"
    assert plan["environment"] == "${{ matrix.environment }}-plan", "no reviewer is asked every night"
    assert "scripts/drift.sh ${{ matrix.environment }}" in commands(plan)
    assert "apply" not in commands(plan)
    # GitHub cancels a waiting job of a group for a newer one: a deployment must not be that.
    assert plan["concurrency"]["group"] != WORKFLOWS["deploy"]["jobs"]["apply"]["concurrency"]["group"]


def test_every_month_debians_updates_become_a_pull_request():
    toolchain = WORKFLOWS["toolchain"]
    assert [re.fullmatch(r"\d+ \d+ \d+ \* \*", when["cron"]) is not None for when in toolchain["on"]["schedule"]] == [True]
    versions, propose = toolchain["jobs"]["versions"], toolchain["jobs"]["propose"]
    assert "./dev toolchain" in commands(versions)
    assert with_of(versions, "actions/upload-artifact")["path"] == "cmake/toolchain.lock"
    assert with_of(propose, "actions/download-artifact")["path"] == "cmake"
    assert "gh pr create" in commands(propose)


@pytest.mark.parametrize("changed", [True, False])
def test_nothing_is_proposed_where_nothing_is_new(tmp_path, changed):
    """The step's own commands in a repository of their own, with a `gh` that notes its calls."""
    propose = WORKFLOWS["toolchain"]["jobs"]["propose"]
    origin, work, tools = (tmp_path / name for name in ("origin.git", "work", "tools"))
    tools.mkdir()
    (tools / "gh").write_text(f'#!/bin/sh\necho "$*" >>"{tmp_path}/calls"\n')
    (tools / "gh").chmod(0o755)
    (tmp_path / "calls").write_text("")
    script = f"""git init -q --bare {origin}; git init -q -b main {work}; cd {work}; mkdir cmake
      echo 'libssl-dev 1' >cmake/toolchain.lock; git add .
      git -c user.name=a -c user.email=a@example.com commit -q -m first; git remote add origin {origin}
      {"echo 'libssl-dev 2' >cmake/toolchain.lock" if changed else ""}
      {commands(propose)}"""
    subprocess.run(["bash", "-e", "-c", script], check=True, capture_output=True, text=True,
                   env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "TITLE": propose["env"]["TITLE"]})
    calls = (tmp_path / "calls").read_text()
    assert ("pr create --base main --head toolchain" in calls) == changed
    pushed = subprocess.run(["git", "--git-dir", origin, "show", "toolchain:cmake/toolchain.lock"], capture_output=True, text=True)
    assert pushed.stdout == ("libssl-dev 2\n" if changed else "")
