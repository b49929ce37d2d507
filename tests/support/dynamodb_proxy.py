"""Stands before DynamoDB Local, keeps a record of every call and does to it what a test wants.

    with DynamoDbProxy(local.url) as proxy:
        proxy.fail(throttled(), times=2, operation="Query")
        ...                                  # a server with local.environment(proxy.url)
        assert proxy.operations() == ["UpdateItem", "Query", "Query", "Query", "PutItem"]
        proxy.heal()

A fault is a callable that takes the call and a function that passes it on, and returns the answer, or
None to close the connection without one.
"""

import dataclasses
import http.client
import http.server
import json
import socket
import threading
import time
import zlib

JSON = "application/x-amz-json-1.0"


@dataclasses.dataclass
class Call:
    operation: str  # "UpdateItem"
    headers: dict
    body: bytes
    at: float
    connection: int
    status: int | None = None  # None: not answered (yet)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def table(self):
        return self.json.get("TableName")


@dataclasses.dataclass
class Answer:
    status: int
    body: bytes
    checksum: int | None = None  # None: the right one

    def crc32(self):
        return zlib.crc32(self.body) if self.checksum is None else self.checksum


def error(status, name, message_member="message", text="It is so."):
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{name}", message_member: text}
    return lambda call, forward: Answer(status, json.dumps(body).encode())


def throttled(name="ThrottlingException", message_member="message"):
    return error(400, name, message_member, "Rate of requests exceeds the allowed throughput.")


def broken(status=500, message_member="message"):
    return error(status, "InternalServerError", message_member)


def slow(seconds):
    """What was asked is done at once, but the answer takes its time."""
    def fault(call, forward):
        answer = forward(call)
        time.sleep(seconds)
        return answer
    return fault


def corrupted(call, forward):
    """Still JSON: only the checksum tells."""
    answer = forward(call)
    return Answer(answer.status, answer.body + b" ", zlib.crc32(answer.body))


def lost(call, forward):
    """Closed before anything was done."""
    return None


def unanswered(call, forward):
    """Closed after it was done."""
    forward(call)
    return None


def spelled(message_member):
    """DynamoDB writes `message` in some errors and `Message` in others."""
    def fault(call, forward):
        answer = forward(call)
        body = {message_member if name.lower() == "message" else name: value
                for name, value in json.loads(answer.body).items()}
        return Answer(answer.status, json.dumps(body).encode())
    return fault


@dataclasses.dataclass
class Rule:
    fault: object
    left: float
    operation: str | None
    table: str | None

    def is_for(self, call):
        return self.left > 0 and self.operation in (None, call.operation) and self.table in (None, call.table)


class DynamoDbProxy:
    def __init__(self, upstream_url):
        self.calls = []
        self.page_size = None  # of a query, whatever was asked
        self._upstream = upstream_url.removeprefix("http://")
        self._rules = []
        self._sockets = {}  # each with its number
        self._busy = set()
        self._connections = 0
        self._lock = threading.Lock()
        self._server = Listener(handler_for(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def fail(self, fault, times=float("inf"), operation=None, table=None):
        """Does so to the next `times` calls of that operation and table. The first rule that is for a
        call decides."""
        with self._lock:
            self._rules.append(Rule(fault, times, operation, table))

    def heal(self):
        with self._lock:
            self._rules.clear()

    def forget(self):
        """Begins the record anew."""
        with self._lock:
            self.calls.clear()

    def operations(self, table=None):
        return [call.operation for call in self.of(table=table)]

    def of(self, operation=None, table=None):
        return [call for call in list(self.calls)
                if operation in (None, call.operation) and table in (None, call.table)]

    def drop_idle_connections(self):
        with self._lock:
            idle = [connection for connection in self._sockets if connection not in self._busy]
            for connection in idle:
                shut(connection)
        return len(idle)

    def answer(self, operation, headers, body, connection):
        """The call as it is recorded, and its answer."""
        with self._lock:
            call = Call(operation, headers, body, time.monotonic(), self._sockets[connection])
            self.calls.append(call)
            rule = next((rule for rule in self._rules if rule.is_for(call)), None)
            if rule:
                rule.left -= 1
        try:
            answer = rule.fault(call, self.forward) if rule else self.forward(call)
        except (OSError, http.client.HTTPException):
            return None  # nobody behind us: nothing to say
        call.status = answer and answer.status
        return answer

    def forward(self, call):
        body = call.body
        if call.operation == "Query" and self.page_size:
            body = json.dumps(call.json | {"Limit": self.page_size})
        upstream = http.client.HTTPConnection(self._upstream, timeout=10)
        try:
            headers = {name: value for name, value in call.headers.items()
                       if name not in ("host", "content-length", "connection")}
            upstream.request("POST", "/", body, headers)
            reply = upstream.getresponse()
            return Answer(reply.status, reply.read())
        finally:
            upstream.close()

    def came(self, connection):
        with self._lock:
            self._connections += 1
            self._sockets[connection] = self._connections

    def went(self, connection):
        with self._lock:
            self._sockets.pop(connection, None)

    def is_busy(self, connection, busy):
        with self._lock:
            (self._busy.add if busy else self._busy.discard)(connection)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        with self._lock:
            for connection in self._sockets:
                shut(connection)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)

    def handle_error(self, *_):
        pass  # a client that left


def handler_for(proxy):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self):
            super().setup()
            proxy.came(self.connection)

        def finish(self):
            proxy.went(self.connection)
            super().finish()

        def do_POST(self):
            proxy.is_busy(self.connection, True)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = proxy.answer(operation, headers, body, self.connection)
            # Idle before the client can know that it is: whoever it tells may drop it at once.
            proxy.is_busy(self.connection, False)
            if answer is None:
                self.close_connection = True
                shut(self.connection)
                return
            head = (f"HTTP/1.1 {answer.status} Whatever\r\nContent-Type: {JSON}\r\n"
                    f"x-amz-crc32: {answer.crc32()}\r\nContent-Length: {len(answer.body)}\r\n\r\n")
            self.connection.sendall(head.encode() + answer.body)

        def log_message(self, *_):
            pass

    return Handler


def shut(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
