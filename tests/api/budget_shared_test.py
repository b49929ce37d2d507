"""One cap for several processes on one store, an SQLite file or DynamoDB: whatever happens to them, the
provider is never asked for more."""

import concurrent.futures
import json
import signal
import threading
import time

import pytest
from budget_chat import (CALLS, CAP, WORST, Meter, OnDynamoDb, OnSqlite, Turn, Watch, assert_adds_up,
                         assert_all_were_answered, committed, costing, end_of_day, eventually, fell_back,
                         needs_faketime, refused, reserved, settled, stay_within_the_day, visit, visits_at_once)
from dynamodb_chat import at_once, store_errors
from model_behaviours import held, slow, status
from model_chat import Visitor
from questions import new_question
from streaming_test import EVENTS

VISITS = 200


@pytest.fixture(params=["sqlite", "dynamodb"])
def store(request, start):
    stay_within_the_day(120)
    if request.param == "sqlite":
        return OnSqlite(start)
    return OnDynamoDb(start, request.getfixturevalue("dynamodb"))


def least_calls(store):
    """Of those that fit: on DynamoDB each process may hold what the other could have used."""
    return CALLS - 4 if store.leases else CALLS


def assert_the_ledger_answered(servers):
    assert [store_errors(server) for server in servers] == [0, 0], "the store answered too slowly to tell"


@pytest.mark.parametrize("caps, period", [({}, "day"), ({"day": 0, "month": CAP}, "month"),
                                          ({"day": CAP, "month": 4 * CAP}, "day"),
                                          ({"day": 4 * CAP, "month": CAP}, "month")],
                         ids=["day", "month", "day within a month", "month within a day"])
def test_two_hundred_at_once_make_as_many_calls_as_the_cap_is_worth(store, fake, caps, period):
    meter = Meter()
    fake.behave(meter.runs(costing(WORST), WORST))
    servers = [store.server(fake, **caps) for _ in range(2)]
    with Watch(store, max(CAP, *caps.values()) if caps else CAP) as watch:
        replies = visits_at_once(servers, VISITS, store.at_once)
    assert_the_ledger_answered(servers)
    assert least_calls(store) <= len(fake.calls) <= CALLS
    assert_all_were_answered(replies, by_model=len(fake.calls))
    assert meter.most <= CAP
    assert max(amount for name, amount in watch.most.items() if name.startswith(period)) <= CAP
    for kind in ("day", "month"):
        if caps.get(kind, CAP if kind == "day" else 0):
            assert_adds_up(store, servers, kind)
    assert sum(map(settled, servers)) == meter.charged
    assert sum(map(refused, servers)) == VISITS - len(fake.calls)


def test_what_calls_did_not_use_is_there_for_more_of_them(store, fake):
    charge, meter = 300, Meter()
    fake.behave(meter.runs(costing(charge), charge))
    servers = [store.server(fake) for _ in range(2)]
    with Watch(store):
        replies = visits_at_once(servers, VISITS, store.at_once)
    assert_the_ledger_answered(servers)
    assert least_calls(store) <= len(fake.calls) <= CAP // charge
    assert_all_were_answered(replies, by_model=len(fake.calls))
    assert meter.most <= CAP
    assert_adds_up(store, servers)
    assert sum(map(settled, servers)) == meter.charged == charge * len(fake.calls)


# --- kill -9

