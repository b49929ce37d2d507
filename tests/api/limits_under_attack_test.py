"""One address wastes what all visitors have together: the others must not notice, and it must be counted."""

import concurrent.futures
import contextlib
import itertools
import json
import select
import socket
import threading
import time

import pytest
import reverse_proxies
from conftest import receive_all
from limits_test import wait_for_room_in_the_bucket

ATTACKER = "203.0.113.66"
OTHERS = [f"203.0.113.{number}" for number in range(1, 9)]
# Fewer than the throttle refills, so that without an attack nobody is refused.
RATE, PACE_SECONDS = 20, 0.08
MOST_ATTACKS = 4000
MOST_HELD = 200  # nginx itself has 512 by default
LIMITS = ["--set", "server.trusted_proxies=127.0.0.1", "--set", "throttle.burst=5", "--set",
          f"throttle.rate_per_second={RATE}", "--set", "rate_limit.window_seconds=3600"]


def post(fields, body=b"", visitor=ATTACKER):
    return b"POST /chat HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\n%s\r\n%s" % (visitor.encode(), fields, body)


TOO_LARGE = post(b"Transfer-Encoding: chunked\r\n", b"10001\r\n%s\r\n0\r\n\r\n" % (b"x" * 65537))
HEAD_ALONE = post(b"Content-Length: 20\r\n")
EXPECT_ALONE = post(b"Content-Length: 20\r\nExpect: 100-continue\r\n")
ATTACKS = {"a byte too large, chunked": (TOO_LARGE, False), "heads without their bodies": (HEAD_ALONE, True),
           "Expect without a body": (EXPECT_ALONE, True)}


class Attack:
    """Sends the same request again and again from a few threads until it is told to end."""

    def __init__(self, port, request, holds):
        self._port, self._request, self._holds = port, request, holds
        self._held = []
        self._numbers = itertools.count()
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(4)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        for thread in self._threads:
            thread.join()
        for connection in self._held:
            connection.close()

    def _run(self):
        while not self._end.is_set() and next(self._numbers) < MOST_ATTACKS and len(self._held) < MOST_HELD:
            with contextlib.suppress(OSError):
                self._once()
            time.sleep(0.005)

    def _once(self):
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        connection.sendall(self._request)
        if self._holds:
            self._hold_if_waited_for(connection)
        else:
            connection.recv(65536)
            connection.close()

    def _hold_if_waited_for(self, connection):
        """What is refused at once holds nothing."""
        readable, _, _ = select.select([connection], [], [], 0.02)
        if not readable or connection.recv(65536).startswith(b"HTTP/1.1 100 "):
            self._held.append(connection)
        else:
            connection.close()


def ask(port, visitor):
    body = json.dumps({"message": "hello"}).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(post(b"Connection: close\r\nContent-Length: %d\r\n" % len(body), body, visitor))
        return int(receive_all(connection).split(b" ", 2)[1])


def others_ask(port):
    """Forty requests of eight visitors, one after the other."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        asked = []
        for number in range(40):
            asked.append(pool.submit(ask, port, OTHERS[number % len(OTHERS)]))
            time.sleep(PACE_SECONDS)
        statuses = [visitor.result() for visitor in asked]
    return statuses


@pytest.fixture(params=["direct", "haproxy", "nginx"])
def front(request, tmp_path):
    """The port at which visitors reach a server."""
    if request.param != "direct" and (reason := reverse_proxies.missing(request.param)):
        pytest.skip(f"SKIPPED: {reason}")
    started = []

    def port_of(server):
        if request.param == "direct":
            return server.port
        started.append(getattr(reverse_proxies, request.param)(tmp_path, server.port))
        return started[-1].port

    yield port_of
    for proxy in started:
        proxy.stop()


@pytest.mark.parametrize("name", ATTACKS)
def test_no_request_of_the_others_is_refused(start, front, name):
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS)
    port = front(server)
    with Attack(port, *ATTACKS[name]):
        time.sleep(0.3)
        statuses = others_ask(port)
    print("refused:", len(statuses) - statuses.count(200), "of", len(statuses))
    assert statuses == [200] * 40


def test_a_body_that_proves_too_large_counts_and_then_is_not_read_any_more(start):
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS)
    for left in range(9, -1, -1):
        answer = server.raw(TOO_LARGE)
        assert answer.startswith(b"HTTP/1.1 413 ") and b"X-RateLimit-Remaining: %d\r\n" % left in answer, answer[:300]
    reply = server.chat("hello", {"X-Forwarded-For": ATTACKER})
    assert (reply.status, reply.json["error"]) == (429, "Rate limit exceeded")
    with server.connect() as connection:
        connection.sendall(HEAD_ALONE)
        assert connection.recv(65536).startswith(b"HTTP/1.1 429 "), "without waiting for the body"
    assert server.metric("mta_chat_throttled_total") == 0


def test_a_body_that_breaks_off_counts(start):
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS)
    for count in range(1, 11):
        with server.connect() as connection:
            connection.sendall(HEAD_ALONE + b"half")
        server.wait_for_line("request", count)
    assert server.chat("hello", {"X-Forwarded-For": ATTACKER}).json["error"] == "Rate limit exceeded"


def test_what_is_announced_too_large_is_neither_counted_nor_throttled(start):
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS)
    for _ in range(30):
        assert server.raw(post(b"Content-Length: 65537\r\n")).startswith(b"HTTP/1.1 413 ")
    assert server.chat("hello", {"X-Forwarded-For": ATTACKER}).headers["x-ratelimit-remaining"] == "9"


def test_one_visitor_has_only_a_few_bodies_under_way(start):
    """The next waits a little and is refused unread; they cost no token, and others may send theirs meanwhile."""
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS, "--set", "throttle.rate_per_second=0.001")
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(server.connect()) for _ in range(12)]
        for connection in waiting:
            connection.sendall(HEAD_ALONE)
        assert server.wait_for_line("request", 4)["status"] == 429, "eight are waited for"
        for visitor in OTHERS[:5]:
            assert server.chat("hello", {"X-Forwarded-For": visitor}).status == 200, "all five tokens are there"


def test_who_comes_while_others_of_his_address_are_sending_waits_for_a_place(start):
    """A clinic's colleagues behind one address: many heads at the same moment, whose bodies are still to come."""
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS)
    with contextlib.ExitStack() as stack:
        sending = [stack.enter_context(server.connect()) for _ in range(8)]
        for connection in sending:
            connection.sendall(HEAD_ALONE)
        time.sleep(0.3)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            ninth = pool.submit(server.chat, "hello", {"X-Forwarded-For": ATTACKER})
            time.sleep(0.3)
            assert not ninth.done(), "there is no place"
            sending[0].close()
            assert ninth.result().status == 200


