"""POST /leads and GET /leads/consent: what a form sends, what it is told, and how often."""

import concurrent.futures
import json
import re

import pytest
from conftest import WIDE
from errors_test import assert_error
from limits_test import wait_for_room_in_the_bucket

ON = ["--set", "leads.enabled=true"]
MANY = ["--set", "leads.max_per_visitor_per_hour=1000"]
PHONE = "+966 55 012 3456"
E164 = "+966550123456"


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """One server that takes leads, for tests that change nothing in it."""
    from conftest import Server
    server = Server(tmp_path_factory.mktemp("leads"), *WIDE, *ON, *MANY)
    yield server
    server.stop()


def wordings(server):
    reply = server.request("GET", "/leads/consent")
    assert reply.status == 200, reply.text
    return reply.json["consent"]


def agreed(server, language="en"):
    return {"version": wordings(server)[language]["version"], "given": True}


def leave(server, headers=None, **members):
    """Sends a form with a number and consent, unless the members say otherwise."""
    body = {"phone": PHONE, "consent": agreed(server)} | members
    return server.request("POST", "/leads", json.dumps(body), headers)


def lead_id(reply):
    assert reply.status == 201, reply.text
    assert set(reply.json) == {"lead_id"}
    assert re.fullmatch(r"lead_[A-Za-z0-9_-]{22}", reply.json["lead_id"])
    return reply.json["lead_id"]


def new_phone(number):
    return f"+96655{number:07d}"


# --- What is asked, and what is kept

def test_the_wording_of_every_language_is_told_with_its_version(forms):
    reply = forms.request("GET", "/leads/consent")
    assert reply.headers["cache-control"] == "no-store"
    consent = reply.json["consent"]
    assert {"en", "ar"} <= set(consent)
    for wording in consent.values():
        assert set(wording) == {"text", "version"} and wording["text"]
        assert re.fullmatch(r"[0-9a-f]{16}", wording["version"])
    assert forms.request("HEAD", "/leads/consent").status == 200


def test_a_form_is_acknowledged_with_an_id(forms):
    reply = leave(forms, phone=new_phone(1), name="Dr. Sara", email="sara@clinic.example", clinic="Al Noor",
                  country="SA", devices=["7D HIFU Machine"], message="Please call me", session_id="user-1",
                  page="https://clinic.example/hifu?utm=1", website="", something="else")
    lead_id(reply)
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert "x-ratelimit-remaining" in reply.headers


def test_an_address_alone_is_enough_in_any_language(forms):
    for number, language in enumerate(wordings(forms)):
        lead_id(leave(forms, phone=None, email=f"a{number}@clinic.example", consent=agreed(forms, language)))


def test_the_same_person_within_a_day_is_the_same_lead(forms):
    first = lead_id(leave(forms, phone=new_phone(2)))
    assert lead_id(leave(forms, phone="055 000 0002", country="SA", email="two@clinic.example")) == first
    assert lead_id(leave(forms, phone=None, email="TWO@clinic.example")) == first
    assert lead_id(leave(forms, phone=new_phone(3))) != first


# --- What is refused

LONG = "x" * 201
ERRORS = [
    ({"phone": None}, 400, "Missing contact"),
    ({"name": 5}, 400, "Invalid name"),
    ({"name": LONG}, 400, "Invalid name"),
    ({"phone": "call me"}, 400, "Invalid phone"),
    ({"phone": "+966 55 012"}, 400, "Invalid phone"),
    ({"phone": "03 123 456", "country": "SA"}, 400, "Invalid phone"),
    ({"email": "sara@clinic"}, 400, "Invalid email"),
    ({"clinic": []}, 400, "Invalid clinic"),
    ({"country": "KSA"}, 400, "Invalid country"),
    ({"devices": "HIFU"}, 400, "Invalid devices"),
    ({"devices": ["x"] * 21}, 400, "Invalid devices"),
    ({"message": 5}, 400, "Invalid message"),
    ({"message": "x" * 4001}, 400, "Message too long"),
    ({"session_id": "a b"}, 400, "Invalid session_id"),
    ({"page": 5}, 400, "Invalid page"),
    ({"consent": None}, 400, "Missing consent"),
    ({"consent": {"version": "x", "given": False}}, 400, "Missing consent"),
    ({"consent": {"version": "0123456789abcdef", "given": True}}, 409, "Consent outdated"),
]


