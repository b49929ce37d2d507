"""Each alarm and each line of the dashboard is about a metric that really is published."""

import json
import re

import pytest
from aws_documented import HTTP_API_DIMENSIONS, HTTP_API_METRICS, LAMBDA_DIMENSIONS, LAMBDA_METRICS
from aws_requests import as_aws_writes
from workspace import ROOT, of_type, one, resources


@pytest.fixture
def made(applied, environment):
    return [as_aws_writes(resource) for resource in applied[environment]]


def own_metrics():
    """What src/observe/emf.cpp writes; the golden line is an example of it."""
    table = re.search(
        r"std::to_array<Description>\(\{(.*?)\}\);", (ROOT / "src/observe/emf.cpp").read_text(), re.S
    )[1]
    return dict(re.findall(r'\{\w+, "(\w+)", "(\w+)"\}', table))


def golden_directive():
    line = json.loads((ROOT / "tests/golden/emf_line.json").read_text())
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    return directive


def watched(resource):
    """(namespace, metric, dimensions) of an alarm, of its own or in its metric math."""
    if resource["metric_name"]:
        return [(resource["namespace"], resource["metric_name"], resource["dimensions"] or {})]
    return [
        (m["namespace"], m["metric_name"], m["dimensions"] or {})
        for query in resource["metric_query"]
        for m in query["metric"] or []
    ]


def shown(dashboard):
    for widget in json.loads(dashboard["dashboard_body"])["widgets"]:
        for namespace, metric, *dimensions, options in widget["properties"]["metrics"]:
            assert isinstance(options, dict) and options["stat"]
            yield namespace, metric, dict(zip(dimensions[::2], dimensions[1::2], strict=True))


def assert_published(namespace, metric, dimensions, environment):
    if namespace == "AWS/ApiGateway":
        assert metric in HTTP_API_METRICS
        assert set(dimensions) in HTTP_API_DIMENSIONS
        assert dimensions == {"ApiId": "a1b2c3d4e5", "Stage": environment}
    elif namespace == "AWS/Lambda":
        assert metric in LAMBDA_METRICS
        assert set(dimensions) in LAMBDA_DIMENSIONS
        assert dimensions == {"FunctionName": f"mta-chat-{environment}"}
    else:
        assert namespace == f"mta-chat/{environment}"
        assert metric in own_metrics()
        assert dimensions == {}


def test_the_golden_line_is_of_the_functions_metrics():
    directive = golden_directive()
    assert directive["Dimensions"] == [[]]
    assert {
        metric["Name"]: metric["Unit"] for metric in directive["Metrics"]
    }.items() <= own_metrics().items()


def test_each_alarm_watches_a_published_metric(made, environment):
    alarms = of_type(made, "aws_cloudwatch_metric_alarm")
    assert len(alarms) == {"dev": 14, "prod": 15}[environment]
    for alarm in alarms:
        sources = watched(alarm)
        assert len(sources) == (2 if alarm["alarm_name"].endswith("-failing") else 1)
        for source in sources:
            assert_published(*source, environment)


def test_the_namespace_is_the_one_that_the_function_is_told(made, environment):
    variables = one(made, "aws_lambda_function")["environment"][0]["variables"]
    assert variables["MTA_CHAT_METRICS_NAMESPACE"] == f"mta-chat/{environment}"


def test_each_line_of_the_dashboard_is_a_published_metric(made, environment):
    lines = list(shown(one(made, "aws_cloudwatch_dashboard")))
    for line in lines:
        assert_published(*line, environment)
    # Everything that the function publishes is shown.
    assert {
        metric for namespace, metric, _ in lines if not namespace.startswith("AWS/")
    } == own_metrics().keys()


NUMBERS = {
    "rate-limit-hits": ("Sum", 300, "GreaterThanThreshold", {"dev": 50, "prod": 50}),
    "lambda-errors": ("Sum", 300, "GreaterThanThreshold", {"dev": 5, "prod": 5}),
    "lambda-throttles": ("Sum", 300, "GreaterThanThreshold", {"dev": 5, "prod": 5}),
    "api-4xx": ("Sum", 300, "GreaterThanThreshold", {"dev": 10, "prod": 20}),
    "api-5xx": ("Sum", 300, "GreaterThanThreshold", {"dev": 5, "prod": 10}),
    "model-errors": ("Sum", 300, "GreaterThanThreshold", {"dev": 5, "prod": 5}),
    "prices-corrected": ("Sum", 3600, "GreaterThanThreshold", {"dev": 5, "prod": 5}),
    "fallback-answers": ("Sum", 900, "GreaterThanOrEqualToThreshold", {"dev": 3, "prod": 3}),
    "limiter-degraded": ("Sum", 300, "GreaterThanThreshold", {"dev": 0, "prod": 0}),
    "budget-remaining": ("Minimum", 3600, "LessThanOrEqualToThreshold", {"dev": 0.2, "prod": 1}),
    "budget-refused": ("Sum", 3600, "GreaterThanThreshold", {"dev": 0, "prod": 0}),
    "daily-spend": (None, None, "GreaterThanThreshold", {"dev": 1, "prod": 5}),
    "requests-failing": (None, None, "GreaterThanThreshold", {"dev": 5, "prod": 5}),
    "model-failing": (None, None, "GreaterThanThreshold", {"dev": 5, "prod": 5}),
    "canary": ("Sum", 300, "GreaterThanThreshold", {"prod": 0}),
}
# How many periods are looked at, and what one without data is taken for.
EVALUATED = {"canary": (2, 2, "breaching")}


