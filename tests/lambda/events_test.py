"""Events in, answers out: payload 2.0 (HTTP API, Function URL) and 1.0 (REST API)."""

import json

import pytest
import yaml
from conftest import ROOT
from lambda_events import function_url, http_api, question, rest_api
from limits_test import wait_for_room_in_the_bucket
from streaming_test import EVENTS, events

EVENT_KINDS = {"http api": http_api, "function url": function_url, "rest api": rest_api,
               "1.0 of an http api": lambda **arguments: rest_api(version="1.0", **arguments)}
SITE = "https://medical-tech-aesthetic.com"
ONE_IN_A_DAY = {"MTA_CHAT_RATE_LIMIT_MAX": "1", "MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS": "3600"}


@pytest.fixture(params=EVENT_KINDS.values(), ids=EVENT_KINDS)
def event(request):
    return request.param


def test_a_question_is_answered(function, event):
    answer = function.invoke(event(body=question()))
    assert answer.status == 200
    assert "6600" in answer.json["response"]
    assert list(answer.json) == ["response", "model", "session_id", "conversation_id", "message_id", "products"]
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
    assert answer.headers["ratelimit-policy"] == '"visitor";q=1000000;w=60'
    assert not answer.response().get("isBase64Encoded"), "it is text"


def test_an_answer_has_only_what_its_front_door_takes(function):
    """A REST API makes a 502 of any other member, and cookies are one to it. (Every answer is checked so,
    in lambda_invocation.py.)"""
    assert set(function.invoke(rest_api(body=question())).response()) >= {"statusCode", "body"}
    assert "cookies" not in function.invoke(rest_api(body=question())).response()


@pytest.mark.parametrize("stage, path, status", [
    ("dev", "/dev/chat", 200), ("$default", "/chat", 200),
    ("dev", "/chat", 200),           # behind a domain of one's own the stage is not in the path
    ("dev", "/device/chat", 404), ("dev", "/devchat", 404), ("dev", "/DEV/chat", 404), ("dev", "/dev/dev/chat", 404),
    ("dev", "/dev", 404), ("dev", "/dev/", 404), ("dev", "/dev/chat/", 404), ("dev", "/prod/chat", 404),
    ("$default", "/$default/chat", 404), ("chat", "/chat/chat", 200), ("dev", "/chat/dev", 404),
])
def test_the_stage_is_cut_as_a_whole_segment(function, stage, path, status):
    event = http_api(body=question(), stage=stage)
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    answer = function.invoke(event)
    assert answer.status == status
    if status == 404:
        assert answer.json["error"] == "Not found"


def test_other_paths_are_not_found(function, event):
    stated = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())["paths"]
    others = [path for path, route in stated.items() if not route["x-lambda"]]
    assert set(stated) - set(others) == {
        "/chat", "/feedback", "/leads", "/leads/consent", "/sessions/{session_id}", "/widget/config"}
    for path in (*others, "/metrics", "/chat/", "/chat%2F", "/CHAT"):
        answer = function.invoke(event(method="GET", path=path))
        assert (answer.status, answer.json["error"]) == (404, "Not found"), path
        assert answer.json["request_id"] == answer.headers["x-request-id"]


def test_an_answer_names_its_devices_as_data(function, event):
    [device] = function.invoke(event(body=question("كم سعر جهاز الهايفو 7D؟"))).json["products"]
    assert (device["name"], device["price"], device["currency"]) == ("7D HIFU Machine", 6600, "USD")
    assert not device["localized_name"].isascii()


def test_methods(function, event):
    for method in ("GET", "PUT", "DELETE"):
        answer = function.invoke(event(method=method))
        assert (answer.status, answer.json["error"]) == (405, "Method not allowed")
        assert answer.headers["allow"] == "POST, OPTIONS"
    answer = function.invoke(event(method="OPTIONS"))
    assert (answer.status, answer.body) == (204, "")
    assert "content-type" not in answer.headers


def test_the_query_is_not_the_paths(function, event):
    assert function.invoke(event(body=question(), query="x=1&y=%2Fchat")).status == 200


