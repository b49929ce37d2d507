"""Our server beside nginx in one run, in turn, under the same load (wrk on loopback).

Prints and writes Markdown; the ratios are what to look at: absolute numbers are this machine's on this
day. BENCH_ROUNDS and BENCH_SECONDS change the length of the run.
"""

import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import time
import urllib.request

from bench_tools import (OURS, RESULTS, ROOT, ROUNDS, SECONDS, TABLE_HEAD, OurServer, Processes, Side, compare,
                         cpu_of_others, say)
from chat_bench import ROUNDS as CHAT_ROUNDS, chat_path, prompt_sent_upstream
from ledger_bench import ledger
from nginx_peers import static_peer
from stream_bench import first_byte, many_streams

CONNECTIONS = [1, 16, 64, 256]
BODY = json.dumps({"message": "How much is the 7D HIFU machine?"})


def output_of(*command):
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return (run.stdout + run.stderr).strip()


def machine():
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    commit = output_of("git", "-C", str(ROOT), "describe", "--always", "--dirty")
    built = datetime.datetime.fromtimestamp(OURS.stat().st_mtime)
    nginx = output_of(shutil.which("nginx") or "/usr/sbin/nginx", "-v").rpartition(": ")[2]
    wrk = output_of("wrk", "-v").partition(" [")[0]
    return f"""{datetime.datetime.now():%Y-%m-%d %H:%M}, {platform.system()} {platform.release()},
{os.cpu_count()} cores ({cpu.group(1) if cpu else platform.machine()}), shared with the load generator.
{output_of(OURS, "version")} (release build of {built:%Y-%m-%d %H:%M}, repository at {commit}),
{nginx}, {wrk}, Python {platform.python_version()}.

`python3 bench/http_bench.py`: the two take turns in one run, {ROUNDS} rounds of {SECONDS} s ({CHAT_ROUNDS} for the
full chat path), medians; ratios are medians of the rounds' ratios. Ratios above 1 are better for us. wrk has
one thread."""


def fetch(port, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body and body.encode())
    return urllib.request.urlopen(request, timeout=5).read().decode()


def front_end(processes):
    """A fixed answer and one of the catalogue, against nginx with a static body of the same size."""
    script = processes.folder / "chat.lua"
    script.write_text(f"wrk.method = 'POST'\nwrk.body = [[{BODY}]]\n")
    ours = OurServer(processes, "front-end")
    nginx = static_peer(processes, fetch(ours.port, "/healthz"), fetch(ours.port, "/chat", BODY))
    lines = say("\n## GET /healthz", "\nnginx: one worker, a static body of the same size, limit_req, access_log.\n",
                *TABLE_HEAD)
    lines += compare(Side(ours, "/healthz"), Side(nginx, "/healthz"), CONNECTIONS)
    lines += say("\n## POST /chat, answered by the catalogue",
                 "\nOurs: limits, history, answer, durable save, log. nginx: as above.\n", *TABLE_HEAD)
    lines += compare(Side(ours, "/chat", script), Side(nginx, "/chat", script), CONNECTIONS)
    processes.stop(ours.process)
    processes.stop(nginx.process)
    return lines


def main():
    started, others = time.monotonic(), cpu_of_others()
    with Processes() as processes:
        lines = say("# Our server beside nginx\n", machine())
        prompt = prompt_sent_upstream(processes)
        lines += chat_path(processes, prompt)
        lines += ledger(processes)
        lines += first_byte(processes, prompt)
        lines += many_streams(processes)
        lines += front_end(processes)
    took = time.monotonic() - started
    share = (cpu_of_others() - others) / took / os.cpu_count()
    lines += say(f"\nThe run took {took:.0f} s; other processes used {share:.0%} of the machine's CPU meanwhile.")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "http.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
