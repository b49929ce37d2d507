"""Idempotency-Key on POST /chat: who sends a message again gets its answer again, for the price of one."""

import concurrent.futures
import itertools
import threading
import time

import pytest
from conftest import WIDE
from dynamodb_chat import at_once, long_window
from keyed_chat import (HERE, HISTORY, LIMIT_HEADERS, THERE, Exactly, ask_keyed, assert_answered_anew, assert_replayed,
                        body_of, headers_of, is_replayed, is_stream, left, told)
from model_behaviours import TEXT, cut, held, malformed, normal, stalled, status
from model_chat import MODEL, Visitor, access_line, model_server
from questions import QUESTION, new_question
from streaming_test import events

LIMIT = 10
both_forms = pytest.mark.parametrize("streams", [False, True], ids=["plain", "streamed"])


def keyed_server(start, fake, *arguments, limit=LIMIT, fallback="none"):
    return model_server(start, fake, "--set", f"rate_limit.max={limit}", "--set",
                        f"rate_limit.window_seconds={long_window()}", "--set", "server.trusted_proxies=127.0.0.1",
                        *arguments, fallback=fallback)


def replayed(server):
    return server.metric("mta_chat_replayed_answers_total")


# --- The same again

@both_forms
def test_the_same_message_fifty_times_in_a_loop_is_one_call_and_one_count(start, fake, streams):
    server = keyed_server(start, fake)
    first = ask_keyed(server, streams=streams)
    assert first.headers["x-ratelimit-remaining"] == str(LIMIT - 1)
    answer = assert_answered_anew(first)
    assert answer["response"] == TEXT and answer["model"] == MODEL
    for _ in range(49):
        assert_replayed(ask_keyed(server, streams=streams), answer)
    assert (len(fake.calls), replayed(server)) == (1, 49)
    assert left(server) == LIMIT - 2
    assert server.metric("mta_chat_cost_usd_total") == pytest.approx(2 * 0.00027), "of the last one, too"


def test_fifty_at_once_are_one_call_and_one_count(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake, "--set", "server.threads=2")
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(ask_keyed, server, streams=bool(number % 2)) for number in range(50)]
        fake.wait_for_calls(1)
        time.sleep(0.5)
        assert len(fake.calls) == 1
        gate.set()
        replies = [visitor.result() for visitor in asked]
    assert [is_replayed(reply) for reply in replies].count(False) == 1
    [first] = [told(reply) for reply in replies if not is_replayed(reply)]
    assert all(told(reply) == first for reply in replies)
    assert (len(fake.calls), replayed(server)) == (1, 49)
    assert left(server) == LIMIT - 2


@pytest.mark.parametrize("order", [(False, True), (True, False)], ids=["plain first", "streamed first"])
def test_the_answer_comes_as_each_asks_for_it(start, fake, order):
    server = keyed_server(start, fake)
    replies = [ask_keyed(server, streams=streams) for streams in order]
    assert [is_stream(reply) for reply in replies] == list(order)
    assert_replayed(replies[1], assert_answered_anew(replies[0]))
    assert len(fake.calls) == 1


def test_a_replay_is_logged_as_what_it_is(start, fake):
    server = keyed_server(start, fake)
    ask_keyed(server)
    line = access_line(server, ask_keyed(server).headers["x-request-id"])
    assert (line["status"], line["model"], line["fallback"], line["limited"]) == (200, MODEL, False, False)
    assert (line["input_tokens"], line["output_tokens"], line["cost_usd"]) == (0, 0, 0)


@pytest.mark.parametrize("members", [{}, {"session_id": "chosen"}], ids=["new", "chosen"])
def test_the_turn_is_in_its_conversation_once(start, fake, members):
    server = keyed_server(start, fake)
    body = body_of(QUESTION, **members)
    for _ in range(5):
        session = told(ask_keyed(server, body=body))["session_id"]
    told(ask_keyed(server, "key-2", body_of("and now?", session_id=session)))
    assert [message["content"] for message in fake.calls[1].messages[1:]] == [QUESTION, TEXT, "and now?"]


def test_a_fallback_is_an_answer_too(start, fake):
    fake.behave(status(400), normal())
    server = keyed_server(start, fake, fallback="catalogue")
    answer = assert_answered_anew(ask_keyed(server))
    assert (answer["model"], answer["fallback"]) == ("catalogue", True)
    for streams in (False, True):
        assert_replayed(ask_keyed(server, streams=streams), answer)
    assert len(fake.calls) == 1


