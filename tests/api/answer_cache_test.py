"""The same first question is answered by one call: from the cache afterwards, shared while it is under way."""

import concurrent.futures
import threading
import time

import pytest
from budget_chat import WORST, assert_waits_until, budget_server, costing, end_of_day, stay_within_the_day, utc_now
from model_behaviours import TEXT, cut, held, malformed, normal, silent, stalled, status
from model_chat import (FORMS, MODEL, PLAIN, Visitor, access_line, ask, assert_catalogue_answered,
                        assert_model_answered, model_server, outcome)
from questions import QUESTION, new_question
from streaming_test import EVENTS, events, said

both_forms = pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)


def cached(server):
    return server.metric("mta_chat_cached_answers_total")


def assert_cost_nothing(seen):
    assert (seen.line["input_tokens"], seen.line["output_tokens"], seen.line["cost_usd"]) == (0, 0, 0)


# --- What was answered already

@pytest.mark.parametrize("second", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("first", FORMS.values(), ids=FORMS)
def test_the_same_first_question_is_one_call(start, fake, first, second):
    server = model_server(start, fake)
    one = ask(server, QUESTION, first)
    other = ask(server, QUESTION, second)
    for seen in (one, other):
        assert_model_answered(seen, TEXT)
    assert len(fake.calls) == 1
    assert one.head["session_id"] != other.head["session_id"]
    assert_cost_nothing(other)
    assert other.cost_usd == one.cost_usd > 0
    assert cached(server) == 1


SPELLINGS = [QUESTION.lower().rstrip("?"), QUESTION.upper(), f"  {QUESTION.replace(' ', '   ')}!!",
             QUESTION.replace("How", "Hôw"), QUESTION.replace(" ", "\n"), QUESTION.replace("7", "٧")]


def test_how_it_is_spelled_does_not_matter(start, fake):
    server = model_server(start, fake)
    for message in [QUESTION, *SPELLINGS]:
        assert_model_answered(ask(server, message), TEXT)
    assert (len(fake.calls), cached(server)) == (1, len(SPELLINGS))
    assert fake.calls[0].messages[-1]["content"] == QUESTION


def test_arabic_is_folded_too(start, fake):
    server = model_server(start, fake)
    for message in ("هل يمكن شحن جهاز الهايفو إلى الأردن؟", "هل يمكن شحن جهاز الهايفو الى الاردن"):
        assert_model_answered(ask(server, message), TEXT)
    assert len(fake.calls) == 1


@pytest.mark.parametrize("messages", [
    (QUESTION, QUESTION.replace("Jordan", "Syria")), (QUESTION, QUESTION + " Or June?"),
    (QUESTION, " ".join(reversed(QUESTION.split()))), ("?", "😀"), ("😀", "😡"),
    ("HIFU 可以运到约旦吗？", "HIFU 疼吗？"), ("Сколько стоит доставка HIFU?", "Больно ли делать HIFU?"),
    ("May I pay the HIFU in $?", "May I pay the HIFU in €?"), ("Is a 1.5 MHz HIFU better?", "Is a 15 MHz HIFU better?"),
    ("Is HIFU < 4 MHz better?", "Is HIFU > 4 MHz better?")], ids=str)
def test_another_question_is_another_call(start, fake, messages):
    server = model_server(start, fake)
    for message in messages:
        assert_model_answered(ask(server, message), TEXT)
    assert (len(fake.calls), cached(server)) == (2, 0)


def test_another_persona_is_another_call(start, fake):
    server = model_server(start, fake, "--set", "chat.allow_system_prompt_override=true")
    for persona, calls in ((None, 1), ("Be brief.", 2), ("Be brief.", 2), ("Be long.", 3), (None, 3)):
        assert_model_answered(ask(server, QUESTION, system_prompt=persona), TEXT)
        assert len(fake.calls) == calls


def test_in_a_conversation_each_question_is_a_call(start, fake):
    server = model_server(start, fake)
    history = [{"role": "user", "content": "before"}, {"role": "assistant", "content": "indeed"}]
    for _ in range(2):
        ask(server, QUESTION, conversation_history=history)
    assert len(fake.calls) == 2
    for calls in (3, 4, 5):
        ask(server, QUESTION, session_id="chosen")
        assert len(fake.calls) == calls
    ask(server, QUESTION)
    assert (len(fake.calls), cached(server)) == (5, 1)


@both_forms
def test_the_answer_is_remembered_in_each_conversation(start, fake, headers):
    server = model_server(start, fake)
    sessions = [ask(server, QUESTION, headers).head["session_id"] for _ in range(3)]
    for number, session in enumerate(sessions):
        ask(server, f"and number {number}?", headers, session_id=session)
        assert [message["content"] for message in fake.calls[-1].messages[1:]] == [
            QUESTION, TEXT, f"and number {number}?"]
    assert len(fake.calls) == 4


FAILED = {"refused": status(400), "cut": cut("Yes, it"), "malformed": malformed("Yes, it"), "stalled": stalled("Yes"),
          "silent": silent()}
GIVE_UP_SOON = ["--set", "model.first_byte_timeout_ms=300", "--set", "model.between_chunks_timeout_ms=300"]


@both_forms
@pytest.mark.parametrize("fallback", ["none", "catalogue"])
@pytest.mark.parametrize("name", FAILED)
def test_an_answer_that_failed_is_not_kept(start, fake, name, fallback, headers):
    fake.behave(FAILED[name], normal())
    server = model_server(start, fake, *GIVE_UP_SOON, fallback=fallback)
    ask(server, QUESTION, headers)
    for _ in range(2):
        assert_model_answered(ask(server, QUESTION, headers), TEXT)
    assert (len(fake.calls), cached(server)) == (2, 1)


def test_an_answer_that_nobody_waited_for_is_not_kept(start, fake):
    fake.behave(stalled("Yes, it"), normal())
    server = model_server(start, fake)
    visitor = Visitor(server, QUESTION, EVENTS)
    visitor.read_until(b'"text-delta"')
    visitor.leave()
    access_line(server, visitor.request_id)
    assert_model_answered(ask(server, QUESTION), TEXT)
    assert len(fake.calls) == 2


def test_it_is_kept_for_as_long_as_is_set(start, fake):
    server = model_server(start, fake, "--set", "chat.answer_cache_seconds=1")
    answered_at = time.monotonic()
    for _ in range(2):
        ask(server, QUESTION)
    if time.monotonic() - answered_at < 0.9:
        assert len(fake.calls) == 1
    calls = len(fake.calls)
    time.sleep(1.1)
    ask(server, QUESTION)
    assert len(fake.calls) == calls + 1


def test_it_can_be_switched_off(start, fake):
    server = model_server(start, fake, "--set", "chat.answer_cache_seconds=0")
    for _ in range(3):
        assert_model_answered(ask(server, QUESTION), TEXT)
    assert (len(fake.calls), cached(server)) == (3, 0)


def test_it_is_there_when_the_budget_is_used_up(start, fake):
    stay_within_the_day()
    fake.behave(costing(WORST))
    server = budget_server(start, fake, day=WORST, fallback="none")
    assert ask(server, QUESTION).status == 200
    asked_at = utc_now()
    assert_waits_until(ask(server).reply, end_of_day, asked_at, utc_now())
    for headers in FORMS.values():
        assert ask(server, QUESTION, headers).status == 200
    assert len(fake.calls) == 1


def test_its_memory_is_bounded(start, fake):
    fake.behave(normal(pieces=["15 KB of it. " * 300] * 4))
    server = model_server(start, fake)
    for number in range(2500):
        assert server.chat(new_question()).status == 200
        if number == 100:
            early_kb = server.memory_kb()
    assert server.memory_kb() - early_kb < 30_000, "40 MB were answered"


# --- What is under way

def at_once(server, count, message=QUESTION):
    """Asks in both forms by turns; the answers, once `gate` lets them."""
    pool = concurrent.futures.ThreadPoolExecutor(count)
    return [pool.submit(server.chat, message, [PLAIN, EVENTS][number % 2]) for number in range(count)]


def outcomes(server, asked):
    return [outcome(server, visitor.result()) for visitor in asked]


@pytest.mark.parametrize("threads", [1, 4])
def test_the_same_question_twenty_times_at_once_is_one_call(start, fake, threads):
    gate = threading.Event()
    fake.behave(normal(gate=gate))
    server = model_server(start, fake, "--set", f"server.threads={threads}")
    asked = at_once(server, 20)
    fake.wait_for_calls(1)
    time.sleep(0.5)
    gate.set()
    seen = outcomes(server, asked)
    for one in seen:
        assert_model_answered(one, TEXT)
    assert len(fake.calls) == 1
    assert len({one.head["session_id"] for one in seen}) == 20
    assert cached(server) == 19
    assert sum(one.line["cost_usd"] for one in seen) == pytest.approx(0.00027)
    assert server.metric("mta_chat_cost_usd_total") == pytest.approx(0.00027)
    for one in seen[:4]:
        ask(server, "and now?", session_id=one.head["session_id"])
        assert [message["content"] for message in fake.calls[-1].messages[1:]] == [QUESTION, TEXT, "and now?"]


def test_other_questions_at_once_are_calls_of_their_own(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = model_server(start, fake)
    asked = at_once(server, 4) + at_once(server, 4, new_question()) + at_once(server, 4, new_question())
    fake.wait_for_calls(3)
    time.sleep(0.2)
    gate.set()
    for one in outcomes(server, asked):
        assert_model_answered(one, TEXT)
    assert len(fake.calls) == 3


@both_forms
def test_who_comes_later_gets_all_of_it(start, fake, headers):
    gate = threading.Event()
    fake.behave(normal(gate=gate))
    server = model_server(start, fake)
    first = Visitor(server, QUESTION, headers)
    fake.wait_for_calls(1)
    time.sleep(0.2)
    later = Visitor(server, QUESTION, EVENTS)
    time.sleep(0.5)
    gate.set()
    assert said(events(body_of(later))) == TEXT
    assert b"lifts" in first.read_to_the_end()
    assert len(fake.calls) == 1


def body_of(visitor):
    """Of a stream that is read to its end, without its chunks."""
    _, _, body = visitor.read_to_the_end().partition(b"\r\n\r\n")
    whole = b""
    while size := int(body.partition(b"\r\n")[0], 16):
        body = body.partition(b"\r\n")[2]
        whole, body = whole + body[:size], body[size + 2:]
    return whole.decode()


@both_forms
def test_the_first_who_leaves_takes_nothing_from_the_others(start, fake, headers):
    gate = threading.Event()
    fake.behave(normal(gate=gate))
    server = model_server(start, fake)
    first = Visitor(server, QUESTION, headers, request_id="first")
    fake.wait_for_calls(1)
    others = [Visitor(server, QUESTION, EVENTS, request_id=f"other-{number}") for number in range(3)]
    time.sleep(0.5)  # they wait: an answer that has to be corrected is for nobody else
    for leaver in (first, others.pop()):
        leaver.leave()
    time.sleep(0.3)
    assert not fake.calls[0].closed_early.is_set()
    gate.set()
    for other in others:
        assert said(events(body_of(other))) == TEXT
    access_line(server, "first")
    assert_model_answered(ask(server, QUESTION), TEXT)
    assert len(fake.calls) == 1, "it was kept"
    assert server.metric("mta_chat_cost_usd_total") == pytest.approx(0.00027)


def test_when_the_last_has_left_the_call_ends(start, fake):
    fake.behave(stalled("Yes, it"), normal())
    server = model_server(start, fake)
    first = Visitor(server, QUESTION, EVENTS, request_id="first")
    first.read_until(b'"text-delta"')
    for number in range(4):
        other = Visitor(server, QUESTION, EVENTS, request_id=f"other-{number}")
        time.sleep(0.2)
        other.leave()
        access_line(server, other.request_id)
    assert not fake.calls[0].closed_early.is_set()
    first.leave()
    assert fake.calls[0].closed_early.wait(2)
    line = access_line(server, "first")
    assert (line["status"], line["model"]) == (200, MODEL)
    assert server.metric("mta_chat_cost_usd_total") == pytest.approx(line["cost_usd"], abs=1e-6)
    assert line["cost_usd"] > 0
    assert_model_answered(ask(server, QUESTION), TEXT)
    assert len(fake.calls) == 2


@both_forms
def test_when_all_have_left_before_the_first_text_the_call_ends_too(start, fake, headers):
    fake.behave(silent(), normal())
    server = model_server(start, fake)
    visitors = [Visitor(server, QUESTION, headers, request_id=f"visitor-{number}") for number in range(3)]
    fake.wait_for_calls(1)
    time.sleep(0.2)
    for visitor in visitors:
        visitor.leave()
    assert fake.calls[0].closed_early.wait(2)
    for visitor in visitors:
        access_line(server, visitor.request_id)
    assert_model_answered(ask(server, QUESTION), TEXT)
    assert len(fake.calls) == 2


@pytest.mark.parametrize("fallback", ["none", "catalogue"])
def test_a_call_that_fails_fails_for_all(start, fake, fallback):
    gate = threading.Event()
    fake.behave(held(gate, status(400)))
    server = model_server(start, fake, fallback=fallback)
    asked = at_once(server, 6)
    fake.wait_for_calls(1)
    time.sleep(0.3)
    gate.set()
    for one in [visitor.result() for visitor in asked]:
        assert one.status == (200 if fallback == "catalogue" else 502)
    assert len(fake.calls) == 1


def test_a_break_is_an_event_to_who_has_seen_some_and_the_catalogues_to_who_has_not(start, fake):
    gate = threading.Event()
    fake.behave(cut(gate=gate))
    server = model_server(start, fake, fallback="catalogue")
    asked = at_once(server, 6)
    fake.wait_for_calls(1)
    time.sleep(0.3)
    gate.set()
    seen = [visitor.result() for visitor in asked]
    for stream in seen[1::2]:
        assert [event["type"] for event in events(stream.text)][-1] == "error"
        assert said(events(stream.text)) == TEXT
    for plain in seen[0::2]:
        assert_catalogue_answered(outcome(server, plain))
    assert len(fake.calls) == 1
