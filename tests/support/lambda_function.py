"""Runs the Lambda's `bootstrap` as Lambda would: with nothing but an environment and a Runtime API."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

from lambda_events import http_api

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOOTSTRAP = os.environ.get("MTA_CHAT_BOOTSTRAP_UNDER_TEST", str(ROOT / "build/release/bootstrap"))

SECRET = "a session secret of more than 32 bytes"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
               "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
               "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLETOKEN"}

# What Lambda sets, names and forms after its documentation.
OF_LAMBDA = CREDENTIALS | {
    "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "en_US.UTF-8", "TZ": ":UTC", "_HANDLER": "bootstrap",
    "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_LAMBDA_FUNCTION_NAME": "mta-chat-test", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/mta-chat-test",
    "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef",
    "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR", "AWS_XRAY_DAEMON_ADDRESS": "169.254.79.129:2000",
}

# What the tests set: nothing but the function itself, and limits out of the way.
SETTINGS = {"MTA_CHAT_SESSION_SECRET": SECRET, "MTA_CHAT_KNOWLEDGE_DIRECTORY": str(ROOT / "knowledge"),
            "MTA_CHAT_STORAGE_KIND": "memory", "MTA_CHAT_MODEL_PROVIDER": "catalogue",
            "MTA_CHAT_RATE_LIMIT_MAX": "1000000"}


def asking(fake):
    """Settings for a function whose model is the fake provider."""
    return {"MTA_CHAT_MODEL_PROVIDER": "openai", "MTA_CHAT_MODEL_BASE_URL": fake.url}


class Function:
    """`settings` change SETTINGS; None takes one away. `command` runs another program than BOOTSTRAP."""

    def __init__(self, api, folder, settings=None, command=(BOOTSTRAP,)):
        self.api = api
        self.expected_to_end = False
        self._stdout = folder / f"stdout-{time.monotonic_ns()}"
        self._stderr = self._stdout.with_name(self._stdout.name.replace("stdout", "stderr"))
        task_root = folder / "task"
        task_root.mkdir(exist_ok=True)
        environment = OF_LAMBDA | {"LAMBDA_TASK_ROOT": str(task_root), "AWS_LAMBDA_RUNTIME_API": api.address}
        environment |= SETTINGS | (settings or {})
        with open(self._stdout, "wb") as stdout, open(self._stderr, "wb") as stderr:
            self.process = subprocess.Popen(
                command, cwd=task_root, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL,
                env={name: value for name, value in environment.items() if value is not None})
        api.log_size = lambda: self._stdout.stat().st_size
        api.watch = self._assert_alive

    def invoke(self, event=None, **options):
        return self.api.invoke(event, **options)

    def chat(self, message=None, headers=None, **members):
        """An answered question from an HTTP API."""
        body = dict(members) if message is None else {"message": message} | members
        return self.invoke(http_api(body=json.dumps(body), headers=headers)).wait()

    def log(self, start=0, end=None):
        """The log lines so far, parsed; a line that is no JSON object fails the test."""
        lines = self._stdout.read_bytes()[start:end].decode().splitlines()
        parsed = [json.loads(line) for line in lines]
        assert all(isinstance(line, dict) for line in parsed)
        return parsed

    def output(self):
        """Everything that the process has written."""
        return self._stdout.read_text() + self._stderr.read_text()

    def lines_of(self, invocation):
        """What was logged from the event to the function's next `next`."""
        invocation.wait_until_back()
        return self.log(invocation.log_start, invocation.log_end)

    def access_line(self, invocation):
        [line] = [line for line in self.lines_of(invocation) if line.get("message") == "request"]
        return line

    def metrics(self, invocation):
        """The EMF line of the invocation, None where it has none."""
        found = [line for line in self.lines_of(invocation) if "_aws" in line]
        assert len(found) <= 1, "one line a request"
        return found[0] if found else None

    def complaints(self, invocation):
        return [line for line in self.lines_of(invocation) if line.get("level") in ("WARN", "ERROR")]

    def freeze(self):
        """As Lambda does between invocations."""
        self.process.send_signal(signal.SIGSTOP)
        self._wait_for_state("T")

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def memory_kb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", self._of_proc("status")).group(1))

    def wait_for_end(self, seconds=10):
        """The exit code."""
        self.expected_to_end = True
        return self.process.wait(timeout=seconds)

    def stop(self):
        """True where it was still there."""
        if self.process.poll() is not None:
            return False
        self.process.kill()
        self.process.wait(timeout=10)
        return True

    def _assert_alive(self):
        assert self.process.poll() is None, f"the function ended with {self.process.returncode}: {self.output()}"

    def _of_proc(self, name):
        return pathlib.Path(f"/proc/{self.process.pid}/{name}").read_text()

    def _wait_for_state(self, state):
        end = time.monotonic() + 5
        while self._of_proc("stat").rpartition(")")[2].split()[0] != state:
            assert time.monotonic() < end
            time.sleep(0.001)