@pytest.mark.parametrize("message", ["hello", "How much is the 7D HIFU machine?"])
def test_what_needs_no_call_is_replayed_too(start, fake, message):
    server = keyed_server(start, fake)
    answer = assert_answered_anew(ask_keyed(server, body=body_of(message)))
    assert answer["model"] == "catalogue" and "fallback" not in answer
    assert_replayed(ask_keyed(server, body=body_of(message)), answer)
    assert left(server) == LIMIT - 2


def test_the_catalogue_alone_replays_too(start):
    server = start(*WIDE)
    answer = assert_answered_anew(ask_keyed(server))
    assert_replayed(ask_keyed(server), answer)


def test_a_long_answer_comes_whole(start, fake):
    fake.behave(normal("é حروف عربية. " * 3000 + "."))
    server = keyed_server(start, fake)
    answer = assert_answered_anew(ask_keyed(server))
    for streams in (False, True):
        assert_replayed(ask_keyed(server, streams=streams), answer)


def test_a_replay_gives_its_throttle_token_back(start, fake):
    server = keyed_server(start, fake, "--set", "throttle.burst=2", "--set", "throttle.rate_per_second=0.001")
    answer = assert_answered_anew(ask_keyed(server))
    for _ in range(20):
        assert_replayed(ask_keyed(server), answer)
    assert_answered_anew(ask_keyed(server, "key-2"))
    assert (ask_keyed(server).status, ask_keyed(server, "key-3").status) == (429, 429), "there must be one to give back"


def test_who_has_reached_the_limit_still_gets_what_was_answered(start, fake):
    server = keyed_server(start, fake, limit=2)
    answer = assert_answered_anew(ask_keyed(server))
    assert left(server) == 0
    assert ask_keyed(server, "key-2").json["error"] == "Rate limit exceeded"
    assert_replayed(ask_keyed(server), answer)
    assert ask_keyed(server, "key-2").json["error"] == "Rate limit exceeded", "a refusal is not kept"


def test_repeats_have_a_limit_of_their_own(start, fake):
    """Ten times the visitor's limit, in the same window; other visitors, and new questions, go on."""
    server = keyed_server(start, fake, limit=2)
    answer = assert_answered_anew(ask_keyed(server))
    there = assert_answered_anew(ask_keyed(server, visitor=THERE))
    for _ in range(20):
        assert_replayed(ask_keyed(server), answer)
    refused = ask_keyed(server)
    assert (refused.status, refused.json["error"]) == (429, "Rate limit exceeded")
    assert refused.json["message"].startswith("Too many repeats. Maximum 20 repeats per ")
    assert refused.json["retry_after"] == int(refused.headers["retry-after"]) > 0
    assert not LIMIT_HEADERS & refused.headers.keys(), "what is not counted tells no limit"
    assert access_line(server, refused.headers["x-request-id"])["limited"] is True
    assert_replayed(ask_keyed(server, visitor=THERE), there)
    assert left(server) == 0, "repeats take nothing from the questions"


def test_without_a_key_nothing_is_replayed(start, fake):
    server = keyed_server(start, fake)
    replies = [ask_keyed(server, None) for _ in range(3)]
    assert len({assert_answered_anew(reply)["session_id"] for reply in replies}) == 3
    assert [int(reply.headers["x-ratelimit-remaining"]) for reply in replies] == [9, 8, 7]
    assert len(fake.calls) == 3


# --- Whose key, and for what

OTHER_BODIES = {"another message": body_of("and another?"), "another session": body_of(session_id="chosen"),
                "white space": body_of() + " ", "no history": body_of(conversation_history=None)}


@pytest.mark.parametrize("name", OTHER_BODIES)
def test_another_body_under_a_key_is_a_422(start, fake, name):
    server = keyed_server(start, fake)
    answer = assert_answered_anew(ask_keyed(server))
    for streams in (False, True):
        reply = ask_keyed(server, body=OTHER_BODIES[name], streams=streams)
        assert (reply.status, reply.json["error"]) == (422, "Idempotency key reused"), reply.text
        assert reply.json["message"] and reply.json["request_id"] == reply.headers["x-request-id"]
        assert "idempotency-replayed" not in reply.headers and reply.headers["cache-control"] == "no-store"
    assert_replayed(ask_keyed(server), answer)
    assert left(server) == LIMIT - 4, "both were counted"
    assert len(fake.calls) == 2


