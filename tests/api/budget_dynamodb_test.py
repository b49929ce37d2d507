"""The ledger in DynamoDB: what a process leases, what that saves, and what becomes of it where the table fails."""

import concurrent.futures
import signal
import threading
import time

import pytest
from budget_chat import (CAP, WORST, OnDynamoDb, assert_adds_up, assert_all_were_answered, assert_waits_until,
                         committed, costing, end_of_day, end_of_month, eventually, fell_back, refused, remaining,
                         reserved, settled, stay_within_the_day, utc_now, visit, visits_at_once)
from dynamodb_chat import answered, at_once, say, store_errors
from dynamodb_local import LEDGER
from dynamodb_proxy import broken, corrupted, error, lost, slow, throttled, unanswered
from model_behaviours import held
from model_chat import Visitor, access_line, ask, assert_failed

WIDE_CAP = 1_000_000             # a dollar
LEASE = WIDE_CAP // 100
REFUSALS_LAST = 10               # seconds


@pytest.fixture
def store(start, dynamodb):
    stay_within_the_day(120)
    return OnDynamoDb(start, dynamodb)


def ledger_calls(proxy):
    return proxy.operations(LEDGER)


def assert_catalogue_answers(server, fake):
    calls = len(fake.calls)
    assert fell_back(visit(server))
    assert len(fake.calls) == calls


def assert_model_answers(server):
    assert not fell_back(visit(server))


# --- Leases

def test_a_lease_serves_many_chats(store, fake, proxy):
    fake.behave(costing(100))
    server = store.server(fake, day=WIDE_CAP, proxy=proxy)
    for _ in range(30):
        assert_model_answers(server)
    assert ledger_calls(proxy) == ["UpdateItem"]
    assert (committed(store), settled(server), reserved(server)) == (LEASE, 3000, LEASE - 3000)
    assert remaining(server) == WIDE_CAP - LEASE


def test_a_day_and_a_month_are_leased_alike(store, fake, proxy):
    fake.behave(costing(100))
    server = store.server(fake, day=WIDE_CAP, month=12 * WIDE_CAP, proxy=proxy)
    for _ in range(30):
        assert_model_answers(server)
    assert ledger_calls(proxy) == ["UpdateItem"] * 2
    now = utc_now()
    assert store.figures() == {f"day#{now:%Y-%m-%d}": LEASE, f"month#{now:%Y-%m}": LEASE}


def test_a_month_alone_is_leased_as_if_it_had_thirty_days(store, fake):
    fake.behave(costing(100))
    server = store.server(fake, day=0, month=30 * WIDE_CAP)
    assert_model_answers(server)
    assert committed(store, "month") == LEASE


def test_what_is_left_of_a_cap_is_used_though_it_is_less_than_a_lease(store, fake):
    fake.behave(costing(WORST))
    store.add_to_day(WIDE_CAP - 3 * WORST - 500)
    server = store.server(fake, day=WIDE_CAP)
    assert_all_were_answered(visits_at_once([server], 10, threads=1), by_model=3)
    assert WIDE_CAP - 500 <= committed(store) <= WIDE_CAP


def test_more_than_two_leases_are_not_kept(store, fake):
    gate = threading.Event()
    fake.behave(held(gate, costing(100)))
    server = store.server(fake, day=WIDE_CAP)
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(visit, server) for _ in range(40)]
        fake.wait_for_calls(40, 20)
        assert committed(store) >= 40 * WORST
        gate.set()
        assert_all_were_answered([visitor.result() for visitor in asked], by_model=40)
    assert_adds_up(store, [server])
    assert reserved(server) <= 2 * LEASE
    assert committed(store) <= 4000 + 2 * LEASE


def test_what_a_dead_process_had_leased_stays_counted_and_a_graceful_end_gives_it_back(store, fake):
    fake.behave(costing(100))
    dead = store.server(fake, day=WIDE_CAP)
    assert_model_answers(dead)
    dead.stop(signal.SIGKILL)
    assert committed(store) == LEASE
    graceful = store.server(fake, day=WIDE_CAP)
    assert_model_answers(graceful)
    assert committed(store) == 2 * LEASE
    assert graceful.stop() == 0
    assert committed(store) == LEASE + 100


