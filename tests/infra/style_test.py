"""The Terraform files: HashiCorp's style guide as far as fmt does not know it, and what we promise of them."""

import re

import pytest
from workspace import ROOT

MODULES = [
    "apigw_http_public",
    "canary",
    "dynamodb_conversations",
    "dynamodb_knowledge",
    "dynamodb_leads",
    "dynamodb_ledger",
    "dynamodb_ratelimit",
    "github_oidc",
    "iam",
    "lambda_chat",
    "leads_delivery",
    "observability",
    "state_backend",
    "widget_hosting",
]
FOLDERS = [f"modules/{name}" for name in MODULES] + ["envs/dev", "envs/prod"]


def read(folder, pattern="*.tf"):
    return {file.name: file.read_text() for file in sorted((ROOT / folder).glob(pattern))}


def blocks(kind, text):
    """(name, body) of each block; terraform fmt puts its end at the line's beginning."""
    return re.findall(rf'^{kind} "(\w+)" \{{\n(.*?)^\}}', text, re.S | re.M)


def variables(folder):
    return blocks("variable", read(folder)["variables.tf"])


def outputs(folder):
    return blocks("output", read(folder)["outputs.tf"])


def test_these_are_all_the_modules():
    assert sorted(folder.name for folder in (ROOT / "modules").iterdir()) == MODULES
    assert sorted(folder.name for folder in (ROOT / "envs").iterdir()) == ["dev", "prod"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_has_the_files_of_the_style_guide(folder):
    wanted = {"main.tf", "outputs.tf", "variables.tf", "versions.tf"}
    if folder.startswith("envs/"):
        wanted |= {"backend.tf", "providers.tf", "terraform.tfvars"}
    else:
        wanted |= {"README.md"}
    assert wanted <= {file.name for file in (ROOT / folder).iterdir()}
    assert list((ROOT / folder / "tests").glob("*.tftest.hcl"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_variable_is_described_typed_and_checked(folder):
    assert [name for name, _ in variables(folder)] == sorted(name for name, _ in variables(folder))
    for name, body in variables(folder):
        assert re.search(r'^  description = ".{20,}"$', body, re.M), name
        kind = re.search(r"^  type        = (.+)$", body, re.M)[1]
        sentences = re.findall(r'^    error_message = "(.+)"$', body, re.M)
        assert sentences or kind == "bool", f"{name} is not validated"
        assert all(sentence.startswith(name) for sentence in sentences), name


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_output_is_described(folder):
    assert [name for name, _ in outputs(folder)] == sorted(name for name, _ in outputs(folder))
    for name, body in outputs(folder):
        assert re.search(r'^  description = ".{15,}"$', body, re.M), name
    assert not re.search(
        r"^(variable|output) ",
        "".join(text for name, text in read(folder).items() if name not in ("variables.tf", "outputs.tf")),
        re.M,
    )


def test_a_variable_is_the_same_wherever_it_is():
    seen = {}
    for folder in FOLDERS:
        for name, body in variables(folder):
            first_folder, first_body = seen.setdefault(name, (folder, body))
            assert body == first_body, f"{name} differs in {first_folder} and {folder}"


def test_the_environments_differ_in_their_values_alone():
    dev, prod = read("envs/dev"), read("envs/prod")
    assert dev.keys() == prod.keys()
    assert {name for name in dev if dev[name] != prod[name]} == {"backend.tf"}
    assert dev["backend.tf"].replace("-dev", "-prod").replace("/dev/", "/prod/") == prod["backend.tf"]


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_tfvars_hold_the_names_of_the_original_and_no_secret(environment):
    given = set(re.findall(r"^(\w+) +=", (ROOT / f"envs/{environment}/terraform.tfvars").read_text(), re.M))
    original = """aws_region project_name environment bedrock_model_id rate_limit_window rate_limit_max
        api_throttle_burst_limit api_throttle_rate_limit lambda_reserved_concurrency lambda_memory_size lambda_timeout
        cors_allow_origins log_retention_days alarm_4xx_threshold alarm_5xx_threshold alarm_sns_topic_arn"""
    ours = """alarm_emails monthly_budget_usd daily_spend_alarm_usd lambda_architecture
        max_usd_per_day max_usd_per_month canary_minutes"""
    assert given >= set(original.split()) | set(ours.split())
    assert not {name for name in given if "secret" in name}
    # What has no default must be given.
    assert {name for name, body in variables(f"envs/{environment}") if "  default " not in body} <= given


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_state_is_encrypted_and_locked(environment):
    backend = read(f"envs/{environment}")["backend.tf"]
    assert dict(re.findall(r'^    (\w+) += "?([^"\n]+)"?$', backend, re.M)) == {
        "key": f"mta-chat/{environment}/terraform.tfstate",
        "region": "us-west-2",
        "encrypt": "true",
        "dynamodb_table": "mta-terraform-locks",
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_versions_are_those_that_we_promise(folder):
    versions = read(folder)["versions.tf"]
    assert 'required_version = ">= 1.5.0"' in versions
    assert re.search(rf'source  = "hashicorp/aws"\n      version = "~> 5.{aws_minor()}"', versions)


# The release of the AWS provider that an attribute came with, after its changelog; before 5.0 nothing is said.
SINCE = {"ip_address_type": 96, "logging_config": 32}


def aws_minor():
    """The oldest release 5.N that has everything that is used."""
    text = "".join(text for folder in FOLDERS for text in read(folder).values())
    return max(minor for name, minor in SINCE.items() if re.search(rf"^ *{name}\b", text, re.M))


def locked(environment):
    text = (ROOT / f"envs/{environment}/.terraform.lock.hcl").read_text()
    blocks = re.findall(r'^provider "registry\.terraform\.io/hashicorp/(\w+)" \{\n(.*?)^\}', text, re.S | re.M)
    return {
        name: {
            "version": re.search(r'version += "(.+)"', body)[1],
            "constraints": re.search(r'constraints += "(.+)"', body)[1],
            "hashes": re.findall(r'"((?:h1|zh):.+)",', body),
        }
        for name, body in blocks
    }


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_everybody_gets_the_same_providers(environment):
    """The lock file holds each provider that is asked for, in a release that is asked for."""
    versions = read(f"envs/{environment}")["versions.tf"]
    asked = dict(re.findall(r'source  = "hashicorp/(\w+)"\n      version = "(.+)"', versions))
    lock = locked(environment)
    assert {name: entry["constraints"] for name, entry in lock.items()} == asked
    assert lock == locked("dev")
    for name, entry in lock.items():
        major, least = (int(part) for part in asked[name].removeprefix("~> ").split("."))
        version = [int(part) for part in entry["version"].split(".")]
        assert version[0] == major and version[1] >= least


# Linux on both architectures, macOS, Windows, FreeBSD: 'terraform providers lock' adds an h1 for each platform.
LEAST_PLATFORMS = 11
OF_AWS_5_100_0 = {
    "linux_amd64": "h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=",
    "darwin_arm64": "h1:Ijt7pOlB7Tr7maGQIqtsLFbl7pSMIj06TVdkoSBcYOw=",
    "windows_amd64": "h1:H3mU/7URhP0uCRGK8jeQRKxx2XFzEqLiOq/L2Bbiaxs=",
}


def test_the_lock_file_is_for_all_platforms_that_are_used():
    for entry in locked("dev").values():
        contents = [hash_ for hash_ in entry["hashes"] if hash_.startswith("h1:")]
        archives = [hash_ for hash_ in entry["hashes"] if hash_.startswith("zh:")]
        assert len(contents) >= LEAST_PLATFORMS
        assert len(archives) == len(contents) + 1, "one archive a platform, and the release's manifest"
        assert len(set(entry["hashes"])) == len(entry["hashes"])
    assert set(OF_AWS_5_100_0.values()) <= set(locked("dev")["aws"]["hashes"])


# What Terraform 1.5 does not know, after its changelog.
NEWER = {
    "1.6": [r"^run ", r"^variables \{"],
    "1.7": [r"^removed \{", r"^import \{[^}]*for_each"],
    "1.8": [r"\bprovider::", r"\bissensitive\("],
    "1.9": [r"\btemplatestring\("],
    "1.10": [r"^ephemeral ", r"\bephemeral\s*=", r"\buse_lockfile\b", r"\bterraform\.applying\b"],
    "1.11": [r"_wo\b", r"_wo_version\b"],
    "1.12 and later": [r"^identity ", r"^action ", r"^list ", r"\bdestroy\s*=\s*false"],
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_is_newer_than_terraform_1_5(folder):
    text = "".join(read(folder).values())
    assert [
        (version, pattern)
        for version, patterns in NEWER.items()
        for pattern in patterns
        if re.search(pattern, text, re.M)
    ] == []
    # Until 1.9 a validation may look at its own variable alone.
    for name, body in variables(folder):
        assert set(re.findall(r"\bvar\.(\w+)", body)) <= {name}
        assert not re.search(r"\b(local|data|module)\.", body), name


def test_what_init_of_an_environment_reads_is_not_newer_than_terraform_1_6():
    for environment in ("dev", "prod"):
        for name, text in read(f"envs/{environment}/tests", "*.tftest.hcl").items():
            assert not re.search(r"^(mock_provider|override_\w+|mock_\w+) ", text, re.M), name


@pytest.mark.parametrize("name", MODULES)
def test_the_readme_names_every_variable_and_output(name):
    readme = (ROOT / f"modules/{name}/README.md").read_text().split("## Inputs")[1]
    missing = [
        entry
        for entry, _ in variables(f"modules/{name}") + outputs(f"modules/{name}")
        if f"| `{entry}` |" not in readme
    ]
    assert missing == []
    known = {entry for entry, _ in variables(f"modules/{name}") + outputs(f"modules/{name}")}
    assert set(re.findall(r"^\| `(\w+)` \|", readme, re.M)) <= known


def test_the_modules_are_all_used():
    used = set(re.findall(r'source = "../../modules/(\w+)"', read("envs/dev")["main.tf"]))
    assert used == set(MODULES) - {"github_oidc", "state_backend"}
