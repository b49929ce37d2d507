"""What the function writes to stdout: access lines and metrics (CloudWatch Embedded Metric Format)."""

import json
import re
import time

import pytest
from conftest import GOLDEN
from lambda_events import ADDRESS, API_REQUEST_ID, SQS, WARM_UP, function_url, http_api, question, rest_api
from lambda_function import CREDENTIALS, SECRET, asking
from model_behaviours import malformed, normal, status
from questions import new_question
from streaming_test import EVENTS

UNITS = {"RateLimitHits": "Count", "ModelErrors": "Count", "FallbackAnswers": "Count", "InputTokens": "Count",
         "OutputTokens": "Count", "LimiterDegraded": "Count", "StoreErrors": "Count", "ColdStarts": "Count",
         "CostUSD": "None", "PricesCorrected": "Count", "PromisesCorrected": "Count", "ModelLatency": "Milliseconds", "BudgetRefused": "Count",
         "BudgetRemainingUSD": "None", "BudgetReservedUSD": "None"}
LEVELS = {"BudgetRemainingUSD", "BudgetReservedUSD"}
MODES = ["buffered", "streaming"]


def values(line):
    """The metrics of an EMF line, after CloudWatch has looked at it."""
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert set(line["_aws"]) == {"Timestamp", "CloudWatchMetrics"}
    assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
    assert directive["Dimensions"] == [[]]
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 60
    assert directive["Metrics"], "CloudWatch takes no empty list"
    assert all(metric == {"Name": metric["Name"], "Unit": UNITS[metric["Name"]]} for metric in directive["Metrics"])
    found = {metric["Name"]: line[metric["Name"]] for metric in directive["Metrics"]}
    assert len(found) == len(directive["Metrics"])
    assert all(value > 0 or name in LEVELS for name, value in found.items()), "a count of zero is not sent"
    assert not (set(UNITS) - set(found)) & set(line)
    return found


def counted(function, invocation):
    """The values but the latency, which differs."""
    line = function.metrics(invocation)
    found = values(line) if line else {}
    found.pop("ModelLatency", None)
    return found


def test_the_metrics_line_is_the_golden_one(start_function, fake):
    function = start_function(**asking(fake), MTA_CHAT_METRICS_NAMESPACE="mta-chat/test",
                              MTA_CHAT_BUDGET_MAX_USD_PER_DAY="5")
    line = function.metrics(function.chat(new_question()))
    assert values(line)["ModelLatency"] < 30_000
    line["_aws"]["Timestamp"] = line["ModelLatency"] = 0
    for name in ("CostUSD", "BudgetRemainingUSD"):
        line[name] = round(line[name], 9)
    line["_aws"]["CloudWatchMetrics"][0]["Metrics"].sort(key=lambda metric: metric["Name"])
    golden = json.loads((GOLDEN / "emf_line.json").read_text())
    assert {name: line.get(name) for name in golden} == golden


def test_each_request_has_its_own_metrics(start_function, fake):
    function = start_function(**asking(fake))
    spent = {"InputTokens": 1000, "OutputTokens": 200, "CostUSD": pytest.approx(0.00027)}
    assert counted(function, function.chat(new_question())) == spent | {"ColdStarts": 1}
    assert counted(function, function.chat(new_question())) == spent
    fake.behave(status(500), status(500), normal())
    assert counted(function, function.chat(new_question())) == spent | {"ModelErrors": 2}
    fake.behave(status(400))
    assert counted(function, function.chat(new_question())) == {"ModelErrors": 1, "FallbackAnswers": 1}
    assert counted(function, function.chat()) == {}


def test_a_refused_visitor_is_a_hit(start_function):
    function = start_function(MTA_CHAT_RATE_LIMIT_MAX="1", MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS="86400")
    function.chat("hello")
    refused = function.chat("hello")
    assert refused.status == 429
    assert counted(function, refused) == {"RateLimitHits": 1}
    assert function.access_line(refused)["limited"] is True


