"""What visitors say of answers: kept with the turn's record, bounded, masked, exported and erased."""

import json
import sqlite3

import pytest
from conftest import WIDE, run
from dynamodb_chat import VISITOR, dynamodb_server, say, turns
from model_behaviours import normal, status
from questions import new_question
from streaming_test import EVENTS, events

COMMENT = "The voltage is wrong. Call +971 50 123 4567 or me@clinic.ae"
KEPT = "The voltage is wrong. Call •••••••67 or m•••@•••"


def feedback(server, answer, headers=None, **members):
    ids = {"session_id": answer["session_id"], "message_id": answer["message_id"]}
    return server.request("POST", "/feedback", json.dumps(ids | {"rating": "good"} | members), headers)


def kept(server, answer):
    """Rating and comment in the database."""
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as database:
        [row] = database.execute("SELECT feedback, feedback_comment FROM turns WHERE message_id = ?",
                                 (answer["message_id"],)).fetchall()
    return row


def test_what_a_visitor_thinks_is_kept_with_the_turn(shared):
    answer = shared.chat("Hello").json
    assert kept(shared, answer) == (None, None)
    assert feedback(shared, answer).status == 204
    assert kept(shared, answer) == ("good", "")
    assert feedback(shared, answer, rating="bad", comment="too dear").status == 204
    assert kept(shared, answer) == ("bad", "too dear")


def test_a_comment_is_masked_and_in_no_log(start):
    server = start(*WIDE)
    answer = server.chat("Hello").json
    assert feedback(server, answer, comment=f"\u0007 {COMMENT}\n").status == 204
    assert kept(server, answer) == ("good", KEPT)
    server.wait_for_line("request", 2)
    assert "voltage" not in server.stderr_path.read_text() and "voltage" not in server.metrics()


@pytest.mark.parametrize("change, status, error", [
    ({"rating": "great"}, 400, "Invalid feedback"), ({"rating": None}, 400, "Invalid feedback"),
    ({"comment": 5}, 400, "Invalid feedback"), ({"comment": "ع" * 1001}, 400, "Invalid feedback"),
    ({"message_id": ""}, 400, "Invalid feedback"), ({"message_id": "another"}, 404, "Not found"),
    ({"session_id": "ä"}, 400, "Invalid session_id"), ({"session_id": None}, 400, "Invalid session_id"),
    ({"session_id": "another"}, 404, "Not found")])
def test_wrong_feedback_is_told_why(shared, change, status, error):
    reply = feedback(shared, shared.chat("Hello").json, **change)
    assert (reply.status, reply.json["error"]) == (status, error)


def test_the_longest_comment_is_taken(shared):
    answer = shared.chat("Hello").json
    assert feedback(shared, answer, comment="ع" * 1000).status == 204
    assert kept(shared, answer) == ("good", "ع" * 1000)


def test_feedback_has_the_limits_of_the_chat(start):
    server = start(*WIDE, "--set", "rate_limit.max=3", "--set", "cors.allowed_origins=https://clinic.example")
    answer = server.chat("Hello").json
    assert feedback(server, answer, {"Origin": "https://elsewhere.example"}).status == 403
    assert server.request("POST", "/feedback", " " * 65537).status == 413
    statuses = [feedback(server, answer, {"Origin": "https://clinic.example"}).status for _ in range(3)]
    assert statuses == [204, 204, 429]
    preflight = server.request("OPTIONS", "/feedback", headers={
        "Origin": "https://clinic.example", "Access-Control-Request-Method": "POST"})
    assert (preflight.status, preflight.headers["access-control-allow-origin"]) == (204, "https://clinic.example")


# --- whoever has answered

def test_kept_answers_repeats_and_streams_can_be_rated(start, fake):
    fake.behave(normal("Yes, it does."))
    server = start(*WIDE, "--model-url", fake.url)
    question, key = new_question(), {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
    answers = [server.chat(question).json, server.chat(question).json]
    assert len(fake.calls) == 1, "the second is a kept answer"
    other = new_question()
    server.chat(other, key)
    answers += [server.chat(other, key).json]
    start_event, session, *_ = events(server.chat(new_question(), EVENTS).text)
    answers += [{"session_id": session["data"]["session_id"], "message_id": start_event["messageId"]}]
    for answer in answers:
        assert feedback(server, answer, comment="mine").status == 204
        assert kept(server, answer) == ("good", "mine")


def test_the_fallbacks_answers_can_be_rated(start, fake):
    fake.behave(status(500))
    server = start(*WIDE, "--model-url", fake.url)
    answer = server.chat(new_question()).json
    assert answer["fallback"]
    assert feedback(server, answer, rating="bad").status == 204
    assert kept(server, answer) == ("bad", "")


# --- export and erasure

def command(server, *arguments):
    done = run(*arguments, "--set", f"storage.path={server.database}")
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def test_it_is_exported_with_the_turn(start):
    server = start(*WIDE)
    first = server.chat("Hello").json
    server.chat("Thanks", session_id=first["session_id"])
    feedback(server, first, rating="bad", comment=COMMENT)
    [conversation] = json.loads(command(server, "export", "--session", first["session_id"]))["conversations"]
    assert [turn["feedback"] for turn in conversation["turns"]] == [{"rating": "bad", "comment": KEPT}, None]


def test_nothing_of_it_is_left_when_the_conversation_is_erased(start):
    server = start(*WIDE)
    answer = server.chat("Hello").json
    for comment in ("planted-q7 first", "planted-q7 and longer, so that it needs another place"):
        assert feedback(server, answer, comment=comment).status == 204
    files = [file for file in server.database.parent.glob("*") if file.is_file()]
    assert any(b"planted-q7" in file.read_bytes() for file in files)
    assert server.request("DELETE", f"/sessions/{answer['session_id']}").status == 204
    assert not [file.name for file in files if file.exists() and b"planted-q7" in file.read_bytes()]


def test_on_dynamodb_it_is_kept_in_the_record_and_erased_with_it(start, dynamodb):
    server = dynamodb_server(start, dynamodb)
    me = {"X-Forwarded-For": VISITOR}
    answer = say(server, "Hello").json
    assert feedback(server, answer, me, comment=COMMENT).status == 204
    [item] = turns(dynamodb)
    record = item["record"]["M"]
    assert (record["feedback"], record["feedback_comment"]) == ({"S": "good"}, {"S": KEPT})
    say(server, "And the price of it?", session_id=answer["session_id"])
    assert feedback(server, answer, me, rating="bad").status == 204
    record = next(item["record"]["M"] for item in turns(dynamodb) if item["record"]["M"]["message_id"]["S"] == answer["message_id"])
    assert (record["feedback"], record["feedback_comment"]) == ({"S": "bad"}, {"S": ""})
    assert server.request("DELETE", f"/sessions/{answer['session_id']}", headers=me).status == 204
    assert turns(dynamodb) == []
