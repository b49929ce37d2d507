"""docs/openapi.yaml is valid, and the server never answers outside it (schemathesis)."""

import secrets

import hypothesis
import pytest
import requests
import schemathesis
import yaml
from conftest import ROOT, WIDE, Server
from schemathesis import DataGenerationMethod
from schemathesis.checks import (content_type_conformance, not_a_server_error,
                                 response_headers_conformance, response_schema_conformance,
                                 status_code_conformance)

DOCUMENT = ROOT / "docs/openapi.yaml"
EXPECTED = {"POST /chat", "OPTIONS /chat", "POST /leads", "OPTIONS /leads", "GET /leads/consent",
            "OPTIONS /leads/consent", "DELETE /sessions/{session_id}", "OPTIONS /sessions/{session_id}",
            "GET /healthz", "GET /readyz", "GET /"}
LEADS = ["--set", "leads.enabled=true", "--set", "leads.max_per_visitor_per_hour=1000"]
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance,
          response_headers_conformance, response_schema_conformance)
RATE_LIMIT_HEADERS = {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window", "ratelimit-policy",
                      "ratelimit"}


@pytest.fixture(scope="module")
def schema():
    return schemathesis.from_path(
        str(DOCUMENT), validate_schema=True,
        data_generation_methods=[DataGenerationMethod.positive, DataGenerationMethod.negative])


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One server with all routes and wide limits, for tests that change nothing in it."""
    server = Server(tmp_path_factory.mktemp("openapi"), *WIDE, *LEADS)
    yield server
    server.stop()


def operations(schema):
    return {f"{result.ok().method.upper()} {result.ok().path}": result.ok()
            for result in schema.get_all_operations()}


def test_every_route_is_documented(schema):
    assert set(operations(schema)) == EXPECTED


def answer_within_the_document(server, case, session=None, checks=CHECKS):
    response = case.call(base_url=f"http://127.0.0.1:{server.port}", session=session)
    case.validate_response(response, checks=checks)
    if case.operation.path == "/chat" and response.status_code == 200:
        # What the document says in words: an answer that is given again was not counted.
        counted = RATE_LIMIT_HEADERS & {name.lower() for name in response.headers}
        assert counted == (set() if "Idempotency-Replayed" in response.headers else RATE_LIMIT_HEADERS)
    return response


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_answer_is_outside_the_document(shared, schema, name):
    operation = operations(schema)[name]
    session = requests.Session()
    tried = []

    def try_case(case):
        tried.append(answer_within_the_document(shared, case, session).status_code)

    for method in (DataGenerationMethod.positive, DataGenerationMethod.negative):
        strategy = operation.as_strategy(data_generation_method=method)
        body = hypothesis.given(case=strategy)(try_case)
        hypothesis.settings(max_examples=60, deadline=None, derandomize=True, database=None,
                            suppress_health_check=list(hypothesis.HealthCheck))(body)()
    assert len(tried) >= 2
    if name == "POST /chat":
        assert {200, 400} <= set(tried), "good and bad bodies were sent"
    if name == "POST /leads":
        assert {400, 409} <= set(tried), "a version that was made up is not the current one"


def test_a_lead_that_is_kept_is_within_the_document(shared, schema):
    version = shared.request("GET", "/leads/consent").json["consent"]["en"]["version"]
    for body in ({"phone": "+966550123456"}, {"email": "sara@clinic.example", "website": "https://buy.example"}):
        case = operations(schema)["POST /leads"].make_case(
            body=body | {"consent": {"version": version, "given": True}}, media_type="application/json")
        assert answer_within_the_document(shared, case).status_code == 201


@pytest.fixture
def chat(schema):
    """A question to POST /chat as the document has it."""
    def make_case(message, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return operations(schema)["POST /chat"].make_case(
            body={"message": message}, media_type="application/json", headers=headers)
    return make_case


def test_repeats_under_a_key_are_within_the_document(shared, chat):
    key = secrets.token_hex(64)
    first = answer_within_the_document(shared, chat("hello", Idempotency_Key=key))
    again = answer_within_the_document(shared, chat("hello", Idempotency_Key=key))
    stream = answer_within_the_document(shared, chat("hello", Idempotency_Key=key, Accept="text/event-stream"))
    assert "Idempotency-Replayed" not in first.headers
    assert [reply.headers["Idempotency-Replayed"] for reply in (again, stream)] == ["true", "true"]
    assert again.json() == first.json()
    assert first.json()["session_id"] in stream.text


@pytest.mark.parametrize("key, status, error", [
    ("used", 422, "Idempotency key reused"), ("x" * 129, 400, "Invalid Idempotency-Key"),
    ("two words", 400, "Invalid Idempotency-Key"), ("", 400, "Invalid Idempotency-Key")],
    ids=["of another body", "too long", "not one word", "empty"])
def test_keys_that_are_refused_are_within_the_document(shared, chat, key, status, error):
    answer_within_the_document(shared, chat("hello", Idempotency_Key="used"))
    reply = answer_within_the_document(shared, chat("something else", Idempotency_Key=key))
    assert (reply.status_code, reply.json()["error"]) == (status, error)


def test_a_preflight_is_within_the_document(shared, schema):
    case = operations(schema)["OPTIONS /chat"].make_case(headers={
        "Origin": "https://example.com", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,idempotency-key"})
    reply = answer_within_the_document(shared, case)
    assert "idempotency-key" in reply.headers["Access-Control-Allow-Headers"]


def test_a_month_that_is_used_up_is_within_the_document(start, fake, chat):
    server = start(*WIDE, "--model-url", fake.url, "--set", "model.fallback=none",
                   "--set", "budget.max_usd_per_month=0.000001")
    checks = tuple(check for check in CHECKS if check is not not_a_server_error)
    reply = answer_within_the_document(server, chat("Which of your machines remove tattoos?"), checks=checks)
    assert (reply.status_code, reply.json()["error"]) == (503, "AI service unavailable")
    assert reply.json()["retry_after"] == int(reply.headers["Retry-After"])
    assert fake.calls == []


def routes():
    """What the document states of each path."""
    return yaml.safe_load(DOCUMENT.read_text())["paths"]


@pytest.mark.parametrize("path", routes())
def test_each_route_has_the_methods_cors_and_limits_that_it_states(start, path):
    stated = routes()[path]
    methods = {name.upper() for name in stated} & {"GET", "POST", "DELETE", "OPTIONS"}
    path = path.replace("{session_id}", "user-1")
    server = start(*LEADS, "--set", "throttle.burst=1", "--set", "throttle.rate_per_second=0.001",
                   "--set", "cors.allowed_origins=https://clinic.example")
    refused = server.request("PATCH", path, headers={"Origin": "https://clinic.example"})
    assert refused.status == 405
    assert set(refused.headers["allow"].split(", ")) == methods | ({"HEAD"} if "GET" in methods else set())
    assert ("access-control-allow-origin" in refused.headers) == stated["x-cors"]
    [method] = methods - {"OPTIONS"}
    replies = [server.request(method, path, '{"message":"hello"}' if method == "POST" else None) for _ in range(3)]
    assert (replies[-1].status == 429) == stated["x-throttled"]
    assert ("x-ratelimit-limit" in replies[0].headers) == stated["x-visitor-limit"]
