"""The loop over the Runtime API: connections, refused posts, freezing, events of other kinds."""

import re
import threading

import pytest
from lambda_events import MALFORMED, SCHEDULED, UNSUPPORTED, WARM_UP, http_api, question, rest_api
from lambda_function import asking
from lambda_invocation import ERROR_TYPE
from limits_test import wait_for_room_in_the_bucket
from model_behaviours import TEXT, normal
from questions import new_question
from runtime_api import RESET, TAKEN_THEN_RESET


def test_one_connection_serves_every_invocation(start_function):
    function = start_function()
    for number in range(20):
        assert function.chat(f"hello {number}").status == 200
    function.api.wait_for_next()
    assert function.api.connections == 1
    assert function.api.nexts == 21


def test_large_events_arrive_whole(function):
    """The real one sends those over 2 KB in chunks."""
    padding = "x" * 60_000
    answer = function.invoke(http_api(body=question(padding=padding), headers={"x-padding": "x" * 8000}))
    assert "6600" in answer.json["response"]


@pytest.mark.parametrize("way", [RESET, 500, 503])
def test_a_refused_answer_is_posted_once_more(start_function, way):
    function = start_function()
    function.api.refuse(way)
    answer = function.chat("How much is the 7D HIFU machine?")
    assert "6600" in answer.json["response"]
    assert len(answer.posts) == 2
    if way != RESET:
        assert answer.posts[0].body == answer.posts[1].body
    assert function.chat("and again").status == 200


@pytest.mark.parametrize("ways", [[RESET, RESET], [500, 500], [RESET, 503]], ids=str)
def test_an_answer_refused_twice_is_given_up_and_the_loop_goes_on(start_function, ways):
    function = start_function()
    function.api.refuse(*ways)
    lost = function.chat("hello")
    assert lost.lost
    assert len(lost.posts) == 2
    assert function.complaints(lost)
    assert function.chat("and again").status == 200


@pytest.mark.parametrize("status", [400, 403, 413])
def test_an_answer_that_is_wrong_to_lambda_is_logged_and_the_loop_goes_on(start_function, status):
    function = start_function()
    function.api.refuse(status)
    lost = function.chat("hello")
    assert lost.lost
    assert len(lost.posts) == 1, "the same again would be as wrong"
    assert function.complaints(lost)
    assert function.chat("and again").status == 200


def test_an_answer_that_was_taken_though_the_connection_broke(start_function):
    """The second post is refused then: there is nothing to answer any more."""
    function = start_function()
    function.api.refuse(TAKEN_THEN_RESET)
    answer = function.chat("hello")
    assert answer.status == 200
    assert function.complaints(answer)
    assert [post.status for post in answer.posts] == [202, 403]
    assert function.chat("and again").status == 200


@pytest.mark.parametrize("way", [RESET, 500])
def test_a_refused_error_is_posted_once_more(start_function, way):
    function = start_function()
    function.api.refuse(way)
    invocation = function.invoke({})
    assert invocation.error["errorType"] == "Function.UnsupportedEvent"
    assert len(invocation.posts) == 2
    assert function.chat("hello").status == 200


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_next_is_asked_again_where_its_connection_breaks(start_function, reset):
    function = start_function()
    for _ in range(3):
        assert function.chat("hello").status == 200
        function.api.cut_next(reset)
    assert function.chat("and again").status == 200
    assert function.api.connections == 4


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_a_frozen_function_whose_runtime_connection_is_closed_comes_back(start_function, reset):
    function = start_function()
    assert function.chat("hello").status == 200
    function.api.wait_for_next()
    function.freeze()
    function.api.cut_next(reset)
    invocation = function.invoke(http_api(body=question()))
    function.thaw()
    assert "6600" in invocation.json["response"]


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_a_frozen_function_whose_provider_connection_is_closed_asks_on_a_new_one(start_function, fake, reset):
    frozen = threading.Event()

    def answer_and_close_later(exchange):
        normal()(exchange)
        assert frozen.wait(30)
        exchange.reset() if reset else exchange.close()

    fake.behave(answer_and_close_later, normal())
    function = start_function(**asking(fake))
    assert function.chat(new_question()).json["response"] == TEXT
    function.api.wait_for_next()
    function.freeze()
    frozen.set()
    invocation = function.invoke(http_api(body=question()))
    function.thaw()
    assert invocation.json["response"] == TEXT
    assert "fallback" not in invocation.json
    assert [call.connection for call in fake.calls] == [0, 1]
    assert "ModelErrors" not in (function.metrics(invocation) or {})


def test_frozen_again_and_again(start_function, fake):
    fake.behave(normal(then_close=True))
    function = start_function(**asking(fake))
    for _ in range(5):
        assert function.chat(new_question()).json["response"] == TEXT
        function.api.wait_for_next()
        function.freeze()
        function.thaw()
    assert len(fake.calls) == 5


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_an_event_of_another_kind_is_an_error_and_the_loop_goes_on(function, name):
    invocation = function.invoke(UNSUPPORTED[name])
    assert_unsupported(invocation)
    assert function.chat("hello").status == 200


@pytest.mark.parametrize("raw", [b"", b"{", b'{"version":"2.0"', b"\xff\xfe", b"[" * 100_000], ids=repr)
def test_what_is_no_json_is_an_error_too(function, raw):
    assert_unsupported(function.invoke(raw=raw))
    assert function.chat("hello").status == 200


def assert_unsupported(invocation):
    assert invocation.error["errorType"] == "Function.UnsupportedEvent"
    assert invocation.posts[-1].headers[ERROR_TYPE] == "Function.UnsupportedEvent"
    for kind in (r"2\.0", r"1\.0", "warm-?up", "schedule"):
        assert re.search(kind, invocation.error["errorMessage"], re.I), kind


@pytest.mark.parametrize("name", MALFORMED)
def test_every_malformed_event_gets_an_answer(function, name):
    invocation = function.invoke(MALFORMED[name]).wait()
    if invocation.error:
        assert_unsupported(invocation)
    else:
        assert 200 <= invocation.status < 500
        assert "set-cookie" not in invocation.headers
    assert function.chat("hello").status == 200


def test_warm_ups_and_schedules_touch_nothing(start_function, fake):
    wait_for_room_in_the_bucket(3600)
    function = start_function(**asking(fake), MTA_CHAT_RATE_LIMIT_MAX="1", MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS="3600")
    for event in [WARM_UP, *SCHEDULED.values()] * 2:
        answer = function.invoke(event)
        assert answer.status == 200
        assert not any("ratelimit" in name for name in answer.headers)
    assert fake.calls == []
    for event in (http_api(body=question(), address=None), rest_api(body=question())):
        assert function.invoke(event).headers["x-ratelimit-remaining"] == "0"
    assert len(fake.calls) == 2
