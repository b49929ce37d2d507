"""A scripted Lambda Runtime API, strict where AWS's own is.

    with RuntimeApi() as api:
        ...                                # start a function with AWS_LAMBDA_RUNTIME_API=api.address
        invocation = api.invoke(event)
        assert invocation.status == 200    # waits for it
        assert api.violations == []        # what the function did that the real one would not forgive

After https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and runtimes-custom.html; what these
leave open, after aws-lambda-runtime-interface-emulator: the statuses of wrong posts, the form of error
types, the bytes of the limit, and that events over 2 KB arrive chunked.
"""

import collections
import itertools
import json
import re
import socket
import threading

from lambda_invocation import RESPONSE_MODE, Invocation, Post
from runtime_connection import Closed, Connection, NotHttp

API = "/2018-06-01/runtime"
EXTENSION = "/2020-01-01/extension"
EXTENSION_ID = "lambda-extension-identifier"
POST = re.compile(API + r"/(?:(init)|invocation/([^/]+))/(response|error)")
MOST_BYTES = 6 * 1024 * 1024 + 100

# Ways to refuse a post, beside a status:
RESET = "reset"                # the connection, before the post is taken
TAKEN_THEN_RESET = "taken"     # the post counts, but the function does not hear of it


class RuntimeApi:
    def __init__(self):
        self.violations = []
        self.connections = 0
        self.nexts = 0                     # how often `next` was asked for
        self.extensions = 0                # how many have registered
        self.extensions_waiting = 0
        self.refuses_extensions = False
        self.init_errors = []              # each a Post
        self.watch = lambda: None          # raises where the function has ended; Function sets these two
        self.log_size = lambda: 0
        self._changed = threading.Condition()
        self._events = collections.deque()
        self._refusals = collections.deque()
        self._current = None
        self._state = "started"            # then ready, running, answered; or init error
        self._waiting = None               # the connection that waits for the next event
        self._open = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def invoke(self, event=None, deadline_ms=30_000, raw=None, trace_id=""):
        """Hands the event (or the raw bytes) out to the next `next`. `deadline_ms` is what is left then;
        without a trace id each invocation has its own, None sends none."""
        invocation = Invocation(self, event, raw, deadline_ms, trace_id)
        with self._changed:
            self._events.append(invocation)
            self._changed.notify_all()
        return invocation

    def refuse(self, *ways):
        """How the next posts are refused: a status, RESET or TAKEN_THEN_RESET each."""
        with self._changed:
            self._refusals.extend(ways)

    def clear_refusals(self):
        with self._changed:
            self._refusals.clear()

    def break_off(self):
        """Resets the connection on which an answer is arriving."""
        with self._changed:
            self._current.refused = True
            number = self._current.posts[-1].connection
            for connection in self._open:
                if connection.number == number:
                    connection.reset_when_closed()
                    connection.shut()

    def wait_for_next(self, seconds=10):
        """Until the function is idle: it waits for an event."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiting, seconds):
                self.watch()
                raise AssertionError("the function does not ask for the next event")

    def cut_next(self, reset=False):
        """Closes the connection of the idle function."""
        self.wait_for_next()
        with self._changed:
            connection, self._waiting = self._waiting, None
            if reset:
                connection.reset_when_closed()
            self._changed.notify_all()
            self._changed.wait_for(lambda: connection not in self._open)

    def stop(self):
        with self._changed:
            self._state = "stopped"
            for connection in self._open:
                connection.shut()
            self._changed.notify_all()
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._listener.close()

    def _accept(self):
        for number in itertools.count():
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            threading.Thread(target=self._serve, args=(Connection(accepted, number),), daemon=True).start()

    def _serve(self, connection):
        with self._changed:
            self._open.add(connection)
        try:
            while request := connection.read_head():
                self._answer(connection, *request)
        except NotHttp as error:
            self.violations.append(f"not HTTP: {error}")
        except (Closed, OSError):
            pass
        finally:
            connection.close()
            with self._changed:
                self._open.discard(connection)
                self._changed.notify_all()

    def _answer(self, connection, method, path, headers):
        if (method, path) == ("GET", f"{API}/invocation/next"):
            return self._next(connection)
        if (method, path) == ("POST", f"{EXTENSION}/register"):
            return self._register(connection, headers)
        if (method, path) == ("GET", f"{EXTENSION}/event/next"):
            return self._wait_as_extension(connection, headers)
        match = POST.fullmatch(path)
        if method == "POST" and match and (match[1], match[3]) != ("init", "response"):
            return self._post(connection, Post(match[1] or match[3], match[2], headers, connection.number,
                                               self.log_size()))
        return connection.answer(*self._wrong(404, "NotFound", f"{method} {path}"))

    def _next(self, connection):
        with self._changed:
            self.nexts += 1
            if self._state == "init error":
                return connection.answer(*self._wrong(403, "InvalidStateTransition", "next after an init error"))
            if self._waiting and not self._waiting.peer_has_left():
                self.violations.append("next twice at once")
            if self._state == "running" and not self._current.refused:
                # The real one hands the same event out again.
                self.violations.append(f"next while {self._current.id} is open")
                return self._current.hand_out(connection, self.log_size())
            if self._state == "running":
                self._current.end(lost=True)
            if self._current:
                self._current.function_is_back(self.log_size())
            self._state, self._waiting = "ready", connection
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._waiting is not connection or self._state == "stopped"
                                   or self._events)
            # One that has left must not take an event with it.
            if self._waiting is not connection or self._state == "stopped" or connection.peer_has_left():
                raise Closed
            self._state, self._waiting = "running", None
            self._current = self._events.popleft()
            return self._current.hand_out(connection, self.log_size())

    def _register(self, connection, headers):
        """After https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html."""
        received = []
        connection.read_body(headers, received)
        body = json.loads(b"".join(data for _, data in received))
        if self.refuses_extensions:
            return connection.answer(500, {"errorType": "Refused", "errorMessage": "the test wants it so"})
        with self._changed:
            if not headers.get("lambda-extension-name") or body != {"events": []} or self._state != "started":
                return connection.answer(*self._wrong(400, "InvalidExtension", f"{headers} {body}"))
            self.extensions += 1
        return connection.answer(200, {"functionName": "mta-chat-test"}, {EXTENSION_ID: f"id-{self.extensions}"})

    def _wait_as_extension(self, connection, headers):
        """One that wants no events waits until the end."""
        with self._changed:
            if not self.extensions or headers.get(EXTENSION_ID) != f"id-{self.extensions}":
                return connection.answer(*self._wrong(403, "Extension.UnknownExtensionIdentifier", str(headers)))
            self.extensions_waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._state == "stopped" or connection.peer_has_left())
            raise Closed

    def _post(self, connection, post):
        with self._changed:
            refusal = self._refusals.popleft() if self._refusals else None
            invocation = self._current if self._current and self._current.id == post.request_id else None
            if post.kind == "init":
                self.init_errors.append(post)
            elif invocation:
                invocation.posts.append(post)
                invocation.refused = invocation.refused or refusal is not None
        if refusal == RESET:
            connection.reset_when_closed()
            raise Closed
        try:
            post.trailers = connection.read_body(post.headers, post.chunks)
        except Closed:
            if not (invocation and invocation.refused):
                self.violations.append(f"the {post.kind} post of {post.request_id} broke off")
            raise
        if post.is_streamed:
            post.log_size = self.log_size()
        if isinstance(refusal, int):
            post.status, answer = refusal, {"errorType": "Refused", "errorMessage": "the test wants it so"}
        else:
            with self._changed:
                post.heard = refusal != TAKEN_THEN_RESET
                post.status, answer = self._take(post, invocation)
        if not post.heard:
            connection.reset_when_closed()
            raise Closed
        connection.answer(post.status, answer)
        return None

    def _take(self, post, invocation):
        """The status and the body that the post is answered with."""
        if post.kind == "init":
            if self._state != "started":
                return self._wrong(403, "InvalidStateTransition", f"init error while {self._state}")
        elif invocation is None:
            return self._wrong(400, "InvalidRequestID", f"{post.kind} of {post.request_id}, which is not current")
        elif self._state != "running":
            heard = all(other.heard for other in invocation.posts)
            return self._wrong(403, "InvalidStateTransition", f"a second post of {post.request_id}", violation=heard)
        if post.headers.get(RESPONSE_MODE) not in (None, "streaming"):
            return self._wrong(400, "InvalidFunctionResponseMode", f"the mode {post.headers[RESPONSE_MODE]}")
        if post.kind == "response" and not post.is_streamed and len(post.body) > MOST_BYTES:
            post.status = 413
            self._end(invocation)
            return self._wrong(413, "RequestEntityTooLarge", f"{len(post.body)} bytes are too many")
        self.violations += [f"{post.kind}: {fault}" for fault in post.faults()]
        post.status = 202  # whoever waits for the end looks at it
        self._end(invocation)
        return 202, {"status": "OK"}

    def _end(self, invocation):
        if invocation:
            self._state = "answered"
            invocation.end()
        else:
            self._state = "init error"

    def _wrong(self, status, error_type, message, violation=True):
        if violation:
            self.violations.append(message)
        return status, {"errorType": error_type, "errorMessage": message}
