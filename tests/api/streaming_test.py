"""POST /chat as an event stream, from the shipped binary."""

import json

from conftest import WIDE

EVENTS = {"Accept": "text/event-stream"}


def events(text):
    """The `data` of every event, parsed; the stream must end with [DONE]."""
    parts = [part.removeprefix("data: ") for part in text.split("\n\n") if part]
    assert parts[-1] == "[DONE]"
    return [json.loads(part) for part in parts[:-1]]


def said(stream):
    return "".join(event["delta"] for event in stream if event["type"] == "text-delta")


def test_an_answer_streams(shared):
    reply = shared.chat("How much is the 7D HIFU machine?", EVENTS)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/event-stream"
    assert reply.headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert reply.headers["x-accel-buffering"] == "no", "nginx would hold it back"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["transfer-encoding"] == "chunked"
    assert reply.headers["x-ratelimit-remaining"]
    stream = events(reply.text)
    assert [event["type"] for event in stream] == [
        "start", "data-session", "text-start", "text-delta", "text-end", "data-products", "finish"]
    assert stream[0]["messageId"]
    assert stream[1]["transient"] is True
    assert stream[1]["data"]["model"] == "catalogue"
    assert "6600" in said(stream)


def test_a_streamed_session_continues_and_is_remembered(shared):
    first = events(shared.chat("do you have a kegel chair?", EVENTS).text)
    session = first[1]["data"]["session_id"]
    second = events(shared.chat("and how much is it?", EVENTS, session_id=session).text)
    assert second[1]["data"]["session_id"] == session
    assert "3200" in said(second)


def test_faults_before_the_first_text_are_plain_json(shared):
    reply = shared.chat(None, EVENTS)
    assert (reply.status, reply.json["error"]) == (400, "Missing message")
    assert reply.headers["content-type"] == "application/json; charset=utf-8"


def test_streams_keep_the_connection_and_count(start):
    server = start(*WIDE[:4], "--set", "rate_limit.max=2", "--set", "rate_limit.window_seconds=3600")
    body = b'{"message":"hello"}'
    one = (b"POST /chat HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s"
           % (len(body), body))
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = server.raw(one * 3 + last)
    assert answer.count(b"[DONE]") == 2
    assert answer.count(b"Rate limit exceeded") == 1
    assert answer.endswith(b'{"status":"ok"}')
    server.wait_for_line("request", 4)
    assert [line["status"] for line in server.log() if line["message"] == "request"] == [200, 200, 429, 200]


def test_http_1_0_gets_the_stream_without_chunks(shared):
    body = b'{"message":"hello"}'
    answer = shared.raw(b"POST /chat HTTP/1.0\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s"
                        % (len(body), body))
    head, _, stream = answer.partition(b"\r\n\r\n")
    assert b"Transfer-Encoding" not in head
    assert events(stream.decode())[-1] == {"type": "finish"}