def test_another_body_while_the_first_is_under_way_is_a_422_at_once(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake)
    first = Visitor(server, request_id="first", headers=headers_of())
    fake.wait_for_calls(1)
    assert ask_keyed(server).status == 422
    gate.set()
    assert b"200 OK" in first.read_to_the_end()


def test_keys_are_each_visitors_own(start, fake):
    server = keyed_server(start, fake)
    answers = [assert_answered_anew(ask_keyed(server, visitor=visitor)) for visitor in (HERE, THERE)]
    assert answers[0]["session_id"] != answers[1]["session_id"]
    for visitor, answer in zip((HERE, THERE), answers):
        assert_replayed(ask_keyed(server, visitor=visitor), answer)
    other_body = ask_keyed(server, visitor="203.0.113.79", body=body_of("something else?"))
    assert assert_answered_anew(other_body)["session_id"]
    assert len(fake.calls) == 3


def test_one_visitor_is_one_network_of_ipv6(start, fake):
    server = keyed_server(start, fake)
    answer = assert_answered_anew(ask_keyed(server, visitor="2001:db8:1:1::1"))
    assert_replayed(ask_keyed(server, visitor="2001:db8:1:1:ffff::2"), answer)
    assert_answered_anew(ask_keyed(server, visitor="2001:db8:1:2::1"))


def test_other_keys_are_other_questions(start, fake):
    server = keyed_server(start, fake)
    keys = [Exactly(key) for key in ("~!#$%&'()*+,-./:;<=>?@[]^_`{|}", '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
                                     "kmnopqrs" * 16, "a01234567890123456789", "A01234567890123456789")]
    answers = {key: assert_answered_anew(ask_keyed(server, key)) for key in keys}
    assert len({answer["session_id"] for answer in answers.values()}) == len(keys) == len(fake.calls)
    for key, answer in answers.items():
        assert_replayed(ask_keyed(server, key), answer)


GUESSABLE_KEYS = ["1", "a", "key-1", "k" * 128, "00000000-0000-0000-0000-000000000001"]


@both_forms
@pytest.mark.parametrize("key", GUESSABLE_KEYS)
def test_two_visitors_behind_one_address_with_one_weak_key_never_get_one_session(start, fake, key, streams):
    """The same words under the same key: nothing tells the second visitor from the first one's repeat."""
    server = keyed_server(start, fake)
    first = assert_answered_anew(ask_keyed(server, Exactly(key)))
    second, third = (ask_keyed(server, Exactly(key), streams=streams) for _ in range(2))
    assert is_replayed(second) and is_replayed(third)
    sessions = {first["session_id"], told(second)["session_id"], told(third)["session_id"]}
    assert len(sessions) == 3
    assert told(second)["response"] == first["response"], "the answer itself is no secret between them"
    assert len(fake.calls) == 1


def test_nor_where_the_second_waits_for_the_first(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask_keyed, server, Exactly("1")) for _ in range(2)]
        fake.wait_for_calls(1)
        time.sleep(0.3)
        gate.set()
        replies = [visitor.result() for visitor in asked]
    assert sorted(is_replayed(reply) for reply in replies) == [False, True]
    assert len({told(reply)["session_id"] for reply in replies}) == 2


def test_a_weak_key_of_a_request_that_names_its_session_keeps_it(start, fake):
    server = keyed_server(start, fake)
    body = body_of(session_id="chosen")
    answer = assert_answered_anew(ask_keyed(server, Exactly("1"), body))
    assert_replayed(ask_keyed(server, Exactly("1"), body), answer)


BAD_KEYS = {"empty": b"", "spaces": b"  ", "a space within": b"two words", "a tab within": b"two\twords",
            "too long": b"k" * 129, "far too long": b"k" * 5000, "not ASCII": "clé".encode(), "Latin-1": b"cl\xe9"}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_a_key_that_is_none_is_a_400_and_counted(start, fake, name):
    server = keyed_server(start, fake)
    body = body_of().encode()
    answer = server.raw(b"POST /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: %s\r\n"
                        b"Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
                        % (HERE.encode(), BAD_KEYS[name], len(body), body))
    assert answer.startswith(b"HTTP/1.1 400 ") and b'"error":"Invalid Idempotency-Key"' in answer, answer
    assert b"X-RateLimit-Remaining: 9\r\n" in answer
    assert fake.calls == []
    assert left(server) == LIMIT - 2


