"""Streams: what we add to the time to the first byte, and what many at once cost in memory."""

import asyncio
import json
import socket
import statistics
import sys
import time

from bench_tools import ROOT, OurServer, free_port, http_request, memory_mb, say, table_row, wait_until_up
from chat_bench import QUESTION, chat_body
from mock_answer import FIRST_TEXT
from nginx_peers import proxy_peer
from stream_mock import EVENTS, PACE

SAMPLES, WARM_UP = 500, 50
EVENT_STREAM = "Accept: text/event-stream"
LAST_CHUNK = b"0\r\n\r\n"


def start_mock(processes):
    port = free_port()
    processes.start([sys.executable, ROOT / "bench/stream_mock.py", port])
    wait_until_up(port)
    return port


class KeptConnection:
    """Asks the same again and again."""

    def __init__(self, port, request, first):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request, self._first = request, first

    def first_byte_us(self):
        started = time.perf_counter()
        self._socket.sendall(self._request)
        received = self._read_until(b"", lambda data: self._first in data)
        took = time.perf_counter() - started
        self._read_until(received, lambda data: data.endswith(LAST_CHUNK))
        return took * 1e6

    def _read_until(self, received, enough):
        while not enough(received):
            data = self._socket.recv(65536)
            if not data:
                sys.exit(f"the stream broke off: {received!r}")
            received += data
        return received


def p99(values):
    return statistics.quantiles(values, n=100)[98]


def first_byte(processes, prompt):
    mock = start_mock(processes)
    # Each answer is the model's: none is a kept one.
    ours, unguarded = (OurServer(processes, f"first-byte-{guard}",
                                 "--model-url", f"http://127.0.0.1:{mock}/quick/v1",
                                 "--set", "model.fallback=none", "--set", "chat.answer_cache_seconds=0",
                                 "--set", f"chat.price_guard={guard}") for guard in ("correct", "off"))

    nginx = proxy_peer(processes, mock, workers=1, streaming=True)
    upstream = http_request("/quick/v1/chat/completions", prompt, EVENT_STREAM)
    question = http_request("/chat", chat_body(1), EVENT_STREAM)
    routes = {"the mock itself": KeptConnection(mock, upstream, FIRST_TEXT),
              "ours": KeptConnection(ours.port, question, b'"text-delta"'),
              "ours, without the price guard": KeptConnection(unguarded.port, question, b'"text-delta"'),
              "nginx, proxy_buffering off": KeptConnection(nginx.port, upstream, FIRST_TEXT)}
    samples = [[route.first_byte_us() for route in routes.values()] for _ in range(WARM_UP + SAMPLES)]
    del samples[:WARM_UP]
    lines = say("\n## Time to the first streamed byte", f"""
{SAMPLES} samples one after the other, each on a kept connection: the mock itself (Python, its first event at
once), then through us until the first `text-delta`, then through nginx; the difference is taken within such
a triple.
""", "| through | median us | p99 us | added, median us | added, p99 us |", "|---|---|---|---|---|")
    direct = [sample[0] for sample in samples]
    for index, name in enumerate(routes):
        times = [sample[index] for sample in samples]
        added = [took - base for took, base in zip(times, direct)]
        cells = [name, f"{statistics.median(times):.0f}", f"{p99(times):.0f}"]
        cells += [f"**{statistics.median(added):.0f}**", f"{p99(added):.0f}"] if index else ["", ""]
        lines += say(table_row(cells))
    for one in (ours, unguarded, nginx):
        processes.stop(one.process)
    return lines


