"""Who gets a connection where there are too many, and what a connection may cost."""

import contextlib
import json
import re
import resource
import shutil
import socket
import subprocess
import time

import pytest
from conftest import WIDE, receive_all
from questions import QUESTION

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
BODY = b'{"message":"7D HIFU"}'
POST = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(BODY)


def client(server, address="127.0.0.1"):
    """Loopback lets a client choose any address of 127.0.0.0/8."""
    return socket.create_connection(("127.0.0.1", server.port), timeout=30, source_address=(address, 0))


def ask(connection, request=HEALTH):
    """The answer's status, or nothing where the connection was closed without one."""
    try:
        connection.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65536)
            if not piece:
                return None
            received += piece
    except (ConnectionResetError, BrokenPipeError):
        return None
    return int(received.split(b" ", 2)[1])


def is_closed(connection):
    with contextlib.suppress(ConnectionResetError):
        return connection.recv(1) == b""
    return True


@pytest.fixture
def clients():
    with contextlib.ExitStack() as stack:
        yield lambda *where: stack.enter_context(client(*where))


@pytest.mark.parametrize("threads", [1, 4])
def test_where_all_are_taken_the_longest_idle_connection_is_closed(start, clients, threads):
    server = start("--set", "server.max_connections=4", "--set", f"server.threads={threads}")
    first, second, third, fourth = [clients(server, f"127.0.0.{number}") for number in range(1, 5)]
    for connection in (first, second, third, fourth, first):
        assert ask(connection) == 200
        time.sleep(0.3)  # a loop may still have to note that it is idle, although its answer has arrived
    assert ask(clients(server, "127.0.0.5")) == 200
    assert is_closed(second)
    for connection in (first, third, fourth):
        assert ask(connection) == 200
    assert server.metric("mta_chat_connections_closed_for_others_total") == 1
    assert server.metric("mta_chat_connections_refused_total") == 0


def test_half_a_head_makes_room_too(start, clients):
    server = start("--set", "server.max_connections=2")
    slow = [clients(server, f"127.0.0.{number}") for number in (1, 2)]
    for connection in slow:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        time.sleep(0.05)
    for number in range(3, 6):
        with client(server, f"127.0.0.{number}") as other:
            assert ask(other) == 200
    assert is_closed(slow[0])


def test_a_request_under_way_is_not_cut_for_another(start, clients):
    server = start(*WIDE, "--set", "server.max_connections=1")
    busy = clients(server)
    busy.sendall(POST + BODY[:5])
    time.sleep(0.1)
    with client(server, "127.0.0.2") as refused:
        assert ask(refused) == 503
    busy.sendall(BODY[5:])
    assert b"6600" in busy.recv(65536)


def test_one_address_has_a_hundred_connections(start, clients):
    server = start()
    mine = [clients(server) for _ in range(100)]
    assert [ask(connection) for connection in mine] == [200] * 100
    assert ask(clients(server)) == 503
    assert ask(clients(server, "127.0.0.2")) == 200
    assert [ask(connection) for connection in mine] == [200] * 100, "they are still served"
    mine[0].close()
    for _ in range(100):
        with client(server) as again:
            if ask(again) == 200:
                return
        time.sleep(0.02)
    raise AssertionError("a place that is given back is free")


def test_a_proxy_that_is_trusted_has_as_many_as_it_needs(start, clients):
    server = start("--set", "server.trusted_proxies=127.0.0.1", "--set", "server.max_connections_per_visitor=2")
    assert [ask(clients(server)) for _ in range(20)] == [200] * 20
    assert [ask(clients(server, "127.0.0.2")) for _ in range(3)] == [200, 200, 503]


