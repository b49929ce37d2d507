"""One way to ask either front door, and what of an answer must be the same."""

import dataclasses
import itertools
import json
import re

from conftest import Server
from lambda_events import http_api, rest_api
from lambda_function import Function
from runtime_api import RuntimeApi
from streaming_test import events

# What belongs to the connection, not to the answer.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date"}

numbers = itertools.count(1)


def new_address():
    number = next(numbers)
    return f"198.51.{number // 250}.{number % 250 + 1}"


@dataclasses.dataclass(frozen=True)
class Request:
    body: object = None               # text, bytes, or a function of the answers before
    method: str = "POST"
    path: str = "/chat"
    headers: dict = dataclasses.field(default_factory=dict)
    query: str = ""


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    text: str

    @property
    def json(self):
        return json.loads(self.text)


class SelfHosted:
    def __init__(self, folder, settings):
        # API Gateway is the stage throttle of the Lambda, and the address the gateway's word.
        self._server = Server(folder, "--set", "throttle.burst=1000000", "--set", "throttle.rate_per_second=1000000",
                              "--set", "server.trusted_proxies=127.0.0.1", env=settings)

    def ask(self, request, body, address):
        path = request.path + (f"?{request.query}" if request.query else "")
        reply = self._server.request(request.method, path, body, request.headers | {"X-Forwarded-For": address})
        return Answer(reply.status, reply.headers, reply.text)

    def stop(self):
        self._server.stop()


class OnLambda:
    def __init__(self, folder, settings, event=http_api, **mode):
        self._event = event
        self._api = RuntimeApi()
        self._function = Function(self._api, folder, settings | mode)

    def ask(self, request, body, address):
        names = request.headers if self._event is rest_api else {
            name.lower(): value for name, value in request.headers.items()}  # as HTTP APIs send them
        invocation = self._function.invoke(self._event(
            method=request.method, path=request.path, body=body, headers=names, address=address, query=request.query))
        return Answer(invocation.status, invocation.headers, invocation.body)

    def stop(self):
        was_there = self._function.stop()
        self._api.stop()
        assert was_there, self._function.output()
        assert self._api.violations == []


def conversation(door, requests):
    """Asks one after the other from a new address."""
    address = new_address()
    answers = []
    for request in requests:
        body = request.body(answers) if callable(request.body) else request.body
        answers.append(door.ask(request, body, address))
    return [comparable(answer) for answer in answers]


def comparable(answer):
    """Without what differs from answer to answer: issued ids, seconds to the end of a window, pieces."""
    text, headers = answer.text, {name: value for name, value in answer.headers.items() if name not in HOP_BY_HOP}
    headers["x-request-id"] = "ID" if issued(headers["x-request-id"]) else headers["x-request-id"]
    text = text.replace(answer.headers["x-request-id"], headers["x-request-id"])
    for session_id in re.findall(r'"session_id":"([^"]+)"', text):
        if issued(session_id):
            text = text.replace(session_id, "SESSION")
    text = re.sub(r'"conversation_id":"[0-9a-f]{32}"', '"conversation_id":"HASH"', text)
    text = re.sub(r'"(message_id|messageId)":"[^"]{16,}"', r'"\1":"ID"', text)  # a repeat has the first's
    text = re.sub(r'"lead_id":"lead_[A-Za-z0-9_-]{22}"', '"lead_id":"LEAD"', text)
    if "ratelimit" in headers:
        headers["ratelimit"] = re.sub(r"t=\d+", "t=T", headers["ratelimit"])
    if answer.status == 429:
        assert headers["retry-after"] == str(answer.json["retry_after"])
        headers["retry-after"] = "T"
        text = re.sub(r'"retry_after":\d+', '"retry_after":0', text)
    if headers.get("content-type") == "text/event-stream":
        text = with_one_delta(text)
    return {"status": answer.status, "headers": headers, "text": text}


def with_one_delta(text):
    """Pieces that came together go out together, so how many there are is chance."""
    stream = events(text)
    deltas = [event for event in stream if event["type"] == "text-delta"]
    assert deltas and len({event["id"] for event in deltas}) == 1
    whole = deltas[0] | {"delta": "".join(event["delta"] for event in deltas)}
    first = stream.index(deltas[0])
    assert stream[first:first + len(deltas)] == deltas, "nothing is in between"
    return json.dumps([*stream[:first], whole, *stream[first + len(deltas):]])


def issued(identifier):
    """Those that the tests choose are shorter."""
    return len(identifier) >= 16
