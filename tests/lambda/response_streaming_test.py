"""Response streaming: `lambda.response_mode = "streaming"`."""

import base64
import json
import threading

import pytest
from lambda_events import SCHEDULED, WARM_UP, function_url, http_api, question, rest_api
from lambda_function import asking
from lambda_invocation import ERROR_BODY, ERROR_TYPE
from model_behaviours import TEXT, cut, error_mid_stream, malformed, normal, slow, stalled, status
from questions import new_question
from runtime_api import RESET
from streaming_test import EVENTS, events, said

STREAMING = {"MTA_CHAT_LAMBDA_RESPONSE_MODE": "streaming"}
SITE = "https://medical-tech-aesthetic.com"


@pytest.fixture
def streaming(start_function, fake):
    def start(**settings):
        return start_function(**asking(fake), **STREAMING, **settings)
    return start


@pytest.fixture
def ask(streaming):
    function = streaming()
    return lambda headers=EVENTS, event=http_api: function.invoke(event(body=question(), headers=headers))


EVERY_ANSWER = {
    "an event stream": (http_api(body=question(), headers=EVENTS), 200),
    "a plain answer": (http_api(body=question()), 200),
    "through a function url": (function_url(body=question(), headers=EVENTS), 200),
    "through a rest api": (rest_api(body=question(), headers=EVENTS), 200),
    "a bad body": (http_api(body="{"), 400),
    "a bad body to an event stream": (http_api(body="{", headers=EVENTS), 400),
    "a foreign page": (http_api(body=question(), headers={"Origin": "https://evil.example"}), 403),
    "another path": (http_api(path="/"), 404),
    "another method": (http_api(method="GET"), 405),
    "too large": (http_api(body=" " * 65537), 413),
    "a preflight": (http_api(method="OPTIONS"), 204),
    "a warm-up": (WARM_UP, 200),
    "a schedule": (SCHEDULED["rule"], 200),
}


@pytest.mark.parametrize("name", EVERY_ANSWER)
def test_every_answer_is_streamed(streaming, name):
    event, expected = EVERY_ANSWER[name]
    answer = streaming(MTA_CHAT_CORS_ALLOWED_ORIGINS=SITE).invoke(event)
    assert answer.status == expected
    assert answer.posts[-1].is_streamed
    assert answer.trailers == {}
    if expected >= 400:
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert answer.json["request_id"] == answer.headers["x-request-id"]
    if expected == 204:
        assert answer.body == ""


def test_a_refused_visitor_is_streamed_too(streaming):
    function = streaming(MTA_CHAT_RATE_LIMIT_MAX="1", MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS="86400")
    function.chat("hello")
    refused = function.chat("hello", EVENTS)
    assert (refused.status, refused.posts[-1].is_streamed) == (429, True)
    assert int(refused.headers["retry-after"]) == refused.json["retry_after"]


def test_an_event_of_another_kind_is_an_error_still(streaming):
    function = streaming()
    assert function.invoke({}).error["errorType"] == "Function.UnsupportedEvent"
    assert function.chat("hello").status == 200


def test_the_first_text_is_there_before_the_last(ask, fake):
    gate = threading.Event()
    fake.behave(normal(gate=gate))
    answer = ask()
    answer.wait_for_chunk(b'"text-delta"')
    received = b"".join(data for _, data in answer.chunks)
    assert received.startswith(b'{"statusCode":') or b'"statusCode":200' in received.partition(bytes(8))[0]
    assert b"lifts" not in received
    gate.set()
    assert said(events(answer.body)) == TEXT
    assert answer.headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert answer.headers["x-accel-buffering"] == "no"


def test_pieces_arrive_as_the_provider_sends_them(ask, fake):
    fake.behave(slow("red green blue", gap=0.2))
    answer = ask()
    arrived = [answer.wait_for_chunk(text) for text in (b'"red"', b'" green"', b'" blue"')]
    assert arrived[0] < arrived[1] < arrived[2]
    assert events(answer.body)[-1] == {"type": "finish"}


def test_nothing_is_sent_before_the_first_text(ask, fake):
    """Until then a fault is a plain error with its own status."""
    fake.behave(status(429), status(429), status(429))
    answer = ask()
    assert answer.status == 200, "the catalogue"
    assert events(answer.body)[1]["data"]["fallback"] is True


BREAKS = {"cut": cut(), "ended": cut(cleanly=True), "malformed": malformed(TEXT), "an error": error_mid_stream(TEXT),
          "silent": stalled()}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_an_event_to_the_visitor_and_a_trailer_to_lambda(streaming, fake, name):
    fake.behave(BREAKS[name])
    function = streaming(MTA_CHAT_MODEL_BETWEEN_CHUNKS_TIMEOUT_MS="500")
    answer = function.chat(new_question(), EVENTS)
    assert answer.status == 200
    stream = events(answer.body)
    assert said(stream) == TEXT
    assert stream[-1]["type"] == "error" and stream[-1]["errorText"]
    assert answer.trailers[ERROR_TYPE] == "Function.ModelStreamError"
    error = json.loads(base64.b64decode(answer.trailers[ERROR_BODY]))
    assert error["errorType"] == "Function.ModelStreamError"
    assert error["errorMessage"]
    assert TEXT not in error["errorMessage"]

    fake.behave(normal())
    assert function.chat(new_question(), EVENTS).trailers == {}


def test_a_break_that_nobody_has_seen_is_no_trailer(streaming, fake):
    fake.behave(cut())
    for fallback, expected in (("none", 502), ("catalogue", 200)):
        answer = streaming(MTA_CHAT_MODEL_FALLBACK=fallback).chat(new_question())
        assert (answer.status, answer.trailers) == (expected, {})


@pytest.mark.parametrize("way", [RESET, 500, 413])
@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "events"])
def test_a_refused_stream_does_not_end_the_loop(streaming, way, headers):
    function = streaming()
    function.api.refuse(way, way)
    function.invoke(http_api(body=question(), headers=headers)).wait_until_back()
    function.api.wait_for_next()
    function.api.clear_refusals()
    assert said(events(function.chat(new_question(), EVENTS).body)) == TEXT


def test_a_stream_refused_midway_does_not_end_the_loop(streaming, fake):
    gate = threading.Event()
    fake.behave(normal(gate=gate))
    function = streaming()
    broken = function.invoke(http_api(body=question(), headers=EVENTS))
    broken.wait_for_chunk(b'"text-delta"')
    function.api.break_off()
    gate.set()
    broken.wait_until_back()
    assert said(events(function.chat(new_question(), EVENTS).body)) == TEXT


def test_a_long_answer_in_many_pieces(ask, fake):
    text = "عربية حروف " * 2000 + "."
    fake.behave(slow(text, gap=0))
    assert said(events(ask().body)) == text


def test_many_streams_in_a_row(ask):
    for _ in range(20):
        assert said(events(ask().body)) == TEXT


@pytest.mark.parametrize("name", BREAKS)
def test_buffered_the_break_is_in_the_body(start_function, fake, name):
    fake.behave(BREAKS[name])
    function = start_function(**asking(fake), MTA_CHAT_MODEL_BETWEEN_CHUNKS_TIMEOUT_MS="500")
    answer = function.chat(new_question(), EVENTS)
    assert (answer.status, answer.posts[-1].is_streamed) == (200, False)
    stream = events(answer.body)
    assert said(stream) == TEXT
    assert stream[-1]["type"] == "error"