@pytest.mark.parametrize("event", [http_api, function_url, rest_api])
def test_the_access_line_has_exactly_the_golden_fields(start_function, event):
    function = start_function()
    for cold_start in (True, False, False):
        answer = function.invoke(event(body=question("WORDS"), headers={"x-request-id": "my-id"}))
        line = function.access_line(answer)
        golden = (GOLDEN / "log_fields.txt").read_text() + (GOLDEN / "lambda_log_fields.txt").read_text()
        assert list(line) == golden.split()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["timestamp"])
        assert (line["level"], line["request_id"]) == ("INFO", "my-id")
        assert (line["method"], line["path"], line["status"]) == ("POST", "/chat", 200)
        assert re.fullmatch(r"[0-9a-f]{32}", line["visitor"])
        assert line["model"] == "catalogue"
        assert (line["function_request_id"], line["api_request_id"]) == (answer.id, API_REQUEST_ID)
        assert answer.trace_root in line["xray_trace_id"]
        assert line["cold_start"] is cold_start


def test_each_invocation_is_logged_with_its_own_trace(start_function):
    function = start_function()
    roots = []
    for trace_id in ("", None, ""):
        invocation = function.invoke(http_api(body=question()), trace_id=trace_id)
        line = function.access_line(invocation)
        if trace_id is None:
            assert line["xray_trace_id"] is None, "nor is it the one before"
        else:
            assert invocation.trace_root in line["xray_trace_id"]
            roots.append(line["xray_trace_id"])
    assert len(set(roots)) == 2


def test_a_warmed_up_process_starts_no_more(start_function):
    function = start_function()
    function.invoke(WARM_UP).wait()
    assert function.access_line(function.chat("hello"))["cold_start"] is False


@pytest.mark.parametrize("mode", MODES)
def test_the_log_is_complete_before_the_answer_is(start_function, fake, mode):
    """Once the answer is there the process is frozen, perhaps for good."""
    function = start_function(**asking(fake), MTA_CHAT_LAMBDA_RESPONSE_MODE=mode)
    for headers in ({}, EVENTS):
        answer = function.invoke(http_api(body=question(), headers=headers)).wait()
        written = function.log(answer.log_start, answer.posts[-1].log_size)
        assert [line.get("message") for line in written].count("request") == 1
        assert len([line for line in written if "_aws" in line]) == 1


@pytest.mark.parametrize("mode", MODES)
def test_nothing_of_a_visitor_and_no_secret_is_in_the_log(start_function, fake, mode):
    key = "sk-KEYKEYKEY"
    everything = f"WORDS ANSWER {key}"
    function = start_function(**asking(fake), MTA_CHAT_LAMBDA_RESPONSE_MODE=mode, MTA_CHAT_MODEL_API_KEY=key,
                              MTA_CHAT_RATE_LIMIT_MAX="12", MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS="86400")
    headers = {"x-forwarded-for": "198.51.100.99", "authorization": "Bearer BEARER", "user-agent": "AGENT",
               "cookie": "COOKIE=1", "x-real-ip": "198.51.100.99"}
    body = question("WORDS", session_id="SESSION", system_prompt="WORDS",
                    conversation_history=[{"role": "user", "content": "WORDS"}])
    fake.behave(normal("ANSWER"), status(400, message=everything), malformed("ANSWER", data=everything))
    refused = 0
    for accept in ({}, EVENTS):
        for event in (http_api, function_url, rest_api):
            for text in (body, body[:-1], body):
                answer = function.invoke(event(body=text, headers=headers | accept, query="WORDS=WORDS"))
                refused += answer.status == 429
                function.access_line(answer)
    assert refused, "refusals are looked at too"
    function.invoke(SQS).wait_until_back()
    output = function.output()
    for secret in ("WORDS", "ANSWER", "SESSION", "COOKIE", "BEARER", key, SECRET, ADDRESS, "198.51.100.99",
                   *CREDENTIALS.values()):
        assert secret not in output, secret
