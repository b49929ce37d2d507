"""Servers with a spend cap on either store, what their ledger says, and what the provider may charge."""

import contextlib
import datetime
import glob
import http.client
import sqlite3
import threading
import time

import pytest
from dynamodb_chat import at_once, dynamodb_server
from dynamodb_local import LEDGER
from fake_openai import ClientLeft
from limits_test import wait_for_room_in_the_bucket
from model_behaviours import normal
from model_chat import model_server
from questions import new_question

DAY = 86400

# Amounts are in millionths of a US dollar. A token out costs one and a token in nothing, so that the worst
# that a call can cost is known to the last one.
WORST = 1000
CALLS = 20
CAP = CALLS * WORST
PRICES = ["--set", "model.input_usd_per_million_tokens=0", "--set", "model.output_usd_per_million_tokens=1",
          "--set", f"model.max_completion_tokens={WORST}"]


def caps(day=CAP, month=0):
    return ["--set", f"budget.max_usd_per_day={day / 1e6:.6f}", "--set", f"budget.max_usd_per_month={month / 1e6:.6f}"]


def costing(amount=WORST, text="Yes, it is.", **options):
    """An answer that costs so much."""
    return normal(text, usage=(0, amount), **options)


def budget_server(start, fake, *arguments, day=CAP, month=0, fallback="catalogue", **kwargs):
    return model_server(start, fake, *PRICES, *caps(day, month), *arguments, fallback=fallback, **kwargs)


