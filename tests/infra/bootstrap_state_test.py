"""scripts/bootstrap_state.sh, with stand-ins for `aws` and `terraform` that note how they are called."""

import os
import re
import shutil
import subprocess

import pytest
from workspace import ROOT, providers_are_stand_ins

NOT_FOUND = "An error occurred (404) when calling the HeadBucket operation: Not Found"
NO_TABLE = "An error occurred (ResourceNotFoundException) when calling the DescribeTable operation: Requested resource not found"

AWS = """#!/bin/sh
echo "aws $*" >>"$CALLS"
case $1-$2 in
  sts-*) [ -z "$STS_ERROR" ] || { echo "$STS_ERROR" >&2; exit 255; }; echo 123456789012 ;;
  s3api-*)
    case $4 in mta-terraform-state-dev | mta-terraform-state-prod) error=$OLD_BUCKET_ERROR ;; *) error=$BUCKET_ERROR ;; esac
    [ -z "$error" ] || { echo "$error" >&2; exit 254; }
    ;;
  dynamodb-*) [ -z "$TABLE_ERROR" ] || { echo "$TABLE_ERROR" >&2; exit 254; } ;;
esac
"""
PARTS = [
    "aws_dynamodb_table.locks",
    "aws_s3_bucket.state",
    "aws_s3_bucket_lifecycle_configuration.state",
    "aws_s3_bucket_ownership_controls.state",
    "aws_s3_bucket_policy.state",
    "aws_s3_bucket_public_access_block.state",
    "aws_s3_bucket_server_side_encryption_configuration.state",
    "aws_s3_bucket_versioning.state",
]
TERRAFORM = """#!/bin/sh
shift
echo "terraform $* region=$AWS_REGION environment=$TF_VAR_environment bucket=$TF_VAR_state_bucket_name table=$TF_VAR_lock_table_name" >>"$CALLS"
case $1 in
  state) [ -z "$IN_STATE" ] || printf '%s\\n' $IN_STATE ;;
  import)
    case " $NOT_SET " in *" $4 "*) echo "Error: Cannot import non-existent remote object" >&2; exit 1 ;; esac
    [ -z "$IMPORT_ERROR" ] || { echo "$IMPORT_ERROR" >&2; exit 1; }
    ;;
  plan) echo "$PLAN" ;;
esac
"""


class Stage:
    def __init__(self, path):
        self.path = path
        self.tools = path / "tools"
        self.tools.mkdir()
        for part in ("scripts", "modules", "envs"):
            shutil.copytree(ROOT / part, path / "clone" / part, ignore=shutil.ignore_patterns(".terraform"))
        self.install("aws", AWS)
        self.install("terraform", TERRAFORM)

    def install(self, tool, text):
        (self.tools / tool).write_text(text)
        (self.tools / tool).chmod(0o755)

    def run(self, *arguments, path=None, **environment):
        self.calls = self.path / "calls"
        self.calls.write_text("")
        told = {
            "CALLS": str(self.calls),
            "BUCKET_ERROR": "",
            "OLD_BUCKET_ERROR": NOT_FOUND,
            "NOT_SET": "",
            "PLAN": "Plan: 8 to add, 0 to change, 0 to destroy.",
            "TABLE_ERROR": "",
            "STS_ERROR": "",
            "IN_STATE": "",
            "IMPORT_ERROR": "",
            **environment,
        }
        return subprocess.run(
            ["sh", str(self.path / "clone/scripts/bootstrap_state.sh"), *arguments],
            env={"PATH": path or f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.path), **told},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def called(self):
        return self.calls.read_text()


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


def test_makes_what_is_not_there_and_says_how_to_go_on(stage):
    done = stage.run("--yes", "dev", BUCKET_ERROR=NOT_FOUND, TABLE_ERROR=NO_TABLE)
    assert done.returncode == 0, done.stderr
    assert (
        "terraform apply -auto-approve region=us-west-2 environment=dev bucket=mta-terraform-state-123456789012-dev table=mta-terraform-locks"
        in stage.called()
    )
    assert "import" not in stage.called()
    assert "The state of dev will be in s3://mta-terraform-state-123456789012-dev." in done.stdout
    assert "cd envs/dev\n" in done.stdout
    assert (
        "terraform init -backend-config=bucket=mta-terraform-state-123456789012-dev -backend-config=region=us-west-2 -backend-config=dynamodb_table=mta-terraform-locks"
        in done.stdout
    )


