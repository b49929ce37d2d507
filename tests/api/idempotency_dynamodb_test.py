"""Idempotency-Key where several processes share a table."""

import concurrent.futures
import hashlib
import json
import signal
import threading
import time

import pytest
from dynamodb_chat import VISITOR, degraded, dynamodb_server, long_window, number, store_errors
from dynamodb_local import CONVERSATIONS
from dynamodb_proxy import broken, error, lost, throttled, unanswered
from keyed_chat import (HERE, HISTORY, Exactly, ask_keyed, assert_answered_anew, assert_replayed, body_of, headers_of,
                        is_replayed, left, told)
from model_behaviours import TEXT, held, normal, silent, status
from model_chat import Visitor
from questions import QUESTION

LIMIT = 10
PREFIX = "idempotency#"
KEPT_SECONDS = 600


@pytest.fixture
def window():
    return long_window()


@pytest.fixture
def serve(start, fake, dynamodb, window):
    def start_server(*arguments, **kwargs):
        return dynamodb_server(start, dynamodb, *arguments, model=fake, limit=LIMIT, window=window, **kwargs)
    return start_server


def kept(local):
    return [item for item in local.scan(CONVERSATIONS) if item["session_id"]["S"].startswith(PREFIX)]


def turns(local):
    return [item for item in local.scan(CONVERSATIONS) if not item["session_id"]["S"].startswith(PREFIX)]


@pytest.mark.parametrize("streams", [False, True], ids=["plain", "streamed"])
def test_another_process_gives_the_same_answer_again(serve, fake, dynamodb, streams):
    one, other = serve(), serve()
    answer = assert_answered_anew(ask_keyed(one, streams=streams))
    for server in 5 * [other, one]:
        assert_replayed(ask_keyed(server, streams=streams), answer)
        assert_replayed(ask_keyed(server, streams=not streams), answer)
    assert len(fake.calls) == 1
    assert left(other) == LIMIT - 2
    assert len(turns(dynamodb)) == 2, "this one's and the last one's"
    assert [store_errors(server) + degraded(server) for server in (one, other)] == [0, 0]


def test_fifty_at_once_over_two_processes_are_one_call_and_one_count(serve, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    servers = [serve(), serve()]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(ask_keyed, servers[number % 2], streams=number % 3 == 0) for number in range(50)]
        fake.wait_for_calls(1)
        time.sleep(1)
        assert len(fake.calls) == 1
        gate.set()
        replies = [visitor.result() for visitor in asked]
    assert [store_errors(server) for server in servers] == [0, 0], "the table answered too slowly to tell"
    [first] = [told(reply) for reply in replies if not is_replayed(reply)]
    assert all(told(reply) == first for reply in replies)
    assert len(fake.calls) == 1
    assert sum(server.metric("mta_chat_replayed_answers_total") for server in servers) == 49
    assert left(servers[0]) == LIMIT - 2


def test_another_body_is_a_422_in_another_process_too(serve, fake):
    one, other = serve(), serve()
    assert_answered_anew(ask_keyed(one))
    assert ask_keyed(other, body=body_of("something else?")).json["error"] == "Idempotency key reused"
    assert len(fake.calls) == 1
    assert left(one) == LIMIT - 3


def test_keys_are_each_visitors_own_in_one_table(serve, fake, dynamodb):
    server = serve()
    for visitor in (HERE, "203.0.113.80"):
        assert_answered_anew(ask_keyed(server, visitor=visitor))
    assert len(kept(dynamodb)) == len(fake.calls) == 2


def test_an_item_lives_ten_minutes_and_holds_nothing_of_the_visitor(serve, dynamodb):
    server = serve()
    before = time.time()
    message = "nobody's business, is it?"
    assert_answered_anew(ask_keyed(server, "KEY-KEY", body_of(message, session_id="user-chosen-id")))
    [item] = kept(dynamodb)
    assert item["timestamp"] == {"N": "0"}
    assert before + KEPT_SECONDS - 2 <= number(item, "expires_at") <= time.time() + KEPT_SECONDS + 2
    text = json.dumps(item, ensure_ascii=False)
    for secret in (message, "nobody", HISTORY[0]["content"], "KEY-KEY", VISITOR):
        assert secret not in text, secret


def test_an_item_that_the_table_has_not_deleted_yet_is_not_used(serve, fake, dynamodb):
    one, other, third = serve(), serve(), serve()
    assert_answered_anew(ask_keyed(one))
    [item] = kept(dynamodb)
    dynamodb.put(CONVERSATIONS, item | {"expires_at": {"N": str(int(time.time()) - 1)}})
    answer = assert_answered_anew(ask_keyed(other))
    assert len(fake.calls) == 2
    for server in (other, third):
        assert_replayed(ask_keyed(server), answer)


