"""An invocation that the scripted Runtime API hands out, and what the function posts for it."""

import base64
import functools
import json
import re
import threading
import time
import uuid

ERROR_TYPE = "lambda-runtime-function-error-type"
ERROR_BODY = "lambda-runtime-function-error-body"
RESPONSE_MODE = "lambda-runtime-function-response-mode"
INTEGRATION_RESPONSE = "application/vnd.awslambda.http-integration-response"
PRELUDE_END = bytes(8)
ARN = "arn:aws:lambda:eu-central-1:123456789012:function:mta-chat-test"

# What the front doors take; an answer with any other member is malformed to a REST API.
REST_MEMBERS = {"isBase64Encoded", "statusCode", "headers", "multiValueHeaders", "body"}
HTTP_MEMBERS = {"isBase64Encoded", "statusCode", "headers", "cookies", "body"}
PRELUDE_MEMBERS = {"statusCode", "headers", "multiValueHeaders", "cookies"}


class Post:
    """A post as it arrives."""

    def __init__(self, kind, request_id, headers, connection, log_size):
        self.kind = kind              # "response", "error" or "init"
        self.request_id = request_id
        self.headers = headers
        self.connection = connection
        self.at = time.monotonic()
        self.log_size = log_size      # bytes of the function's log by then: when it began; of a stream, its end
        self.chunks = []              # (time, bytes)
        self.trailers = {}
        self.status = None            # what it was answered with; None: nothing
        self.heard = True             # False: it was taken, and the function could not know

    @property
    def is_streamed(self):
        return self.headers.get(RESPONSE_MODE) == "streaming"

    @property
    def body(self):
        return b"".join(data for _, data in self.chunks)

    @property
    def json(self):
        return json.loads(self.body)

    def faults(self):
        """What the real one, or the front door behind it, would not make anything of."""
        if self.kind == "response":
            yield from self._faults_of_stream() if self.is_streamed else self._faults_of_json()
        else:
            yield from faults_of_error(self.headers.get(ERROR_TYPE), self.body)

    def _faults_of_json(self):
        try:
            self.json
        except ValueError:
            yield "the body is no JSON"

    def _faults_of_stream(self):
        if self.headers.get("transfer-encoding") != "chunked":
            yield "streaming, but not chunked"
        if self.headers.get("content-type") != INTEGRATION_RESPONSE:
            yield f"streaming as {self.headers.get('content-type')}"
        prelude, end, _ = self.body.partition(PRELUDE_END)
        try:
            parsed = json.loads(prelude)
            unknown = set(parsed) - PRELUDE_MEMBERS
            if not end or unknown or not isinstance(parsed["statusCode"], int):
                yield f"the prelude {prelude}"
        except (ValueError, KeyError, TypeError):
            yield f"no prelude but {prelude[:100]}"
        announced = {name.strip().lower() for name in self.headers.get("trailer", "").split(",")}
        for name in self.trailers:
            if name not in announced or name not in (ERROR_TYPE, ERROR_BODY):
                yield f"a trailer {name} that was not announced"
        if self.trailers:
            yield from faults_of_error(self.trailers.get(ERROR_TYPE), self.trailer_body())

    def trailer_body(self):
        return base64.b64decode(self.trailers.get(ERROR_BODY, ""), validate=True)


def faults_of_error(error_type, body):
    # Another form is turned into Runtime.Unknown: nobody would learn what has happened.
    if not re.fullmatch(r"(Runtime|Function)\.[A-Z][a-zA-Z]+", error_type or ""):
        yield f"the error type {error_type}"
    try:
        error = json.loads(body)
        if set(error) - {"errorMessage", "errorType", "stackTrace"} or not isinstance(error["errorMessage"], str):
            yield f"the error {error}"
        if error["errorType"] != error_type:
            yield f"error type {error_type} in the header and {error['errorType']} in the body"
    except (ValueError, KeyError, TypeError):
        yield f"no error but {body[:100]}"