def test_bodies(function, event):
    for message in ("كم سعر ٧ HIFU", "7D HIFU 😀 \\ \" \n"):
        for as_base64 in (False, True):
            answer = function.invoke(event(body=question(message), as_base64=as_base64))
            assert "6600" in answer.json["response"], (message, as_base64)
    for body in (None, "", "nonsense", b"\xff\xfe"):
        answer = function.invoke(event(body=body))
        assert (answer.status, answer.json["error"]) == (400, "Invalid JSON"), body


@pytest.mark.parametrize("as_base64", [False, True], ids=["text", "base64"])
def test_64_kib_are_taken_as_decoded(function, event, as_base64):
    body = question("7D HIFU", padding="é" * 32_000)
    body = body.replace("\\u00e9", "é")
    body += " " * (65536 - len(body.encode()))
    assert function.invoke(event(body=body, as_base64=as_base64)).status == 200
    answer = function.invoke(event(body=body + " ", as_base64=as_base64))
    assert (answer.status, answer.json["error"]) == (413, "Request too large")
    assert not any("ratelimit" in name for name in answer.headers), "it is not counted"


@pytest.mark.parametrize("names", [("x-request-id", "accept"), ("X-Request-Id", "Accept"),
                                   ("X-REQUEST-ID", "aCCEPT")])
def test_the_case_of_header_names_is_nothing(function, event, names):
    request_id, accept = names
    answer = function.invoke(event(body=question(), headers={request_id: "my_id-1", accept: "text/event-stream"}))
    assert answer.headers["x-request-id"] == "my_id-1"
    assert answer.headers["content-type"] == "text/event-stream"


def test_a_header_of_several_lines(function, event):
    """The last is no event stream: who looks at `headers` of payload 1.0 alone sees only that."""
    answer = function.invoke(event(body=question(), headers={"Accept": ["text/event-stream", "application/json"]}))
    assert answer.headers["content-type"] == "text/event-stream"
    assert events(answer.body)[-1] == {"type": "finish"}


def test_headers_in_one_member_alone(function):
    for missing in ("headers", "multiValueHeaders"):
        for nothing in ({}, {missing: None}):
            event = rest_api(body=question(), headers={"Accept": "text/event-stream"})
            del event[missing]
            assert function.invoke(event | nothing).headers["content-type"] == "text/event-stream"
    bare = rest_api(body=question()) | {"headers": None, "multiValueHeaders": None}
    assert function.invoke(bare).status == 200


def test_cookies_do_no_harm(function):
    event = http_api(body=question(), cookies=["a=b", "session=c"])
    assert function.invoke(event).status == 200


class Visits:
    """Asks from here and there, of a function that admits one request an address."""

    def __init__(self, start_function):
        wait_for_room_in_the_bucket(3600)
        self.function = start_function(**ONE_IN_A_DAY)

    def admitted(self, event):
        answer = self.function.invoke(event)
        assert answer.status in (200, 429)
        return answer.status == 200


def test_the_address_is_the_gateways_word_alone(start_function, event):
    visits = Visits(start_function)

    def admitted(address, forwarded):
        return visits.admitted(event(body=question(), address=address, headers={
            "X-Forwarded-For": forwarded, "X-Real-Ip": forwarded, "Forwarded": f"for={forwarded}"}))
    assert admitted("203.0.113.1", "198.51.100.1")
    assert not admitted("203.0.113.1", "198.51.100.2")
    assert admitted("203.0.113.2", "198.51.100.1")
    assert admitted("2001:db8:1:1::1", "198.51.100.1")
    assert not admitted("2001:db8:1:1:ffff::2", "198.51.100.1"), "one /64"
    assert admitted("2001:db8:1:2::1", "198.51.100.1")
    assert not admitted("::ffff:203.0.113.2", "198.51.100.1")


def test_one_visitor_through_either_payload(start_function):
    visits = Visits(start_function)
    assert visits.admitted(http_api(body=question()))
    assert not visits.admitted(rest_api(body=question()))
    assert not visits.admitted(function_url(body=question()))


