"""Nobody fills the disk with log lines."""

import json
import re

import pytest
from conftest import GOLDEN, WIDE, receive_all

COUNT = 20_000


def flood(server, request, count=COUNT):
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with server.connect() as connection:
        sent = 0
        answers = 0
        while sent < count:
            connection.sendall(request * 500)
            sent += 500
            while answers < sent:
                answers += connection.recv(1 << 20).count(b"HTTP/1.1 ")
        connection.sendall(last)
        assert b" 200 " in receive_all(connection)


def lines_and_sums(server):
    """Access lines, and requests summed up, by status; the rest of the log is let go."""
    log = server.log()
    lines = [line for line in log if line["message"] == "request"]
    sums = [line for line in log if line["message"] == "requests summed up"]
    return lines, sums


REFUSALS = {
    404: b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
    405: b"GET /chat HTTP/1.1\r\nHost: x\r\n\r\n",
    429: b'POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}',
    403: b"POST /chat HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("status", REFUSALS)
def test_repeated_refusals_are_summed_up_once_a_second(start, status):
    server = start("--set", "cors.allowed_origins=https://a.example", *WIDE[:4], "--set", "rate_limit.max=1",
                   "--set", "rate_limit.window_seconds=3600")
    flood(server, REFUSALS[status])
    server.stop()
    lines, sums = lines_and_sums(server)
    assert server.stderr_path.stat().st_size < 200_000, "41 MB a second was what it once wrote"
    refused = sum(line["status"] == status for line in lines)
    summed = sum(line.get(f"status_{status}", 0) for line in sums)
    assert refused > 0 and sums
    assert refused + summed >= COUNT - 1, "every one is in the log, by itself or in a sum"
    assert len({line["timestamp"][:19] for line in sums}) >= len(sums) - 1, "about one line a second"


def test_a_sum_has_exactly_the_golden_fields_and_is_there_without_another_request(start):
    server = start()
    flood(server, REFUSALS[404], 1000)
    line = server.wait_for_line("requests summed up")
    assert [name for name in line if not name.startswith("status_")] == (
        GOLDEN / "log_sum_fields.txt").read_text().split()
    assert line["level"] == "INFO"
    assert line["requests"] == sum(line[name] for name in line if name.startswith("status_"))
    assert {name for name in line if name.startswith("status_")} == {"status_404"}


def test_other_requests_keep_their_lines_and_the_metrics_count_all(start):
    server = start(*WIDE)
    for number in range(100):
        server.chat(f"question {number}", {"X-Request-Id": f"chat-{number}"})
        if number % 20 == 0:
            flood(server, REFUSALS[404], 1000)
    metrics = server.metrics()
    server.stop()
    lines, _ = lines_and_sums(server)
    assert [line["request_id"] for line in lines if line["status"] == 200 and line["path"] == "/chat"] == [
        f"chat-{number}" for number in range(100)]
    counted = re.search(r'^http_server_request_duration_seconds_count\{[^}]*"404"[^}]*\} (\d+)$', metrics, re.M)
    assert int(counted.group(1)) == 5000


def test_what_no_limit_counts_is_summed_up_as_well(start):
    """Pipelined health checks would fill the disk just so; up to 1,000 a second keep their lines."""
    server = start()
    flood(server, b"OPTIONS /chat HTTP/1.1\r\nHost: x\r\n\r\n")
    server.stop()
    assert server.stderr_path.stat().st_size < 4_000_000
    lines, sums = lines_and_sums(server)
    assert sum(line["status"] == 204 for line in lines) + sum(line.get("status_204", 0) for line in sums) == COUNT


def test_the_log_stays_json(start):
    server = start()
    flood(server, REFUSALS[404], 2000)
    server.stop()
    for line in server.stderr_path.read_text().splitlines():
        json.loads(line)
