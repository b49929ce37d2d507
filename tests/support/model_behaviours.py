"""How the fake provider may answer, by name. Each takes the text and the usage that it shall give, and
whatever else an `Answer` can be told."""

import dataclasses
import itertools
import json
import threading

TEXT = "Yes, the 7D HIFU machine lifts the face: هايفو 😀"
EVENT_STREAM = "text/event-stream"
MEBIBYTE = 1 << 20


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer in pieces. A piece is the text of a delta, or a whole delta."""
    pieces: object = (TEXT,)
    first_delta: dict = dataclasses.field(default_factory=lambda: {"role": "assistant", "content": ""})
    usage: tuple | None = (1000, 200)
    finish_reason: str | None = "stop"
    gap: float = 0                        # seconds before each piece but the first
    gate: threading.Event | None = None   # waited for once the first piece is out
    as_json: bool = False                 # one JSON document, though a stream was asked for
    done: bool = True                     # the [DONE] at the end
    raw_events: tuple = ()                # event data as it stands, behind the pieces
    raw: str = ""                         # events as they stand, behind these
    last_blank_line: bool = True          # behind the last event
    content_type: str | None = None       # another one than fits; "": none
    reason: str = " Whatever"             # what follows the status code
    end: str = "whole"                    # or "cut", "stalled": behind the pieces and raw events
    framing: str = "chunked"              # or "close": the end of the connection is the answer's
    then_close: bool = False              # closes the kept-alive connection, without having said so
    byte_by_byte: bool = False
    newline: str = "\n"
    before_events: str = ""               # a BOM, comments

    def __call__(self, exchange):
        exchange.byte_by_byte = self.byte_by_byte
        if exchange.wants_stream and not self.as_json:
            self._stream(exchange)
        else:
            self._document(exchange)
        if self.then_close or self.framing == "close":
            exchange.close()

    def _stream(self, exchange):
        chunked = self.framing == "chunked"
        exchange.head(200, self._type(EVENT_STREAM) |
                      ({"Transfer-Encoding": "chunked"} if chunked else {"Connection": "close"}), self.reason)

        def send(text):
            data = text.encode()
            exchange.write(b"%x\r\n%s\r\n" % (len(data), data) if chunked else data)

        def send_event(data, blank_line=True):
            send(f"data: {data}" + (2 * self.newline if blank_line else ""))

        if self.before_events:
            send(self.before_events)
        send_event(self._chunk(self.first_delta))
        for number, piece in enumerate(self.pieces):
            if number:
                self._wait(exchange, number)
            send_event(self._chunk(piece if isinstance(piece, dict) else {"content": piece}))
        for data in self.raw_events:
            send_event(data)
        if self.raw:
            send(self.raw)
        if self.end == "stalled":
            exchange.wait_until_left()
        if self.end == "cut":
            return exchange.close()
        *closing, last = self._closing_events() or [""]
        for data in closing:
            send_event(data)
        if last:
            send_event(last, self.last_blank_line)
        if chunked:
            exchange.write(b"0\r\n\r\n")

    def _wait(self, exchange, number):
        exchange.pause(self.gap)
        while number == 1 and self.gate and not self.gate.is_set():
            exchange.pause(0.01)

    def _type(self, fitting):
        given = fitting if self.content_type is None else self.content_type
        return {"Content-Type": given} if given else {}

    def _closing_events(self):
        return [*([self._chunk({}, finish_reason=self.finish_reason)] if self.finish_reason else []),
                *([self._completion("chat.completion.chunk", [], usage_of(self.usage))] if self.usage else []),
                *(["[DONE]"] if self.done else [])]

    def _chunk(self, delta, finish_reason=None):
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return self._completion("chat.completion.chunk", [choice], None)

    def _completion(self, kind, choices, usage):
        return json.dumps({"id": "chatcmpl-1", "object": kind, "created": 1700000000, "model": "fake",
                           "choices": choices, "usage": usage}, ensure_ascii=False)

    def _document(self, exchange):
        message = {"role": "assistant", "content": "".join(map(content_of, self.pieces))}
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason}
        usage = usage_of(self.usage) if self.usage else None
        body = self._completion("chat.completion", [choice], usage).encode()
        if self.raw_events:
            body = self.raw_events[0].encode()
        if self.end == "whole":
            exchange.head(200, self._type("application/json") | {"Content-Length": len(body)}, self.reason)
            return exchange.write(body)
        exchange.head(200, {"Content-Type": "application/json", "Content-Length": len(body)})
        exchange.write(body[:len(body) // 2])
        if self.end == "stalled":
            exchange.wait_until_left()
        exchange.close()


def content_of(piece):
    content = piece if isinstance(piece, str) else piece.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def usage_of(counts):
    return {"prompt_tokens": counts[0], "completion_tokens": counts[1], "total_tokens": sum(counts)}


def words_of(text):
    """The text in pieces, as models emit it."""
    return [word for word in text.replace(" ", "\0 ").split("\0") if word]


def normal(text=TEXT, pieces=None, **options):
    return Answer(pieces=tuple(words_of(text) if pieces is None else pieces), **options)


def whole_json(text=TEXT, **options):
    return normal(text, as_json=True, **options)


def slow(text=TEXT, gap=0.05, **options):
    return normal(text, gap=gap, **options)


def stalled(text=TEXT, **options):
    return normal(text, end="stalled", **options)


def cut(text=TEXT, cleanly=False, **options):
    """Breaks off behind the text; cleanly: as HTTP it is whole, and yet without finish or [DONE]."""
    if cleanly:
        return normal(text, usage=None, finish_reason=None, done=False, **options)
    return normal(text, end="cut", **options)


def endless(piece=TEXT + "\n", **options):
    return Answer(pieces=Repeated(piece), **options)


@dataclasses.dataclass(frozen=True)
class Repeated:
    piece: str

    def __iter__(self):
        return itertools.repeat(self.piece)


def split_everywhere(text, **options):
    """One event a character."""
    return normal(pieces=text, **options)


def huge(text, size=64, **options):
    """A long text in pieces of `size` characters."""
    return normal(pieces=[text[i:i + size] for i in range(0, len(text), size)], **options)


def huge_event(text="", **options):
    """One event of more than 1 MB behind the text."""
    return malformed(text, data=json.dumps({"choices": [{"index": 0, "delta": {"content": "x" * MEBIBYTE}}]}),
                     **options)


def huge_body(**options):
    return whole_json("x" * (MEBIBYTE + 1), **options)


def empty(**options):
    return normal(pieces=(), **options)


def only_reasoning(**options):
    return normal("<reasoning>They want to know a price.</reasoning>", **options)


def no_usage(text=TEXT, **options):
    return normal(text, usage=None, **options)


def malformed(text="", data='{"choices":[{"delta":{"conte', **options):
    """An event that is no JSON behind the text; all the rest is there."""
    return normal(text, raw_events=(data,), **options)


def told(report, text=TEXT, **options):
    """A fault in its provider's words behind the text, and then [DONE] as if all were well."""
    return normal(text, raw=report, usage=None, finish_reason=None, **options)


