"""A model's answer on its way to the visitor: it breaks off, it is too long, the visitor leaves, the server
ends."""

import concurrent.futures
import signal
import threading

import pytest
from model_behaviours import (TEXT, cut, endless, error_mid_stream, huge, huge_event, malformed, normal, silent,
                              slow, stalled)
from model_chat import (FORMS, MODEL, PLAIN, Visitor, access_line, another_visitor, ask, assert_model_answered,
                        model_server)
from streaming_test import EVENTS, events, said

KEPT_BYTES = 64 * 1024


def test_the_first_text_is_there_before_the_last(start, fake):
    gate = threading.Event()
    fake.behave(normal(gate=gate))
    visitor = Visitor(model_server(start, fake), headers=EVENTS)
    visitor.read_until(b'"text-delta"')
    assert b"lifts" not in visitor.received
    gate.set()
    assert b"[DONE]" in visitor.read_to_the_end()
    assert b"lifts" in visitor.received


BREAKS = {
    "cut": cut(),
    "ended": cut(cleanly=True),
    "malformed": malformed(TEXT),
    "an error": error_mid_stream(TEXT),
    "an event over 1 MB": huge_event(TEXT),
    "silent": stalled(),
    "over time": slow(TEXT + " and so on" * 1000, gap=0.02),
}


@pytest.mark.parametrize("fallback", ["none", "catalogue"])
@pytest.mark.parametrize("name", BREAKS)
def test_a_fault_after_the_first_text_is_an_event(start, fake, name, fallback):
    fake.behave(BREAKS[name])
    seen = ask(model_server(start, fake, "--set", "model.between_chunks_timeout_ms=300",
                            "--set", "model.total_timeout_ms=700", fallback=fallback), headers=EVENTS)
    assert seen.status == 200
    stream = events(seen.reply.text)
    kinds = [event["type"] for event in stream]
    assert kinds[:4] == ["start", "data-session", "text-start", "text-delta"]
    assert set(kinds[4:-1]) <= {"text-delta"}
    assert kinds[-1] == "error" and stream[-1]["errorText"]
    assert said(stream).startswith(TEXT)
    assert (seen.line["status"], seen.line["model"], seen.line["fallback"]) == (200, MODEL, False)
    assert seen.line["output_tokens"] > 0 and seen.line["cost_usd"] > 0
    assert (len(fake.calls), seen.errors, seen.fallbacks) == (1, 1, 0)


def history_sent(fake):
    return [(message["role"], message["content"]) for message in fake.calls[-1].messages[1:]]


def test_what_was_shown_of_an_answer_that_broke_off_is_remembered(start, fake):
    server = model_server(start, fake)
    fake.behave(cut("Yes, it is"), normal())
    session = ask(server, "well?", EVENTS).head["session_id"]
    ask(server, "and?", session_id=session)
    assert history_sent(fake) == [("user", "well?"), ("assistant", "Yes, it is"), ("user", "and?")]


def test_a_plain_answer_that_broke_off_is_not_remembered(start, fake):
    server = model_server(start, fake)
    fake.behave(cut("Yes, it is"), normal())
    assert ask(server, "well?", session_id="chosen").status == 502
    ask(server, "and?", session_id="chosen")
    assert history_sent(fake) == [("user", "and?")]


@pytest.mark.parametrize("behaviour", [stalled("Yes, it is"), endless("Yes, it is", gap=0.05)],
                         ids=["silent", "talking"])
def test_when_the_visitor_leaves_mid_stream_the_call_ends_and_the_part_said_is_remembered(start, fake, behaviour):
    server = model_server(start, fake, fallback="catalogue")
    fake.behave(behaviour, normal())
    visitor = Visitor(server, "well?", EVENTS, session_id="chosen")
    visitor.read_until(b"Yes")
    visitor.leave()
    assert fake.calls[0].closed_early.wait(2)

    line = access_line(server, visitor.request_id)
    assert (line["status"], line["model"], line["fallback"]) == (200, MODEL, False)
    assert line["input_tokens"] > 0 and line["output_tokens"] > 0 and line["cost_usd"] > 0
    assert line["usage_estimated"] is True
    seen = ask(server, "and?", session_id="chosen")
    question, part, new_question = history_sent(fake)
    assert (question, new_question) == (("user", "well?"), ("user", "and?"))
    assert part[0] == "assistant" and part[1].startswith("Yes")
    assert (len(fake.calls), seen.errors, seen.fallbacks) == (2, 0, 0)


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("behaviour", [silent(), stalled("")], ids=["no answer yet", "no text yet"])
def test_a_visitor_who_leaves_before_the_first_text_leaves_nothing(start, fake, behaviour, headers):
    assert_leaves_nothing(start, fake, behaviour, headers)


