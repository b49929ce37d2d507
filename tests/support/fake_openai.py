"""A scripted OpenAI-compatible provider: each call is answered by the behaviour that is next.

    with FakeOpenAi() as fake:
        fake.behave(status(500), normal("Hello"))   # the last one repeats
        ...                                         # talk to fake.url
        assert len(fake.calls) == 2

A behaviour is a callable that takes an `Exchange`; model_behaviours.py has them by name. Run as a
program it answers normally until it is interrupted, for trying by hand.
"""

import argparse
import dataclasses
import itertools
import json
import select
import socket
import struct
import threading
import time

from model_behaviours import TEXT, normal, slow, status


@dataclasses.dataclass
class Call:
    """A request as it was received, and whether its answer was wanted to the end."""
    method: str
    path: str
    headers: dict
    body: bytes
    json: object
    at: float
    connection: int
    closed_early: threading.Event = dataclasses.field(default_factory=threading.Event)

    @property
    def messages(self):
        return self.json["messages"]


class ClientLeft(Exception):
    """The client closed the connection before it had the whole answer."""


class Exchange:
    """One call and the way back to who made it. Behaviours write here."""

    def __init__(self, connection, call):
        self.call = call
        self.stays_open = True
        self.byte_by_byte = False
        self._socket = connection

    @property
    def wants_stream(self):
        return isinstance(self.call.json, dict) and self.call.json.get("stream") is True

    def write(self, data):
        self._look_at_client(0)
        try:
            for piece in (bytes([b]) for b in data) if self.byte_by_byte else [data]:
                self._socket.sendall(piece)
        except OSError as error:
            raise ClientLeft from error

    def head(self, code, headers):
        lines = [f"HTTP/1.1 {code} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
        self.write("\r\n".join([*lines, "", ""]).encode())

    def whole(self, code, content_type, body, headers=None):
        self.head(code, {"Content-Type": content_type, "Content-Length": len(body)} | (headers or {}))
        self.write(body)

    def pause(self, seconds):
        """As long as the client stays."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._look_at_client(left)

    def wait_until_left(self):
        while True:
            self.pause(60)

    def close(self):
        self.stays_open = False

    def reset(self):
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def _look_at_client(self, seconds):
        """Nothing is expected from the client before its answer is there: what can be read is its end."""
        try:
            readable, _, _ = select.select([self._socket], [], [], seconds)
            if readable and not self._socket.recv(1, socket.MSG_PEEK):
                raise ClientLeft
        except (OSError, ValueError) as error:
            raise ClientLeft from error


class FakeOpenAi:
    def __init__(self):
        self.calls = []
        self._script = [normal()]
        self._lock = threading.Lock()
        self._sockets = set()
        self._threads = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._run(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def behave(self, *behaviours):
        """How the next calls are answered; the last behaviour repeats."""
        with self._lock:
            self._script = list(behaviours)

    def wait_for_calls(self, count, seconds=5):
        end = time.monotonic() + seconds
        while len(self.calls) < count:
            assert time.monotonic() < end, f"{len(self.calls)} calls instead of {count}"
            time.sleep(0.005)
        return self.calls[count - 1]

    def stop(self):
        shut(self._listener)
        with self._lock:
            for connection in self._sockets:
                shut(connection)
        for thread in self._threads:
            thread.join(timeout=10)
        self._listener.close()

    def _run(self, function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        for number in itertools.count():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._sockets.add(connection)
            self._run(self._serve, connection, number)

    def _serve(self, connection, number):
        try:
            with connection, connection.makefile("rb") as received:
                while call := read_call(received, number):
                    if not self._answer(Exchange(connection, call)):
                        return
        except (OSError, ValueError):
            return  # reset, or not HTTP
        finally:
            with self._lock:
                self._sockets.discard(connection)

    def _answer(self, exchange):
        """True where the connection stays open."""
        with self._lock:
            self.calls.append(exchange.call)
            behaviour = self._behaviour_for(exchange.call)
        try:
            behaviour(exchange)
            return exchange.stays_open
        except ClientLeft:
            exchange.call.closed_early.set()
            return False

    def _behaviour_for(self, call):
        if (call.method, call.path) != ("POST", "/v1/chat/completions"):
            return status(404)
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]


def shut(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def read_call(received, connection):
    """None at the end of the connection; ValueError for what is no HTTP, a TLS greeting for one."""
    start = received.peek(1)[:1]
    if not start:
        return None
    if not start.isalpha():
        raise ValueError("not HTTP")
    method, path, _ = received.readline().decode("latin-1").split()
    headers = {}
    while line := received.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = received.read(int(headers.get("content-length", 0)))
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = None
    return Call(method, path, headers, body, parsed, time.monotonic(), connection)


def main():
    parser = argparse.ArgumentParser(description="An OpenAI-compatible provider that says the same to all.")
    parser.add_argument("--delay", type=float, default=0, metavar="SECONDS", help="before each word but the first")
    parser.add_argument("--text", default=TEXT, help="what it says")
    arguments = parser.parse_args()
    with FakeOpenAi() as fake:
        fake.behave(slow(arguments.text, gap=arguments.delay))
        print(fake.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
