"""Instructions a request: `path_bench.py [OTHER_BINARY]`, under callgrind.

Eight fixed requests, each to a server of its own with one thread: first some to warm up, then as
many to count. Beside another build of the program in the same run, and beside the committed
figures (bench/results/path.json): the counts of two kinds of processor differ a little, so these
are no test."""

import dataclasses
import http.client
import json
import pathlib
import subprocess
import sys
import time

from bench_tools import OURS, RESULTS, ROOT, Processes, free_port, say, table_row, wait_until_up

WARM_UP, COUNTED = 5, 20
COMMITTED = RESULTS / "path.json"
JSON = {"Content-Type": "application/json"}
EVENTS = JSON | {"Accept": "text/event-stream"}
MODEL_QUESTION = "How much is the 7D HIFU machine, and can you ship it to Jordan by May?"
ELSEWHERE = {"Origin": "https://elsewhere.example"}


@dataclasses.dataclass
class Case:
    name: str
    message: str = ""  # "{}" is replaced by a number, so that no answer is a kept one
    headers: dict = dataclasses.field(default_factory=lambda: JSON)
    settings: tuple = ()
    model: str = ""  # which of the mock's paths answers
    method: str = "POST"
    path: str = "/chat"
    status: int = 200
    first_status: int = 0  # of the very first request, where it differs


CASES = (
    Case("catalogue price question", "How much is the 7D HIFU machine?"),
    Case("model, whole", MODEL_QUESTION + " ({})", model="whole"),
    Case("model, a stream of 50 pieces", MODEL_QUESTION + " ({})", headers=EVENTS, model="long"),
    Case("direct greeting, model configured", "hello", model="whole"),
    Case("kept answer", MODEL_QUESTION, model="whole"),
    Case("429, over the visitor's limit", "How much is the 7D HIFU machine?", status=429, first_status=200,
         settings=("rate_limit.max=1", "rate_limit.window_seconds=3600")),
    Case("403, a page elsewhere", "How much is the 7D HIFU machine?", headers=JSON | ELSEWHERE, status=403,
         settings=("cors.allowed_origins=https://clinic.example",)),
    Case("/healthz", method="GET", path="/healthz"),
)


def server_command(binary, folder, port, case, mock):
    wide = {"throttle.burst": 1000000, "throttle.rate_per_second": 1000000, "rate_limit.max": 1000000,
            "server.threads": 1, "server.admin_listen": f"127.0.0.1:{free_port()}",
            "storage.path": folder / "chat.db", "knowledge.directory": ROOT / "knowledge"}
    settings = [f"{name}={value}" for name, value in wide.items()] + list(case.settings)
    model = ["--model-url", f"http://127.0.0.1:{mock}/{case.model}/v1"] if case.model else []
    return [str(binary), "serve", "--listen", f"127.0.0.1:{port}", *model,
            *(word for one in settings for word in ("--set", one))]


class Client:
    def __init__(self, port, case):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._case, self._asked = case, 0

    def ask(self):
        body = json.dumps({"message": self._case.message.format(self._asked)}) if self._case.message else None
        self._connection.request(self._case.method, self._case.path, body, self._case.headers)
        answer = self._connection.getresponse()
        answer.read()
        wanted = self._case.first_status if self._case.first_status and self._asked == 0 else self._case.status
        if answer.status != wanted:
            sys.exit(f"{self._case.name}: {answer.status} instead of {wanted}")
        self._asked += 1


def control(pid, what):
    subprocess.run(["callgrind_control", what, str(pid)], capture_output=True, check=True)


def total_of(dump):
    line = next(line for line in dump.read_text(errors="replace").splitlines() if line.startswith("totals:"))
    return int(line.split()[1])


def instructions(processes, binary, case, mock):
    """Of one request, all threads of the process together."""
    folder = processes.folder / f"path-{time.monotonic_ns()}"
    folder.mkdir()
    port = free_port()
    out = folder / "callgrind.out"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
               *server_command(binary, folder, port, case, mock)]
    with open(folder / "log", "wb") as log:
        process = processes.start(command, stderr=log)
    wait_until_up(port)
    client = Client(port, case)
    for _ in range(WARM_UP):
        client.ask()
    time.sleep(0.3)  # what is still written behind the last answer
    control(process.pid, "-z")
    for _ in range(COUNTED):
        client.ask()
    time.sleep(0.3)
    control(process.pid, "-d")
    processes.stop(process)
    return total_of(folder / "callgrind.out.1") // COUNTED


def change(now, before):
    return f"{100 * (now - before) / before:+.1f} %" if before else ""


def main():
    binaries = {"this build": OURS} | ({"the other": pathlib.Path(sys.argv[1])} if len(sys.argv) > 1 else {})
    committed = json.loads(COMMITTED.read_text()) if COMMITTED.exists() else {}
    say("| request | this build | committed | change |" + (" the other | change |" if len(binaries) > 1 else ""),
        "|---|---|---|---|" + ("---|---|" if len(binaries) > 1 else ""))
    counted = {}
    with Processes() as processes:
        mock = free_port()
        processes.start([sys.executable, ROOT / "bench/stream_mock.py", mock])
        wait_until_up(mock)
        for case in CASES:
            found = [instructions(processes, binary, case, mock) for binary in binaries.values()]
            counted[case.name] = found[0]
            before = committed.get(case.name, 0)
            cells = [case.name, f"{found[0]:,}", f"{before:,}", change(found[0], before)]
            cells += [cell for other in found[1:] for cell in (f"{other:,}", change(found[0], other))]
            say(table_row(cells))
    COMMITTED.write_text(json.dumps(counted, indent=1) + "\n")


if __name__ == "__main__":
    main()