def test_each_alarm_has_its_numbers(plan, environment):
    alarms = {
        alarm["alarm_name"].removeprefix(f"mta-chat-{environment}-"): alarm
        for alarm in of_type(resources(plan), "aws_cloudwatch_metric_alarm")
    }
    assert alarms.keys() == {name for name, numbers in NUMBERS.items() if environment in numbers[3]}
    for name, alarm in alarms.items():
        statistic, period, comparison, threshold = NUMBERS[name]
        assert (alarm["statistic"], alarm["period"], alarm["comparison_operator"]) == (
            statistic,
            period,
            comparison,
        ), name
        assert alarm["threshold"] == threshold[environment], name
        evaluated = (alarm["evaluation_periods"], alarm["datapoints_to_alarm"], alarm["treat_missing_data"])
        assert evaluated == EVALUATED.get(name, (1, 1, "notBreaching")), name


def test_each_period_is_one_that_cloudwatch_takes(plan):
    alarms = of_type(resources(plan), "aws_cloudwatch_metric_alarm")
    periods = {alarm["period"] for alarm in alarms if alarm["period"]}
    periods |= {
        metric["period"] for alarm in alarms for query in alarm["metric_query"] for metric in query["metric"]
    }
    assert periods == {300, 900, 3600, 7200}
    # "PutMetricAlarm": 10, 20, 30 or a multiple of 60; all evaluated together no more than a day.
    assert all(period % 60 == 0 for period in periods)


def test_the_spend_is_the_hours_times_24(plan):
    (alarm,) = (
        a
        for a in of_type(resources(plan), "aws_cloudwatch_metric_alarm")
        if a["alarm_name"].endswith("-daily-spend")
    )
    queries = {query["id"]: query for query in alarm["metric_query"]}
    (metric,) = queries["hour"]["metric"]
    assert (metric["metric_name"], metric["stat"], metric["period"]) == ("CostUSD", "Sum", 3600)
    assert not queries["hour"]["return_data"]
    assert (queries["day"]["expression"], queries["day"]["return_data"]) == ("hour * 24", True)


def names_of_alarms(plan):
    return {alarm["alarm_name"] for alarm in of_type(resources(plan), "aws_cloudwatch_metric_alarm")}


def test_the_cap_alarm_rings_at_80_percent_of_the_cap_that_the_function_is_told(plan, environment):
    (alarm,) = (
        a
        for a in of_type(resources(plan), "aws_cloudwatch_metric_alarm")
        if a["alarm_name"] == f"mta-chat-{environment}-budget-remaining"
    )
    told = one(list(resources(plan)), "aws_lambda_function")["environment"][0]["variables"]
    cap = float(told["MTA_CHAT_BUDGET_MAX_USD_PER_DAY"])
    assert alarm["threshold"] == pytest.approx(0.2 * cap)
    assert (alarm["namespace"], alarm["metric_name"]) == (f"mta-chat/{environment}", "BudgetRemainingUSD")


@pytest.mark.parametrize(
    ("day", "month", "missing"),
    [
        (0, 10, {"mta-chat-dev-budget-remaining"}),
        (1, 0, set()),
        (0, 0, {"mta-chat-dev-budget-remaining", "mta-chat-dev-budget-refused"}),
    ],
)
def test_a_cap_that_is_off_has_no_alarm(workspace, plans, day, month, missing):
    plan = workspace.plan("dev", f"-var=max_usd_per_day={day}", f"-var=max_usd_per_month={month}")
    assert names_of_alarms(plans["dev"]) - names_of_alarms(plan) == missing
    told = one(list(resources(plan)), "aws_lambda_function")["environment"][0]["variables"]
    assert told["MTA_CHAT_BUDGET_MAX_USD_PER_DAY"] == str(day)
    assert told["MTA_CHAT_BUDGET_MAX_USD_PER_MONTH"] == str(month)


def test_what_is_left_of_a_cap_is_shown_at_its_least_and_no_sum_is_made_of_it(made, environment):
    statistics = {
        metric: options["stat"]
        for widget in json.loads(one(made, "aws_cloudwatch_dashboard")["dashboard_body"])["widgets"]
        for namespace, metric, *_, options in widget["properties"]["metrics"]
        if namespace == f"mta-chat/{environment}" and metric.startswith("Budget")
    }
    assert statistics == {
        "BudgetRemainingUSD": "Minimum",
        "BudgetReservedUSD": "Maximum",
        "BudgetRefused": "Sum",
    }


def test_every_alarm_is_told_to_the_topic(made):
    topic = "arn:aws:sns:us-west-2:123456789012:mta-chat-alarms"
    assert all(alarm["alarm_actions"] == [topic] for alarm in of_type(made, "aws_cloudwatch_metric_alarm"))
    assert one(made, "aws_sns_topic_subscription")["topic_arn"] == topic
    assert all(
        notification["subscriber_sns_topic_arns"] == [topic]
        for notification in one(made, "aws_budgets_budget")["notification"]
    )