def test_a_guessing_address_over_its_limit_gets_nothing_under_a_key(start):
    """A key lets a repeat through, so it must not let a new question through."""
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS, "--set", "rate_limit.max=1", "--set", "throttle.rate_per_second=0.001")
    assert server.chat("hello", {"X-Forwarded-For": ATTACKER}).status == 200
    for number in range(20):
        refused = server.chat("hello", {"X-Forwarded-For": ATTACKER, "Idempotency-Key": f"new-{number}"})
        assert (refused.status, refused.json["error"]) == (429, "Rate limit exceeded")
    for visitor in OTHERS[:4]:
        assert server.chat("hello", {"X-Forwarded-For": visitor}).status == 200, "it has taken one token of five"


# --- Reported of others

def answered_and_closed(server, request):
    """What comes back until the server closes."""
    with server.connect() as connection:
        connection.settimeout(10)
        connection.sendall(request)
        return receive_all(connection)


def use_the_limit_up(server):
    for _ in range(10):
        server.raw(TOO_LARGE)


def test_who_waits_for_100_continue_is_refused_at_once_and_not_waited_for(start):
    """github.com/lalinsky/dusty/issues/163, github.com/mtrudel/bandit/pull/695: server and client each wait for
    the other where a request is refused before its body is asked for."""
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS)
    use_the_limit_up(server)
    answer = answered_and_closed(server, EXPECT_ALONE)
    assert answer.startswith(b"HTTP/1.1 429 ") and b"100 Continue" not in answer
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("path", [b"/chat", b"/nowhere", b"/healthz"])
def test_a_body_without_end_is_bounded_where_it_is_only_passed_over(start, path):
    """github.com/nginx/nginx/issues/1522: a chunked body that nobody reads is not held to the limit of bodies."""
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS)
    use_the_limit_up(server)
    sent = 0
    with server.connect() as connection, contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
                           % (path, ATTACKER.encode()))
        while sent < 100 * 65536:
            connection.sendall(b"8000\r\n%s\r\n" % (b"x" * 32768))
            sent += 32768
            time.sleep(0.05)
    assert sent < 100 * 65536, "the connection has been closed"


def test_a_chunked_body_too_large_is_told_as_what_it_is(start):
    """github.com/rubentalstra/FerroEHR/issues/2045, github.com/headroomlabs-ai/headroom/issues/3326: without a
    Content-Length the limit was passed, or the body taken for an empty one."""
    server = start(*LIMITS)
    answer = server.raw(TOO_LARGE)
    assert answer.startswith(b"HTTP/1.1 413 ") and b'"error":"Request too large"' in answer


def test_bodies_that_drip_hold_nothing_that_others_need(start):
    """github.com/ruhex/BGPLite/pull/351, github.com/superloglabs/superlog/pull/161: what is taken before a body is
    read is held for as long as its sender likes, and is everybody's."""
    wait_for_room_in_the_bucket(3600, 60)
    server = start(*LIMITS, "--set", "throttle.rate_per_second=0.001")
    with contextlib.ExitStack() as stack:
        dripping = [stack.enter_context(server.connect()) for _ in range(8)]
        for connection in dripping:
            connection.sendall(HEAD_ALONE)
        for visitor in OTHERS[:5]:
            for connection in dripping:
                connection.sendall(b"x")
            assert ask(server.port, visitor) == 200