def test_two_keys_are_none(start, fake):
    server = keyed_server(start, fake)
    body = body_of().encode()
    answer = server.raw(b"POST /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: a\r\n"
                        b"Idempotency-Key: b\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    assert b'"error":"Invalid Idempotency-Key"' in answer
    assert fake.calls == []


def test_the_preflight_lists_it_and_other_routes_ignore_it(start, fake):
    server = keyed_server(start, fake)
    preflight = server.request("OPTIONS", "/chat", headers={
        "Origin": "https://a.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, idempotency-key"})
    assert preflight.status == 204
    assert "idempotency-key" in preflight.headers["access-control-allow-headers"].split(", ")
    for _ in range(2):
        assert server.request("GET", "/healthz", headers={"Idempotency-Key": "two words"}).status == 200


# --- The first one fails

FAILED = {"refused": status(400), "cut": cut("Yes, it"), "malformed": malformed("Yes, it"), "stalled": stalled("Yes")}


@both_forms
@pytest.mark.parametrize("name", FAILED)
def test_one_that_failed_is_tried_again_and_counted(start, fake, name, streams):
    fake.behave(FAILED[name], normal())
    server = keyed_server(start, fake, "--set", "model.between_chunks_timeout_ms=300")
    failed = ask_keyed(server, streams=streams)
    assert not is_replayed(failed)
    assert failed.status >= 500 or events(failed.text)[-1]["type"] == "error"
    again = ask_keyed(server, streams=streams)
    assert again.headers["x-ratelimit-remaining"] == str(LIMIT - 2)
    assert_replayed(ask_keyed(server, streams=streams), assert_answered_anew(again))
    assert len(fake.calls) == 2


def test_a_bad_body_is_not_kept(start, fake):
    server = keyed_server(start, fake)
    for remaining in (9, 8):
        reply = ask_keyed(server, body="{}")
        assert (reply.json["error"], reply.headers["x-ratelimit-remaining"]) == ("Missing message", str(remaining))
    assert_answered_anew(ask_keyed(server))


def test_one_who_waits_tries_where_the_first_fails(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, status(400)), normal())
    server = keyed_server(start, fake)
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(ask_keyed, server) for _ in range(5)]
        fake.wait_for_calls(1)
        time.sleep(0.3)
        gate.set()
        replies = [visitor.result() for visitor in asked]
    assert sorted(reply.status for reply in replies) == [200] * 4 + [502]
    assert [is_replayed(reply) for reply in replies if reply.status == 200].count(True) == 3
    assert len(fake.calls) == 2
    assert left(server) == LIMIT - 3


@both_forms
@pytest.mark.parametrize("waits", [True, False], ids=["one waits", "nobody waits"])
@pytest.mark.parametrize("talks", [False, True], ids=["silent", "talking"])
def test_where_the_first_leaves_its_answer_is_made_and_is_the_repeats(start, fake, talks, waits, streams):
    gate = threading.Event()
    fake.behave(normal(pieces=(TEXT[:5], TEXT[5:]), gate=gate) if talks else held(gate, normal()))
    server = keyed_server(start, fake)
    first = Visitor(server, QUESTION, headers_of(streams=streams), "first", conversation_history=HISTORY)
    fake.wait_for_calls(1)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = [pool.submit(ask_keyed, server, streams=streams)] if waits else []
        time.sleep(0.3)
        first.leave()
        time.sleep(0.3)
        gate.set()
        assert access_line(server, "first")["status"] == 200
        replies = [reply.result() for reply in waiting]
    for reply in [*replies, ask_keyed(server)]:
        assert is_replayed(reply)
        assert told(reply)["response"] == TEXT
    assert len(fake.calls) == 1
    assert left(server) == LIMIT - 2, "it was counted once"


def test_where_the_first_leaves_its_turn_is_remembered(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake)
    first = Visitor(server, QUESTION, headers_of(), "first", session_id="chosen")
    fake.wait_for_calls(1)
    first.leave()
    time.sleep(0.3)
    gate.set()
    access_line(server, "first")
    ask_keyed(server, "key-2", body_of(new_question(), session_id="chosen", conversation_history=[]))
    assert [message["content"] for message in fake.calls[1].messages[1:3]] == [QUESTION, TEXT]