def test_a_key_costs_two_writes_and_its_replay_one_or_none(serve, proxy):
    server, other = serve(proxy=proxy), serve(proxy=proxy)
    assert_answered_anew(ask_keyed(server))
    proxy.forget()
    assert_answered_anew(ask_keyed(server, "key-2"))
    assert proxy.operations(CONVERSATIONS) == ["PutItem", "PutItem", "GetItem", "PutItem"], "the turn between"
    proxy.forget()
    assert is_replayed(ask_keyed(server, "key-2"))
    assert proxy.operations() == [], "the process that has answered knows"
    assert is_replayed(ask_keyed(other, "key-2"))
    assert proxy.operations() == ["PutItem"], "neither counted nor remembered"


def test_who_is_over_the_limit_writes_nothing_however_many_keys_he_has(serve, proxy):
    server = serve(proxy=proxy)
    statuses = [ask_keyed(server, f"key-{number}").status for number in range(LIMIT + 2)]
    assert statuses == [200] * LIMIT + [429] * 2
    proxy.forget()
    assert [ask_keyed(server, f"new-{number}").status for number in range(20)] == [429] * 20
    assert proxy.operations() == []
    assert is_replayed(ask_keyed(server, "key-0"))


def test_one_that_failed_is_tried_again_by_another_process(serve, fake):
    fake.behave(status(400), normal())
    one, other = serve(), serve()
    assert ask_keyed(one).status == 502
    answer = assert_answered_anew(ask_keyed(other))
    assert_replayed(ask_keyed(one), answer)
    assert len(fake.calls) == 2


def test_where_the_first_leaves_another_process_gives_its_answer(serve, fake):
    gate = threading.Event()
    fake.behave(held(gate, normal()))
    one, other = serve(), serve()
    first = Visitor(one, QUESTION, headers_of(), conversation_history=HISTORY)
    fake.wait_for_calls(1)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask_keyed, other)
        time.sleep(0.3)
        first.leave()
        time.sleep(0.3)
        gate.set()
        answer = waiting.result()
    assert is_replayed(answer)
    assert_replayed(ask_keyed(one), told(answer))
    assert len(fake.calls) == 1


def test_where_the_process_of_the_first_dies_the_key_is_free_again_in_the_end(serve, fake):
    """Whoever holds it has no longer than a model call may take."""
    fake.behave(silent(), normal())
    one, other = (serve("--set", "model.total_timeout_ms=1000") for _ in range(2))
    first = Visitor(one, QUESTION, headers_of(), conversation_history=HISTORY)
    fake.wait_for_calls(1)
    one.stop(signal.SIGKILL)
    first.leave()
    answer = assert_answered_anew(ask_keyed(other))
    assert answer["response"] == TEXT
    assert_replayed(ask_keyed(other), answer)


FAULTS = {"500": broken(), "throttled": throttled(), "closed": lost, "denied": error(400, "AccessDeniedException")}


@pytest.mark.parametrize("name", FAULTS)
def test_without_its_table_each_is_answered_as_if_it_had_no_key(serve, fake, proxy, name):
    server = serve(proxy=proxy)
    proxy.fail(FAULTS[name], operation="PutItem", table=CONVERSATIONS)
    replies = [ask_keyed(server) for _ in range(2)]
    assert len({assert_answered_anew(reply)["session_id"] for reply in replies}) == 2
    assert [int(reply.headers["x-ratelimit-remaining"]) for reply in replies] == [LIMIT - 1, LIMIT - 2]
    assert len(fake.calls) == 2 and store_errors(server) >= 4
    complaints = [line for line in server.log() if line["level"] == "ERROR" and "idempotency" in line["message"]]
    assert len(complaints) >= 2 and all(line["cause"] for line in complaints)
    proxy.heal()
    answer = assert_answered_anew(ask_keyed(server))
    assert_replayed(ask_keyed(server), answer)


@pytest.mark.parametrize("connection", ["new", "kept"])
def test_a_write_whose_answer_got_lost_claims_all_the_same(serve, fake, proxy, connection):
    server = serve(proxy=proxy)
    if connection == "kept":
        assert_answered_anew(ask_keyed(server, "key-0"))
        fake.calls.clear()
    proxy.fail(unanswered, times=1, operation="PutItem", table=CONVERSATIONS)
    answer = assert_answered_anew(ask_keyed(server))
    assert_replayed(ask_keyed(server), answer)
    assert len(fake.calls) == 1


def test_after_kill_9_what_was_answered_is_answered_again(serve, fake):
    first = serve()
    answer = assert_answered_anew(ask_keyed(first))
    first.stop(signal.SIGKILL)
    assert_replayed(ask_keyed(serve()), answer)
    assert len(fake.calls) == 1


def test_table_and_log_together_do_not_tell_which_key_or_message_it_was(serve, dynamodb):
    """Who guesses a weak key could compute the hashes by himself, were they not keyed."""
    server = serve()
    assert_answered_anew(ask_keyed(server, Exactly("1"), body_of("hello")))
    [item] = kept(dynamodb)
    visitor = next(line["visitor"] for line in server.log() if line["message"] == "request")
    stored = json.dumps(item)
    for guess in (f"{visitor} 1", f"secret {visitor} 1", body_of("hello"), "1", "hello"):
        assert hashlib.sha256(guess.encode()).hexdigest() not in stored, guess
