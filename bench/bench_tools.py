"""What the benchmarks share: processes, free ports, CPU time, wrk, medians and Markdown tables."""

import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Elsewhere: a copy that no build exchanges during a run.
OURS = pathlib.Path(os.environ.get("BENCH_BINARY", ROOT / "build/release/mta-chat"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
RESULTS = ROOT / "bench/results"


class Processes:
    """What was started here, ended on leaving; with a folder for their files."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mta-bench."))
        self._running = []
        return self

    def start(self, command, **kwargs):
        """In a session of its own: else the scheduler shares the CPU by group with the load generator."""
        process = subprocess.Popen([str(part) for part in command], start_new_session=True,
                                   stdout=subprocess.DEVNULL, **kwargs)
        self._running.append(process)
        return process

    def stop(self, process):
        self._running.remove(process)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __exit__(self, *_):
        for process in reversed(self._running.copy()):
            self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)


class OurServer:
    """mta-chat with limits so wide that they count and never refuse; its log goes to a file."""

    def __init__(self, processes, name, *arguments):
        self.port = free_port()
        self.command = [OURS, "serve", "--listen", f"127.0.0.1:{self.port}",
                        "--set", f"server.admin_listen=127.0.0.1:{free_port()}",
                        "--set", f"storage.path={processes.folder}/{name}/chat.db",
                        "--set", f"knowledge.directory={ROOT}/knowledge",
                        "--set", "throttle.burst=1000000", "--set", "throttle.rate_per_second=1000000",
                        "--set", "rate_limit.max=1000000", "--set", "rate_limit.window_seconds=10",
                        "--set", "server.max_connections_per_visitor=1000000",
                        *arguments]
        with open(processes.folder / f"{name}.log", "wb") as log:
            self.process = processes.start(self.command, stderr=log)
        self.pids = [self.process.pid]
        wait_until_up(self.port)

    @property
    def command_line(self):
        """Relative to the repository; TMP is a folder of this run."""
        words = [str(word).replace(f"{ROOT}/", "") for word in self.command]
        return re.sub(r"/[^ ]*mta-bench\.[^/]*", "TMP", " ".join(words))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(port):
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


def http_request(path, body, *headers):
    """The bytes of a POST."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json",
             f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def cpu_seconds(pids):
    """User and system time of all threads."""
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def cpu_of_others():
    """CPU seconds that processes have used which are not of this run (whose own must have ended)."""
    used = pathlib.Path("/proc/stat").read_text().split()[1:8]
    idle, waiting = (int(used[index]) for index in (3, 4))
    everybody = (sum(map(int, used)) - idle - waiting) / os.sysconf("SC_CLK_TCK")
    return everybody - sum(os.times()[:4])


def memory_mb(pid, name="VmRSS"):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", text).group(1)) * 1024 / 1e6


def load(url, connections, script=None, seconds=SECONDS):
    script = ["-s", str(script)] if script else []
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *script, url]
    out = subprocess.run(command, capture_output=True, text=True, check=True,
                         timeout=seconds + 30, start_new_session=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit(f"the load met errors:\n{out}")
    scale = {"us": 1e-3, "ms": 1.0, "s": 1e3}

    def percentile(name):
        number, unit = re.search(rf"{name}%\s+([\d.]+)(us|ms|s)\b", out).groups()
        return float(number) * scale[unit]

    return {"requests": int(re.search(r"(\d+) requests in", out).group(1)),
            "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
            "p50": percentile(50), "p99": percentile(99)}


class Side:
    """One of two that are compared: whose CPU time counts and what wrk asks it."""

    def __init__(self, server, path, script=None):
        self.pids = server.pids
        self.url = f"http://127.0.0.1:{server.port}{path}"
        self.script = script

    def measure(self, connections):
        before = cpu_seconds(self.pids)
        result = load(self.url, connections, self.script)
        result["cpu_us"] = (cpu_seconds(self.pids) - before) / result["requests"] * 1e6
        return result


TABLE_HEAD = [
    "| connections | req/s ours/nginx | CPU nginx/ours | least-most | ours req/s | CPU us | p50 ms | p99 ms"
    " | nginx req/s | CPU us | p50 ms | p99 ms |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|"]


def compare(ours, nginx, connection_counts, rounds=ROUNDS):
    """Rows of a table; the two take turns, so that both meet the machine's moods."""
    rows = []
    for connections in connection_counts:
        pairs = [(ours.measure(connections), nginx.measure(connections)) for _ in range(rounds)]
        cpu_ratios = [n["cpu_us"] / o["cpu_us"] for o, n in pairs]
        rate_ratio = statistics.median(o["rate"] / n["rate"] for o, n in pairs)
        cells = [connections, f"{rate_ratio:.2f}", f"**{statistics.median(cpu_ratios):.2f}**",
                 f"{min(cpu_ratios):.2f}-{max(cpu_ratios):.2f}"]
        for results in zip(*pairs):
            median = {key: statistics.median(result[key] for result in results) for key in results[0]}
            cells += [f"{median['rate']:.0f}", f"{median['cpu_us']:.1f}",
                      f"{median['p50']:.2f}", f"{median['p99']:.2f}"]
        rows.append(table_row(cells))
        print(rows[-1], flush=True)
    return rows


def table_row(cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def say(*lines):
    """Prints the lines and hands them back."""
    print(*lines, sep="\n", flush=True)
    return list(lines)
