"""HTTP/1.1 as the server speaks it, and what it refuses, byte by byte."""

import json
import socket
import time

import pytest
from conftest import WIDE, receive_all

CHAT_BODY = b'{"message":"7D HIFU"}'


def post(fields, body=CHAT_BODY, line=b"POST /chat HTTP/1.1", host=b"Host: x\r\n"):
    return line + b"\r\n" + host + fields + b"\r\n" + body


LENGTH = b"Content-Length: %d\r\n" % len(CHAT_BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"

MALFORMED = {
    "te gzip": post(b"Transfer-Encoding: gzip\r\n"),
    "te chunked, gzip": post(b"Transfer-Encoding: chunked, gzip\r\n"),
    "te gzip, chunked": post(b"Transfer-Encoding: gzip, chunked\r\n"),
    "te xchunked": post(b"Transfer-Encoding: xchunked\r\n"),
    "te on 1.0": post(CHUNKED, line=b"POST /chat HTTP/1.0"),
    "te with length": post(CHUNKED + LENGTH),
    "two lengths": post(LENGTH + LENGTH),
    "joined lengths": post(b"Content-Length: 21, 21\r\n"),
    "length with sign": post(b"Content-Length: +21\r\n"),
    "obs-fold": post(LENGTH + b"X-A: b\r\n c\r\n"),
    "space before colon": post(b"Content-Length : 21\r\n"),
    "no host": post(LENGTH, host=b""),
    "two hosts": post(LENGTH, host=b"Host: x\r\nHost: x\r\n"),
    "invalid host": post(LENGTH, host=b"Host: x/y\r\n"),
    "bare lf": b"POST /chat HTTP/1.1\nHost: x\n\n",
    "lf in a field": post(LENGTH + b"X-A: b\nX-B: c\r\n"),
    "nul in a value": post(LENGTH + b"X-A: b\0c\r\n"),
    "control in a value": post(LENGTH + b"X-A: b\x01c\r\n"),
    "cr in a value": post(LENGTH + b"X-A: b\rc\r\n"),
    "bare lf in a chunk size": post(CHUNKED, b"15\n" + CHAT_BODY + b"\r\n0\r\n\r\n"),
    "chunk extension with an open quote": post(CHUNKED, b'15;x="y\r\n' + CHAT_BODY + b"\r\n0\r\n\r\n"),
    "chunk size with sign": post(CHUNKED, b"+15\r\n" + CHAT_BODY + b"\r\n0\r\n\r\n"),
    "chunk longer than it says": post(CHUNKED, b"14\r\n" + CHAT_BODY + b"\r\n0\r\n\r\n"),
    "not http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "no host in the target": post(LENGTH, line=b"POST http:///chat HTTP/1.1"),
    "user and password in the target": post(LENGTH, line=b"POST http://a:b@x/chat HTTP/1.1"),
    "no path": post(LENGTH, line=b"POST chat HTTP/1.1"),
    "host that is not percent-encoded": post(LENGTH, host=b"Host: a%zz\r\n"),
    "request line": b"POST\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_not_http_is_a_400_and_the_connection_closes(shared, name):
    answer = shared.raw(MALFORMED[name] + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 "), answer
    assert b"Connection: close" in head
    assert b"HTTP/1.1 " not in head[1:], "nothing behind it is answered"
    assert json.loads(body)["error"] == "Bad request", "and nothing follows the body"

    assert json.loads(body)["message"].startswith("The request is not valid HTTP: ")


def test_other_versions_are_a_505(shared):
    answer = shared.raw(b"GET / HTTP/2.0\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 505 ")
    assert b'"error":"Bad request"' in answer


@pytest.mark.parametrize("version", [b"HTTP/1.2", b"HTTP/1.9"])
def test_later_minor_versions_are_read_as_1_1(shared, version):
    answer = shared.raw(post(LENGTH, line=b"POST /chat " + version) +
                        b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ") and b"6600" in answer
    assert answer.endswith(b'{"status":"ok"}'), "the connection is kept"


@pytest.mark.parametrize("fields", [b"Connection: keep-alive\r\nConnection: close\r\n",
                                    b"Connection: close\r\nConnection: keep-alive\r\n",
                                    b"Connection: keep-alive, close\r\n"])
def test_close_wins_over_keep_alive(shared, fields):
    answer = shared.raw(post(LENGTH + fields) + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"6600" in answer and b"Connection: close" in answer
    assert b'{"status":"ok"}' not in answer


@pytest.mark.parametrize("length", [b"9223372036854775808", b"18446744073709551616", b"9" * 400])
def test_a_length_too_large_to_count_is_a_413_like_any_other(shared, length):
    answer = shared.raw(post(b"Content-Length: " + length + b"\r\n", b""))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"error":"Request too large"' in answer
    assert b"Cache-Control: no-store" in answer, "a route's answer, with the route's headers"
    other = shared.raw(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n" % length)
    assert other.startswith(b"HTTP/1.1 404 ") and b"Connection: close" in other


def test_the_host_of_the_target_counts_and_not_the_field(start):
    server = start(*WIDE, "--set", "cors.allowed_origins=https://a.example")

    def status(target, host, origin):
        answer = server.raw(post(LENGTH + b"Connection: close\r\nOrigin: " + origin + b"\r\n",
                                 line=b"POST " + target + b" HTTP/1.1", host=b"Host: " + host + b"\r\n"))
        return int(answer.split(b" ", 2)[1])
    assert status(b"/chat", b"shop:80", b"http://shop") == 200, "the scheme's own port may be left out"
    assert status(b"/chat", b"shop", b"http://shop:80") == 200
    assert status(b"/chat", b"shop:443", b"https://shop") == 200
    assert status(b"/chat", b"shop:8080", b"http://shop") == 403
    assert status(b"http://shop/chat", b"evil", b"http://shop") == 200
    assert status(b"http://shop/chat", b"evil", b"http://evil") == 403


def test_a_head_too_large_is_a_431(shared):
    answer = shared.raw(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 17000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b'"error":"Bad request"' in answer
    fits = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: "
    fits += b"a" * (16384 - len(fits) - 4) + b"\r\n\r\n"
    assert shared.raw(fits).startswith(b"HTTP/1.1 200 ")


def test_pipelined_chats_are_answered_in_order(shared):
    def chat(message):
        body = json.dumps({"message": message}).encode()
        return b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = shared.raw(chat("7D HIFU") + chat("kegel") + last)
    hifu, kegel, health = (answer.find(t) for t in (b"6600", b"3200", b'"ok"'))
    assert -1 < hifu < kegel < health


def test_chunked_bodies_and_split_bytes(shared):
    request = (b"POST /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
               b"5;name=value\r\n" + CHAT_BODY[:5] + b"\r\n10\r\n" + CHAT_BODY[5:] + b"\r\n0\r\nA: b\r\n\r\n")
    with shared.connect() as connection:
        for byte in request:
            connection.sendall(bytes([byte]))
        assert b"6600" in receive_all(connection)


def test_expect_continue(shared):
    with shared.connect() as connection:
        connection.sendall(post(LENGTH + b"Expect: 100-continue\r\nConnection: close\r\n", b""))
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(CHAT_BODY)
        assert b"6600" in receive_all(connection)


def test_http_1_0(shared):
    answer = shared.raw(post(LENGTH, line=b"POST /chat HTTP/1.0", host=b""))
    assert answer.startswith(b"HTTP/1.0 200 ")
    assert b"6600" in answer


def test_absolute_targets_and_queries(shared):
    answer = shared.raw(post(LENGTH + b"Connection: close\r\n",
                             line=b"POST http://example.org/chat?x=1 HTTP/1.1"))
    assert b"6600" in answer


def test_an_empty_line_before_a_request_is_ignored(shared):
    answer = shared.raw(b"\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"200 OK" in answer


def test_empty_lines_before_a_request_may_be_split_over_segments(shared):
    for pieces in ([b"\r", b"\n"], [b"\r\n", b"\r\n"], [b"\r\n\r", b"\n"]):
        with shared.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.05)
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert b"200 OK" in receive_all(connection), pieces


def test_no_interim_answer_follows_a_final_one(shared):
    """A client that has got its answer to a request whose body nobody wanted, and then stops sending."""
    unread = [post(LENGTH, line=b"POST /nowhere HTTP/1.1"), post(LENGTH, line=b"GET /healthz HTTP/1.1")]
    for request in unread:
        with shared.connect() as connection:
            connection.sendall(request)
            answer = connection.recv(65536)
            connection.shutdown(socket.SHUT_WR)
            answer += receive_all(connection)
        assert answer.count(b"HTTP/1.1 ") == 1, answer
    expecting = post(LENGTH + b"Expect: 100-continue\r\n", b"", line=b"POST /nowhere HTTP/1.1")
    assert b" 100 " not in shared.raw(expecting)


def test_a_slow_head_is_a_408(shared):
    with shared.connect() as connection:
        connection.sendall(b"POST /chat HTTP/1.1\r\n")
        answer = receive_all(connection)  # 10 s
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"error":"Bad request"' in answer


def test_preflight(shared):
    reply = shared.request("OPTIONS", "/chat", headers={
        "Origin": "https://a.example", "Access-Control-Request-Method": "POST"})
    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == "POST, OPTIONS"
    assert reply.headers["access-control-allow-headers"] == "content-type, x-request-id, idempotency-key, user-agent"
    assert reply.headers["access-control-max-age"] == "300"
    assert "content-type" not in reply.headers
    assert "content-length" not in reply.headers
    assert "access-control-allow-credentials" not in reply.headers
    plain = shared.request("OPTIONS", "/chat")
    assert (plain.status, plain.headers["allow"]) == (204, "POST, OPTIONS")
