"""Asks under an Idempotency-Key, and looks at whether it was answered anew."""

import json

from questions import QUESTION
from streaming_test import EVENTS, events, said

HISTORY = [{"role": "user", "content": "before"}, {"role": "assistant", "content": "indeed"}]
LIMIT_HEADERS = {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window", "ratelimit", "ratelimit-policy"}
HERE, THERE = "203.0.113.77", "203.0.113.78"


def body_of(message=QUESTION, **members):
    """With a history, so that no answer comes from the cache."""
    return json.dumps({"message": message, "conversation_history": HISTORY} | members)


class Exactly(str):
    """A key that is sent as it is written."""


def random_key(name):
    """The key that a test calls `name`, as a client makes one: nobody else has come to it."""
    return name if isinstance(name, Exactly) else f"{name}-8e03978e-40d5-43dd-bc93-6894a57f9324"


def headers_of(key="key-1", visitor=HERE, streams=False):
    return {"X-Forwarded-For": visitor} | ({"Idempotency-Key": random_key(key)} if key is not None else {}) | (
        EVENTS if streams else {})


def ask_keyed(server, key="key-1", body=None, visitor=HERE, streams=False):
    return server.request("POST", "/chat", body or body_of(), headers_of(key, visitor, streams))


def left(server, visitor=HERE):
    """What is left of the visitor's limit, this question counted."""
    reply = ask_keyed(server, None, visitor=visitor)
    assert reply.status == 200, reply.text
    return int(reply.headers["x-ratelimit-remaining"])


def is_replayed(reply):
    marked = reply.headers.get("idempotency-replayed")
    assert marked in (None, "true")
    assert not (marked and LIMIT_HEADERS & reply.headers.keys()), "what is not counted tells no limit"
    return bool(marked)


def is_stream(reply):
    return reply.headers["content-type"] == "text/event-stream"


def told(reply):
    """All that an answer says, however it is encoded."""
    assert reply.status == 200, reply.text
    if not is_stream(reply):
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        return reply.json
    stream = events(reply.text)
    assert stream[-1] == {"type": "finish"}
    [head] = [event["data"] for event in stream if event["type"] == "data-session"]
    products = {"products": event["data"] for event in stream if event["type"] == "data-products"}
    return {"response": said(stream)} | head | products


def assert_answered_anew(reply):
    assert reply.status == 200, reply.text
    assert not is_replayed(reply)
    return told(reply)


def assert_replayed(reply, first):
    assert is_replayed(reply)
    assert told(reply) == first