class Visitor(asyncio.Protocol):
    """Asks once and notes when the pieces of the answer come."""

    def __init__(self, index):
        loop = asyncio.get_running_loop()
        self.begun, self.ended = loop.create_future(), loop.create_future()
        self.received = b""
        self.times = []
        # Each asks something else: visitors who ask the same at once share one call.
        message = f"{QUESTION} ({index})"
        self._body = json.dumps({"message": message, "session_id": f"stream-{index}"}).encode()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(http_request("/chat", self._body, EVENT_STREAM))

    def data_received(self, data):
        self.received += data
        self.times.append(time.perf_counter())
        if not self.begun.done() and b'"text-delta"' in self.received:
            self.begun.set_result(None)
        if not self.ended.done() and self.received.endswith(LAST_CHUNK):
            self.ended.set_result(None)

    def connection_lost(self, error):
        for future in (self.begun, self.ended):
            if not future.done():
                future.cancel()

    @property
    def longest_gap_ms(self):
        return max(b - a for a, b in zip(self.times, self.times[1:])) * 1e3

    @property
    def complete(self):
        return b'"type":"finish"' in self.received and b"[DONE]" in self.received


async def connect(port, count):
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(lambda i=i: Visitor(i), "127.0.0.1", port))[1] for i in range(count)]


async def held_streams(server, count):
    """Memory with so many streams open at once, and after their visitors have left."""
    visitors = await connect(server.port, count)
    await asyncio.wait_for(asyncio.gather(*(visitor.begun for visitor in visitors)), timeout=9)
    at_once, private = memory_mb(server.process.pid), memory_mb(server.process.pid, "RssAnon")
    for visitor in visitors:
        visitor.transport.abort()
        visitor.ended.cancel()
    await asyncio.sleep(1)
    return at_once, private, memory_mb(server.process.pid)


async def finishing_streams(server, count):
    """Memory at most while so many streams run to their end, and how smoothly they run."""
    started = time.perf_counter()
    visitors = await connect(server.port, count)
    ends = asyncio.gather(*(visitor.ended for visitor in visitors))
    most = 0
    while not ends.done():
        most = max(most, memory_mb(server.process.pid))
        await asyncio.sleep(0.05)
    await ends
    complete = sum(visitor.complete for visitor in visitors)
    if complete != count:
        sys.exit(f"{count - complete} of {count} streams did not finish")
    last = max(visitor.times[-1] for visitor in visitors)
    for visitor in visitors:
        visitor.transport.abort()
    return most, max(visitor.longest_gap_ms for visitor in visitors), last - started


def many_streams(processes):
    mock = start_mock(processes)
    lines = say("\n## Memory", """
Resident memory of our server (VmRSS, the pages of its file included), one thread, a fresh process for each
kind of mock: one sends an event and then holds, one sends an event every 100 ms.
""", "| state | RSS MB | of it private | more |", "|---|---|---|---|")
    held = OurServer(processes, "held", "--model-url", f"http://127.0.0.1:{mock}/hold/v1",
                     "--set", "model.fallback=none")
    time.sleep(0.5)
    idle, private = memory_mb(held.process.pid), memory_mb(held.process.pid, "RssAnon")
    lines += say(table_row(["idle, just started", f"**{idle:.1f}**", f"{private:.1f}", ""]))
    at_once, private, left = asyncio.run(held_streams(held, 1000))
    per_stream = (at_once - idle) * 1e3 / 1000
    lines += say(table_row(["1,000 streams open at once", f"**{at_once:.1f}**", f"{private:.1f}",
                            f"{per_stream:.1f} kB a stream"]),
                 table_row(["1 s after they left", f"{left:.1f}", "", ""]))
    processes.stop(held.process)
    paced = OurServer(processes, "paced", "--model-url", f"http://127.0.0.1:{mock}/paced/v1",
                      "--set", "model.fallback=none")
    most, gap, took = asyncio.run(finishing_streams(paced, 100))
    lines += say(table_row(["100 streams, all run to their end", f"{most:.1f}", "",
                            f"all complete after {took:.2f} s (the mock's pace: {len(EVENTS) * PACE:.1f} s); "
                            f"longest pause of any: {gap:.0f} ms (pace {PACE * 1e3:.0f} ms)"]))
    processes.stop(paced.process)
    return lines
