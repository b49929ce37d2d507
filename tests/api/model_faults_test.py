"""The model fails before its first text: retries, the retry budget, the circuit breaker, the fallback."""

import concurrent.futures
import contextlib
import socket
import threading
import time

import pytest
from conftest import WIDE
from fake_openai import FakeOpenAi
from model_behaviours import (TEXT, cut, cut_before_answer, cut_in_head, empty, endless, error_mid_stream, held,
                              huge_body, huge_event, malformed, malformed_json, normal, only_reasoning,
                              reset_before_answer, silent, stalled, status, whole_json, wrong_type)
from model_chat import (FORMS, MODEL, another_visitor, ask, assert_catalogue_answered, assert_failed,
                        assert_model_answered, model_server)
from questions import new_question
from streaming_test import EVENTS

WRONG = (502, "AI service error")
UNAVAILABLE = (503, "AI service unavailable")
TIMEOUT = (504, "AI service timeout")

# What happens, how often it is tried, and what the visitor is told: status, error, retry_after.
FAULTS = {
    **{f"status {code}": (status(code), 1, WRONG) for code in (400, 401, 403, 404, 413, 422)},
    "a redirect": (status(302, {"Location": "/v1/chat/completions"}), 1, WRONG),
    "status 408": (status(408), 3, WRONG),
    "status 500": (status(500), 3, WRONG),
    "status 504": (status(504), 3, WRONG),
    "status 503": (status(503), 3, (*UNAVAILABLE, 5)),
    "status 429": (status(429), 3, (*UNAVAILABLE, 5)),
    "429, Retry-After 100": (status(429, {"Retry-After": "100"}), 1, (*UNAVAILABLE, 100)),
    "503, Retry-After 100": (status(503, {"Retry-After": "100"}), 1, (*UNAVAILABLE, 100)),
    "429, Retry-After 9999": (status(429, {"Retry-After": "9999"}), 1, (*UNAVAILABLE, 300)),
    "429, Retry-After soon": (status(429, {"Retry-After": "soon"}), 3, (*UNAVAILABLE, 5)),
    "429, Retry-After -5": (status(429, {"Retry-After": "-5"}), 3, (*UNAVAILABLE, 5)),
    **{f"429, Retry-After {value}": (status(429, {"Retry-After": value}), 1, (*UNAVAILABLE, 300))
       for value in ("9223372037", "1796212800000", "9" * 40, "Fri, 31 Dec 9999 23:59:59 GMT")},
    "closed before an answer": (cut_before_answer(), 3, (*UNAVAILABLE, 5)),
    "reset before an answer": (reset_before_answer(), 3, (*UNAVAILABLE, 5)),
    "cut in the head": (cut_in_head(), 1, WRONG),
    "cut before the first text": (cut(""), 1, WRONG),
    "ended before the first text": (cut("", cleanly=True), 1, WRONG),
    "cut in a JSON document": (cut(as_json=True), 1, WRONG),
    "no JSON in the stream": (malformed(), 1, WRONG),
    "an event of another shape": (malformed(data='{"choices":"none"}'), 1, WRONG),
    "no JSON in the document": (malformed_json(), 1, WRONG),
    "a document of another shape": (malformed_json(b"[]"), 1, WRONG),
    "no choices": (malformed_json(b'{"choices":[]}'), 1, WRONG),
    "an error in a document": (malformed_json(b'{"error":{"message":"no"}}'), 1, WRONG),
    "an error in the stream": (error_mid_stream(), 1, WRONG),
    "another type": (wrong_type(), 1, WRONG),
    "an event over 1 MB": (huge_event(), 1, WRONG),
    "a document over 1 MB": (huge_body(), 1, WRONG),
    "nothing": (empty(), 1, WRONG),
    "nothing in a document": (whole_json(""), 1, WRONG),
    "only reasoning": (only_reasoning(), 1, WRONG),
}


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_before_the_first_text(start, fake, name, headers):
    behaviour, calls, error = FAULTS[name]
    fake.behave(behaviour)
    seen = ask(model_server(start, fake), headers=headers)
    assert_failed(seen, *error)
    assert seen.line["model"] == MODEL
    assert (len(fake.calls), seen.errors) == (calls, calls)


