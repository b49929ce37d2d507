"""Behind Debian's nginx and haproxy: streams are not held back, and no request hides behind another."""

import json

import pytest
import reverse_proxies
from conftest import WIDE, receive_all
from model_behaviours import stalled
from model_chat import NO_DIRECT_ANSWERS
from questions import new_question

PROXIES = {
    "nginx": reverse_proxies.nginx,
    "nginx that keeps connections": lambda *where: reverse_proxies.nginx(*where, keeps_connections=True),
    "haproxy": reverse_proxies.haproxy,
}
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(params=PROXIES)
def behind(request, tmp_path):
    """Starts the proxy in front of a server."""
    if reason := reverse_proxies.missing(request.param.split()[0]):
        pytest.skip(f"SKIPPED: {reason}")
    started = []

    def start_proxy(server):
        started.append(PROXIES[request.param](tmp_path, server.port))
        return started[-1]

    yield start_proxy
    for proxy in started:
        proxy.stop()


def chat_request(fields=b""):
    body = json.dumps({"message": new_question()}).encode()
    return b"POST /chat HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s" % (fields, len(body), body)


def test_an_answer_streams_through_with_the_proxys_defaults(start, fake, behind):
    """The model says something and goes silent: what it has said must be there before that is noticed."""
    server = start(*WIDE, *NO_DIRECT_ANSWERS, "--model-url", fake.url, "--set", "model.fallback=none",
                   "--set", "model.between_chunks_timeout_ms=5000")
    fake.behave(stalled("Yes, it is."))
    with behind(server).connect() as connection:
        connection.sendall(chat_request(b"Accept: text/event-stream\r\nConnection: close\r\n"))
        received = b""
        while b"Yes" not in received:
            piece = connection.recv(65536)
            assert piece, received
            received += piece
        assert b'"error"' not in received, "it was held back until the answer's end"
        assert b'"error"' in receive_all(connection)


HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED_HIDDEN = b"0\r\n\r\n" + HIDDEN


def request(fields, body, line=b"POST /chat HTTP/1.1"):
    return line + b"\r\nHost: x\r\n" + fields + b"\r\n" + body


SMUGGLED = {
    "length and chunked": request(b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(CHUNKED_HIDDEN),
                                  CHUNKED_HIDDEN),
    "chunked and length": request(b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                                  b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)),
    "two lengths": request(b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(HIDDEN), HIDDEN),
    "a list of lengths": request(b"Content-Length: 0, %d\r\n" % len(HIDDEN), HIDDEN),
    "a length with a sign": request(b"Content-Length: +0\r\n", HIDDEN),
    "a length too large to count": request(b"Content-Length: 99999999999999999999\r\n", HIDDEN),
    "xchunked": request(b"Content-Length: %d\r\nTransfer-Encoding: xchunked\r\n" % len(CHUNKED_HIDDEN),
                        CHUNKED_HIDDEN),
    "chunked behind a tab": request(b"Content-Length: %d\r\nTransfer-Encoding:\tchunked\r\n" % len(CHUNKED_HIDDEN),
                                    CHUNKED_HIDDEN),
    "space before the colon": request(b"Content-Length: %d\r\nTransfer-Encoding : chunked\r\n" % len(CHUNKED_HIDDEN),
                                      CHUNKED_HIDDEN),
    "chunked, identity": request(b"Content-Length: %d\r\nTransfer-Encoding: chunked, identity\r\n"
                                 % len(CHUNKED_HIDDEN), CHUNKED_HIDDEN),
    "a folded field": request(b"Content-Length: %d\r\nX: a\r\n Transfer-Encoding: chunked\r\n" % len(CHUNKED_HIDDEN),
                              CHUNKED_HIDDEN),
    "chunked on 1.0": request(b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(CHUNKED_HIDDEN),
                              CHUNKED_HIDDEN, b"POST /chat HTTP/1.0"),
    "a bare LF in an extension": request(b"Transfer-Encoding: chunked\r\n",
                                         b"2;a\nxx\r\n%x\r\n0\r\n\r\n%s\r\n0\r\n\r\n" % (5 + len(HIDDEN), HIDDEN)),
    "a chunk size that overflows": request(b"Transfer-Encoding: chunked\r\n",
                                           b"10000000000000000\r\n\r\n0\r\n\r\n" + HIDDEN),
    "a bare LF in the head": request(b"X: a\nContent-Length: %d\r\n" % len(HIDDEN), HIDDEN),
    "a body nobody reads": request(b"Content-Length: %d\r\n" % len(HIDDEN), HIDDEN, b"GET /healthz HTTP/1.1"),
    "a body that is not waited for": request(b"Expect: 100-continue\r\nContent-Length: %d\r\n" % len(HIDDEN), HIDDEN,
                                             b"POST /nowhere HTTP/1.1"),
    "a later version": request(b"Content-Length: %d\r\n" % len(HIDDEN), HIDDEN, b"POST /chat HTTP/1.2"),
    "another host in the target": request(b"Content-Length: %d\r\n" % len(HIDDEN), HIDDEN,
                                          b"POST http://y/chat HTTP/1.1"),
}


def test_no_request_hides_behind_another(start, behind):
    server = start(*WIDE)
    proxy = behind(server)
    for name, payload in SMUGGLED.items():
        with proxy.connect() as connection:
            connection.sendall(payload)
            connection.settimeout(0.2)
            try:
                receive_all(connection)
            except TimeoutError:
                pass  # one of the two waits for more, and is left
        with proxy.connect() as next_one:
            next_one.sendall(HEALTH)
            assert receive_all(next_one).endswith(b'{"status":"ok"}'), name
        hidden = [line for line in server.log() if "hidden" in (line.get("path") or "")]
        assert hidden == [], name


def test_a_client_may_keep_its_connection_to_the_proxy(start, behind):
    server = start(*WIDE)
    with behind(server).connect() as connection:
        for _ in range(20):
            connection.sendall(chat_request())
            received = b""
            while b'"session_id"' not in received:
                received += connection.recv(65536)
            assert b" 200 " in received.splitlines()[0]
