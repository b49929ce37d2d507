"""HTTP/1.1 as a server of the Lambda Runtime API reads and writes it, by hand: what the tests are about
(chunks, trailers, resets) is what libraries hide."""

import json
import re
import select
import socket
import struct
import time

MOST_HEAD_LINES = 100
CHUNKED_OVER_BYTES = 2048  # as Go's net/http does it


class Closed(Exception):
    """The connection is no more."""


class NotHttp(Exception):
    pass


class Connection:
    def __init__(self, accepted, number):
        self.number = number
        self._socket = accepted
        self._received = accepted.makefile("rb")

    def read_head(self):
        """Method, path and headers; None at the end of the connection."""
        line = self._received.readline()
        if not line:
            return None
        start = re.fullmatch(rb"(GET|POST) (/\S*) HTTP/1\.1\r\n", line)
        if not start:
            raise NotHttp(line)
        headers = self._read_fields()
        if "host" not in headers:
            raise NotHttp("no Host")
        return start[1].decode(), start[2].decode(), headers

    def read_body(self, headers, chunks):
        """Appends what arrives to `chunks` as (time, bytes); returns the trailers."""
        length, coding = headers.get("content-length"), headers.get("transfer-encoding")
        if length is not None and coding is None:
            self._read_piece(int(length), chunks)
            return {}
        if coding != "chunked" or length is not None:
            raise NotHttp(f"a post with content-length {length} and transfer-encoding {coding}")
        while size := self._read_size():
            self._read_piece(size, chunks)
            if self._received.readline() != b"\r\n":
                raise NotHttp("a chunk of another size than it says")
        return self._read_fields()

    def answer(self, status, body, headers=None):
        """`body`: bytes, or what becomes JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode() + b"\n"
        fields = {"Content-Type": "application/json"} | (headers or {})
        if len(data) > CHUNKED_OVER_BYTES:
            fields["Transfer-Encoding"] = "chunked"
            middle = len(data) // 2
            data = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (data[:middle], data[middle:], b""))
        else:
            fields["Content-Length"] = len(data)
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in fields.items())]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + data)

    def peer_has_left(self):
        try:
            readable, _, _ = select.select([self._socket], [], [], 0)
            return bool(readable) and not self._socket.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True

    def reset_when_closed(self):
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def shut(self):
        """From any thread; what reads from it finds its end."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self):
        self._received.close()
        self._socket.close()

    def _read_fields(self):
        fields = {}
        for _ in range(MOST_HEAD_LINES):
            line = self._received.readline()
            if not line.endswith(b"\r\n"):
                raise Closed
            if line == b"\r\n":
                return fields
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name):
                raise NotHttp(line)
            joined = [fields[name.lower()]] if name.lower() in fields else []
            fields[name.lower()] = ", ".join([*joined, value.strip()])
        raise NotHttp("too many fields")

    def _read_size(self):
        line = self._received.readline()
        if not line.endswith(b"\r\n"):
            raise Closed
        if not re.fullmatch(rb"[0-9A-Fa-f]+\r\n", line):
            raise NotHttp(f"chunk size {line}")
        return int(line, 16)

    def _read_piece(self, size, chunks):
        data = self._received.read(size)
        if len(data) < size:
            raise Closed
        chunks.append((time.monotonic(), data))