@pytest.mark.parametrize("name", FAULTS)
def test_the_catalogue_answers_in_the_models_place(start, fake, name):
    behaviour, calls, _ = FAULTS[name]
    fake.behave(behaviour)
    headers = EVENTS if list(FAULTS).index(name) % 2 else {}
    seen = ask(model_server(start, fake, fallback="catalogue"), headers=headers)
    assert_catalogue_answered(seen)
    assert (len(fake.calls), seen.errors, seen.fallbacks) == (calls, calls, 1)


@pytest.mark.parametrize("behaviour", [cut(), cut(cleanly=True), malformed(TEXT), error_mid_stream(TEXT)],
                         ids=["cut", "ended", "malformed", "error"])
def test_a_fault_after_some_text_is_a_plain_error_to_who_has_seen_none_of_it(start, fake, behaviour):
    fake.behave(behaviour)
    seen = ask(model_server(start, fake))
    assert_failed(seen, *WRONG)
    assert seen.line["output_tokens"] > 0, "what was received has been paid"
    assert (len(fake.calls), seen.errors) == (1, 1)


def test_after_some_text_the_catalogue_can_still_answer_who_has_seen_none_of_it(start, fake):
    fake.behave(cut())
    seen = ask(model_server(start, fake, fallback="catalogue"))
    assert_catalogue_answered(seen)
    assert TEXT not in seen.said
    assert (len(fake.calls), seen.errors, seen.fallbacks) == (1, 1, 1)


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_what_the_model_cost_is_told_whoever_answers(start, fake, headers):
    fake.behave(only_reasoning(usage=(1000, 200)))
    seen = ask(model_server(start, fake, fallback="catalogue"), headers=headers)
    assert_catalogue_answered(seen)
    assert (seen.line["input_tokens"], seen.line["output_tokens"]) == (1000, 200)
    assert seen.line["cost_usd"] == pytest.approx(0.00027)
    assert seen.cost_usd == pytest.approx(0.00027)


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("behaviour", [status(500), status(408), status(429), cut_before_answer()],
                         ids=["500", "408", "429", "closed"])
def test_a_call_is_tried_three_times(start, fake, behaviour, headers):
    fake.behave(behaviour, behaviour, normal())
    seen = ask(model_server(start, fake), headers=headers)
    assert_model_answered(seen, TEXT)
    assert (len(fake.calls), seen.errors) == (3, 2)


@pytest.mark.parametrize("last, error", [(status(503), (*UNAVAILABLE, 5)), (status(500), WRONG),
                                         (malformed(), WRONG), (silent(), TIMEOUT)],
                         ids=["unavailable", "wrong", "malformed", "timeout"])
def test_the_last_attempt_decides(start, fake, last, error):
    fake.behave(status(429), status(502), last)
    seen = ask(model_server(start, fake, "--set", "model.first_byte_timeout_ms=300"))
    assert_failed(seen, *error)
    assert (len(fake.calls), seen.errors) == (3, 3)


def test_the_models_retry_after_is_waited_for(start, fake):
    fake.behave(status(429, {"Retry-After": "1"}), normal())
    seen = ask(model_server(start, fake))
    assert_model_answered(seen, TEXT)
    assert fake.calls[1].at - fake.calls[0].at >= 1
    assert (len(fake.calls), seen.errors) == (2, 1)


def test_a_retry_after_that_does_not_fit_is_passed_on(start, fake):
    fake.behave(status(429, {"Retry-After": "2"}), normal())
    seen = ask(model_server(start, fake, "--set", "model.total_timeout_ms=1500"))
    assert_failed(seen, *UNAVAILABLE, 2)
    assert (len(fake.calls), seen.errors) == (1, 1)


def test_retries_have_a_budget(start, fake):
    """Ten retries, and 0.2 for each call: 10 - 4 * 1.8 - 3 * 0.8 leaves less than one."""
    server = model_server(start, fake)

    def calls_for(*behaviours, answered=True):
        before = len(fake.calls)
        fake.behave(*behaviours)
        seen = ask(server)
        assert seen.status == (200 if answered else 502), seen.reply.text
        return len(fake.calls) - before

    for _ in range(4):
        assert calls_for(status(500), status(500), normal()) == 3
    for _ in range(3):
        assert calls_for(status(500), normal()) == 2
    assert calls_for(status(500), normal(), answered=False) == 1
    for _ in range(4):
        assert calls_for(normal()) == 1
    assert calls_for(status(500), normal()) == 2, "calls that succeed fill it again"