def test_a_process_that_was_asked_nothing_leases_nothing(store, fake, proxy):
    server = store.server(fake, proxy=proxy)
    assert answered(say(server, "hello")).json["model"] == "catalogue"
    assert ledger_calls(proxy) == []
    assert server.stop() == 0
    assert store.figures() == {} and ledger_calls(proxy) == []


def test_an_item_outlives_its_period_and_then_goes_by_itself(store, fake):
    assert_model_answers(store.server(fake, month=CAP))
    items = store.local.scan(LEDGER)
    assert len(items) == 2
    for item in items:
        assert set(item) == {"period", "committed", "expires_at"}
        assert int(item["expires_at"]["N"]) > end_of_month(utc_now()).timestamp()


# --- Refusals

def test_refused_chats_cost_no_call_of_the_ledger(store, fake, proxy):
    fake.behave(costing(WORST))
    server = store.server(fake, day=3 * WORST, proxy=proxy)
    for _ in range(3):
        assert_model_answers(server)
    assert_catalogue_answers(server, fake)
    proxy.forget()
    for _ in range(30):
        assert_catalogue_answers(server, fake)
    assert ledger_calls(proxy) == []
    assert (refused(server), remaining(server)) == (31, 0)
    assert len([line for line in server.log() if line["message"] == "spend cap reached"]) == 1


def test_a_refusal_is_forgotten_after_a_while_because_others_may_give_back(store, fake):
    fake.behave(costing(WORST))
    one, other = (store.server(fake, day=2 * WORST) for _ in range(2))
    assert_model_answers(one)
    store.add_to_day(WORST)  # a process that is gone
    assert_catalogue_answers(one, fake)
    refused_at = time.monotonic()
    store.add_to_day(-WORST)
    assert_catalogue_answers(one, fake)
    time.sleep(max(0, refused_at + REFUSALS_LAST + 0.2 - time.monotonic()))
    assert_model_answers(one)
    assert_catalogue_answers(other, fake)


def test_without_a_fallback_a_remembered_refusal_tells_the_same_wait(store, fake):
    fake.behave(costing(WORST))
    server = store.server(fake, day=WORST, fallback="none")
    answered(say(server))
    for _ in range(3):
        asked_at = utc_now()
        assert_waits_until(say(server), end_of_day, asked_at, utc_now())
    assert len(fake.calls) == 1


# --- A table that fails

FAULTS = {"500": broken(), "throttled": throttled(), "closed": lost, "closed after it was done": unanswered,
          "a wrong checksum": corrupted, "too slow": slow(1.5), "denied": error(400, "AccessDeniedException")}


@pytest.mark.parametrize("name", FAULTS)
def test_without_its_ledger_no_call_is_made_until_it_is_back(store, fake, proxy, name):
    fake.behave(costing(WORST))
    server = store.server(fake, proxy=proxy)
    assert_model_answers(server)
    before = store_errors(server)
    proxy.fail(FAULTS[name], table=LEDGER)
    proxy.forget()
    rounds = 2 if name == "too slow" else 6
    for _ in range(rounds):
        assert_catalogue_answers(server, fake)
    assert len(ledger_calls(proxy)) >= rounds and set(ledger_calls(proxy)) == {"UpdateItem"}
    assert store_errors(server) >= before + rounds
    complaint = server.wait_for_line("the ledger does not answer", rounds)
    assert complaint["level"] == "ERROR" and complaint["cause"]
    proxy.heal()
    assert_model_answers(server)
    may_be_done = rounds if name in ("closed after it was done", "a wrong checksum", "too slow") else 0
    assert committed(store) == (2 + may_be_done) * WORST, "what may have been taken stays counted"
    assert settled(server) == 2 * WORST == len(fake.calls) * WORST