@pytest.mark.parametrize("address", [None, "", "nobody", "203.0.113.1, 198.51.100.1"])
def test_requests_without_an_address_are_one_visitor(start_function, event, address):
    visits = Visits(start_function)
    assert visits.admitted(event(body=question(), address=address))
    assert not visits.admitted(event(body=question(), address=None, headers={"X-Forwarded-For": "198.51.100.1"}))
    assert not visits.admitted(event(body=question(), address="nowhere"))
    assert visits.admitted(event(body=question()))


def test_a_chosen_session_is_one_addresss(function, event):
    """What it said before is only known where it said it; the catalogue shows it by what "it" is."""
    def ask(message, address):
        return function.invoke(event(body=question(message, session_id="user-123"), address=address)).json["response"]
    ask("do you have a kegel chair?", "203.0.113.50")
    assert "3200" in ask("and how much is it?", "203.0.113.50")
    assert "3200" not in ask("and how much is it?", "203.0.113.51")


def cors(answer):
    return {name for name in answer.headers if name.startswith("access-control-")}


PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


def test_the_gateway_does_cors(start_function, event):
    function = start_function(MTA_CHAT_CORS_ALLOWED_ORIGINS=SITE)
    for origin, status in ((SITE, 200), ("https://evil.example", 403)):
        answer = function.invoke(event(body=question(), headers={"Origin": origin}))
        assert (answer.status, cors(answer)) == (status, set())
        preflight = function.invoke(event(method="OPTIONS", headers=PREFLIGHT | {"Origin": origin}))
        assert (preflight.status, cors(preflight)) == (204, set())
    assert function.invoke(event(body=question())).status == 200, "no Origin: admitted"


def test_the_service_does_cors(start_function, event):
    function = start_function(MTA_CHAT_CORS_ALLOWED_ORIGINS=SITE, MTA_CHAT_LAMBDA_CORS="service")
    answer = function.invoke(event(body=question(), headers={"Origin": SITE}))
    assert answer.headers["access-control-allow-origin"] == SITE
    assert answer.headers["vary"] == "Origin"
    preflight = function.invoke(event(method="OPTIONS", headers=PREFLIGHT | {"Origin": SITE}))
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-methods"] == "POST, OPTIONS"
    foreign = function.invoke(event(body=question(), headers={"Origin": "https://evil.example"}))
    assert (foreign.status, cors(foreign)) == (403, set())


def test_a_foreign_page_is_refused_and_not_counted(start_function, event):
    wait_for_room_in_the_bucket(3600)
    function = start_function(MTA_CHAT_CORS_ALLOWED_ORIGINS=SITE, **ONE_IN_A_DAY)
    answer = function.invoke(event(body=question(), headers={"Origin": "https://evil.example"} | EVENTS))
    assert (answer.status, answer.json["error"]) == (403, "Origin not allowed")
    assert not any("ratelimit" in name for name in answer.headers)
    assert function.invoke(event(body=question())).status == 200


def test_a_page_of_the_apis_own_host_is_no_foreign_one(start_function):
    function = start_function(MTA_CHAT_CORS_ALLOWED_ORIGINS=SITE)
    event = function_url(body=question())
    event["headers"]["origin"] = "https://" + event["headers"]["host"]
    assert function.invoke(event).status == 200


def test_no_stage_throttle_of_our_own(start_function):
    """API Gateway has done that."""
    function = start_function(MTA_CHAT_THROTTLE_BURST="1", MTA_CHAT_THROTTLE_RATE_PER_SECOND="0.001")
    assert [function.chat("hello").status for _ in range(3)] == [200] * 3


def test_a_buffered_event_stream_is_one_body(function, event):
    answer = function.invoke(event(body=question(), headers=EVENTS))
    assert answer.headers["x-vercel-ai-ui-message-stream"] == "v1"
    stream = events(answer.body)
    assert [part["type"] for part in stream] == [
        "start", "data-session", "text-start", "text-delta", "text-end", "data-products", "finish"]
    assert json.loads(answer.posts[-1].body)["statusCode"] == 200
    assert not answer.posts[-1].is_streamed