def test_takes_other_names(stage):
    done = stage.run(
        "--bucket",
        "acme-state",
        "--table",
        "acme-locks",
        "--region",
        "eu-west-1",
        "--yes",
        "prod",
        BUCKET_ERROR=NOT_FOUND,
        TABLE_ERROR=NO_TABLE,
    )
    assert done.returncode == 0, done.stderr
    assert "region=eu-west-1 environment=prod bucket=acme-state table=acme-locks" in stage.called()
    assert (
        "-backend-config=bucket=acme-state -backend-config=region=eu-west-1 -backend-config=dynamodb_table=acme-locks"
        in done.stdout
    )


def test_asks_before_it_makes_anything(stage):
    stage.run("dev", BUCKET_ERROR=NOT_FOUND, TABLE_ERROR=NO_TABLE)
    assert "terraform apply region=" in stage.called()


def test_takes_over_what_exists(stage):
    assert stage.run("--yes", "prod").returncode == 0
    assert "terraform import -no-color -input=false aws_s3_bucket.state mta-terraform-state-123456789012-prod" in stage.called()
    assert "terraform import -no-color -input=false aws_dynamodb_table.locks mta-terraform-locks" in stage.called()


def test_leaves_what_it_knows_already(stage):
    assert stage.run("--yes", "dev", IN_STATE=" ".join(PARTS)).returncode == 0
    assert "import" not in stage.called()


def test_takes_over_the_settings_that_the_bucket_has(stage):
    """Those it does not have will be made; then no plan replaces one unseen."""
    policy = "aws_s3_bucket_policy.state"
    done = stage.run("--yes", "dev", NOT_SET=policy)
    assert done.returncode == 0, done.stderr
    assert sorted(re.findall(r"import -no-color -input=false (\S+)", stage.called())) == sorted(PARTS)
    assert "terraform apply" in stage.called()


@pytest.mark.parametrize(
    "plan", ["Plan: 1 to add, 2 to change, 0 to destroy.", "Plan: 1 to add, 0 to change, 1 to destroy."]
)
def test_shows_what_it_would_replace_and_refuses_without_adopt(stage, plan):
    arguments = ("--bucket", "acme-state", "--yes", "dev")
    done = stage.run(*arguments, PLAN=f"  ~ policy = the one of acme\n\n{plan}")
    assert done.returncode == 1
    assert "~ policy = the one of acme" in done.stderr
    assert "Nothing was changed." in done.stderr and "--adopt" in done.stderr
    assert "terraform apply" not in stage.called()
    # Now it is in the state: still refused.
    assert stage.run(*arguments, PLAN=plan, IN_STATE=" ".join(PARTS)).returncode == 1
    assert "terraform apply" not in stage.called()
    done = stage.run("--adopt", *arguments, PLAN=plan)
    assert done.returncode == 0, done.stderr
    assert "terraform apply -auto-approve" in stage.called()


def test_what_has_the_same_settings_needs_no_adopt(stage):
    done = stage.run("--yes", "dev", PLAN="No changes. Your infrastructure matches the configuration.")
    assert done.returncode == 0, done.stderr


def test_the_name_of_earlier_versions_goes_on_where_this_account_has_it(stage):
    done = stage.run("--yes", "dev", OLD_BUCKET_ERROR="")
    assert done.returncode == 0, done.stderr
    assert "import -no-color -input=false aws_s3_bucket.state mta-terraform-state-dev" in stage.called()
    assert "-backend-config=bucket=mta-terraform-state-dev " in done.stdout


def test_a_stranger_who_took_the_name_of_earlier_versions_is_not_given_the_state(stage):
    forbidden = "An error occurred (403) when calling the HeadBucket operation: Forbidden"
    done = stage.run("--yes", "dev", OLD_BUCKET_ERROR=forbidden, BUCKET_ERROR=NOT_FOUND)
    assert done.returncode == 0, done.stderr
    assert "-backend-config=bucket=mta-terraform-state-123456789012-dev " in done.stdout


