"""The two layers of rate limiting, on the real server with the real clock."""

import concurrent.futures
import time

from conftest import WIDE, receive_all


def wait_for_room_in_the_bucket(window=60, needed=5):
    """Counts that must fall into one bucket need its end to be some seconds away."""
    left = window - time.time() % window
    if left < needed:
        time.sleep(left + 0.05)


def test_the_quick_starts_loop_of_twelve(start):
    server = start("--config", "config/local.toml")
    wait_for_room_in_the_bucket()
    replies = [server.chat("hello") for _ in range(12)]
    assert [reply.status for reply in replies] == [200] * 10 + [429] * 2
    assert [reply.json.get("error") for reply in replies[10:]] == ["Rate limit exceeded"] * 2
    assert [int(reply.headers["x-ratelimit-remaining"]) for reply in replies[:10]] == list(range(9, -1, -1))


def thousand_at_once(server):
    def one(_):
        return server.chat("hello").status
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        return list(pool.map(one, range(1000)))


def test_a_thousand_at_once_admit_exactly_the_limit(start):
    server = start("--set", "throttle.burst=1000000", "--set", "throttle.rate_per_second=1000000",
                   "--set", "server.threads=4", "--set", "rate_limit.window_seconds=3600")
    wait_for_room_in_the_bucket(3600, 60)
    statuses = thousand_at_once(server)
    assert statuses.count(200) == 10
    assert statuses.count(429) == 990


def test_a_thousand_pipelined_on_one_connection_too(start):
    server = start("--set", "throttle.burst=1000000", "--set", "rate_limit.window_seconds=3600")
    wait_for_room_in_the_bucket(3600, 60)
    one = b'POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 16\r\n\r\n{"message":"hi"}'
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with server.connect() as connection:
        connection.sendall(one * 300)
        connection.sendall(last)
        answer = receive_all(connection)
    assert answer.count(b"HTTP/1.1 200 OK") == 10 + 1
    assert answer.count(b"HTTP/1.1 429 ") == 290


def test_one_visitor_cannot_starve_the_others(start):
    server = start("--set", "throttle.burst=12", "--set", "throttle.rate_per_second=0.001",
                   "--set", "server.trusted_proxies=127.0.0.1", "--set", "rate_limit.window_seconds=3600")
    wait_for_room_in_the_bucket(3600, 60)
    greedy = [server.chat("hi", {"X-Forwarded-For": "203.0.113.1"}).json for _ in range(40)]
    assert [reply.get("error") for reply in greedy[10:]] == ["Rate limit exceeded"] * 30
    assert server.chat("hi", {"X-Forwarded-For": "203.0.113.2"}).status == 200


def test_a_forged_header_from_a_stranger_is_ignored(start):
    server = start(*WIDE[:4], "--set", "rate_limit.max=2", "--set", "rate_limit.window_seconds=3600")
    wait_for_room_in_the_bucket(3600, 60)
    statuses = [server.chat("hi", {"X-Forwarded-For": f"203.0.113.{i}"}).status for i in range(4)]
    assert statuses == [200, 200, 429, 429]


def test_retry_after_is_honest_on_the_real_clock(start):
    server = start(*WIDE[:4], "--set", "rate_limit.max=2", "--set", "rate_limit.window_seconds=2")
    while server.chat("hi").status == 200:
        pass
    refused = server.chat("hi")
    while refused.status == 200:
        refused = server.chat("hi")
    time.sleep(refused.json["retry_after"])
    assert server.chat("hi").status == 200


def test_a_flood_of_invented_addresses_stays_in_its_memory(start):
    server = start(*WIDE[:4], "--set", "server.trusted_proxies=127.0.0.1",
                   "--set", "storage.kind=memory")
    body = b"x"
    def flood(worker):
        with server.connect() as connection:
            for batch in range(50):
                requests = b"".join(
                    b"POST /chat HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.%d.%d.%d\r\n"
                    b"Content-Length: 1\r\n\r\n%s" % (worker, batch, i, body) for i in range(250))
                connection.sendall(requests)
                seen = 0
                while seen < 250:
                    seen += connection.recv(1 << 20).count(b"Invalid JSON")
    before = server.memory_kb()
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        list(pool.map(flood, range(12)))
    assert server.memory_kb() - before < 40_000, "150,000 addresses, at most 100,000 remembered"
