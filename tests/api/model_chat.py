"""Asks the shipped binary, with the fake provider as its model, and collects what came of it: what the
visitor got, what was logged and what was counted."""

import dataclasses
import itertools
import json
import socket
import time

from conftest import WIDE
from questions import new_question
from streaming_test import EVENTS, events, said

MODEL = "openai.gpt-oss-120b-1:0"
PLAIN = {}
NO_DIRECT_ANSWERS = ["--set", "chat.direct_answers=false"]
FORMS = {"plain": PLAIN, "streamed": EVENTS}
BEHIND_A_PROXY = ["--set", "server.trusted_proxies=127.0.0.1"]
_numbers = itertools.count(1)


def another_visitor():
    """The headers of one who has not been here before, for a server that is BEHIND_A_PROXY."""
    number = next(_numbers)
    return {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}


def model_server(start, fake, *arguments, fallback="none", **kwargs):
    return start(*WIDE, *BEHIND_A_PROXY, "--model-url", fake.url, "--set", f"model.fallback={fallback}", *arguments,
                 **kwargs)


@dataclasses.dataclass
class Outcome:
    reply: object
    line: dict           # the access line
    errors: float        # the counters, since the server's start
    fallbacks: float
    cost_usd: float

    @property
    def status(self):
        return self.reply.status

    @property
    def is_stream(self):
        return self.reply.headers["content-type"] == "text/event-stream"

    @property
    def said(self):
        return said(events(self.reply.text)) if self.is_stream else self.reply.json["response"]

    @property
    def head(self):
        """session_id, model, and fallback where that is told."""
        if not self.is_stream:
            return {key: value for key, value in self.reply.json.items() if key != "response"}
        return next(event["data"] for event in events(self.reply.text) if event["type"] == "data-session")


def ask(server, message=None, headers=PLAIN, **members):
    return outcome(server, server.chat(message or new_question(), headers, **members))


def outcome(server, reply):
    line = access_line(server, reply.headers["x-request-id"])
    return Outcome(reply, line, *(server.metric(name) for name in (
        "mta_chat_model_errors_total", "mta_chat_fallback_answers_total", "mta_chat_cost_usd_total")))


def access_line(server, request_id, seconds=5):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        # Whole lines alone: the last one may be only half written.
        complete, _, _ = server.stderr_path.read_text().rpartition("\n")
        for line in map(json.loads, complete.splitlines()):
            if line["message"] == "request" and line["request_id"] == request_id:
                return line
        time.sleep(0.005)
    raise AssertionError(f"no access line of {request_id}: {server.stderr_path.read_text()}")


def assert_model_answered(seen, text):
    assert seen.status == 200, seen.reply.text
    assert seen.said == text
    assert (seen.head["model"], seen.line["model"]) == (MODEL, MODEL)
    assert "fallback" not in seen.head and seen.line["fallback"] is False


def assert_catalogue_answered(seen):
    assert seen.status == 200, seen.reply.text
    assert "6600" in seen.said
    assert (seen.head["model"], seen.head["fallback"]) == ("catalogue", True)
    assert (seen.line["model"], seen.line["fallback"]) == ("catalogue", True)


def assert_failed(seen, status, error, retry_after=None):
    """With a plain JSON error, whatever the visitor accepts."""
    assert (seen.status, seen.reply.json["error"]) == (status, error), seen.reply.text
    assert seen.reply.headers["content-type"] == "application/json; charset=utf-8"
    assert seen.reply.json["message"]
    assert seen.reply.json.get("retry_after") == retry_after
    assert seen.reply.headers.get("retry-after") == (str(retry_after) if retry_after else None)
    assert (seen.line["status"], seen.line["fallback"]) == (status, False)
    assert seen.fallbacks == 0


class Visitor:
    """One who reads as little as they like, and may leave."""

    def __init__(self, server, message=None, headers=PLAIN, request_id="visitor", **members):
        self.received = b""
        self.request_id = request_id
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        body = json.dumps({"message": message or new_question()} | members).encode()
        lines = ["POST /chat HTTP/1.1", "Host: x", "Connection: close", f"X-Request-Id: {request_id}",
                 f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    def read_until(self, piece):
        while piece not in self.received:
            more = self.socket.recv(65536)
            assert more, f"no {piece} in {self.received}"
            self.received += more

    def read_to_the_end(self):
        while more := self.socket.recv(65536):
            self.received += more
        self.socket.close()
        return self.received

    def leave(self):
        self.socket.close()
