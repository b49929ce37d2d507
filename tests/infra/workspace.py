"""Copies of the repository in which terraform runs, so that the work tree stays as it is."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = [
    "modules",
    "envs",
    "src",
    "knowledge",
    "cmake",
    "scripts",
    "docs",
    "CMakeLists.txt",
    "CMakePresets.json",
    "README.md",
]

# Holds the head of a program for x86_64.
READY_PACKAGE = (ROOT / "modules/lambda_chat/tests/ready.zip").read_bytes()

# What is there only if it is asked for.
EVERY_OPTION = {
    "api_domain_certificate_arn": "arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012",
    "api_domain_name": "chat.example.com",
    "bedrock_guardrail_arn": "arn:aws:bedrock:us-west-2:123456789012:guardrail/gr1d2e3f",
    "bedrock_guardrail_version": "3",
    "canary_minutes": "5",
    "disable_execute_api_endpoint": "true",
    "leads_emails": '["sales@example.com"]',
    "leads_enabled": "true",
    "leads_webhook_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "leads_webhook_url": "https://hooks.example.com/leads",
    "widget_domain_certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
    "widget_domain_name": "widget.example.com",
    "widget_files": "../../modules/widget_hosting/tests/files",
}

# What stands in for a person in front of an AWS account. The plan asks AWS nothing.
OVERRIDE = """
terraform {
  backend "local" {}
}

provider "aws" {
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""


def providers_are_stand_ins():
    """Whether terraform finds stand-ins for the providers, which reach no AWS: only then is anything applied."""
    settings = os.environ.get("TF_CLI_CONFIG_FILE", "")
    return os.path.isfile(settings) and "dev_overrides" in pathlib.Path(settings).read_text()


def need_stand_ins():
    if not providers_are_stand_ins():
        pytest.skip(
            "an apply would reach AWS: this needs stand-ins for the providers (docs/infrastructure.md)"
        )


class Workspace:
    def __init__(self, path):
        self.path = path
        self.options = []

    @classmethod
    def of_repository(cls, path):
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(
                    source,
                    path / part,
                    ignore=shutil.ignore_patterns(".terraform", "*.tfstate*", ".terraform.lock.hcl"),
                )
            elif source.exists():
                path.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, path / part)
        workspace = cls(path)
        for environment in ("dev", "prod"):
            (path / "envs" / environment / "test_override.tf").write_text(OVERRIDE)
            # Where stand-ins are used, init fails at the registry but has set the backend up by then.
            workspace.terraform(environment, "init", "-input=false", check=not providers_are_stand_ins())
        return workspace

    def copy(self, path):
        shutil.copytree(self.path, path, symlinks=True)
        return Workspace(path)

    def terraform(self, environment, *arguments, check=True, env=None):
        done = subprocess.run(
            ["terraform", arguments[0], "-no-color", *arguments[1:]],
            cwd=self.path / "envs" / environment,
            env={**os.environ, "TF_IN_AUTOMATION": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"terraform {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}")
        return done

    def plan(self, environment, *options):
        """The plan as terraform's JSON."""
        self.terraform(environment, "plan", "-input=false", "-out=plan", *options)
        return json.loads(self.terraform(environment, "show", "-json", "plan").stdout)

    def changes(self, environment, *options):
        """What a plan would do: address -> actions, without what stays."""
        plan = self.plan(environment, *options)
        actions = {change["address"]: change["change"]["actions"] for change in plan["resource_changes"]}
        return {address: done for address, done in actions.items() if done not in (["no-op"], ["read"])}

    def apply(self, environment, *options, check=True, env=None):
        return self.terraform(
            environment, "apply", "-input=false", "-auto-approve", *options, check=check, env=env
        )

    def resources(self, environment):
        """Everything in the state."""
        return list(resources(json.loads(self.terraform(environment, "show", "-json").stdout)))

    def write(self, file, text):
        path = self.path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def append(self, file, text):
        with open(self.path / file, "a", encoding="utf-8") as opened:
            opened.write(text)


def resources(document):
    """The managed resources of a state, or those a plan leads to."""
    values = document.get("planned_values") or document.get("values") or {}

    def walk(module):
        yield from (resource for resource in module.get("resources", []) if resource["mode"] == "managed")
        for child in module.get("child_modules", []):
            yield from walk(child)

    return walk(values.get("root_module", {}))


def of_type(found, resource_type):
    return [resource["values"] for resource in found if resource["type"] == resource_type]


def of_chat(found):
    """Without the canary and what delivers leads: functions with a role, a log and a permission of their own."""
    others = ("module.canary[", "module.leads_delivery[")
    return [resource for resource in found if not resource["address"].startswith(others)]


def one(found, resource_type):
    """The chat's own."""
    (values,) = of_type(of_chat(found), resource_type)
    return values