class Invocation:
    """Handed out once; its properties wait for the answer."""

    def __init__(self, api, event, raw, deadline_ms, trace_id):
        self.id = str(uuid.uuid4())
        self.event = event
        self.trace_root = f"1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]}"
        self.posts = []
        self.refused = False          # a post of it was, as the test wanted
        self.lost = False             # the function went on without having answered
        self.handed_out_at = None
        self.deadline_at = None       # as time.monotonic()
        self.log_start = self.log_end = 0
        self._api = api
        self._payload = json.dumps(event).encode() if raw is None else raw
        self._deadline_ms = deadline_ms
        self._trace_id = f"Root={self.trace_root};Parent=53995c3f42cd8ad8;Sampled=1" if trace_id == "" else trace_id
        self._ended = threading.Event()
        self._function_is_back = threading.Event()

    def hand_out(self, connection, log_size):
        self.log_start = log_size
        self.handed_out_at = time.monotonic()
        self.deadline_at = self.handed_out_at + self._deadline_ms / 1000
        headers = {"Lambda-Runtime-Aws-Request-Id": self.id,
                   "Lambda-Runtime-Deadline-Ms": int(time.time() * 1000) + self._deadline_ms,
                   "Lambda-Runtime-Invoked-Function-Arn": ARN}
        if self._trace_id is not None:
            headers["Lambda-Runtime-Trace-Id"] = self._trace_id
        connection.answer(200, self._payload, headers)

    def end(self, lost=False):
        self.lost = lost
        self._ended.set()

    def function_is_back(self, log_size):
        self.log_end = log_size
        self._function_is_back.set()

    def wait(self, seconds=30):
        return self._wait(self._ended, seconds, "is not answered")

    def wait_until_back(self, seconds=30):
        """Until the function asks for the next event."""
        return self._wait(self._function_is_back, seconds, "has no end")

    def wait_for_chunk(self, text, seconds=10):
        """The time at which the text had arrived, whether or not the rest has."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            received = b""
            for at, data in list(self.chunks):
                received += data
                if text in received:
                    return at
            self._api.watch()
            time.sleep(0.002)
        raise AssertionError(f"no {text} in {received}")

    @property
    def chunks(self):
        return self.posts[-1].chunks if self.posts else []

    @property
    def trailers(self):
        return self._last.trailers

    @property
    def answered_after(self):
        """Seconds from the event to the last byte of the answer."""
        return self._last.chunks[-1][0] - self.handed_out_at

    @property
    def error(self):
        """What was posted to /error; None where an answer was."""
        return self._last.json if self._last.kind == "error" else None

    def response(self):
        """The answer's payload; of a streamed one its prelude, and the body as `body`."""
        return self._response

    @property
    def status(self):
        return self._response["statusCode"]

    @property
    def headers(self):
        """Lower-cased; several values of a name are joined."""
        pairs = list((self._response.get("headers") or {}).items())
        for name, values in (self._response.get("multiValueHeaders") or {}).items():
            pairs.append((name, ", ".join(values)))
        lowered = {name.lower(): value for name, value in pairs}
        assert len(lowered) == len(pairs), f"a header twice: {pairs}"
        return lowered

    @property
    def body(self):
        body = self._response.get("body") or ""
        return base64.b64decode(body).decode() if self._response.get("isBase64Encoded") else body

    text = body  # as the self-hosted server's Response calls it

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def _last(self):
        self.wait()
        assert not self.lost, "the invocation was lost"
        return next(post for post in self.posts if post.status == 202 or not post.heard)

    @functools.cached_property
    def _response(self):
        post = self._last
        assert post.kind == "response", f"an error instead of an answer: {post.body}"
        if post.is_streamed:
            prelude, _, body = post.body.partition(PRELUDE_END)
            answer = json.loads(prelude)
            check_answer(answer, PRELUDE_MEMBERS)
            return answer | {"body": body.decode()}
        answer = post.json
        check_answer(answer, REST_MEMBERS if self._came_from_rest_api else HTTP_MEMBERS)
        return answer

    @property
    def _came_from_rest_api(self):
        return isinstance(self.event, dict) and "httpMethod" in self.event

    def _wait(self, event, seconds, fault):
        end = time.monotonic() + seconds
        while not event.wait(0.1):
            self._api.watch()
            assert time.monotonic() < end, f"{self.id} {fault} within {seconds} s"
        return self


def check_answer(answer, members):
    """The shape that the front door takes, type for type."""
    assert set(answer) <= members, f"{set(answer) - members} in {answer}"
    assert isinstance(answer["statusCode"], int)
    assert isinstance(answer.get("body", ""), str)
    assert isinstance(answer.get("isBase64Encoded", False), bool)
    for name, value in (answer.get("headers") or {}).items():
        assert isinstance(value, str), f"{name}: {value}"
        assert name.lower() not in ("connection", "keep-alive", "transfer-encoding"), "that is the gateway's"
    for values in (answer.get("multiValueHeaders") or {}).values():
        assert all(isinstance(value, str) for value in values)
    assert all(isinstance(cookie, str) for cookie in answer.get("cookies", []))
