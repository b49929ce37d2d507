"""100,000 connections in sequence, and as many at once as there may be: others are still answered."""

import collections
import contextlib
import pathlib
import resource
import socket
import struct
import tempfile
import threading
import time

from _watch import sample
from conftest import Server, receive_all

TAKES = "about 3 min"
TOOLS = []
OPTIONS = {"total": 100_000}

ADDRESSES = 200
SPARE_DESCRIPTORS = 500
PROBE = "127.0.99.1"  # nobody else's
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n%b\r\n"
CHAT = b'{"message":"How much is the kegel chair?"}'


def connect(server, address):
    return socket.create_connection(("127.0.0.1", server.port), timeout=10, source_address=(address, 0))


def address_of(number):
    return f"127.0.{1 + number % ADDRESSES // 100}.{1 + number % 100}"


def one_answer(connection, request):
    connection.sendall(request)
    return receive_all(connection)


def in_sequence(server, total, statuses):
    """Opened, asked and closed one after another by four threads, every second one with a reset."""
    numbers = iter(range(total))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            try:
                with connect(server, address_of(number)) as connection:
                    answer = one_answer(connection, HEALTH % b"Connection: close\r\n")
                    statuses[answer[9:12].decode()] += 1
                    if number % 2:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            except OSError as error:
                statuses[type(error).__name__] += 1

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def others_are_answered(server, times=10):
    """From an address that holds none of the connections; and how long the slowest took."""
    slowest, good = 0.0, 0
    for _ in range(times):
        begun = time.monotonic()
        with contextlib.suppress(OSError), connect(server, PROBE) as connection:
            request = b"POST /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b"
            good += b" 200 OK" in one_answer(connection, request % (len(CHAT), CHAT))
        slowest = max(slowest, time.monotonic() - begun)
    return good, f"{good} of {times}, the slowest in {slowest * 1000:.0f} ms"


def hold(server, count, address):
    """Opens and keeps up to `count`, each idle behind its first answer; what the server did not take is
    left out."""
    held = []
    for number in range(count):
        with contextlib.suppress(OSError):
            held.append(connect(server, address(number)))
            held[-1].sendall(HEALTH % b"")
    return held


def let_go(held):
    for connection in held:
        connection.close()


def run(proof, total):
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_DESCRIPTORS, 20_000)
    arguments = ["--set", "throttle.burst=1000000", "--set", "throttle.rate_per_second=1000000",
                 "--set", "rate_limit.max=1000000"]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder), *arguments, "--set", f"server.max_connections={most - 500}")
        try:
            before = sample(server.process.pid)
            statuses = collections.Counter()
            begun = time.monotonic()
            in_sequence(server, total, statuses)
            seconds = time.monotonic() - begun
            proof.check("each connection of a sequence is answered", statuses == {"200": total}, dict(statuses))
            after = sample(server.process.pid)
            proof.check("memory after it is as before", after.memory_kb <= before.memory_kb + 4096,
                        f"{before.memory_kb} then {after.memory_kb} KiB")

            held = hold(server, most, lambda _: "127.0.0.7")
            good, figures = others_are_answered(server)
            taken = sample(server.process.pid).descriptors
            proof.check("one address with all the connections it can get leaves the others theirs", good == 10,
                        f"{len(held)} opened, {taken} held; {figures}")
            let_go(held)
            time.sleep(2)

            held = hold(server, most, address_of)
            good, figures = others_are_answered(server)
            full = sample(server.process.pid)
            proof.check("a full server still answers a newcomer", good == 10,
                        f"{len(held)} opened from {ADDRESSES} addresses, {full.descriptors} held; {figures}")
            let_go(held)
            time.sleep(5)
            empty = sample(server.process.pid)
            proof.check("descriptors are given back", empty.descriptors <= before.descriptors + 10,
                        f"{before.descriptors} before, {empty.descriptors} after")
        finally:
            code = server.stop()
        proof.check("it ends well", code == 0)
    proof.measured(f"{total} in sequence in {seconds:.0f} s; {full.descriptors} held at once at "
                   f"{full.memory_kb} KiB; a newcomer: {figures}")
