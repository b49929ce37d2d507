"""POST /chat: the question, the answer, the conversation."""

import json
import sqlite3

from conftest import WIDE


def test_the_quick_start_is_answered(start):
    server = start("--config", "config/local.toml")
    reply = server.request("POST", "/chat", '{"message":"How much is the 7D HIFU machine?"}',
                           {"Content-Type": "application/x-www-form-urlencoded"})
    assert reply.status == 200
    assert "6600" in reply.json["response"]
    assert list(reply.json) == ["response", "model", "session_id", "conversation_id", "message_id",
                                "products"]
    assert reply.json["model"] == "catalogue"
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_the_price_of_every_device_is_right(shared):
    import csv
    from conftest import ROOT
    with open(ROOT / "knowledge/products.csv", encoding="utf-8", newline="") as file:
        products = list(csv.DictReader(file))
    assert len(products) == 28
    for product in products:
        answer = shared.chat(f"How much is the {product['Machine Name']}?").json["response"]
        assert product["Machine Name"] in answer
        assert product["Price (USD)"] in answer.replace(",", "")


def test_a_session_continues_and_its_turns_are_stored(shared):
    first = shared.chat("hello").json
    second = shared.chat("hello again", session_id=first["session_id"]).json
    assert second["session_id"] == first["session_id"]
    with sqlite3.connect(shared.database) as database:
        rows = database.execute(
            "SELECT conversation, message, answer, model, expires_at - at_ms FROM turns "
            "WHERE message LIKE 'hello%' ORDER BY rowid").fetchall()
    assert [row[1] for row in rows] == ["hello", "hello again"]
    assert rows[0][0] == rows[1][0]
    assert first["session_id"] not in rows[0][0], "the store holds no bearer token"
    assert rows[0][2] == first["response"]
    assert rows[0][4] == 30 * 24 * 3600 * 1000


def test_a_chosen_session_is_kept(shared):
    assert shared.chat("hi", session_id="user-123").json["session_id"] == "user-123"


def test_a_session_survives_a_restart(start):
    server = start(*WIDE)
    session = server.chat("remember me").json["session_id"]
    assert server.stop() == 0
    again = start(*WIDE)
    again.chat("and again", session_id=session)
    with sqlite3.connect(again.database) as database:
        keys = database.execute("SELECT DISTINCT conversation FROM turns").fetchall()
    assert len(keys) == 1, "the secret is kept with the data"


def test_memory_storage_leaves_no_file(start):
    server = start("--set", "storage.kind=memory")
    assert server.chat("hello").status == 200
    assert not server.database.parent.exists()


def test_health_and_readiness(shared):
    assert shared.request("GET", "/healthz").json == {"status": "ok"}
    assert shared.request("GET", "/readyz").status == 200
    head = shared.request("HEAD", "/healthz")
    assert head.status == 200
    assert head.text == ""
    assert shared.request("GET", "/metrics").status == 404, "never on the public listener"


def test_unicode_passes_through(shared):
    reply = shared.request("POST", "/chat", json.dumps({"message": "كم سعر ٧ HIFU"}).encode())
    assert "6600" in reply.json["response"]
