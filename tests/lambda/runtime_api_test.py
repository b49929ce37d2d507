"""The scripted Runtime API itself: what the real one would not take is seen."""

import base64
import http.client
import json

import pytest
from runtime_api import API, MOST_BYTES, RuntimeApi

ANSWER = json.dumps({"statusCode": 200, "body": ""}).encode()
ERROR = {"errorType": "Function.Failed", "errorMessage": "why"}
ERROR_TYPE = {"Lambda-Runtime-Function-Error-Type": "Function.Failed"}
STREAM = {"Lambda-Runtime-Function-Response-Mode": "streaming", "Transfer-Encoding": "chunked",
          "Content-Type": "application/vnd.awslambda.http-integration-response",
          "Trailer": "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body"}
PRELUDE = b'{"statusCode":200}' + bytes(8)


def chunks(*pieces, trailers=b""):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n" + trailers + b"\r\n"


def error_trailers(error=ERROR):
    body = base64.b64encode(json.dumps(error).encode())
    return (b"Lambda-Runtime-Function-Error-Type: Function.Failed\r\n"
            b"Lambda-Runtime-Function-Error-Body: " + body + b"\r\n")


class Client:
    def __init__(self, api):
        self._connection = http.client.HTTPConnection(api.address, timeout=10)

    def next(self):
        self._connection.request("GET", f"{API}/invocation/next")
        reply = self._connection.getresponse()
        reply.read()
        return reply

    def post(self, path, body, headers=None):
        headers = headers or {}
        if "Transfer-Encoding" not in headers:
            headers = headers | {"Content-Length": len(body)}
        self._connection.putrequest("POST", API + path)
        for name, value in headers.items():
            self._connection.putheader(name, value)
        self._connection.endheaders(body)
        reply = self._connection.getresponse()
        reply.read()
        return reply.status


@pytest.fixture
def api():
    with RuntimeApi() as api:
        yield api


@pytest.fixture
def client(api):
    return Client(api)


# What is posted for an event, the status it gets, and whether it is a violation.
POSTS = {
    "an answer": ("response", ANSWER, {}, 202, False),
    "no json": ("response", b"<html>", {}, 202, True),
    "too large": ("response", b" " * (MOST_BYTES + 1), {}, 413, True),
    "an unknown mode": ("response", ANSWER, {"Lambda-Runtime-Function-Response-Mode": "fast"}, 400, True),
    "an error": ("error", json.dumps(ERROR).encode(), ERROR_TYPE, 202, False),
    "an error of no type": ("error", json.dumps(ERROR).encode(), {}, 202, True),
    "an error of another type": ("error", json.dumps(ERROR | {"errorType": "Function.Other"}).encode(), ERROR_TYPE,
                                 202, True),
    "an error of no form": ("error", b"it failed", ERROR_TYPE, 202, True),
    "a stream": ("response", chunks(PRELUDE, b"a", b"b"), STREAM, 202, False),
    "a prelude in pieces": ("response", chunks(PRELUDE[:9], PRELUDE[9:20], PRELUDE[20:]), STREAM, 202, False),
    "no prelude": ("response", chunks(b"a"), STREAM, 202, True),
    "a prelude with a body": ("response", chunks(b'{"statusCode":200,"body":""}' + bytes(8)), STREAM, 202, True),
    "another content type": ("response", chunks(PRELUDE), STREAM | {"Content-Type": "application/json"}, 202, True),
    "a stream with its length": ("response", PRELUDE, {name: STREAM[name] for name in list(STREAM)[::2]}, 202, True),
    "a failed stream": ("response", chunks(PRELUDE, trailers=error_trailers()), STREAM, 202, False),
    "a trailer that was not announced": ("response", chunks(PRELUDE, trailers=error_trailers()),
                                         STREAM | {"Trailer": "Lambda-Runtime-Function-Error-Type"}, 202, True),
    "a trailer of no form": ("response", chunks(PRELUDE, trailers=error_trailers("failed")), STREAM, 202, True),
}


@pytest.mark.parametrize("name", POSTS)
def test_posts(api, client, name):
    kind, body, headers, status, violation = POSTS[name]
    invocation = api.invoke({})
    assert client.next().getheader("Lambda-Runtime-Aws-Request-Id") == invocation.id
    assert client.post(f"/invocation/{invocation.id}/{kind}", body, headers) == status
    assert bool(api.violations) == violation, api.violations


def test_the_state_machine(api, client):
    first, second = api.invoke({"number": 1}), api.invoke({"number": 2})
    client.next()
    assert client.post(f"/invocation/{second.id}/response", ANSWER) == 400, "not handed out yet"
    assert client.next().getheader("Lambda-Runtime-Aws-Request-Id") == first.id, "which is open still"
    assert client.post(f"/invocation/{first.id}/response", ANSWER) == 202
    assert client.post(f"/invocation/{first.id}/response", ANSWER) == 403
    assert client.post("/init/error", json.dumps(ERROR).encode(), ERROR_TYPE) == 403, "it has started"
    assert client.next().getheader("Lambda-Runtime-Aws-Request-Id") == second.id
    assert client.post(f"/invocation/{first.id}/response", ANSWER) == 400
    assert len(api.violations) == 5
    assert (first.wait().status, api.connections) == (200, 1)


def test_no_next_after_an_init_error(api, client):
    assert client.post("/init/error", json.dumps(ERROR).encode(), ERROR_TYPE) == 202
    assert client.next().status == 403
    assert len(api.violations) == 1