FAILED = status(429, {"Retry-After": "100"})


def fail(server, fake, times, behaviour=FAILED):
    """Calls of as many visitors."""
    fake.behave(behaviour)
    for _ in range(times):
        assert ask(server, headers=another_visitor()).status in (502, 503, 504)


def assert_refused_without_a_call(server, fake):
    calls, errors = len(fake.calls), server.metric("mta_chat_model_errors_total")
    seen = ask(server)
    assert 1 <= seen.reply.json.get("retry_after", 0) <= 10
    assert_failed(seen, *UNAVAILABLE, seen.reply.json["retry_after"])
    assert (len(fake.calls), seen.errors) == (calls, errors)
    return seen.reply.json["retry_after"]


@pytest.mark.parametrize("behaviour", [FAILED, status(500), cut_before_answer(), silent(), stalled("")],
                         ids=["429", "500", "closed", "first byte", "between bytes"])
def test_five_failed_calls_open_the_circuit(start, fake, behaviour):
    server = model_server(start, fake, "--set", "model.first_byte_timeout_ms=100",
                          "--set", "model.between_chunks_timeout_ms=100")
    fail(server, fake, 4, behaviour)
    calls = len(fake.calls)
    fail(server, fake, 1, behaviour)
    assert len(fake.calls) > calls, "four have not opened it"
    assert_refused_without_a_call(server, fake)


SLOW_FOR_ONE = {"X-Forwarded-For": "203.0.113.7"}


def slow_for_one(exchange):
    """What that visitor asks takes longer than a call may; all others are answered."""
    slow = "[slow]" in exchange.call.json["messages"][-1]["content"]
    (silent() if slow else normal())(exchange)


@pytest.mark.parametrize("conversation", [[], [{"role": "user", "content": "hello"}]], ids=["first", "later"])
def test_one_visitors_slow_questions_keep_no_other_from_the_model(start, fake, conversation):
    """A first question may be answered together with others', one inside a conversation never is."""
    server = model_server(start, fake, "--set", "model.first_byte_timeout_ms=300", fallback="catalogue")
    fake.behave(slow_for_one)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        slow = [pool.submit(server.chat, new_question() + " [slow]", SLOW_FOR_ONE,
                            conversation_history=conversation) for _ in range(10)]
        assert all(question.result().json.get("fallback") for question in slow)
    assert_model_answered(ask(server, headers=another_visitor()), TEXT)
    assert len(fake.calls) == 11


def test_wrong_answers_count_neither_way(start, fake):
    server = model_server(start, fake)
    wrong = [status(400), malformed(), cut(), empty(), only_reasoning(), wrong_type()]
    for behaviour in wrong:
        fail(server, fake, 1, behaviour)
    fail(server, fake, 4)
    for behaviour in wrong:
        fail(server, fake, 1, behaviour)
    fail(server, fake, 1)
    assert len(fake.calls) == 2 * len(wrong) + 5
    assert_refused_without_a_call(server, fake)


def test_an_answer_ends_the_row_of_failed_calls(start, fake):
    server = model_server(start, fake)
    for _ in range(2):
        fail(server, fake, 4)
        fake.behave(normal())
        assert_model_answered(ask(server), TEXT)


def test_with_an_open_circuit_the_catalogue_answers_at_once(start, fake):
    server = model_server(start, fake, fallback="catalogue")
    fake.behave(FAILED)
    for _ in range(5):
        assert_catalogue_answered(ask(server, headers=another_visitor()))
    seen = ask(server)
    assert_catalogue_answered(seen)
    assert (len(fake.calls), seen.errors, seen.fallbacks) == (5, 5, 6)


