"""DELETE /sessions/{session_id}: a visitor has his conversation erased."""

import sqlite3
import threading

import pytest
from conftest import WIDE
from errors_test import assert_error
from leads_form_test import MANY, ON, lead_id, leave
from limits_test import wait_for_room_in_the_bucket
from model_behaviours import Answer
from model_chat import Visitor, model_server
from streaming_test import EVENTS

PLANTED = "planted7hifu"


def erase(server, session, headers=None):
    return server.request("DELETE", f"/sessions/{session}", headers=headers)


def remembers(server, session, headers=None):
    """The chat still knows which device was meant."""
    return "6600" in server.chat("how much is it?", headers, session_id=session).json["response"].replace(",", "")


def stored(server, text):
    with sqlite3.connect(server.database) as database:
        return database.execute("SELECT count(*) FROM turns WHERE message LIKE ?", [f"%{text}%"]).fetchone()[0]


def test_an_answer_that_is_under_way_is_not_stored_after_the_erasure(start, fake):
    server = model_server(start, fake)
    gate = threading.Event()
    fake.behave(Answer(pieces=("It lifts ", "the face."), gate=gate))
    visitor = Visitor(server, f"Which device suits stretch marks? {PLANTED}", EVENTS, session_id="user-1")
    visitor.read_until(b"It lifts")
    assert erase(server, "user-1").status == 204
    gate.set()
    assert b"the face." in visitor.read_to_the_end()
    assert stored(server, PLANTED) == 0
    server.chat(f"Which device suits pores? {PLANTED}", session_id="user-1")
    assert stored(server, PLANTED) == 1, "what is said after the erasure is kept"


def test_who_holds_an_issued_id_erases_its_conversation_from_anywhere(start):
    server = start(*WIDE, "--set", "server.trusted_proxies=127.0.0.1")
    here, there = {"X-Forwarded-For": "203.0.113.1"}, {"X-Forwarded-For": "203.0.113.2"}
    session = server.chat(f"tell me about the 7D HIFU machine {PLANTED}", here).json["session_id"]
    assert remembers(server, session, here) and stored(server, PLANTED) == 1
    reply = erase(server, session, there)
    assert (reply.status, reply.text) == (204, "")
    assert stored(server, PLANTED) == 0
    assert not remembers(server, session, here)


def test_a_chosen_id_is_erased_from_its_own_address_alone(start):
    server = start(*WIDE, "--set", "server.trusted_proxies=127.0.0.1")
    here, there = {"X-Forwarded-For": "203.0.113.1"}, {"X-Forwarded-For": "203.0.113.2"}
    server.chat(f"tell me about the 7D HIFU machine {PLANTED}", here, session_id="user:1")
    assert erase(server, "user:1", there).status == 204, "who guesses learns nothing"
    assert stored(server, PLANTED) == 1
    assert erase(server, "user%3A1", here).status == 204
    assert stored(server, PLANTED) == 0


@pytest.mark.parametrize("session", ["nobody", "x" * 129, "%FF", "a%20b", "A" * 43])
def test_what_is_no_session_is_a_204_too(shared, session):
    assert erase(shared, session).status == 204


def test_paths_beside_it(shared):
    for path in ("/sessions", "/sessions/", "/sessions/a/b", "/sessions/a%2Fb"):
        assert_error(shared.request("DELETE", path), 404, "Not found")
    refused = shared.request("GET", "/sessions/user-1")
    assert_error(refused, 405, "Method not allowed")
    assert refused.headers["allow"] == "DELETE, OPTIONS"


def test_the_id_is_in_no_log_line(start):
    server = start(*WIDE)
    session = server.chat("hello").json["session_id"]
    erase(server, session)
    server.request("DELETE", f"/sessions/{session}/more")
    server.request("GET", f"/sessions/{session}")
    server.request("OPTIONS", f"/sessions/{session}")
    for _ in range(2):
        server.request("GET", "/healthz")
    lines = [line for line in server.log() if line["message"] == "request"]
    assert [line["path"] for line in lines].count("/sessions/{session_id}") == 4
    assert session not in server.stderr_path.read_text() + server.metrics()


def test_erasures_count_towards_the_visitors_limit(start):
    server = start("--set", "throttle.burst=1000", "--set", "rate_limit.max=3", "--set",
                   "rate_limit.window_seconds=3600")
    wait_for_room_in_the_bucket(3600, 60)
    assert [erase(server, "user-1").status for _ in range(4)] == [204] * 3 + [429]


def test_a_page_elsewhere_erases_nothing(start):
    server = start(*WIDE, "--set", "cors.allowed_origins=https://clinic.example")
    assert_error(erase(server, "user-1", {"Origin": "https://evil.example"}), 403, "Origin not allowed")
    preflight = server.request("OPTIONS", "/sessions/user-1", headers={
        "Origin": "https://clinic.example", "Access-Control-Request-Method": "DELETE"})
    assert (preflight.status, preflight.headers["access-control-allow-methods"]) == (204, "DELETE, OPTIONS")


def test_the_leads_of_the_conversation_go_with_it(start):
    server = start(*WIDE, *ON, *MANY)
    session = server.chat("hello").json["session_id"]
    mine = lead_id(leave(server, session_id=session))
    other = lead_id(leave(server, phone="+966550000001", session_id="user-2"))
    assert erase(server, session).status == 204
    with sqlite3.connect(server.database) as database:
        text = "\n".join(database.iterdump())
    assert mine not in text and other in text


def test_the_draft_of_a_lead_goes_with_it(start):
    server = start(*WIDE, *ON)
    session = server.chat("hello").json["session_id"]
    server.chat("my number is +966 55 731 8842", session_id=session)

    def drafts():
        with sqlite3.connect(server.database) as database:
            return database.execute("SELECT count(*) FROM lead_drafts").fetchone()[0]
    assert drafts() == 1
    assert erase(server, session).status == 204
    assert drafts() == 0