def test_one_who_waits_may_leave(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask_keyed, server)
        fake.wait_for_calls(1)
        waiting = Visitor(server, QUESTION, headers_of(), request_id="waiting", conversation_history=HISTORY)
        time.sleep(0.2)
        waiting.leave()
        access_line(server, "waiting")
        gate.set()
        assert_replayed(ask_keyed(server), assert_answered_anew(first.result()))
    assert left(server) == LIMIT - 2


def test_where_all_leave_there_was_one_call_and_one_count(start, fake):
    """Nobody who has left takes the key in turn."""
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake)
    visitors = [Visitor(server, QUESTION, headers_of(), request_id=f"visitor-{number}", conversation_history=HISTORY)
                for number in range(8)]
    fake.wait_for_calls(1)
    time.sleep(0.3)
    for visitor in visitors:
        visitor.leave()
    time.sleep(0.3)
    gate.set()
    statuses = [access_line(server, visitor.request_id)["status"] for visitor in visitors]
    assert sorted(statuses) == [200] + [499] * 7
    assert len(fake.calls) == 1
    fake.behave(normal())
    assert left(server) == LIMIT - 2


def test_those_who_wait_hold_up_nobody(start, fake):
    """They give the throttle's tokens back, or one visitor could lock all others out for one count."""
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake, "--set", "throttle.burst=3", "--set", "throttle.rate_per_second=0.001")
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        first = pool.submit(ask_keyed, server)
        fake.wait_for_calls(1)
        waiting = []
        for _ in range(9):
            waiting.append(pool.submit(ask_keyed, server))
            time.sleep(0.1)
        assert ask_keyed(server, None, body=body_of("hello"), visitor=THERE).status == 200
        gate.set()
        assert {request.result().status for request in [first, *waiting]} == {200}
    assert len(fake.calls) == 1


def test_not_more_than_64_wait_for_an_answer(start, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    server = keyed_server(start, fake)
    with concurrent.futures.ThreadPoolExecutor(75) as pool:
        asked = [pool.submit(ask_keyed, server) for _ in range(75)]
        fake.wait_for_calls(1)
        time.sleep(0.5)
        gate.set()
        replies = [request.result() for request in asked]
    assert [reply.status for reply in replies].count(200) == 65
    refused = [reply for reply in replies if reply.status != 200]
    assert all((reply.status, reply.json["retry_after"]) == (429, 1) for reply in refused)
    assert left(server) == LIMIT - 2


# --- Bounds, secrets

def test_its_memory_is_bounded(start, fake):
    fake.behave(normal(pieces=["15 KB of it. " * 300] * 4))
    server = keyed_server(start, fake, limit=1_000_000)
    keys = itertools.count()

    def ask_new(_):
        assert ask_keyed(server, f"key-{next(keys)}", body_of(new_question())).status == 200

    at_once(100, ask_new, threads=8)
    early_kb = server.memory_kb()
    at_once(3500, ask_new, threads=8)
    assert server.memory_kb() - early_kb < 45_000, "55 MB were answered"
    last = f"key-{next(keys)}"
    answer = assert_answered_anew(ask_keyed(server, last))
    assert_replayed(ask_keyed(server, last), answer)


def test_neither_key_nor_words_are_in_the_log_or_the_metrics(start, fake):
    server = keyed_server(start, fake)
    for key, message in (("KEY-KEY", "WORDS one"), ("KEY-KEY", "WORDS one"), ("KEY-KEY", "WORDS two"),
                         ("KEY KEY", "WORDS")):
        ask_keyed(server, key, body_of(message))
    metrics = server.metrics()
    server.stop()
    text = server.stderr_path.read_text() + metrics
    for secret in ("KEY-KEY", "KEY KEY", "WORDS", TEXT, HERE):
        assert secret not in text


def test_one_who_waits_takes_its_token_when_its_turn_comes(start, fake):
    """Not before, since it would keep others from theirs; but not never, or who waits would pass the throttle."""
    gate = threading.Event()
    fake.behave(held(gate, status(400)), normal())
    server = keyed_server(start, fake, "--set", "throttle.burst=2", "--set", "throttle.rate_per_second=0.001")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask_keyed, server)
        fake.wait_for_calls(1)
        waiting = pool.submit(ask_keyed, server)
        time.sleep(0.3)
        assert ask_keyed(server, None, body_of("hello"), visitor=THERE).status == 200, "the second of two tokens"
        gate.set()
        assert first.result().status == 502
        refused = waiting.result()
    assert (refused.status, refused.json["error"]) == (429, "Too many requests")
    assert len(fake.calls) == 1
