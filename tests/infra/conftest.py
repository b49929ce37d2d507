"""Terraform's configuration, seen from outside: what it plans, what it would ask AWS for, what it refuses."""

import os
import shutil

import pytest
from workspace import EVERY_OPTION, READY_PACKAGE, Workspace, need_stand_ins


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """A fresh clone: no package, no state. Not to be changed."""
    if not shutil.which("terraform"):
        pytest.skip("terraform is not here")
    if os.environ.get("MTA_INFRA_NO_PROVIDERS"):
        pytest.skip("the providers cannot be had")
    return Workspace.of_repository(tmp_path_factory.mktemp("clone") / "mta-chat")


@pytest.fixture
def clone(workspace, tmp_path):
    """A fresh clone that a test may change."""
    return workspace.copy(tmp_path / "mta-chat")


@pytest.fixture(scope="session", params=["dev", "prod"])
def environment(request):
    return request.param


@pytest.fixture(scope="session")
def plans(workspace):
    return {name: workspace.plan(name) for name in ("dev", "prod")}


@pytest.fixture(scope="session")
def plan(plans, environment):
    return plans[environment]


def apply_both(copy, *options):
    need_stand_ins()
    package = copy.write("ready.zip", READY_PACKAGE)
    made = {}
    for name in ("dev", "prod"):
        copy.apply(
            name,
            f"-var=lambda_package={package}",
            '-var=alarm_emails=["operator@example.com"]',
            "-var=monthly_budget_usd=40",
            *options,
        )
        made[name] = copy.resources(name)
    return made


@pytest.fixture(scope="session")
def applied(workspace, tmp_path_factory):
    """Every resource of both environments with all of its values, as if made."""
    return apply_both(workspace.copy(tmp_path_factory.mktemp("applied") / "mta-chat"))


@pytest.fixture(scope="session")
def applied_with_options(workspace, tmp_path_factory):
    """The same with everything that is there only if it is asked for."""
    copy = workspace.copy(tmp_path_factory.mktemp("options") / "mta-chat")
    return apply_both(copy, *[f"-var={name}={value}" for name, value in EVERY_OPTION.items()])
