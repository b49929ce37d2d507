"""What the Lambda costs in time, memory, bytes and calls; writes bench/results/lambda.md.

Against the scripted Runtime API of the tests, DynamoDB Local and a mock model, all on loopback. Run by
`./dev bench`; needs Java for DynamoDB Local, and says what it leaves out without it."""

import pathlib
import platform
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "tests/api")]

import dynamodb_local  # noqa: E402
import model_behaviours  # noqa: E402
from dynamodb_local import DynamoDbLocal  # noqa: E402
from dynamodb_proxy import DynamoDbProxy  # noqa: E402
from fake_openai import FakeOpenAi  # noqa: E402
from lambda_events import http_api, question  # noqa: E402
from lambda_function import Function, asking  # noqa: E402
from runtime_api import RuntimeApi  # noqa: E402

STARTS = 25
CHATS = 300
RESULTS = ROOT / "bench/results/lambda.md"


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"


def start(folder, settings):
    """From exec to the first request for an event; the resident memory then."""
    with RuntimeApi() as api:
        began = time.perf_counter()
        function = Function(api, folder, settings)
        while api.nexts == 0:
            time.sleep(0.0001)
        took = time.perf_counter() - began
        memory = function.memory_kb()
        function.stop()
    return took, memory


def chats(function, count, session=None):
    times = []
    for _ in range(count):
        members = {"session_id": session} if session else {}
        began = time.perf_counter()
        invocation = function.invoke(http_api(body=question(**members)))
        assert invocation.status == 200, invocation.body  # waits for the answer
        times.append(time.perf_counter() - began)
    return times


def with_dynamodb(folder, fake):
    """Warm chats on DynamoDB Local, and the calls that a chat makes."""
    with DynamoDbLocal(folder) as table, DynamoDbProxy(table.url) as proxy, RuntimeApi() as api:
        table.create_tables()
        environment = table.environment(proxy.url)
        function = Function(api, folder, asking(fake) | environment | {
            "MTA_CHAT_STORAGE_KIND": "dynamodb", "MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS": "3600"})
        first = chats(function, 1)[0]
        proxy.forget()
        new_session = chats(function, 1) and len(proxy.calls)
        session = "bench-session"
        chats(function, 1, session)
        proxy.forget()
        returning = chats(function, 1, session) and len(proxy.calls)
        warm = chats(function, CHATS, session)
        memory = function.memory_kb()
        function.stop()
    return first, new_session, returning, statistics.median(warm), memory


def package_size():
    zip_file = ROOT / "build/lambda/bootstrap.zip"
    return f"{zip_file.stat().st_size / 1024 / 1024:.2f} MiB" if zip_file.exists() else "not built"


def main():
    rows = []
    with tempfile.TemporaryDirectory() as name, FakeOpenAi() as fake:
        folder = pathlib.Path(name)
        fake.behave(model_behaviours.normal())
        starts = [start(folder, asking(fake)) for _ in range(STARTS)]
        times = sorted(took for took, _ in starts)
        rows.append(("exec to the first `next`",
                     f"median {milliseconds(statistics.median(times))}, most {milliseconds(times[-1])} "
                     f"({STARTS} starts)"))
        rows.append(("resident memory at the first `next`",
                     f"{statistics.median(memory for _, memory in starts) / 1024:.1f} MB"))
        with RuntimeApi() as api:
            function = Function(api, folder, asking(fake))
            warm = statistics.median(chats(function, CHATS))
            rows.append(("a warm chat, memory storage", milliseconds(warm)))
            function.stop()
        if reason := dynamodb_local.unavailable():
            rows.append(("with DynamoDB", f"not measured: {reason}"))
        else:
            first, new, returning, warm, memory = with_dynamodb(folder, fake)
            rows += [("the first chat of a process, DynamoDB Local", milliseconds(first)),
                     ("a warm chat, DynamoDB Local", milliseconds(warm)),
                     ("DynamoDB calls of a first chat", str(new)),
                     ("DynamoDB calls of a returning visitor's chat", str(returning)),
                     (f"resident memory after {CHATS} chats", f"{memory / 1024:.1f} MB")]
    rows.append(("the package, x86_64", package_size()))
    lines = ["# The Lambda", "",
             f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.release()}, 2 cores, shared. "
             "`python3 bench/lambda_bench.py`; the Runtime API, DynamoDB Local and the model are on loopback, "
             "their time is part of a chat's.", "", "| what | measured |", "|---|---|"]
    lines += [f"| {what} | {value} |" for what, value in rows]
    text = "\n".join(lines) + "\n"
    RESULTS.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