@pytest.mark.parametrize("threads", [1, 2])
def test_ten_thousand_connections_of_one_address_keep_nobody_out(start, threads):
    """They are opened at once, and most closed by the server; the others are held."""
    server = start("--set", f"server.threads={threads}")
    held = []
    try:
        for number in range(10_000):
            held.append(client(server))
            if number % 1000 == 999:
                with client(server, f"127.0.0.{number // 1000 + 2}") as other:
                    assert ask(other) == 200
        assert server.metric("mta_chat_connections_refused_total") == 9_900
        assert server.metric("mta_chat_connections_closed_for_others_total") == 0
    finally:
        for connection in held:
            connection.close()
    with client(server) as again:
        assert ask(again) in (200, 503)


def test_thousands_of_addresses_keep_nobody_out(start):
    """1,200 idle connections of 600 addresses where there are 1,000 places: the first 200 are let go."""
    server = start("--set", "server.max_connections=1000")
    held = []
    try:
        for number in range(1200):
            held.append(client(server, f"127.0.{number % 600 // 200 + 1}.{number % 200 + 1}"))
        with client(server, "127.0.9.1") as other:
            assert ask(other) == 200
        assert ask(held[-1]) == 200
        assert is_closed(held[0])
        assert server.metric("mta_chat_connections_refused_total") == 0
        assert server.metric("mta_chat_connections_closed_for_others_total") == 201
    finally:
        for connection in held:
            connection.close()


def test_where_descriptors_run_out_idle_connections_make_room(start, clients):
    server = start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    idle = [clients(server, f"127.0.0.{number}") for number in range(1, 81)]
    assert ask(clients(server, "127.0.1.1")) == 200
    assert is_closed(idle[0])


def test_more_connections_than_the_system_allows_leave_descriptors_for_the_model(start, clients, fake):
    server = start(*WIDE, "--model-url", fake.url, "--set", "model.fallback=none",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024)))
    body = json.dumps({"message": QUESTION}).encode()
    begun = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:5]
    first = clients(server)
    first.sendall(begun)
    for number in range(1100):
        other = clients(server, f"127.0.{number // 200 + 1}.{number % 200 + 1}")
        with contextlib.suppress(ConnectionError):
            other.sendall(begun)
    assert ask(other, b"") in (503, None), "it has been looked at"
    assert ask(first, body[5:]) == 200
    warning, = [line for line in server.log() if line["level"] == "WARN"]
    assert (warning["open_files"], warning["max_connections"]) == (1024, 512)


def test_idle_connections_are_kept_as_long_as_it_is_set(start):
    server = start("--set", "server.idle_timeout_seconds=1")
    with server.connect() as asked, server.connect() as silent:
        assert ask(asked) == 200
        assert receive_all(asked) == b""
        assert receive_all(silent) == b""
    # The default cannot be waited for here; it is the documented one, and over a balancer's 60 s.
    kept = start()
    with kept.connect() as connection:
        time.sleep(12)  # longer than a head may take
        assert ask(connection) == 200


def socket_memory(port):
    """Bytes of kernel memory that the server's side of its connections holds: what has come, what goes out."""
    output = subprocess.run(["ss", "-Htmn", "sport", "=", f":{port}"], capture_output=True, text=True, check=True)
    amounts = re.findall(r"skmem:\(r(\d+),.*?,w(\d+),", output.stdout)
    assert amounts, output.stdout
    return sum(int(received) + int(sent) for received, sent in amounts)


@pytest.mark.skipif(not shutil.which("ss"), reason="SKIPPED: no ss (iproute2) here")
@pytest.mark.parametrize("path", [b"/", b"/nowhere"])
def test_a_client_that_never_reads_holds_little_memory(start, path):
    server = start()
    before = server.memory_kb()
    with server.connect() as deaf:
        deaf.setblocking(False)
        request = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path * 200
        last = time.monotonic()
        while time.monotonic() - last < 1:  # until nothing has been taken for a second
            with contextlib.suppress(BlockingIOError):
                if deaf.send(request):
                    last = time.monotonic()
            time.sleep(0.001)
        assert socket_memory(server.port) < 800_000
        assert server.memory_kb() - before < 4_000
    assert server.request("GET", "/healthz").status == 200
