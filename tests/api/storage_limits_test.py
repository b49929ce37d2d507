"""How much of the disk conversations may take, and what goes on when it is nearly full."""

import contextlib
import os
import sqlite3
import subprocess

import pytest
from budget_chat import caps, costing, PRICES
from conftest import WIDE
from model_chat import model_server
from questions import new_question

PROXIED = ["--set", "server.trusted_proxies=127.0.0.1"]


def said_by(visitor):
    return {"X-Forwarded-For": visitor}


def stored(server, columns="count(*)"):
    with contextlib.closing(sqlite3.connect(server.database, timeout=20)) as database:
        return database.execute(f"SELECT {columns} FROM turns").fetchone()[0]


def test_new_sessions_get_a_visitor_no_more_than_the_quota_of_the_day(start):
    server = start(*WIDE, *PROXIED, "--set", "storage.visitor_kib_per_day=64")
    other = server.chat("my own question", said_by("203.0.113.2")).json["session_id"]
    for _ in range(100):
        assert server.chat("hello " + "x" * 3000, said_by("203.0.113.1")).status == 200
    greedy = stored(server) - 1
    assert 5 <= greedy <= 20
    assert stored(server, "sum(message = 'my own question')") == 1, "nobody else's goes"
    assert server.stop() == 0
    again = start(*WIDE, *PROXIED, "--set", "storage.visitor_kib_per_day=64")
    for _ in range(30):
        again.chat("hello " + "x" * 3000, said_by("203.0.113.1"))
    assert stored(again) - 1 == greedy, "a restart gives no new quota"
    assert again.chat("more", said_by("203.0.113.2"), session_id=other).status == 200


def test_all_together_are_kept_below_the_total_limit(start):
    server = start(*WIDE, "--set", "storage.visitor_kib_per_day=0", "--set", "storage.max_mib=1")
    for _ in range(600):
        assert server.chat("hello " + "x" * 3000).status == 200
    assert server.metric("mta_chat_storage_used_bytes") <= 1024 * 1024
    assert server.database.stat().st_size < 2 * 1024 * 1024
    assert stored(server) > 100


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a file system of some MiB on the data folder; returns how to change its size."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o700)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", folder], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"SKIPPED: a small file system cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield lambda mib: subprocess.run(["mount", "-o", f"remount,size={mib}m", folder], check=True)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def chat_until_degraded(server, fake):
    message = "x" * 15000
    for _ in range(3000):
        reply = server.chat(message + new_question())
        assert (reply.status, reply.json.get("fallback", False)) == (200, False)
        if "degraded" in server.request("GET", "/readyz").json:
            return
    raise AssertionError("the file system was never said to be nearly full")


@pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED: only root can mount a small file system")
def test_on_a_nearly_full_disk_turns_are_left_out_and_the_budget_goes_on(start, fake, small_disk):
    fake.behave(costing(1))
    server = model_server(start, fake, *WIDE, *PRICES, *caps(day=1_000_000), "--set", "storage.min_free_mib=8",
                          "--set", "storage.visitor_kib_per_day=0", "--set", "chat.max_message_characters=16000",
                          "--set", "chat.answer_cache_seconds=0")
    assert server.request("GET", "/readyz").json == {"status": "ready"}
    assert server.metric("mta_chat_storage_degraded") == 0
    chat_until_degraded(server, fake)
    before = stored(server)
    calls = len(fake.calls)
    session = server.chat("first").json["session_id"]
    for _ in range(50):
        reply = server.chat(new_question(), session_id=session)
        assert (reply.status, reply.json.get("fallback", False)) == (200, False), "the ledger has room"
    assert len(fake.calls) >= calls + 50
    assert stored(server) == before
    ready = server.request("GET", "/readyz")
    assert (ready.status, ready.json) == (200, {"status": "ready", "degraded": ["storage"]})
    assert server.metric("mta_chat_storage_degraded") == 1
    assert server.metric("mta_chat_storage_free_bytes") < 8 * 1024 * 1024
    assert server.metric("mta_chat_store_errors_total") == 0

    small_disk(64)
    assert server.request("GET", "/readyz").json == {"status": "ready"}
    assert server.chat(new_question()).status == 200
    assert stored(server) == before + 1
    told = [line["message"] for line in server.log() if line["level"] in ("WARN", "ERROR")]
    assert told == ["no conversations are stored: the file system is nearly full", "conversations are stored again"]
