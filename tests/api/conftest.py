"""Starts the shipped binary as a user would and speaks HTTP to it."""

import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import dynamodb_local
import pytest
from dynamodb_proxy import DynamoDbProxy
from fake_openai import FakeOpenAi
from page_browser import browser  # noqa: F401 (a fixture)

pytest.register_assert_rewrite("model_chat", "dynamodb_chat", "budget_chat")

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("MTA_CHAT_BINARY_UNDER_TEST", str(ROOT / "build/release/mta-chat"))
GOLDEN = ROOT / "tests/golden"

# Limits wide enough to be out of the way of tests that are about something else.
WIDE = ["--set", "throttle.burst=1000000", "--set", "throttle.rate_per_second=1000000",
        "--set", "rate_limit.max=1000000"]


def clean_environment(extra=None):
    """The surroundings of a user who has set nothing of ours."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("MTA_CHAT_", "AWS_"))}
    return keep | (extra or {})


def run(*arguments, env=None, **kwargs):
    """Runs a command of the binary to its end."""
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, cwd=ROOT,
                          env=clean_environment(env), timeout=30, **kwargs)


class Response:
    def __init__(self, reply):
        self.status = reply.status
        self.headers = {k.lower(): v for k, v in reply.getheaders()}
        self.text = reply.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


class Server:
    def __init__(self, folder, *arguments, env=None, preexec_fn=None):
        self.folder = folder
        self.database = folder / "data" / "mta-chat.db"
        self.stderr_path = folder / f"stderr-{time.monotonic_ns()}"
        command = [BINARY, "serve", "--listen", "127.0.0.1:0",
                   "--set", "server.admin_listen=127.0.0.1:0",
                   "--set", f"storage.path={self.database}",
                   "--set", f"knowledge.directory={ROOT / 'knowledge'}", *arguments]
        with open(self.stderr_path, "wb") as stderr:
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr,
                                            env=clean_environment(env), preexec_fn=preexec_fn)
        listening = self.wait_for_line("listening")
        self.port = int(listening["listen"].rpartition(":")[2])
        self.admin_port = int(listening["admin_listen"].rpartition(":")[2])

    def log(self):
        """The log lines so far, parsed; a line that is no JSON fails the test."""
        return [json.loads(line) for line in self.stderr_path.read_text().splitlines()]

    def wait_for_line(self, message, count=1):
        for _ in range(2000):
            text = self.stderr_path.read_text()
            if text.endswith("\n"):
                try:
                    found = [line for line in map(json.loads, text.splitlines())
                             if line["message"] == message]
                except json.JSONDecodeError:
                    raise AssertionError(f"not a log line in: {text}") from None
                if len(found) >= count:
                    return found[-1]
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}: {text}")
            time.sleep(0.005)
        raise AssertionError(f"no log line says {message!r}: {text}")

    def request(self, method, path, body=None, headers=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            return Response(connection.getresponse())
        finally:
            connection.close()

    def chat(self, message=None, headers=None, **members):
        body = dict(members)
        if message is not None:
            body["message"] = message
        return self.request("POST", "/chat", json.dumps(body), headers)

    def metrics(self):
        return self.request("GET", "/metrics", port=self.admin_port).text

    def metric(self, name):
        return float(re.search(rf"^{re.escape(name)} (\S+)$", self.metrics(), re.M).group(1))

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        return connection

    def raw(self, data):
        """Sends bytes, returns everything that comes back until the server closes."""
        with self.connect() as connection:
            connection.sendall(data)
            return receive_all(connection)

    def memory_kb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def stop(self, sig=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(sig)
        return self.process.wait(timeout=40)


def receive_all(connection):
    received = b""
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return received
        if not piece:
            return received
        received += piece


@pytest.fixture
def start(tmp_path):
    """Starts servers that end with the test."""
    servers = []

    def start_server(*arguments, **kwargs):
        servers.append(Server(tmp_path, *arguments, **kwargs))
        return servers[-1]

    yield start_server
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


@pytest.fixture
def fake():
    """A scripted model provider."""
    with FakeOpenAi() as provider:
        yield provider


@pytest.fixture(scope="session")
def dynamodb_process(tmp_path_factory):
    if reason := dynamodb_local.unavailable():
        pytest.skip(f"SKIPPED: {reason}")
    with dynamodb_local.DynamoDbLocal(tmp_path_factory.mktemp("dynamodb")) as local:
        yield local


@pytest.fixture
def dynamodb(dynamodb_process):
    """DynamoDB Local with all tables, empty."""
    dynamodb_process.start()  # where the test before has stopped it
    dynamodb_process.create_tables()
    return dynamodb_process


@pytest.fixture
def proxy(dynamodb):
    with DynamoDbProxy(dynamodb.url) as between:
        yield between


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One server with wide limits for all tests of a module that change nothing in it."""
    server = Server(tmp_path_factory.mktemp("shared"), *WIDE)
    yield server
    server.stop()
