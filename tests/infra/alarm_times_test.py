"""The table of docs/alarms.md is the arithmetic of the alarms that are planned."""

import importlib.util
import re
import sys

import pytest
from alarm_times import (
    DAY,
    FAULTS,
    Scenario,
    Series,
    canary_minutes,
    evaluated,
    minutes_until,
    moments,
    worst_minutes,
)
from workspace import ROOT, of_type, one, resources

REQUESTS_A_DAY = (100, 1000, 10_000)
# What watches refusals, limits and money: none of the faults of the table is one of those.
ABOUT_SOMETHING_ELSE = {
    "api-4xx",
    "budget-refused",
    "budget-remaining",
    "daily-spend",
    "lambda-throttles",
    "limiter-degraded",
    "prices-corrected",
    "rate-limit-hits",
}


@pytest.fixture(scope="module")
def model_share():
    """How many of the requests ask the model, as docs/cost.md reckons."""
    spec = importlib.util.spec_from_file_location("cost_for_alarms", ROOT / "scripts/cost.py")
    cost = importlib.util.module_from_spec(spec)
    sys.modules["cost_for_alarms"] = cost  # where its dataclasses look for themselves
    spec.loader.exec_module(cost)
    return cost.WITHOUT_NEEDLESS_CALLS.calls


def alarms_of(plan, environment):
    return {
        alarm["alarm_name"].removeprefix(f"mta-chat-{environment}-"): alarm
        for alarm in of_type(resources(plan), "aws_cloudwatch_metric_alarm")
    }


@pytest.fixture(scope="module")
def times(plans, model_share):
    """environment -> alarm -> fault -> minutes at each number of requests; without the canary."""
    return {
        environment: {
            name: {
                fault: [worst_minutes(alarm, fault, number, model_share) for number in REQUESTS_A_DAY]
                for fault in FAULTS
            }
            for name, alarm in alarms_of(plan, environment).items()
            if name != "canary"
        }
        for environment, plan in plans.items()
    }


def written(minutes):
    return "never" if minutes is None else str(minutes)


def cell(of_prod, of_dev):
    both = [
        written(prod) + ("" if prod == dev else f" (dev {written(dev)})")
        for prod, dev in zip(of_prod, of_dev, strict=True)
    ]
    return both[0] if len(set(both)) == 1 else " · ".join(both)


def table_of(document):
    """Alarm -> cells."""
    table = document.partition("| alarm |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table.splitlines()[2:]]
    return {re.fullmatch(r"`([a-z0-9-]+)`", name)[1]: cells for name, *cells in rows}


@pytest.fixture(scope="module")
def document():
    return (ROOT / "docs/alarms.md").read_text()


def test_the_table_is_what_the_planned_alarms_do(times, plans, document):
    computed = {
        name: [cell(faults[fault], times["dev"][name][fault]) for fault in FAULTS]
        for name, faults in times["prod"].items()
    }
    rule = one_schedule(plans["prod"])
    for_certain, by_chance = canary_minutes(alarms_of(plans["prod"], "prod")["canary"], rule)
    computed["canary"] = [str(for_certain), f"by chance, {by_chance} on average", str(for_certain)]
    assert table_of(document) == computed


def one_schedule(plan):
    (rule,) = of_type(resources(plan), "aws_cloudwatch_event_rule")
    return rule["schedule_expression"]


def test_dev_has_no_canary_and_prod_has_one(plans):
    assert "canary" not in alarms_of(plans["dev"], "dev")
    assert "canary" in alarms_of(plans["prod"], "prod")


def test_a_dead_chat_is_noticed_at_a_thousand_requests_a_day(times):
    for of_environment in times.values():
        for fault in FAULTS:
            assert any(minutes[fault][1] is not None for minutes in of_environment.values()), fault


def test_a_whole_outage_is_noticed_at_a_hundred(times):
    for of_environment in times.values():
        for fault in ("everything", "model dead"):
            assert any(minutes[fault][0] is not None for minutes in of_environment.values()), fault


def test_what_watches_something_else_is_silent(times):
    for of_environment in times.values():
        silent = {
            name
            for name, faults in of_environment.items()
            if not any(minutes for row in faults.values() for minutes in row)
        }
        assert silent == ABOUT_SOMETHING_ELSE


def test_the_canary_asks_the_planned_endpoint_with_the_planned_package(workspace, tmp_path):
    plan = workspace.plan("prod")
    functions = {
        resource["address"]: resource["values"]
        for resource in resources(plan)
        if resource["type"] == "aws_lambda_function"
    }
    canary = functions.pop("module.canary[0].aws_lambda_function.canary")
    (chat,) = functions.values()
    assert canary["filename"] == chat["filename"]
    assert (canary["handler"], chat["handler"]) == ("canary", "bootstrap")
    assert canary["architectures"] == chat["architectures"]
    references = str(plan["configuration"]["root_module"]["module_calls"]["canary"]["expressions"])
    for reference in ("module.apigw_http_public.api_endpoint", "module.lambda_chat.package_hash"):
        assert reference in references
    assert one(list(resources(plan)), "aws_lambda_function") == chat


# --- the arithmetic itself, by hand ---------------------------------------------------------------


def alarm(period=300, threshold=5, comparison="GreaterThanThreshold", metric="Errors", periods=1):
    return {
        "metric_name": metric,
        "statistic": "Sum",
        "period": period,
        "threshold": threshold,
        "comparison_operator": comparison,
        "evaluation_periods": periods,
        "datapoints_to_alarm": periods,
        "treat_missing_data": "notBreaching",
    }


def test_requests_come_evenly():
    assert moments(4, 0.5) == [(number + 0.5) * DAY / 4 for number in range(-4, 4)]


def test_a_window_has_its_end_and_not_its_beginning():
    series = Series([0, 60, 120], value=2.0)
    assert series.statistic("Sum", 0, 120) == 4
    assert series.statistic("SampleCount", -1, 120) == 3
    assert series.statistic("Sum", 120, 180) is None


def test_six_failures_in_five_minutes():
    """One each 60 s: the sixth would be in the sixth minute, when the first has left the window."""
    every_minute = Scenario("everything", 1440, 0.5, 1 / 2, 0)
    assert minutes_until(alarm(threshold=5), every_minute) is None
    assert minutes_until(alarm(threshold=4), every_minute) == 5
    assert minutes_until(alarm(threshold=2), every_minute) == 3


def test_what_the_issue_says_of_before():
    """3.5 in 5 minutes at 1,000 requests a day: `lambda-errors` needs 6, prod's `api-5xx` 11."""
    for threshold in (5, 10):
        assert worst_minutes(alarm(threshold=threshold), "everything", 1000, 0.456) is None


def test_an_alarm_that_fires_on_a_good_day_tells_nothing():
    assert worst_minutes(alarm(metric="Count", threshold=1), "everything", 10_000, 0.456) is None


@pytest.mark.parametrize(
    ("failed", "all_of_them", "share"),
    [(None, None, 0), (None, 40, 0), (2, 2, 0), (3, 40, 7.5), (3, None, None)],
)
def test_metric_math(failed, all_of_them, share):
    expression = "IF(FILL(failed, 0) >= 3, 100 * failed / all, 0)"
    assert evaluated(expression, {"failed": failed, "all": all_of_them}) == share


def test_metric_math_that_is_not_known_is_not_guessed():
    with pytest.raises(AssertionError):
        evaluated("RUNNING_SUM(failed)", {"failed": 1})
