"""Wrong values are refused with a sentence that names the variable and what it may be."""

import json
import re

import pytest

# variable: (a wrong value, the sentence)
FIRST = {
    "alarm_4xx_threshold": (-1, "alarm_4xx_threshold must be a whole number, 0 or more."),
    "alarm_5xx_threshold": (2.5, "alarm_5xx_threshold must be a whole number, 0 or more."),
    "alarm_emails": (["operator"], "alarm_emails must be e-mail addresses, like"),
    "alarm_sns_topic_arn": ("on-call", "alarm_sns_topic_arn must be the ARN of an SNS topic, like"),
    "api_domain_certificate_arn": ("my certificate", "api_domain_certificate_arn must be the ARN of an ACM certificate"),
    "api_domain_name": ("https://chat.example.com", "api_domain_name must be a host name in lower case, like"),
    "api_throttle_burst_limit": (
        0,
        "api_throttle_burst_limit must be a whole number from 1 to 5000: a burst of 0 refuses everybody.",
    ),
    "api_throttle_rate_limit": (0, "api_throttle_rate_limit must be a number above 0 and up to 10000"),
    "aws_region": ("Oregon", "aws_region must be the name of an AWS region, like"),
    "bedrock_guardrail_arn": ("gr1d2e3f", "bedrock_guardrail_arn must be the ARN of one guardrail, like"),
    "bedrock_guardrail_version": ("latest", "bedrock_guardrail_version must be the number of a version, like"),
    "bedrock_model_id": ("gpt-oss", "bedrock_model_id must be the id of one Bedrock model, like"),
    "bedrock_region": ("Oregon", "bedrock_region must be the name of an AWS region, like"),
    "canary_minutes": (-1, "canary_minutes must be a whole number of minutes from 1 to 60, or 0 for no canary."),
    "cors_allow_origins": (["https://example.com/page"], "cors_allow_origins must be origins without a path"),
    "daily_spend_alarm_usd": (0, "daily_spend_alarm_usd must be above 0."),
    "environment": ("Dev", "environment must be 2 to 16 lower-case letters, digits and dashes"),
    "lambda_architecture": ("arm", 'lambda_architecture must be "x86_64" or "arm64".'),
    "lambda_memory_size": (64, "lambda_memory_size must be a whole number of MB from 128 to 10240."),
    "lambda_package": ("no/such.zip", "lambda_package must be the path of a zip file that exists"),
    "lambda_reserved_concurrency": (
        0,
        "lambda_reserved_concurrency must be -1 (none) or a whole number from 1 on",
    ),
    "lambda_settings": (
        {"LOG_LEVEL": "debug"},
        "lambda_settings must be named like MTA_CHAT_MODEL_TEMPERATURE.",
    ),
    "lambda_timeout": (31, "lambda_timeout must be a whole number of seconds from 10 to 30"),
    "leads_emails": (["sales"], "leads_emails must be e-mail addresses, like"),
    "leads_webhook_secret": ("whsec_short", "leads_webhook_secret must be whsec_ and the base64 of 24 to 64 bytes."),
    "leads_webhook_secret_previous": (
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "leads_webhook_secret_previous must be whsec_ and the base64 of 24 to 64 bytes.",
    ),
    "leads_webhook_url": (
        "http://hooks.example.com/leads",
        "leads_webhook_url must be an https URL without a password, like",
    ),
    "log_retention_days": (10, "log_retention_days must be one of the periods that CloudWatch knows"),
    "max_usd_per_day": (-1, "max_usd_per_day must be a number from 0 (no cap) to 1000000."),
    "max_usd_per_month": (-0.01, "max_usd_per_month must be a number from 0 (no cap) to 1000000."),
    "monthly_budget_usd": (-5, "monthly_budget_usd must be above 0, or null for no budget."),
    "project_name": ("MTA Chat", "project_name must be 2 to 24 lower-case letters, digits and dashes"),
    "rate_limit_max": (0, "rate_limit_max must be a whole number from 1 to 1000000."),
    "rate_limit_window": (0, "rate_limit_window must be a whole number of seconds from 1 to 86400."),
    "session_secret": ("short", "session_secret must have 32 characters or more."),
    "session_secret_previous": ("short", "session_secret_previous must have 32 characters or more."),
    "session_secret_version": (0, "session_secret_version must be a whole number from 1 on."),
    "widget_domain_certificate_arn": (
        "arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012",
        "widget_domain_certificate_arn must be the ARN of an ACM certificate in us-east-1, like",
    ),
    "widget_domain_name": ("https://widget.example.com", "widget_domain_name must be a host name in lower case, like"),
    "widget_files": ("dist/*", "widget_files must be the path of a folder."),
}
SECOND = {
    "canary_minutes": (61, "canary_minutes must be a whole number of minutes from 1 to 60, or 0 for no canary."),
    "alarm_emails": (["a@example.com", "a@example.com"], "alarm_emails must name each address once."),
    "bedrock_model_id": (
        "us.openai.gpt-oss-120b-1:0",
        "bedrock_model_id must be the id of a model, not of an inference profile",
    ),
    "cors_allow_origins": ([], "cors_allow_origins must name at least one origin"),
    "lambda_settings": (
        {"MTA_CHAT_RATE_LIMIT_MAX": "99"},
        "lambda_settings must not hold what variables of their own set",
    ),
    "leads_emails": (["a@example.com", "a@example.com"], "leads_emails must name each address once."),
    "lambda_timeout": (9, "lambda_timeout must be a whole number of seconds from 10 to 30"),
    "max_usd_per_day": (1000001, "max_usd_per_day must be a number from 0 (no cap) to 1000000."),
    "max_usd_per_month": (1000001, "max_usd_per_month must be a number from 0 (no cap) to 1000000."),
}
THIRD = {
    "canary_minutes": (2.5, "canary_minutes must be a whole number of minutes from 1 to 60, or 0 for no canary."),
    "cors_allow_origins": (
        ["*", "https://example.com"],
        'cors_allow_origins must have "*" alone, or a list of origins.',
    ),
    "lambda_settings": ({"MTA_CHAT_SESSION_SECRET": "x" * 32}, "lambda_settings must not hold secrets"),
}
FOURTH = {
    "cors_allow_origins": (
        ["https://example.com", "https://example.com"],
        "cors_allow_origins must name each origin once.",
    ),
    "lambda_settings": (
        {"MTA_CHAT_STORAGE_LEDGER_TABLE": "another"},
        "lambda_settings must not hold what variables of their own set",
    ),
}
FIFTH = {
    "api_domain_name": ("chat", "api_domain_name must be a host name in lower case, like"),
    "lambda_settings": (
        {"MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "0"},
        "lambda_settings must not hold what variables of their own set: caps on spend",
    ),
}


SIXTH = {
    "leads_webhook_url": ("https://user:pw@example.com/", "leads_webhook_url must be an https URL without a password"),
    "lambda_settings": (
        {"MTA_CHAT_MODEL_GUARDRAIL_ID": "gr1d2e3f"},
        "lambda_settings must not hold what variables of their own set: caps on spend",
    ),
}


def plan_with(clone, values):
    clone.write("envs/dev/wrong.tfvars.json", json.dumps(values))
    done = clone.terraform("dev", "plan", "-input=false", "-var-file=wrong.tfvars.json", check=False)
    # Terraform breaks lines and frames them.
    return done.returncode, re.sub(r"[\s│╷╵]+", " ", done.stdout + done.stderr)


@pytest.mark.parametrize(
    "cases",
    [FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH],
    ids=["first", "second", "third", "fourth", "fifth", "sixth"],
)
def test_wrong_values_are_refused_all_at_once(clone, cases):
    code, said = plan_with(clone, {name: value for name, (value, _) in cases.items()})
    assert code == 1
    assert [sentence for _, sentence in cases.values() if sentence not in said] == []


def test_every_variable_that_can_be_wrong_is_tried(workspace):
    text = (workspace.path / "envs/dev/variables.tf").read_text()
    blocks = re.findall(r'^variable "(\w+)" \{\n(.*?)^\}', text, re.S | re.M)
    assert {name for name, body in blocks if "validation {" in body} == FIRST.keys()


@pytest.mark.parametrize(
    "values",
    [
        {"cors_allow_origins": ["https://example.com", "http://localhost:3000", "http://127.0.0.1"]},
        {"alarm_sns_topic_arn": "", "alarm_emails": ["a.b+c@example.co.uk", "d@example.com"]},
        {"alarm_sns_topic_arn": "arn:aws:sns:us-west-2:123456789012:on-call", "monthly_budget_usd": 0.5},
        {
            "bedrock_model_id": "moonshotai.kimi-k2.5",
            "bedrock_region": "ap-southeast-1",
            "lambda_timeout": 10,
        },
        {"lambda_architecture": "arm64", "lambda_reserved_concurrency": 1, "lambda_memory_size": 128},
        {
            "lambda_settings": {
                "MTA_CHAT_MODEL_INPUT_USD_PER_MILLION_TOKENS": "0.6",
                "MTA_CHAT_CHAT_HISTORY_MESSAGES": "3",
            }
        },
        {"max_usd_per_day": 0, "max_usd_per_month": 0},
        {"canary_minutes": 1, "alarm_emails": ["operator@example.com"]},
        {"max_usd_per_day": 0.05, "max_usd_per_month": 1.5},
        {"session_secret": "x" * 32, "session_secret_previous": "y" * 40},
        {
            "aws_region": "us-gov-west-1",
            "rate_limit_max": 1,
            "rate_limit_window": 1,
            "api_throttle_rate_limit": 0.5,
        },
    ],
)
def test_right_values_are_taken(clone, values):
    code, said = plan_with(clone, values)
    assert code == 0, said


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"api_domain_name": "chat.example.com"}, "api_domain_name needs api_domain_certificate_arn."),
        ({"disable_execute_api_endpoint": True}, "disable_execute_api_endpoint needs api_domain_name"),
        ({"bedrock_guardrail_version": "1"}, "A guardrail needs bedrock_guardrail_arn and bedrock_guardrail_version."),
    ],
)
def test_what_is_half_given_is_refused(clone, values, sentence):
    code, said = plan_with(clone, values)
    assert code == 1 and sentence in said


def test_a_plan_never_shows_the_session_secret(clone):
    secret = "do-not-show-this-do-not-show-this"
    code, said = plan_with(clone, {"session_secret": secret})
    assert code == 0
    assert secret not in said