@pytest.mark.parametrize("members, status, error", ERRORS, ids=[f"{row[2]} {number}" for number, row in enumerate(ERRORS)])
def test_each_field_has_its_error(forms, members, status, error):
    assert_error(leave(forms, **members), status, error)


def test_a_body_that_is_no_form(forms):
    for body in ("", "x", "[]", '{"phone":"' + "[" * 20 + '"'):
        assert_error(forms.request("POST", "/leads", body), 400, "Invalid JSON")
    assert_error(forms.request("POST", "/leads", " " * 65537), 413, "Request too large")
    assert_error(forms.request("GET", "/leads"), 405, "Method not allowed")
    assert_error(forms.request("POST", "/leads/"), 404, "Not found")
    assert_error(forms.request("POST", "/leads/consent", "{}"), 405, "Method not allowed")


def test_an_outdated_consent_is_told_the_current_wording(forms):
    reply = leave(forms, consent={"version": "0123456789abcdef", "given": True})
    assert reply.json["consent"] == wordings(forms)


def test_no_error_repeats_what_was_sent(forms):
    planted = "planted-words"
    for members in ({"phone": planted}, {"email": planted}, {"country": planted}, {"page": [planted]},
                    {"session_id": planted + " "}, {"devices": {"a": planted}}):
        reply = leave(forms, **members)
        assert reply.status == 400 and planted not in reply.text


# --- Programs that fill every field

def test_who_fills_the_trap_field_is_told_what_everybody_is_told(start):
    server = start(*WIDE, *ON, "--set", "leads.max_per_visitor_per_hour=2")
    wait_for_room_in_the_bucket(3600, 60)
    for _ in range(2):
        lead_id(leave(server, website="https://buy.example"))
    assert_error(leave(server, website="https://buy.example"), 429, "Rate limit exceeded")
    server.wait_for_line("a form's trap field was filled, nothing is kept", 2)


# --- Limits

def test_three_leads_an_hour_of_one_visitor(start):
    server = start(*WIDE, *ON, "--set", "server.trusted_proxies=127.0.0.1")
    wait_for_room_in_the_bucket(3600, 60)
    consent = agreed(server)

    def one(number, address="203.0.113.1", **members):
        return leave(server, {"X-Forwarded-For": address}, phone=new_phone(number), consent=consent, **members)

    for _ in range(5):
        assert one(0, email="no").status == 400, "what is refused is no lead"
    assert [one(number).status for number in range(3)] == [201] * 3
    refused = one(3)
    assert_error(refused, 429, "Rate limit exceeded")
    assert refused.json["retry_after"] == int(refused.headers["retry-after"])
    assert 0 < refused.json["retry_after"] <= 7200
    assert f't={refused.json["retry_after"]}' in refused.headers["ratelimit"]
    assert "Maximum 3 per hour" in refused.json["message"]
    assert one(4, "203.0.113.2").status == 201, "another visitor"
    assert server.chat("hello", {"X-Forwarded-For": "203.0.113.1"}).status == 200, "chats are another limit"


def test_the_limit_of_requests_holds_for_leads_too(start):
    server = start(*ON, *MANY, "--set", "throttle.burst=1000", "--set", "rate_limit.max=4", "--set",
                   "rate_limit.window_seconds=3600")
    wait_for_room_in_the_bucket(3600, 60)
    assert [leave(server, phone=new_phone(number)).status for number in range(3)] == [201] * 3
    assert server.chat("hello").status == 200
    assert_error(leave(server), 429, "Rate limit exceeded")


def test_at_once_no_more_than_the_limit_are_taken(start):
    server = start(*WIDE, *ON, "--set", "server.threads=2")
    wait_for_room_in_the_bucket(3600, 60)
    consent = agreed(server)
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda number: leave(server, phone=new_phone(number), consent=consent), range(40)))
    assert sorted(reply.status for reply in replies) == [201] * 3 + [429] * 37


