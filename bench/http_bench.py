"""Our server beside nginx in one run, in turn, under the same load (wrk on loopback).

`/healthz` and a catalogue answer, each against nginx with one worker that returns a static body of the
same size behind limit_req and a buffered access_log. Prints and writes Markdown; the ratios are what
to look at: absolute numbers are this machine's on this day.
"""

import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
CONNECTIONS = [1, 16, 64, 256]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
PORT, ADMIN, NGINX = 18480, 18481, 18482
QUESTION = json.dumps({"message": "How much is the 7D HIFU machine?"})


def start(command, **kwargs):
    """In a session of its own: else the scheduler shares the CPU by group with the load generator."""
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, **kwargs)


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def nginx_config(folder, health, answer):
    quoted = lambda text: text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "")
    return f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 2048; }}
http {{
  limit_req_zone $binary_remote_addr zone=visitors:10m rate=1000000r/s;
  log_format line '{{"time":"$time_iso8601","status":$status,"request_time":$request_time}}';
  access_log {folder}/access.log line buffer=64k flush=1s;
  keepalive_requests 100000000; client_body_temp_path {folder}/body;
  server {{
    listen 127.0.0.1:{NGINX}; default_type application/json;
    limit_req zone=visitors burst=1000000 nodelay;
    location = /healthz {{ return 200 "{quoted(health)}"; }}
    location = /chat {{ return 200 "{quoted(answer)}"; }}
  }}
}}
"""


def load(url, connections, script):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", *script, url]
    out = subprocess.run(command, capture_output=True, text=True, check=True,
                         timeout=SECONDS + 30, start_new_session=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(f"the load met errors:\n{out}")
    scale = {"us": 1e-3, "ms": 1.0, "s": 1e3}

    def percentile(name):
        number, unit = re.search(rf"{name}%\s+([\d.]+)(us|ms|s)\b", out).groups()
        return float(number) * scale[unit]

    return {"requests": int(re.search(r"(\d+) requests in", out).group(1)),
            "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
            "p50": percentile(50), "p99": percentile(99)}


def measure(pid, url, connections, script):
    before = cpu_seconds(pid)
    result = load(url, connections, script)
    result["cpu_us"] = (cpu_seconds(pid) - before) / result["requests"] * 1e6
    return result


def median(results, key):
    return statistics.median(result[key] for result in results)


def compare(path, script, ours_pid, nginx_pid):
    rows = []
    for connections in CONNECTIONS:
        ours, nginx = [], []
        for _ in range(ROUNDS):
            ours.append(measure(ours_pid, f"http://127.0.0.1:{PORT}{path}", connections, script))
            nginx.append(measure(nginx_pid, f"http://127.0.0.1:{NGINX}{path}", connections, script))
        cpu_ratio = statistics.median(n["cpu_us"] / o["cpu_us"] for o, n in zip(ours, nginx))
        rate_ratio = statistics.median(o["rate"] / n["rate"] for o, n in zip(ours, nginx))
        cells = [connections, f"{rate_ratio:.2f}", f"{cpu_ratio:.2f}"]
        for results in (ours, nginx):
            cells += [f"{median(results, 'rate'):.0f}", f"{median(results, 'cpu_us'):.1f}",
                      f"{median(results, 'p50'):.2f}", f"{median(results, 'p99'):.2f}"]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
        print(rows[-1], flush=True)
    return rows


def machine():
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    return (f"{datetime.date.today()}, {platform.system()} {platform.release()}, "
            f"{os.cpu_count()} cores ({cpu.group(1) if cpu else platform.machine()}), "
            f"shared with the load generator; {ROUNDS} rounds of {SECONDS} s, medians")


HEADER = """
| connections | req/s ours/nginx | CPU nginx/ours | ours req/s | CPU us | p50 ms | p99 ms | nginx req/s | CPU us | p50 ms | p99 ms |
|---|---|---|---|---|---|---|---|---|---|---|"""


def wait_until_up(port):
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).read()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


def fetch(path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data=body and body.encode())
    return urllib.request.urlopen(request, timeout=5).read().decode()


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mta-bench."))
    script = folder / "chat.lua"
    script.write_text(f"wrk.method = 'POST'\nwrk.body = [[{QUESTION}]]\n")
    processes = []
    try:
        with open(folder / "ours.log", "wb") as log:
            ours = start([ROOT / "build/release/mta-chat", "serve", "--listen", f"127.0.0.1:{PORT}",
                          "--set", f"server.admin_listen=127.0.0.1:{ADMIN}",
                          "--set", f"storage.path={folder}/data/chat.db",
                          "--set", f"knowledge.directory={ROOT}/knowledge",
                          "--set", "throttle.burst=1000000", "--set", "throttle.rate_per_second=1000000",
                          "--set", "rate_limit.max=1000000"], stderr=log)
        processes.append(ours)
        wait_until_up(PORT)
        (folder / "nginx.conf").write_text(nginx_config(folder, fetch("/healthz"), fetch("/chat", QUESTION)))
        nginx = start([shutil.which("nginx") or "/usr/sbin/nginx", "-c", folder / "nginx.conf", "-p", folder])
        processes.append(nginx)
        wait_until_up(NGINX)
        children = pathlib.Path(f"/proc/{nginx.pid}/task/{nginx.pid}/children").read_text().split()
        lines = [f"# Our server beside nginx\n\n{machine()}. Ratios above 1 are better for us.",
                 "\n## GET /healthz", HEADER]
        print("\n".join(lines))
        lines += compare("/healthz", [], ours.pid, int(children[0]))
        lines += ["\n## POST /chat, answered by the catalogue (limits, history, answer, durable save, log)", HEADER]
        print("\n".join(lines[-2:]))
        lines += compare("/chat", ["-s", str(script)], ours.pid, int(children[0]))
        results = ROOT / "bench/results/http.md"
        results.parent.mkdir(exist_ok=True)
        results.write_text("\n".join(lines) + "\n")
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


main()