def test_says_what_the_workflows_need(stage):
    done = stage.run("--bucket", "acme-state", "--region", "eu-west-1", "--yes", "dev", BUCKET_ERROR=NOT_FOUND)
    for line in ("TF_STATE_BUCKET=acme-state", "TF_STATE_REGION=eu-west-1", "TF_LOCK_TABLE=mta-terraform-locks"):
        assert f"  {line}\n" in done.stdout
        assert f"vars.{line.partition('=')[0]} " in (ROOT / ".github/workflows/deploy.yml").read_text()


def test_only_takes_a_bucket_of_this_account(stage):
    stage.run("--yes", "dev")
    assert (
        "aws s3api head-bucket --bucket mta-terraform-state-123456789012-dev --expected-bucket-owner 123456789012"
        in stage.called()
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"BUCKET_ERROR": "An error occurred (403) when calling the HeadBucket operation: Forbidden"},
            "belongs to another account: choose another with --bucket",
        ),
        (
            {
                "BUCKET_ERROR": "An error occurred (301) when calling the HeadBucket operation: Moved Permanently"
            },
            "is in another region than us-west-2: name it with --region",
        ),
        (
            {"BUCKET_ERROR": "Could not connect to the endpoint URL"},
            "AWS does not say whether the bucket mta-terraform-state-123456789012-dev exists",
        ),
        (
            {"TABLE_ERROR": "An error occurred (AccessDeniedException)"},
            "AWS does not say whether the table mta-terraform-locks exists",
        ),
        (
            {"STS_ERROR": "Unable to locate credentials"},
            "AWS does not know you: run 'aws sso login' or 'aws configure'",
        ),
        (
            {"IMPORT_ERROR": "Error: no"},
            "mta-terraform-state-123456789012-dev exists, but Terraform could not take it over",
        ),
    ],
)
def test_stops_with_a_sentence_before_anything_is_made(stage, environment, sentence):
    done = stage.run("--yes", "dev", **environment)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "terraform apply" not in stage.called()


@pytest.mark.parametrize(
    "arguments",
    [(), ("staging",), ("dev", "prod"), ("--bucket",), ("--bucket", "", "dev"), ("--force", "dev")],
)
def test_wrong_usage(stage, arguments):
    done = stage.run(*arguments)
    assert (done.returncode, done.stdout, stage.called()) == (2, "", "")
    assert done.stderr.startswith("Usage: scripts/bootstrap_state.sh")


def test_help(stage):
    done = stage.run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: scripts/bootstrap_state.sh")


@pytest.mark.parametrize(
    ("missing", "sentence"), [("terraform", "install Terraform 1.5 or newer"), ("aws", "install the AWS CLI")]
)
def test_a_missing_tool(stage, missing, sentence):
    (stage.tools / missing).unlink()
    for tool in ("sh", "dirname", "sed", "cat", "cp", "mkdir", "grep"):
        (stage.tools / tool).symlink_to(shutil.which(tool))
    done = stage.run("dev", path=str(stage.tools))
    assert done.returncode == 1
    assert f"bootstrap_state: {missing} is missing: {sentence}" in done.stderr


def test_with_terraform_itself(stage):
    """The names reach the module, and its files apply where the script puts them."""
    if not (shutil.which("terraform") and providers_are_stand_ins()):
        pytest.skip("this needs terraform with stand-ins for the providers")
    # Where stand-ins are used, init fails at the registry without need.
    stage.install(
        "terraform", f'#!/bin/sh\ncase $2 in init) exit 0 ;; esac\nexec {shutil.which("terraform")} "$@"\n'
    )
    environment = {name: os.environ[name] for name in ("TF_CLI_CONFIG_FILE",)}
    done = stage.run(
        "--bucket", "acme-state", "--yes", "dev", BUCKET_ERROR=NOT_FOUND, TABLE_ERROR=NO_TABLE, **environment
    )
    assert done.returncode == 0, done.stderr
    assert "Apply complete! Resources: 8 added" in done.stdout
    again = stage.run("--bucket", "acme-state", "--yes", "dev", **environment)
    assert again.returncode == 0, again.stderr
    assert "No changes." in again.stdout