# --- The same request again

def test_a_repeat_under_its_key_is_one_lead(start):
    server = start(*WIDE, *ON)
    wait_for_room_in_the_bucket(3600, 60)
    key = {"Idempotency-Key": "0b9a2f4c-88d1-4e57-9a51-3f7f0c2d9e10"}
    first = leave(server, key)
    for _ in range(5):
        again = leave(server, key)
        assert lead_id(again) == lead_id(first)
        assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert [leave(server, phone=new_phone(number)).status for number in range(3)] == [201, 201, 429]
    assert_error(leave(server, key, name="another body"), 422, "Idempotency key reused")
    assert_error(leave(server, {"Idempotency-Key": "two words"}), 400, "Invalid Idempotency-Key")


def test_a_refused_form_leaves_its_key_free(start):
    server = start(*WIDE, *ON)
    key = {"Idempotency-Key": "0b9a2f4c-88d1-4e57-9a51-3f7f0c2d9e11"}
    body = json.dumps({"phone": PHONE})
    for _ in range(2):
        reply = server.request("POST", "/leads", body, key)
        assert_error(reply, 400, "Missing consent")
        assert "idempotency-replayed" not in reply.headers


def test_a_key_of_a_chat_is_none_of_a_lead(forms):
    key = {"Idempotency-Key": "0b9a2f4c-88d1-4e57-9a51-3f7f0c2d9e12"}
    assert forms.chat("hello", key).status == 200
    lead_id(leave(forms, key, phone=new_phone(20)))


# --- Pages

def test_pages_elsewhere_may_not_leave_leads(start):
    ours = "https://clinic.example"
    server = start(*WIDE, *ON, "--set", f"cors.allowed_origins={ours}")
    consent = agreed(server)
    assert_error(leave(server, {"Origin": "https://evil.example"}, consent=consent), 403, "Origin not allowed")
    reply = leave(server, {"Origin": ours}, consent=consent)
    assert reply.status == 201 and reply.headers["access-control-allow-origin"] == ours
    assert "Retry-After" in reply.headers["access-control-expose-headers"]
    told = server.request("GET", "/leads/consent", headers={"Origin": ours})
    assert told.headers["access-control-allow-origin"] == ours


@pytest.mark.parametrize("path, methods", [("/leads", "POST, OPTIONS"), ("/leads/consent", "GET, HEAD, OPTIONS")])
def test_a_preflight_is_answered(forms, path, methods):
    reply = forms.request("OPTIONS", path, headers={"Origin": "https://clinic.example",
                                                    "Access-Control-Request-Method": "POST"})
    assert (reply.status, reply.headers["access-control-allow-methods"]) == (204, methods)
    assert "idempotency-key" in reply.headers["access-control-allow-headers"]
    assert forms.request("OPTIONS", path).headers["allow"] == methods


# --- Off

def test_off_by_default_and_a_page_can_read_that(start):
    server = start(*WIDE)
    page = {"Origin": "https://clinic.example"}
    for reply in (server.request("POST", "/leads", "{}", page), server.request("GET", "/leads/consent", headers=page)):
        assert_error(reply, 404, "Not found")
        assert reply.headers["access-control-allow-origin"] == "*"


def test_leads_need_a_question_to_agree_to(tmp_path):
    from conftest import ROOT, run
    for name in ("products.csv", "persona.md", "contact.md"):
        (tmp_path / name).write_bytes((ROOT / "knowledge" / name).read_bytes())
    arguments = ["check-config", "--set", f"knowledge.directory={tmp_path}"]
    assert run(*arguments).returncode == 0
    missing = run(*arguments, *ON)
    assert missing.returncode == 2 and "consent.md cannot be read" in missing.stderr
    (tmp_path / "consent.md").write_text("## en\n")
    empty = run(*arguments, *ON)
    assert empty.returncode == 2 and f"{tmp_path}/consent.md:1: the section has no text" in empty.stderr
