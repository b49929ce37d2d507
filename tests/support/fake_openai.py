"""A scripted OpenAI-compatible provider: each call is answered by the behaviour that is next.

    with FakeOpenAi() as fake:
        fake.behave(status(500), normal("Hello"))   # the last one repeats
        ...                                         # talk to fake.url
        assert len(fake.calls) == 2

A behaviour is a callable that takes an `Exchange`; model_behaviours.py has them by name. Run as a
program it answers normally until it is interrupted, for trying by hand.
"""

import argparse
import contextlib
import dataclasses
import itertools
import json
import select
import socket
import ssl
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

    def head(self, code, headers, reason=" Whatever"):
        lines = [f"HTTP/1.1 {code}{reason}", *(f"{name}: {value}" for name, value in headers.items())]
        self.write("\r\n".join([*lines, "", ""]).encode())

    def whole(self, code, content_type, body, headers=None):
        self.head(code, {"Content-Type": content_type, "Content-Length": len(body)} | (headers or {}))
        self.write(body)

    @contextlib.contextmanager
    def in_one_segment(self):
        """What is written within arrives together, though TLS makes a record of each piece."""
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        yield
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)

    def pause(self, seconds):
        """As long as the client stays."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._look_at_client(left)

    def wait_until_left(self):
        while True:
            self.pause(60)

    def close(self, says_goodbye=True):
        """Of TLS alone the end of the connection can be told from a cut: by a goodbye."""
        self.stays_open = False
        if says_goodbye and isinstance(self._socket, ssl.SSLSocket):
            self._socket.setblocking(False)  # the goodbye goes out, that of the client is not waited for
            with contextlib.suppress(OSError, ValueError):
                self._socket.unwrap()

    def reset(self):
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close(says_goodbye=False)

    def _look_at_client(self, seconds):
        """Nothing is expected from the client before its answer is there: what can be read is its end."""
        try:
            readable, _, _ = select.select([self._socket], [], [], seconds)
            # What lies beneath TLS: an SSLSocket itself cannot be peeked into.
            if readable and not socket.socket.recv(self._socket, 1, socket.MSG_PEEK):
                raise ClientLeft
        except (OSError, ValueError) as error:
            raise ClientLeft from error


class FakeOpenAi:
    """At `base` of an address; with a `tls` context by https."""

    def __init__(self, address="127.0.0.1", tls=None, base="/v1"):
        self.calls = []
        self.connections = 0
        self.names_asked_for = []  # one for each TLS handshake that came to its end; None: no name was sent
        self._tls = tls
        self._base = base
        self._script = [normal()]
        self._lock = threading.Lock()
        self._sockets = set()
        self._threads = []
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, 0), family=family, backlog=1024)
        self.port = self._listener.getsockname()[1]
        self.url = self.url_at(f"[{address}]" if ":" in address else address)
        if tls:
            tls.sni_callback = note_name
        self._run(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def url_at(self, host):
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{self._base}"

    @property
    def origin(self):
        return self.url.removesuffix(self._base)

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
            if self._tls:
                try:
                    connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                except OSError:
                    continue  # the client has left already
            with self._lock:
                self._sockets.add(connection)
                self.connections += 1
            self._run(self._serve, connection, number)

    def _serve(self, connection, number):
        try:
            with connection, connection.makefile("rb") as received:
                if self._tls:
                    connection.do_handshake()
                    self.names_asked_for.append(connection.name_asked_for)
                while call := read_call(received, number):
                    if not self._answer(Exchange(connection, call)):
                        return
        except (OSError, ValueError):
            return  # reset, not HTTP, or no handshake
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
        if (call.method, call.path) != ("POST", self._base + "/chat/completions"):
            return status(404)
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]


def note_name(connection, name, _):
    connection.name_asked_for = name


def shut(connection):
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # TLS or not


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
        before = headers.get(name.lower())
        headers[name.lower()] = value.strip() if before is None else f"{before}, {value.strip()}"
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