def test_a_visitor_who_leaves_before_a_plain_answer_leaves_nothing(start, fake):
    assert_leaves_nothing(start, fake, stalled("Yes, it is"), PLAIN)


def assert_leaves_nothing(start, fake, behaviour, headers):
    server = model_server(start, fake, fallback="catalogue")
    fake.behave(behaviour, normal())
    visitor = Visitor(server, "well?", headers, session_id="chosen")
    call = fake.wait_for_calls(1)
    visitor.leave()
    assert call.closed_early.wait(2)
    line = access_line(server, visitor.request_id)
    assert (line["model"], line["fallback"]) == (MODEL, False)
    seen = ask(server, "and?", session_id="chosen")
    assert history_sent(fake) == [("user", "and?")]
    assert (len(fake.calls), seen.errors, seen.fallbacks) == (2, 0, 0)


def test_visitors_who_leave_do_not_open_the_circuit(start, fake):
    server = model_server(start, fake)
    fake.behave(silent())
    for number in range(6):
        visitor = Visitor(server, headers=another_visitor(), request_id=f"visitor-{number}")
        fake.wait_for_calls(number + 1)
        visitor.leave()
        access_line(server, visitor.request_id)
    fake.behave(normal())
    assert_model_answered(ask(server), TEXT)


def first_characters(text):
    return text.encode()[:KEPT_BYTES].decode(errors="ignore")


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_past_64_kib_an_answer_ends_as_a_normal_one_and_the_call_too(start, fake, headers):
    piece = "é حروف عربية. "
    fake.behave(endless(piece))
    seen = ask(model_server(start, fake), headers=headers)
    assert_model_answered(seen, first_characters(piece * KEPT_BYTES))
    if headers == EVENTS:
        assert [event["type"] for event in events(seen.reply.text)[-2:]] == ["text-end", "finish"]
    assert fake.calls[0].closed_early.wait(2)
    assert seen.line["usage_estimated"] is True and seen.line["output_tokens"] > 0
    assert (len(fake.calls), seen.errors) == (1, 0)


@pytest.mark.parametrize("as_json", [False, True], ids=["stream", "JSON"])
def test_a_text_past_64_kib_that_came_whole_is_cut_between_characters(start, fake, as_json):
    text = "€" * 50_000
    fake.behave(huge(text, as_json=as_json))
    seen = ask(model_server(start, fake))
    assert_model_answered(seen, first_characters(text))
    assert seen.errors == 0


def test_a_hundred_streams_at_once_finish_after_sigterm(start, fake):
    gate = threading.Event()
    fake.behave(normal(gate=gate))
    server = model_server(start, fake)
    visitors = [Visitor(server, headers=EVENTS, request_id=f"visitor-{number}") for number in range(100)]
    for visitor in visitors:
        visitor.read_until(b'"text-delta"')
    assert len(fake.calls) == 100
    server.process.send_signal(signal.SIGTERM)
    server.wait_for_line("draining")
    gate.set()
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(Visitor.read_to_the_end, visitors))
    assert all(b'"finish"' in answer and answer.endswith(b"0\r\n\r\n") for answer in answers)
    assert all("😀".encode() in answer for answer in answers)
    assert server.process.wait(timeout=10) == 0


def test_a_stream_that_outlives_the_visitors_patience_does_not_hold_up_the_end(start, fake):
    """A visitor leaves while the server drains: nothing is left to wait for."""
    fake.behave(stalled())
    server = model_server(start, fake)
    visitor = Visitor(server, headers=EVENTS)
    visitor.read_until(b'"text-delta"')
    server.process.send_signal(signal.SIGTERM)
    server.wait_for_line("draining")
    visitor.leave()
    assert server.process.wait(timeout=5) == 0
