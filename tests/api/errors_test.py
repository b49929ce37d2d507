"""Every row of the contract's error table, over the wire. (The rows of the AI model and the 500 are
in tests/unit/server/wire_test.cpp, where the model is a fake.)"""

import json
import time

import pytest
from conftest import receive_all


def assert_error(reply, status, error):
    assert reply.status == status, reply.text
    assert reply.json["error"] == error
    assert reply.json["message"]
    assert reply.json["request_id"] == reply.headers["x-request-id"]
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["x-content-type-options"] == "nosniff"


CHAT_ERRORS = [
    ("nonsense", "Invalid JSON"),
    ("", "Invalid JSON"),
    ("[]", "Invalid JSON"),
    ('{"message":"a"', "Invalid JSON"),
    ("{}", "Missing message"),
    ('{"message":null}', "Missing message"),
    ('{"message":"  "}', "Missing message"),
    ('{"message":5}', "Invalid message"),
    (json.dumps({"message": "x" * 4001}), "Message too long"),
    ('{"message":"m","session_id":"a b"}', "Invalid session_id"),
    ('{"message":"m","conversation_history":5}', "Invalid conversation_history"),
]


@pytest.mark.parametrize("body,error", CHAT_ERRORS, ids=[row[0][:30] or "empty" for row in CHAT_ERRORS])
def test_a_bad_body_is_a_400(shared, body, error):
    assert_error(shared.request("POST", "/chat", body), 400, error)


def test_the_texts_that_callers_match(shared):
    assert shared.request("POST", "/chat", "x").json["message"] == "Request body must be valid JSON"
    assert (shared.request("POST", "/chat", "{}").json["message"]
            == 'Request must include a "message" field')
    long = shared.chat("x" * 4001).json["message"]
    assert "4000" in long and "4001" in long


def test_a_page_elsewhere_is_a_403(start):
    server = start("--config", "config/prod.toml")
    reply = server.chat("hi", {"Origin": "https://evil.example"})
    assert_error(reply, 403, "Origin not allowed")
    assert reply.headers["vary"] == "Origin"
    assert "x-ratelimit-limit" not in reply.headers
    ours = server.chat("hi", {"Origin": "https://medical-tech-aesthetic.com"})
    assert ours.status == 200
    assert ours.headers["access-control-allow-origin"] == "https://medical-tech-aesthetic.com"
    assert server.chat("hi").status == 200, "no Origin: admitted"


def test_unknown_paths_and_methods(shared):
    for path in ("/nothing", "/chat/", "/chat%2F", "/CHAT"):
        assert_error(shared.request("POST", path, "{}"), 404, "Not found")
    for method in ("GET", "PUT", "DELETE", "BREW"):
        reply = shared.request(method, "/chat")
        assert_error(reply, 405, "Method not allowed")
        assert reply.headers["allow"] == "POST, OPTIONS"
    head = shared.request("HEAD", "/chat")
    assert (head.status, head.headers["allow"]) == (405, "POST, OPTIONS")
    reply = shared.request("POST", "/healthz")
    assert_error(reply, 405, "Method not allowed")
    assert reply.headers["allow"] == "GET, HEAD"


def test_a_body_announced_too_large_is_refused_unread(shared):
    with shared.connect() as connection:
        connection.sendall(b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n")
        answer = receive_all(connection)  # nothing of the body was sent
    assert b"413" in answer.splitlines()[0]
    assert b"Request too large" in answer
    assert b"Connection: close" in answer
    assert b"X-RateLimit" not in answer


def test_a_body_that_proves_too_large_is_a_413(shared):
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    answer = shared.raw(b"POST /chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk * 3)
    assert b"413" in answer.splitlines()[0]


def test_the_largest_body_is_taken(shared):
    body = json.dumps({"message": "7D HIFU", "padding": "x" * 70000})[:65536 - 2] + '"}'
    assert len(body) == 65536
    assert shared.request("POST", "/chat", body).status == 200
    assert shared.request("POST", "/chat", body + " ").status == 413


def test_the_throttle_is_a_429(start):
    server = start("--set", "throttle.burst=1", "--set", "throttle.rate_per_second=0.001")
    assert server.chat("hi").status == 200
    reply = server.chat("hi")
    assert_error(reply, 429, "Too many requests")
    assert reply.json["retry_after"] == int(reply.headers["retry-after"]) > 900
    assert "x-ratelimit-limit" not in reply.headers
    assert server.request("GET", "/healthz").status == 200
    assert server.metric("mta_chat_throttled_total") == 1


def test_the_visitor_limit_is_a_429(start):
    server = start("--set", "rate_limit.max=1", "--set", "rate_limit.window_seconds=3600")
    first = server.chat("hi")
    assert first.headers["ratelimit-policy"] == '"visitor";q=1;w=3600'
    assert first.headers["x-ratelimit-remaining"] == "0"
    reply = server.chat("hi")
    assert_error(reply, 429, "Rate limit exceeded")
    assert reply.json["message"] == "Too many requests. Maximum 1 requests per 3600 seconds."
    assert reply.json["retry_after"] == int(reply.headers["retry-after"])
    assert reply.headers["ratelimit"] == f'"visitor";r=0;t={reply.json["retry_after"]}'
    assert server.metric("mta_chat_rate_limit_hits_total") == 1


def test_a_full_server_is_a_503(start):
    server = start("--set", "server.max_connections=1")
    with server.connect() as first:
        # An idle one would make room.
        first.sendall(b"POST /chat HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
        first.recv(4096)
        reply = server.chat("hi")
        assert_error(reply, 503, "Service unavailable")
        assert reply.json["retry_after"] == int(reply.headers["retry-after"]) == 5
        assert "x-ratelimit-limit" not in reply.headers
    server.wait_for_line("request", 2)
    for _ in range(100):
        if server.chat("hi").status == 200:
            return
        time.sleep(0.02)
    raise AssertionError("it never recovered")
