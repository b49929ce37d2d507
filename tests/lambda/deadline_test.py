"""The time that is left of an invocation is the time limit of the model call, less 4 s to save and answer."""

import pytest
from lambda_events import http_api, question
from lambda_function import asking
from model_behaviours import TEXT, normal, slow
from streaming_test import EVENTS, events

PROVIDERS_SECONDS = 3


def late(exchange):
    exchange.pause(PROVIDERS_SECONDS)
    normal()(exchange)


def ask(function, deadline_ms, headers=None):
    return function.invoke(http_api(body=question(), headers=headers), deadline_ms=deadline_ms).wait()


def assert_catalogue_answered_in_time(invocation):
    assert invocation.status == 200
    assert "6600" in invocation.json["response"]
    assert (invocation.json["model"], invocation.json["fallback"]) == ("catalogue", True)
    assert invocation.posts[-1].at < invocation.deadline_at


def test_a_provider_that_takes_longer_than_is_left_is_given_up(start_function, fake):
    fake.behave(late)
    function = start_function(**asking(fake))
    invocation = ask(function, 5000)
    assert_catalogue_answered_in_time(invocation)
    assert invocation.answered_after < PROVIDERS_SECONDS
    assert len(fake.calls) == 1
    assert fake.calls[0].closed_early.wait(2)


def test_a_provider_in_time_is_waited_for(start_function, fake):
    fake.behave(late)
    assert ask(start_function(**asking(fake)), 15_000).json["response"] == TEXT


@pytest.mark.parametrize("deadline_ms", [4100, 1000, 150])
def test_without_time_for_a_call_the_fallback_answers_at_once(start_function, fake, deadline_ms):
    function = start_function(**asking(fake))
    function.api.wait_for_next()
    assert_catalogue_answered_in_time(ask(function, deadline_ms))
    assert fake.calls == []


def test_without_time_and_fallback_it_is_a_timeout(start_function, fake):
    fake.behave(late)
    function = start_function(**asking(fake), MTA_CHAT_MODEL_FALLBACK="none")
    for deadline_ms, calls in ((4100, 0), (5000, 1)):
        invocation = ask(function, deadline_ms)
        assert (invocation.status, invocation.json["error"]) == (504, "AI service timeout")
        assert invocation.posts[-1].at < invocation.deadline_at
        assert len(fake.calls) == calls


def test_calls_that_were_not_made_do_not_open_the_circuit(start_function, fake):
    function = start_function(**asking(fake))
    for number in range(6):
        function.invoke(http_api(body=question(), address=f"198.18.0.{number}"), deadline_ms=1000).wait()
    assert ask(function, 30_000).json["response"] == TEXT
    assert len(fake.calls) == 1


def test_a_stream_that_outlives_its_time_ends_with_an_error(start_function, fake):
    fake.behave(slow("red green blue white black grey", gap=0.6))
    stream = events(ask(start_function(**asking(fake)), 5000, EVENTS).body)
    assert [event["type"] for event in stream][-2:] == ["text-delta", "error"]
