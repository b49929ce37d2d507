"""What the spend ledger adds to a request: the same server with a budget and without, in turn."""

import statistics

from bench_tools import OurServer, Side, load, say, table_row
from chat_bench import ROUNDS, chat_script
from mock_answer import WHOLE
from nginx_peers import mock_model

CONNECTIONS = [1, 64]
CAPS = ["--set", "budget.max_usd_per_day=1000000", "--set", "budget.max_usd_per_month=1000000"]

DESCRIPTION = """
## What the ledger adds, POST /chat through a model

The same binary and the same requests as above, with caps for the day and the month (SQLite: a reservation and a
settlement for each of the two, every one on the disk before it counts) and without. The model is the mock, which
answers at once: beside a real one, the milliseconds are a small part of its seconds.

| connections | requests a second, without = 1 | CPU, with / without | CPU us without | with | p50 ms without | with | p99 ms without | with |
|---|---|---|---|---|---|---|---|---|"""


def ledger(processes):
    model = mock_model(processes, WHOLE)
    visitors = chat_script(processes.folder)
    settings = ["--model-url", f"http://127.0.0.1:{model.port}/v1", "--set", "model.fallback=none",
                "--set", "chat.answer_cache_seconds=0"]
    servers = [OurServer(processes, "free", *settings), OurServer(processes, "capped", *settings, *CAPS)]
    without, capped = [Side(server, "/chat", visitors) for server in servers]
    lines = say(DESCRIPTION)
    for side in (without, capped):
        load(side.url, 64, visitors, seconds=2)  # until every conversation has its history
    for connections in CONNECTIONS:
        pairs = [(without.measure(connections), capped.measure(connections)) for _ in range(ROUNDS)]
        lines += say(row(connections, pairs))
    for server in servers:
        processes.stop(server.process)
    processes.stop(model.process)
    return lines


def row(connections, pairs):
    def median(of):
        return statistics.median(of(*pair) for pair in pairs)

    cells = [connections, f"{median(lambda free, capped: capped['rate'] / free['rate']):.2f}",
             f"**{median(lambda free, capped: capped['cpu_us'] / free['cpu_us']):.2f}**"]
    for key, form in (("cpu_us", ".0f"), ("p50", ".2f"), ("p99", ".2f")):
        cells += [format(median(lambda free, _, key=key: free[key]), form),
                  format(median(lambda _, capped, key=key: capped[key]), form)]
    return table_row(cells)
