"""Memory, descriptors and threads stay level under hours of everything that clients do."""

import collections
import http.client
import itertools
import json
import pathlib
import random
import socket
import struct
import tempfile
import threading
import time

from _watch import Watch, sample
from conftest import WIDE, Server
from fake_openai import FakeOpenAi
from model_behaviours import normal

TAKES = "60 min"
TOOLS = []
OPTIONS = {"minutes": 60, "requests_per_second": 300}

WORKERS = 6
VISITORS = 2000  # fixed, so that what is kept for each of them stops growing
QUESTIONS = ["How much is the 7D HIFU machine?", "Which machines remove tattoos?", "كم سعر كرسي كيجل؟", "hello",
             "Compare the kegel chair and the G8, and say which suits a small clinic in Tripoli."]
EVENTS = {"Accept": "text/event-stream"}


class Client:
    """One of those that put load on the server; each call is another thing that clients do."""

    def __init__(self, server, number, seen):
        self._server, self._random, self._seen = server, random.Random(number), seen
        self._sessions = collections.deque(maxlen=50)
        self._keys = itertools.count()
        self._name = number
        self._kinds = [self.ask] * 6 + [self.stream] * 4 + [self.continue_session] * 4 + [
            self.repeat, self.wrong_body, self.not_found, self.page, self.leave, self.pipeline, self.half_a_request]

    def once(self):
        try:
            self._random.choice(self._kinds)()
        except (OSError, http.client.HTTPException) as error:
            self._seen[type(error).__name__] += 1

    def _visitor(self):
        number = self._random.randrange(VISITORS)
        return {"X-Forwarded-For": f"198.51.{number // 250}.{number % 250}"}

    def _chat(self, headers, **members):
        message = self._random.choice(QUESTIONS) + " " * self._random.randrange(3)
        if self._random.random() < 0.05:  # past the catalogue and the kept answers
            message = f"{QUESTIONS[-1]} {self._random.randrange(10_000)}"
        reply = self._server.chat(message, self._visitor() | headers, **members)
        self._seen[reply.status] += 1
        return reply

    def ask(self):
        reply = self._chat({})
        if reply.status == 200:
            self._sessions.append(reply.json["session_id"])

    def stream(self):
        self._chat(EVENTS)

    def continue_session(self):
        self._chat({}, **({"session_id": self._random.choice(self._sessions)} if self._sessions else {}))

    def repeat(self):
        # From a fixed set, as all that is kept for a while.
        number = next(self._keys) % 200
        key = {"Idempotency-Key": f"{self._name}-{number}", "X-Forwarded-For": f"198.51.200.{number}"}
        for _ in range(2):
            self._seen[self._server.chat(QUESTIONS[0], key).status] += 1

    def wrong_body(self):
        body = self._random.choice(["{", "[]", '{"message":1}', '{"message":"' + "x" * 70_000 + '"}'])
        self._seen[self._server.request("POST", "/chat", body, self._visitor()).status] += 1

    def not_found(self):
        self._seen[self._server.request("GET", f"/{self._random.random()}").status] += 1

    def page(self):
        self._seen[self._server.request("GET", "/").status] += 1

    def leave(self):
        """Resets the connection before the answer."""
        body = json.dumps({"message": f"{QUESTIONS[-1]} {self._random.random()}"}).encode()
        with self._server.connect() as connection:
            connection.sendall(b"POST /chat HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                               b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._seen["left"] += 1

    def pipeline(self):
        one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        self._seen[self._server.raw(one * 9 + last).count(b"200 OK") == 10 and "pipelined"] += 1

    def half_a_request(self):
        with self._server.connect() as connection:
            connection.sendall(b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        self._seen["half"] += 1


def load(client, until, pause):
    while time.monotonic() < until:
        begun = time.monotonic()
        client.once()
        time.sleep(max(0.0, pause - (time.monotonic() - begun)))


def level(watch, name, slack):
    """Whether the last quarter is as the second was, and the medians of all four."""
    quarters = watch.quarters(name)
    return quarters[3] <= quarters[1] * 1.05 + slack, ", ".join(f"{median:.0f}" for median in quarters)


def run(proof, minutes, requests_per_second):
    seen = collections.Counter()
    with tempfile.TemporaryDirectory() as folder, FakeOpenAi() as provider:
        provider.behave(normal("It suits you well.", gap=0.005))
        server = Server(pathlib.Path(folder), *WIDE, "--model-url", provider.url,
                        "--set", "server.trusted_proxies=127.0.0.0/8", "--set", "server.threads=2")
        try:
            at_first = sample(server.process.pid)
            until = time.monotonic() + minutes * 60
            workers = [threading.Thread(target=load, args=(Client(server, number, seen), until,
                                                           WORKERS / requests_per_second))
                       for number in range(WORKERS)]
            with Watch(server.process.pid) as watch:
                for worker in workers:
                    worker.start()
                for worker in workers:
                    worker.join()
            time.sleep(3)
            in_the_end = sample(server.process.pid)
            answered = server.chat(QUESTIONS[0]).status
        finally:
            code = server.stop()
    memory_is_level, memory = level(watch, "memory_kb", 1024)
    descriptors_are_level, descriptors = level(watch, "descriptors", 20)
    proof.check("memory stays level", memory_is_level, f"{memory} KiB")
    proof.check("descriptors stay level", descriptors_are_level, descriptors)
    proof.check("descriptors are given back", in_the_end.descriptors <= at_first.descriptors + 10,
                f"{at_first.descriptors} before, {in_the_end.descriptors} after")
    proof.check("threads stay as many", len({each.threads for each in watch.samples[5:]}) == 1)
    proof.check("no answer is a fault", not any(isinstance(kind, int) and kind >= 500 for kind in seen), dict(seen))
    proof.check("pipelined requests are all answered", not seen[False])
    proof.check("it still answers, and ends well", (answered, code) == (200, 0))
    total = sum(count for kind, count in seen.items())
    proof.measured(f"{total} requests in {minutes} min; memory {memory} KiB, descriptors {descriptors} "
                   "(medians of the four quarters)")