class OnSqlite:
    """Processes that share one file."""
    leases = False
    at_once = 200

    def __init__(self, start):
        self._start = start
        self.database = None

    def server(self, fake, *arguments, **kwargs):
        server = budget_server(self._start, fake, *arguments, **kwargs)
        self.database = server.database
        return server

    def figures(self):
        """What is committed, by the period's name."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=20)) as database:
            return dict(database.execute("SELECT period, committed FROM ledger"))


class OnDynamoDb:
    """Processes that share tables."""
    leases = True
    at_once = 50  # of more, DynamoDB Local keeps some waiting for over a second

    def __init__(self, start, local):
        self._start, self.local = start, local
        for _ in range(200):  # the first calls of a young JVM are slow
            self._add("warm-up", 1)
        local.delete(LEDGER, {"period": {"S": "warm-up"}})

    def server(self, fake, *arguments, day=CAP, month=0, fallback="catalogue", proxy=None, env=None):
        return dynamodb_server(self._start, self.local, *PRICES, *caps(day, month), "--set",
                               f"model.fallback={fallback}", *arguments, model=fake, proxy=proxy, env=env)

    def figures(self):
        return {item["period"]["S"]: int(item["committed"]["N"]) for item in self.local.scan(LEDGER)}

    def add_to_day(self, amount):
        """As another process would."""
        self._add(f"day#{utc_now():%Y-%m-%d}", amount)

    def _add(self, period, amount):
        self.local.call("UpdateItem", TableName=LEDGER, Key={"period": {"S": period}},
                        UpdateExpression="ADD #committed :amount", ExpressionAttributeNames={"#committed": "committed"},
                        ExpressionAttributeValues={":amount": {"N": str(amount)}})


def committed(store, period="day"):
    """Of the one period of this kind that there is."""
    found = [amount for name, amount in store.figures().items() if name.startswith(f"{period}#")]
    assert len(found) <= 1, store.figures()
    return found[0] if found else 0


def micro_usd(server, name):
    """0 where nothing was ever told."""
    return round(server.metric(name) * 1e6) if f"\n{name} " in server.metrics() else 0


def settled(server):
    return micro_usd(server, "mta_chat_budget_settled_usd_total")


def reserved(server, period="day"):
    return micro_usd(server, f'mta_chat_budget_reserved_usd{{period="{period}"}}')


def remaining(server, period="day"):
    return micro_usd(server, f'mta_chat_budget_remaining_usd{{period="{period}"}}')


def refused(server):
    return server.metric("mta_chat_budget_refused_total")


def eventually(expected, seconds=10):
    """What is settled once its visitor has left takes a moment."""
    end = time.monotonic() + seconds
    while True:
        try:
            return expected()
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def assert_adds_up(store, servers, period="day"):
    """Of processes that have lived all the time, and whose ledger always answered."""
    def adds_up():
        held = [settled(server) + reserved(server, period) for server in servers]
        assert sum(held) == committed(store, period), (held, store.figures())
    eventually(adds_up)


class Watch:
    """Looks at the ledger all the time, and knows the most that was ever committed in a period."""

    def __init__(self, store, cap=CAP):
        self._store, self._cap = store, cap
        self.most = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, failed, *_):
        self._ended.set()
        self._thread.join()
        self._note()
        assert failed or all(most <= self._cap for most in self.most.values()), self.most

    def _look(self):
        while not self._ended.wait(0.05):
            with contextlib.suppress(OSError, sqlite3.Error):
                self._note()

    def _note(self):
        for period, amount in self._store.figures().items():
            self.most[period] = max(amount, self.most.get(period, 0))


class Meter:
    """What the provider charges, with each call under way taken for the worst."""

    def __init__(self):
        self.charged = self.most = self.answered = 0
        self._under_way = 0
        self._lock = threading.Lock()

    def runs(self, behaviour, charge, seconds=0.02):
        """A call that works for so long, and charges before it tells anybody."""
        def metered(exchange):
            with self._lock:
                self._under_way += 1
                self.most = max(self.most, self.charged + self._under_way * WORST)
            try:
                exchange.pause(seconds)
            except ClientLeft:
                self._end(charge)
                raise
            self._end(charge)
            behaviour(exchange)
        return metered

    def _end(self, charge):
        with self._lock:
            self._under_way -= 1
            self.charged += charge
            self.answered += charge > 0


def visit(server, message=None, headers=None):
    """The answer; None where the server has died of it."""
    try:
        return server.chat(message or new_question(), headers)
    except (OSError, http.client.HTTPException):
        return None


def visits_at_once(servers, count=200, threads=200):
    return at_once(count, lambda number: visit(servers[number % len(servers)]), threads)


def fell_back(reply):
    assert reply.status == 200, reply.text
    return reply.json.get("fallback", False)


def assert_all_were_answered(replies, by_model):
    """With a 200 each; so many by the model, the rest by the catalogue."""
    assert [fell_back(reply) for reply in replies].count(False) == by_model


# --- Clocks

FAKETIME = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)
needs_faketime = pytest.mark.skipif(not FAKETIME, reason="SKIPPED: no libfaketime here (Debian: faketime)")


def clock_ahead(seconds):
    """An environment in which the date is so far ahead; durations are what they are."""
    return {"LD_PRELOAD": FAKETIME, "FAKETIME": f"+{seconds}s", "NO_FAKE_STAT": "1",
            "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


class Turn:
    """A period's end that is near on the clock of who runs in this environment."""

    def __init__(self, end_of, seconds):
        now = utc_now()
        left = (end_of(now) - now).total_seconds()
        self.ahead = int(left - seconds)
        self.environment = clock_ahead(self.ahead)
        self.at = time.monotonic() + left - self.ahead

    def wait(self, seconds_more=0.0):
        time.sleep(max(0, self.at + seconds_more - time.monotonic()))

    def now(self):
        return utc_now() + datetime.timedelta(seconds=self.ahead)


def stay_within_the_day(seconds=60):
    """What falls into one day needs its end to be some time away."""
    wait_for_room_in_the_bucket(DAY, seconds)


def utc_now():
    return datetime.datetime.now(datetime.UTC)


def end_of_day(now):
    return (now + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def end_of_month(now):
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + datetime.timedelta(days=32)).replace(day=1)


def assert_waits_until(reply, end_of, asked_at, answered_at):
    """503, with the whole seconds to the end of the period in which it was asked."""
    assert (reply.status, reply.json["error"]) == (503, "AI service unavailable"), reply.text
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["retry-after"] == str(reply.json["retry_after"])
    end = end_of(asked_at)
    assert (end - answered_at).total_seconds() <= reply.json["retry_after"] <= (end - asked_at).total_seconds() + 1