def error_mid_stream(text="", message="the model has crashed", **options):
    error = json.dumps({"error": {"message": message, "type": "server_error", "code": 500}})
    return normal(text, raw_events=(error,), usage=None, finish_reason=None, **options)


def like_llama_cpp(text=TEXT, **options):
    """First `"content":null`, thoughts beside the text, an empty delta at the end."""
    thoughts = [{"reasoning_content": "They ask about"}, {"reasoning_content": " a price."}]
    return normal(first_delta={"role": "assistant", "content": None},
                  pieces=[*thoughts, *words_of(text), {}], **options)


def malformed_json(body=b'{"choices":[{"message":{"role":"assistant","content":"Hel', code=200):
    return lambda exchange: exchange.whole(code, "application/json", body)


def wrong_type(body=b"<html><body>Welcome to the hotel's network</body></html>"):
    return lambda exchange: exchange.whole(200, "text/html", body)


def status(code, headers=None, message="something is wrong"):
    body = json.dumps({"error": {"message": message, "type": "error", "code": code}}).encode()
    return lambda exchange: exchange.whole(code, "application/json", body, headers)


def silent():
    return lambda exchange: exchange.wait_until_left()


def held(gate, answer):
    """Answers not before the gate is open."""
    def behaviour(exchange):
        while not gate.is_set():
            exchange.pause(0.01)
        answer(exchange)
    return behaviour


def cut_before_answer():
    return lambda exchange: exchange.close()


def reset_before_answer():
    return lambda exchange: exchange.reset()


def cut_in_head():
    def behaviour(exchange):
        exchange.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
        exchange.close()
    return behaviour