@pytest.mark.parametrize("name", ["500", "closed after it was done"])
def test_a_write_that_may_have_been_done_is_not_repeated(store, fake, proxy, name):
    fake.behave(costing(WORST))
    server = store.server(fake, proxy=proxy)
    proxy.fail(FAULTS[name], times=1, table=LEDGER)
    assert_catalogue_answers(server, fake)
    assert ledger_calls(proxy) == ["UpdateItem"]


def test_a_write_that_was_throttled_is_repeated(store, fake, proxy):
    fake.behave(costing(WORST))
    server = store.server(fake, proxy=proxy)
    proxy.fail(throttled(), times=2, table=LEDGER)
    assert_model_answers(server)
    assert ledger_calls(proxy) == ["UpdateItem"] * 3
    assert committed(store) == WORST


def test_without_ledger_and_fallback_the_visitor_may_try_again_soon(store, fake, proxy):
    server = store.server(fake, fallback="none", proxy=proxy)
    proxy.fail(broken(), table=LEDGER)
    seen = ask(server)
    assert_failed(seen, 503, "AI service unavailable", 5)
    assert fake.calls == []


def test_a_lease_is_spent_while_the_table_is_away(store, fake, proxy):
    fake.behave(costing(WORST))
    server = store.server(fake, day=WIDE_CAP, proxy=proxy)
    assert_model_answers(server)
    proxy.fail(broken(), table=LEDGER)
    for _ in range(LEASE // WORST - 1):
        assert_model_answers(server)
    assert_catalogue_answers(server, fake)
    assert committed(store) == LEASE == settled(server)


def test_what_could_not_be_given_back_stays_counted(store, fake, proxy):
    """Four calls at once hold more than two leases once they have cost little."""
    together = threading.Barrier(4, action=lambda: proxy.fail(broken(), table=LEDGER, times=1))

    def answer_without_ledger(exchange):
        together.wait(timeout=10)
        costing(100)(exchange)

    fake.behave(answer_without_ledger)
    server = store.server(fake, proxy=proxy)
    at_once(4, lambda _: assert_model_answers(server))
    server.wait_for_line("the ledger does not answer")
    assert committed(store) > settled(server) + reserved(server)
    assert (settled(server), store_errors(server)) == (400, 1)


def test_a_table_that_does_not_exist(store, fake):
    server = store.server(fake, env={"MTA_CHAT_STORAGE_LEDGER_TABLE": "no-such-table"})
    for _ in range(2):
        assert_catalogue_answers(server, fake)
    assert "ResourceNotFoundException" in server.wait_for_line("the ledger does not answer")["cause"]


def test_tables_that_go_away_and_come_back(store, fake, dynamodb):
    fake.behave(costing(WORST))
    server = store.server(fake)
    assert_model_answers(server)
    dynamodb.stop()
    for _ in range(3):
        assert_catalogue_answers(server, fake)
    dynamodb.start()
    dynamodb.create_tables()

    def goes_on():
        assert_model_answers(server)
    eventually(goes_on, seconds=15)
    assert committed(store) >= WORST


def test_a_visitor_who_leaves_while_the_ledger_is_slow_leaves_nothing_reserved(store, fake, proxy):
    server = store.server(fake, proxy=proxy)
    proxy.fail(slow(0.5), table=LEDGER)
    visitor = Visitor(server)
    time.sleep(0.2)
    visitor.leave()
    access_line(server, visitor.request_id)
    proxy.heal()
    assert_adds_up(store, [server])
    assert reserved(server) <= 2 * CAP // 100 + WORST


def test_many_processes_worth_of_leases_never_pass_the_cap(store, fake):
    """Leases of a size that does not divide what is left."""
    cap = 150 * WORST
    fake.behave(costing(700))
    servers = [store.server(fake, day=cap) for _ in range(3)]
    replies = at_once(400, lambda number: visit(servers[number % 3]))
    assert [store_errors(server) for server in servers] == [0, 0, 0], "the table answered too slowly to tell"
    assert_all_were_answered(replies, by_model=len(fake.calls))
    assert_adds_up(store, servers)
    assert cap // WORST - 12 <= len(fake.calls) <= cap // 700
    assert committed(store) <= cap
