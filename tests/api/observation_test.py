"""Log lines and metrics, held against the golden lists that dashboards rely on."""

import re
import socket

from conftest import GOLDEN, WIDE
from questions import QUESTION


def test_the_access_line_has_exactly_the_golden_fields(start):
    server = start(*WIDE)
    server.chat("WORDS of a visitor", {"X-Request-Id": "my-id"}, session_id="SESSION-1")
    server.request("GET", "/nowhere?secret=WORDS")
    server.raw(b"not http at all\r\n\r\n")
    server.wait_for_line("request", 3)
    chat, nowhere, broken = [line for line in server.log() if line["message"] == "request"]
    golden = (GOLDEN / "log_fields.txt").read_text().split()
    for line in (chat, nowhere, broken):
        assert list(line) == golden
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", chat["timestamp"])
    assert chat["level"] == "INFO"
    assert chat["request_id"] == "my-id"
    assert (chat["method"], chat["path"], chat["status"]) == ("POST", "/chat", 200)
    assert chat["duration_ms"] > 0
    assert re.fullmatch(r"[0-9a-f]{32}", chat["visitor"])
    assert chat["model"] == "catalogue"
    assert (chat["input_tokens"], chat["output_tokens"], chat["cost_usd"]) == (0, 0, 0)
    assert (chat["fallback"], chat["limited"]) == (False, False)
    assert (nowhere["path"], nowhere["status"], nowhere["model"]) == ("/nowhere", 404, None)
    assert (broken["method"], broken["path"], broken["status"]) == (None, None, 400)


def test_no_log_line_holds_words_addresses_sessions_or_keys(start):
    server = start("--set", "rate_limit.max=2", env={"MTA_CHAT_SESSION_SECRET": "KEY" * 20})
    for _ in range(4):
        server.chat("WORDS of a visitor", session_id="SESSION-1")
    server.stop()
    text = server.stderr_path.read_text()
    assert '"limited":true' in text
    for secret in ("WORDS", "SESSION-1", "KEYKEY", '"127.0.0.1"'):
        assert secret not in text


def test_the_metrics_have_exactly_the_golden_names(start, fake):
    """With caps: a budget's gauges are there once it was asked."""
    server = start("--set", "rate_limit.max=1", "--set", "budget.max_usd_per_day=5", "--model-url", fake.url)
    for _ in range(2):
        server.chat(QUESTION)
    text = server.metrics()
    names = sorted(re.findall(r"^# TYPE (\S+ \S+)$", text, re.M))
    assert names == (GOLDEN / "metric_names.txt").read_text().splitlines()
    labelled = re.search(r"^http_server_request_duration_seconds_count\{(.*)\} 1$", text, re.M)
    assert labelled.group(1) == ('http_request_method="POST",http_response_status_code="200",'
                                 'http_route="/chat"')
    assert server.metric("mta_chat_rate_limit_hits_total") == 1
    assert re.search(r'^gen_ai_client_operation_duration_seconds_count\{gen_ai_operation_name="chat",'
                     r'gen_ai_request_model="openai.gpt-oss-120b-1:0"\} 1$', text, re.M)


def test_the_admin_listener_serves_metrics_alone(start):
    server = start()
    reply = server.request("GET", "/metrics", port=server.admin_port)
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-request-id"]
    other = server.request("GET", "/chat", port=server.admin_port)
    assert (other.status, other.json["error"]) == (404, "Not found")
    assert server.request("POST", "/metrics", port=server.admin_port).status == 405


def test_the_admin_listener_answers_under_its_own_names_alone(start):
    """A page of a stranger's whose name leads here (DNS rebinding) must not read the metrics."""
    server = start("--set", "server.admin_hosts=metrics.internal")

    def status(host, target="/metrics"):
        return server.request("GET", target, headers={"Host": host}, port=server.admin_port).status
    for host in (f"127.0.0.1:{server.admin_port}", "localhost", "[::1]:9464", "10.0.0.7", "Metrics.Internal:1"):
        assert status(host) == 200, host
    for host in ("evil.example", f"evil.example:{server.admin_port}", "127.0.0.1.evil.example", "localhost.evil"):
        assert status(host) == 403, host
    assert status("127.0.0.1", "http://evil.example/metrics") == 403, "the target's host counts"
    with socket.create_connection(("127.0.0.1", server.admin_port), timeout=30) as old:
        old.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        assert old.recv(4096).startswith(b"HTTP/1.0 200 ")


def test_idle_memory_is_small(start):
    server = start()
    server.chat("hello")
    assert server.memory_kb() < 25_000