@pytest.mark.parametrize("charge", [WORST, 400])
def test_what_a_killed_process_had_under_way_stays_counted(store, fake, charge):
    fake.behave(costing(charge))
    survivor, victim = (store.server(fake) for _ in range(2))
    for server in 4 * [survivor, victim]:
        assert not fell_back(visit(server))
    assert_adds_up(store, [survivor, victim])
    before = settled(victim)

    gate = threading.Event()
    fake.behave(held(gate, costing(charge)))
    with Watch(store), concurrent.futures.ThreadPoolExecutor(VISITS) as pool:
        def ask(count, server, name):
            return [pool.submit(visit, server, f"{new_question()} {name}") for _ in range(count)]

        asked_in_vain = ask(3, victim, "victim")
        fake.wait_for_calls(8 + 3)
        asked_in_vain += ask(VISITS // 2 - 3, victim, "victim")
        asked = ask(VISITS // 2, survivor, "survivor")
        fake.wait_for_calls(8 + (CAP - 8 * charge) // WORST - (CALLS - least_calls(store)), 20)
        time.sleep(0.5)  # until all that will be reserved has become a call
        victim.process.kill()
        victim.process.wait()
        gate.set()
        replies = [visitor.result() for visitor in asked]
    lost = WORST * sum(call.messages[-1]["content"].endswith("victim") for call in fake.calls)
    assert lost >= 3 * WORST
    assert all(reply.status == 200 for reply in replies)
    assert None in [visitor.result() for visitor in asked_in_vain]
    assert len(fake.calls) * charge <= committed(store) <= CAP
    if charge == WORST:
        assert len(fake.calls) <= CALLS
    if store.leases:
        assert committed(store) >= settled(survivor) + reserved(survivor) + before + lost
    else:
        eventually(lambda: assert_equal(committed(store), settled(survivor) + reserved(survivor) + before + lost))
    assert visit(survivor).status == 200


def assert_equal(left, right):
    assert left == right


@pytest.mark.parametrize("round_number", range(3))
def test_a_process_that_is_killed_and_started_again_spends_no_more(store, fake, round_number):
    fake.behave(Meter().runs(costing(WORST), WORST, seconds=0.1))
    servers = [store.server(fake) for _ in range(2)]
    with Watch(store), concurrent.futures.ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(lambda number=number: visit(servers[number % 2])) for number in range(VISITS)]
        fake.wait_for_calls(4 + 3 * round_number, 20)
        servers[1].process.kill()
        servers[1] = store.server(fake)
        replies = [visitor.result() for visitor in asked]
    replies += visits_at_once(servers, 20, threads=20)
    assert all(reply is None or reply.status == 200 for reply in replies)
    assert len([reply for reply in replies if reply]) > VISITS // 2
    assert len(fake.calls) <= CALLS
    assert len(fake.calls) * WORST <= committed(store) <= CAP


# --- A graceful end

def test_after_sigterm_nothing_stays_reserved(store, fake):
    charge, gate = 300, threading.Event()
    servers = [store.server(fake) for _ in range(2)]
    fake.behave(costing(charge))
    for server in 3 * servers:
        assert not fell_back(visit(server))
    fake.behave(costing(charge, gate=gate))
    visitors = [Visitor(server, headers=EVENTS) for server in servers]
    for visitor in visitors:
        visitor.read_until(b'"text-delta"')
    for server in servers:
        server.process.send_signal(signal.SIGTERM)
        server.wait_for_line("draining")
    gate.set()
    assert all(b'"finish"' in visitor.read_to_the_end() for visitor in visitors)
    assert [server.process.wait(timeout=20) for server in servers] == [0, 0]
    assert committed(store) == 8 * charge


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_keeps_the_figure(store, fake, sig):
    fake.behave(costing(WORST))
    first = store.server(fake)
    for _ in range(7):
        assert not fell_back(visit(first))
    first.stop(sig)
    before = committed(store)
    assert 7 * WORST <= before <= (7 if sig == signal.SIGTERM else 8) * WORST
    second = store.server(fake)
    assert_all_were_answered(visits_at_once([second], 50, threads=20), by_model=len(fake.calls) - 7)
    assert (CAP - before) // WORST - 1 <= len(fake.calls) - 7 <= (CAP - before) // WORST
    assert committed(store) <= CAP


# --- Faults, retries, visitors who leave

def test_provider_faults_and_retries(store, fake):
    meter = Meter()
    fails = [meter.runs(status(code), 0) for code in (503, 429, 500)]
    answers = [meter.runs(costing(charge), charge) for charge in (WORST, 700, 1)]
    fake.behave(*[behaviour for pair in zip(fails, answers) for behaviour in pair] * 200)
    servers = [store.server(fake) for _ in range(2)]
    with Watch(store):
        replies = visits_at_once(servers, VISITS, threads=50)
    assert_the_ledger_answered(servers)
    assert_all_were_answered(replies, by_model=meter.answered)
    assert meter.answered >= 5 and meter.most <= CAP
    assert_adds_up(store, servers)
    assert sum(map(settled, servers)) == meter.charged


def test_streams_that_their_visitors_cut(store, fake):
    fake.behave(slow("red green blue white black grey brown pink", gap=0.05, usage=(0, WORST)))
    servers = [store.server(fake) for _ in range(2)]

    def read(number):
        """Every second one leaves after the first words."""
        visitor = Visitor(servers[number // 2 % 2], headers=EVENTS)
        visitor.read_until(b'"text-delta"')
        if number % 2:
            visitor.leave()
        else:
            visitor.read_to_the_end()
        return visitor.received

    with Watch(store):
        received = at_once(VISITS, read, threads=100)
    assert_the_ledger_answered(servers)
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in received)
    assert any(b'"finish"' in answer and b"fallback" not in answer for answer in received)
    assert any(call.closed_early.is_set() for call in fake.calls), "some were cut"
    assert_adds_up(store, servers)
    assert len(fake.calls) <= CAP // WORST
    assert sum(map(settled, servers)) >= sum(map(logged_cost, servers)), "what nobody knows stays counted"


def logged_cost(server):
    complete, _, _ = server.stderr_path.read_text().rpartition("\n")
    return sum(round((line.get("cost_usd") or 0) * 1e6) for line in map(json.loads, complete.splitlines()))


@needs_faketime
def test_over_a_days_end(store, fake):
    """Calls that are under way then belong to the day in which they were reserved."""
    charge, meter = 600, Meter()
    fake.behave(meter.runs(costing(charge), charge, seconds=0.3))
    turn = Turn(end_of_day, seconds=5)
    servers = [store.server(fake, env=turn.environment) for _ in range(2)]
    end = turn.at + 2

    def keep_asking(number):
        replies = []
        while time.monotonic() < end:
            replies.append(visit(servers[number % 2]))
            time.sleep(0.1)
        return replies

    with Watch(store) as watch:
        replies = sum(at_once(50, keep_asking), [])
    assert_the_ledger_answered(servers)
    assert len(replies) > VISITS
    assert_all_were_answered(replies, by_model=len(fake.calls))
    (today, first), (tomorrow, second) = sorted(store.figures().items())
    assert watch.most.keys() == {today, tomorrow}
    assert CAP // 2 <= first <= CAP and CAP // 2 <= second <= CAP
    spent = sum(map(settled, servers))
    assert spent == meter.charged == charge * len(fake.calls)
    if store.leases:
        assert first + second >= spent + sum(map(reserved, servers)), "what was leased of the old day stays counted"
    else:
        assert first + second == spent
