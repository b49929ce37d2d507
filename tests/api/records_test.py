"""The ids of answers, the records of turns and the counts of refusals in the database's file."""

import pathlib
import re
import sqlite3
import time

from conftest import ROOT, WIDE
from model_behaviours import malformed_json
from questions import QUESTION
from streaming_test import EVENTS, events

BEFORE = ROOT / "tests/unit/storage/before_records/chat.sql"
SAID_BEFORE = "Yes, the 7D HIFU machine is in stock: هايفو 😀"  # in BEFORE
SECRET = "0123456789abcdef0123456789abcdef"  # BEFORE was written under it


def rows(server, query):
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


def access_line(server, request_id):
    server.wait_for_line("request")
    return next(line for line in server.log() if line.get("request_id") == request_id)


def test_the_ids_are_in_the_answer_the_access_line_and_the_record(start):
    server = start(*WIDE)
    answer = server.chat("How much is the 7D HIFU machine?", {"X-Request-Id": "id-1"}, session_id="mine").json
    assert answer["message_id"] == "id-1"
    assert re.fullmatch(r"[0-9a-f]{32}", answer["conversation_id"])
    line = access_line(server, "id-1")
    assert (line["conversation_id"], line["message_id"]) == (answer["conversation_id"], "id-1")
    start_event, session, *_ = events(server.chat("hello", {"X-Request-Id": "id-2"} | EVENTS, session_id="mine").text)
    assert start_event["messageId"] == session["data"]["message_id"] == "id-2"
    assert session["data"]["conversation_id"] == answer["conversation_id"]
    assert server.chat("hello", session_id="another").json["conversation_id"] != answer["conversation_id"]
    first, second, _ = rows(server, "SELECT conversation_id, message_id, language, outcome, catalogue_rows, latency_ms "
                                    "FROM turns ORDER BY rowid")
    assert first[:5] == (answer["conversation_id"], "id-1", "en", "answered", '["7D HIFU Machine","products.csv:23","sentences.txt:price_intro"]')
    assert second[:2] == (answer["conversation_id"], "id-2")
    assert server.request("GET", "/healthz", headers={"X-Request-Id": "id-3"}).status == 200
    server.wait_for_line("request", 4)
    assert (access_line(server, "id-3")["conversation_id"], access_line(server, "id-3")["message_id"]) == (None, None)


def test_a_conversations_id_continues_nothing(start, fake):
    server = start(*WIDE, "--model-url", fake.url)
    answer = server.chat("Which device suits scars and why?").json
    server.chat("And what would you take for pores?", session_id=answer["conversation_id"])
    assert [m["content"] for m in fake.calls[-1].messages[1:]] == ["And what would you take for pores?"]


def test_a_repeat_has_the_ids_of_the_first_answer(start, fake):
    server = start(*WIDE, "--model-url", fake.url)
    key = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
    first = server.chat(QUESTION, key | {"X-Request-Id": "id-1"})
    repeat = server.chat(QUESTION, key | {"X-Request-Id": "id-2"})
    assert repeat.headers["idempotency-replayed"] == "true"
    assert repeat.json == first.json and first.json["message_id"] == "id-1"
    line = access_line(server, "id-2")
    assert (line["conversation_id"], line["message_id"]) == (first.json["conversation_id"], "id-1")


def test_a_record_tells_the_models_usage(start, fake):
    server = start(*WIDE, "--model-url", fake.url)
    server.chat("Which device suits stretch marks?", {"X-Request-Id": "id-1"})
    [(outcome, model, sent, received, cost)] = rows(
        server, "SELECT outcome, model, input_tokens, output_tokens, cost_micro_usd FROM turns")
    line = access_line(server, "id-1")
    assert (outcome, model) == ("answered", line["model"])
    assert (sent, received, cost) == (line["input_tokens"], line["output_tokens"], round(line["cost_usd"] * 1e6))
    assert sent > 0 and received > 0


def test_refusals_are_counted_by_the_hour_and_written_before_the_end(start):
    server = start("--set", "rate_limit.max=3", "--set", "throttle.burst=1000000",
                   "--set", "throttle.rate_per_second=1000000", "--set", "rate_limit.window_seconds=86400")
    statuses = [server.chat("hello").status for _ in range(50)]
    refused = statuses.count(429)
    assert refused >= 44
    written = sum(count for count, in rows(server, "SELECT rate_limited FROM refusals"))
    assert 1 <= written < refused, "not one write a refusal"
    assert server.stop() == 0
    found = rows(server, "SELECT hour, throttled, rate_limited, failed FROM refusals")
    assert sum(row[2] for row in found) == refused
    assert all(abs(row[0] - time.time() / 3600) < 2 and row[1] == row[3] == 0 for row in found)


def test_a_model_that_failed_is_counted_and_leaves_no_turn(start, fake):
    fake.behave(malformed_json())
    server = start(*WIDE, "--model-url", fake.url, "--set", "model.fallback=none")
    assert server.chat("Which device suits stretch marks?").status in (502, 503)
    assert rows(server, "SELECT throttled, rate_limited, failed FROM refusals") == [(0, 0, 1)]
    assert rows(server, "SELECT count(*) FROM turns") == [(0,)]


def test_a_database_of_the_release_before_goes_on(start, fake, tmp_path):
    path = tmp_path / "data/mta-chat.db"
    path.parent.mkdir(mode=0o700)
    with sqlite3.connect(path) as old:
        old.executescript(pathlib.Path(BEFORE).read_text())
        old.execute("UPDATE turns SET expires_at = ?", [int((time.time() + 86400) * 1000)])
    path.chmod(0o600)
    server = start(*WIDE, "--model-url", fake.url, env={"MTA_CHAT_SESSION_SECRET": SECRET})
    server.chat("And which of them is the gentlest for my clients?", session_id="release-test")
    sent = [message["content"] for message in fake.calls[-1].messages[1:]]
    assert sent[-3:-1] == ["Which device suits stretch marks?", SAID_BEFORE]
    assert rows(server, "SELECT outcome IS NULL, count(*) FROM turns GROUP BY 1") == [(0, 1), (1, 3)]
    assert rows(server, "PRAGMA user_version") == [(8,)]
