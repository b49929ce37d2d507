"""The function is told settings that the service knows, and Terraform agrees with the other files."""

import os
import re
import subprocess
import tomllib

import pytest
from workspace import ROOT, of_type, one, resources

SECRETS = {"MTA_CHAT_SESSION_SECRET", "MTA_CHAT_SESSION_SECRET_PREVIOUS"}


@pytest.fixture
def variables(applied, environment):
    return one(applied[environment], "aws_lambda_function")["environment"][0]["variables"]


def documented_settings():
    """Environment names in docs/configuration.md, which a test of the service holds to the code."""
    text = (ROOT / "docs/configuration.md").read_text()
    names = set()
    for section, body in re.findall(r"^## \[(\w+)\]\n(.*?)(?=^## |\Z)", text, re.S | re.M):
        names |= {f"MTA_CHAT_{section}_{key}".upper() for key in re.findall(r"^\| `(\w+)` \|", body, re.M)}
        names |= set(re.findall(r"Also `(\w+)`", body))
    return names


def test_every_setting_is_one_of_the_services(variables):
    assert variables.keys() - SECRETS <= documented_settings()
    assert len(documented_settings()) > 40


@pytest.mark.parametrize("state", ["applied", "applied_with_options"])
def test_the_service_accepts_these_settings(request, environment, state):
    variables = one(request.getfixturevalue(state)[environment], "aws_lambda_function")["environment"][0]["variables"]
    binary = ROOT / "build/release/mta-chat"
    if not binary.exists():
        pytest.skip("build/release/mta-chat is not built")
    told = {
        **variables,
        "MTA_CHAT_SESSION_SECRET": "x" * 64,
        "MTA_CHAT_MODEL_PROVIDER": "bedrock",
        "MTA_CHAT_STORAGE_KIND": "dynamodb",
    }
    environment = {"PATH": os.environ["PATH"], "AWS_REGION": "us-west-2", **told}
    done = subprocess.run(
        [binary, "check-config"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_empty_list_of_origins_would_mean_any(workspace):
    """Why cors_allow_origins must not be empty: an empty variable is as if unset."""
    text = (ROOT / "docs/configuration.md").read_text()
    assert "An empty variable is as if unset." in " ".join(text.split())


def test_terraform_and_the_configuration_files_agree(plan, environment):
    file = tomllib.loads((ROOT / f"config/{environment}.toml").read_text())
    planned = list(resources(plan))
    function = one(planned, "aws_lambda_function")
    told = function["environment"][0]["variables"]
    stage = one(planned, "aws_apigatewayv2_stage")["default_route_settings"][0]
    assert told["RATE_LIMIT_MAX"] == str(file["rate_limit"]["max"])
    assert told["RATE_LIMIT_WINDOW"] == str(file["rate_limit"]["window_seconds"])
    assert told["MTA_CHAT_CORS_ALLOWED_ORIGINS"].split(",") == file["cors"]["allowed_origins"]
    assert told["MTA_CHAT_METRICS_NAMESPACE"] == file["metrics"]["namespace"]
    assert ("MTA_CHAT_LEADS_ENABLED" in told) == file.get("leads", {}).get("enabled", False)
    for key in ("max_usd_per_day", "max_usd_per_month"):
        assert float(told[f"MTA_CHAT_BUDGET_{key.upper()}"]) == file["budget"][key]
    assert stage["throttling_burst_limit"] == file["throttle"]["burst"]
    assert stage["throttling_rate_limit"] == file["throttle"]["rate_per_second"]


def test_the_gateway_exposes_what_the_service_exposes(plan):
    """On Lambda the gateway sends the CORS headers in the service's place."""
    code = (ROOT / "src/http/response_head.cpp").read_text()
    routes = (ROOT / "src/http/routes.cpp").read_text()
    exposed = "".join(re.findall(r'"([^"]*)"', re.search(r"exposed =(.*?);", code, re.S)[1]))
    cors = one(list(resources(plan)), "aws_apigatewayv2_api")["cors_configuration"][0]
    assert set(cors["expose_headers"]) == {name.strip().lower() for name in exposed.split(",")}
    assert set(cors["allow_methods"]) == {"DELETE", "GET", "POST", "OPTIONS"}
    allowed = re.search(r'\.headers = "([^"]*)"', routes)[1]
    assert set(cors["allow_headers"]) == set(allowed.split(", "))
    assert set(cors["allow_headers"]) == {"content-type", "idempotency-key", "user-agent", "x-request-id"}
    assert (cors["max_age"], cors["allow_credentials"]) == (300, False)


NUMBERS = {
    "dev": {
        "memory_size": 512,
        "reserved_concurrent_executions": -1,
        "retention": 7,
        "protected": False,
        "origins": ["*"],
        "caps": ("1", "10"),
        "canaries": 0,
    },
    "prod": {
        "memory_size": 1024,
        "reserved_concurrent_executions": 50,
        "retention": 30,
        "protected": True,
        "origins": ["https://medical-tech-aesthetic.com"],
        "caps": ("5", "60"),
        "canaries": 1,
    },
}


def test_the_environment_has_its_numbers(plan, environment):
    numbers = NUMBERS[environment]
    planned = list(resources(plan))
    function = one(planned, "aws_lambda_function")
    assert function["memory_size"] == numbers["memory_size"]
    assert function["reserved_concurrent_executions"] == numbers["reserved_concurrent_executions"]
    assert (function["timeout"], function["runtime"]) == (30, "provided.al2023")
    told = function["environment"][0]["variables"]
    assert (
        told["MTA_CHAT_BUDGET_MAX_USD_PER_DAY"],
        told["MTA_CHAT_BUDGET_MAX_USD_PER_MONTH"],
    ) == numbers["caps"]
    assert (
        one(planned, "aws_apigatewayv2_api")["cors_configuration"][0]["allow_origins"] == numbers["origins"]
    )
    assert [group["retention_in_days"] for group in of_type(planned, "aws_cloudwatch_log_group")] == [
        numbers["retention"]
    ] * (2 + numbers["canaries"])
    assert len(of_type(planned, "aws_lambda_function")) == 1 + numbers["canaries"]
    tables = of_type(planned, "aws_dynamodb_table")
    assert len(tables) == 5
    for table in tables:
        assert table["deletion_protection_enabled"] is numbers["protected"]
        assert table["point_in_time_recovery"][0]["enabled"] is numbers["protected"]
        is_kept = "-knowledge-" in table["name"]  # what was published has no end
        assert table["ttl"] == ([] if is_kept else [{"attribute_name": "expires_at", "enabled": True}])
        assert table["server_side_encryption"][0]["enabled"] is True
        assert table["billing_mode"] == "PAY_PER_REQUEST"


def test_the_outputs_are_what_the_scripts_ask_for(plan):
    asked = set(re.findall(r"(?:\$\(|need_)output (\w+)", (ROOT / "scripts/diag.sh").read_text()))
    assert asked >= {"api_endpoint", "lambda_function_name", "aws_region"}
    assert asked <= plan["planned_values"]["outputs"].keys()