def test_an_open_circuit_lets_one_call_through_and_closes_when_that_succeeds(start, fake):
    server = model_server(start, fake)
    with FakeOpenAi() as other_fake:
        other = model_server(start, other_fake)
        fail(server, fake, 5)
        fail(other, other_fake, 5)
        # The time to wait is what the service itself has named.
        time.sleep(max(assert_refused_without_a_call(*pair) for pair in ((server, fake), (other, other_fake))))

        gate = threading.Event()
        fake.behave(held(gate, normal()))
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            probe = pool.submit(ask, server)
            fake.wait_for_calls(6)
            assert_refused_without_a_call(server, fake)
            gate.set()
            assert_model_answered(probe.result(), TEXT)
        assert_model_answered(ask(server), TEXT)
        assert len(fake.calls) == 7

        fail(other, other_fake, 1)
        assert len(other_fake.calls) == 6
        assert_refused_without_a_call(other, other_fake)


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


WITHOUT_PROXY = {"HTTPS_PROXY": "", "https_proxy": ""}


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_nobody_listens(start, headers):
    url = f"http://127.0.0.1:{closed_port()}/v1"
    seen = ask(start(*WIDE, "--model-url", url, "--set", "model.fallback=none"), headers=headers)
    assert_failed(seen, *UNAVAILABLE, 5)
    assert seen.errors == 3
    seen = ask(start(*WIDE, "--model-url", url), headers=headers)
    assert_catalogue_answered(seen)
    assert (seen.errors, seen.fallbacks) == (3, 1)


def test_there_is_no_such_host(start):
    seen = ask(start(*WIDE, "--model-url", "http://no-such-host.invalid/v1", "--set", "model.fallback=none"))
    assert_failed(seen, *UNAVAILABLE, 5)
    assert seen.errors >= 1


def test_the_provider_speaks_no_tls(start, fake):
    server = start(*WIDE, "--model-url", fake.url.replace("http:", "https:"), "--set", "model.fallback=none",
                   env=WITHOUT_PROXY)
    seen = ask(server)
    assert_failed(seen, *UNAVAILABLE, 5)
    assert seen.errors >= 1
    assert not fake.calls


def test_the_provider_does_not_take_the_connection(start):
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):  # its queue is full then, and the kernel drops who comes next
            connection = waiting.enter_context(socket.socket())
            connection.setblocking(False)
            connection.connect_ex(listener.getsockname())
        seen = ask(start(*WIDE, "--model-url", f"http://127.0.0.1:{listener.getsockname()[1]}/v1",
                         "--set", "model.fallback=none", "--set", "model.connect_timeout_ms=200"))
    assert_failed(seen, *TIMEOUT)
    assert seen.errors == 3


LIMITS = {
    "first byte": ("model.first_byte_timeout_ms=150", silent()),
    "between bytes, before the first text": ("model.between_chunks_timeout_ms=150", stalled("")),
    "total, nothing coming": ("model.total_timeout_ms=150", silent()),
    "total, no text coming": ("model.total_timeout_ms=300", endless({"reasoning_content": "hm"}, gap=0.02)),
}


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", LIMITS)
def test_a_time_limit_before_the_first_text(start, fake, name, headers):
    limit, behaviour = LIMITS[name]
    fake.behave(behaviour)
    seen = ask(model_server(start, fake, "--set", limit), headers=headers)
    assert_failed(seen, *TIMEOUT)
    assert (len(fake.calls), seen.errors) == (1, 1)
    assert fake.calls[0].closed_early.wait(2)
    seen = ask(model_server(start, fake, "--set", limit, fallback="catalogue"), headers=headers)
    assert_catalogue_answered(seen)


@pytest.mark.parametrize("limit, behaviour", [
    ("model.between_chunks_timeout_ms=300", stalled()), ("model.total_timeout_ms=500", endless(gap=0.02)),
    ("model.between_chunks_timeout_ms=300", stalled(as_json=True))], ids=["between bytes", "total", "JSON"])
def test_a_time_limit_after_some_text_is_a_plain_error_to_who_has_seen_none_of_it(start, fake, limit, behaviour):
    fake.behave(behaviour)
    seen = ask(model_server(start, fake, "--set", limit))
    assert_failed(seen, *TIMEOUT)
    assert (len(fake.calls), seen.errors) == (1, 1)
    assert fake.calls[0].closed_early.wait(2)
