"""Conversations in which a visitor becomes a lead, as a browser has them; what is kept of them."""

import urllib.parse

import pytest
from conftest import WIDE
from lead_chat import CONVERSATIONS, ON, ONE_MESSAGE, PHONE, Visitor

WHATSAPP = ["--set", "contact.whatsapp=+971501112233"]


@pytest.fixture(scope="module")
def on(tmp_path_factory):
    """One server with leads, and a model's place taken by the catalogue."""
    from conftest import Server
    server = Server(tmp_path_factory.mktemp("dialogue"), *WIDE, *ON, *WHATSAPP)
    yield server
    server.stop()


@pytest.fixture
def visitor(on):
    return Visitor(on)


@pytest.mark.parametrize("language", CONVERSATIONS)
def test_a_conversation_leads_to_a_lead(visitor, language):
    wish, details, yes, stop = CONVERSATIONS[language]
    assert "7D HIFU Machine" in visitor.say(wish, page="https://shop.example/hifu?utm=1")
    assert visitor.state() == "ask"
    assert visitor.parts["data-lead"]["missing"] == ["name", "clinic", "country", "contact"]
    noted = visitor.say(details)
    assert "+966551234567" in noted
    consent = visitor.parts["data-lead"]["consent"]
    assert visitor.state() == "consent" and consent["text"] in noted
    made = visitor.say(yes)
    assert visitor.state() == "made" and stop in made and "+966551234567" in made
    assert visitor.parts["data-lead"]["devices"] == ["7D HIFU Machine"]


def test_the_question_is_the_wording_that_forms_show(visitor):
    visitor.say("my number is " + PHONE)
    shown = visitor.server.request("GET", "/leads/consent").json["consent"]["en"]
    assert visitor.parts["data-lead"]["consent"] == shown


@pytest.mark.parametrize("message", ONE_MESSAGE)
def test_one_message_is_enough_for_who_asks_to_be_called(visitor, message):
    visitor.say(message)
    assert visitor.state() == "made"


def test_where_a_request_is_no_consent_it_is_asked(start):
    visitor = Visitor(start(*WIDE, *ON, "--set", "leads.request_is_consent=false"))
    visitor.say("call me on " + PHONE)
    assert visitor.state() == "consent"


def test_without_a_yes_there_is_no_lead(visitor):
    visitor.say("my number is " + PHONE)
    assert visitor.state() == "consent"
    assert "6600" in visitor.say("how much is the 7D HIFU machine?")
    for message in ["yes", "ok", "thanks"]:
        visitor.say(message)
        assert visitor.state() is None
    visitor.say("call me please")
    assert visitor.state() == "consent"
    visitor.say("no thanks")
    assert visitor.state() == "dropped"
    assert "4567" not in visitor.say("yes")
    assert visitor.state() == "ask", "it begins anew"


def test_stop_takes_a_lead_back(visitor):
    visitor.say("call me on " + PHONE)
    assert "deleted your details" in visitor.say("stop")
    assert visitor.state() == "dropped"


def test_who_needs_a_doctor_is_sold_nothing(visitor):
    answer = visitor.say("my face is burned after the laser, call me on " + PHONE)
    assert "doctor" in answer and "do not wait for a call" in answer
    assert visitor.state() is None and "data-handoff" not in visitor.parts


def test_whatsapp_is_a_link_in_the_text_and_a_part_of_the_stream(visitor):
    answer = visitor.say("I want to talk to a person about the 7D HIFU machine")
    link = visitor.parts["data-handoff"]
    assert link["kind"] == "whatsapp" and link["url"] in answer
    assert link["url"].startswith("https://wa.me/971501112233?text=")
    assert "7D HIFU Machine" in urllib.parse.unquote(link["url"])
    visitor = Visitor(visitor.server)
    visitor.say("I want to talk to a person, my number is " + PHONE)
    assert "4567" not in visitor.parts["data-handoff"]["url"]


def test_a_whole_answer_says_the_same(on):
    reply = on.chat("call me about the 7D HIFU machine on " + PHONE)
    assert "+966551234567" in reply.json["response"] and "“stop”" in reply.json["response"]
    assert reply.json["model"] == "catalogue"


def test_a_repeat_is_given_the_answer_with_the_number_masked(on):
    headers = {"Idempotency-Key": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    first = on.chat("my number is +966 55 765 4321", headers)
    again = on.chat("my number is +966 55 765 4321", headers)
    assert "+966557654321" in first.json["response"]
    assert "•••••••21" in again.json["response"] and "557654321" not in again.text


def test_history_and_database_hold_no_number_before_consent(start, tmp_path):
    server = start(*WIDE, *ON)
    visitor = Visitor(server)
    visitor.say("my number is " + PHONE + " and sara@planted.example",
                conversation_history=[{"role": "user", "content": "I am on 0559876543"}])
    visitor.say("how much is the 7D HIFU machine?")
    server.stop()
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for planted in [b"551234567", b"55 123 4567", b"planted.example", b"9876543"]:
        assert planted not in held, planted
    assert "•••••••67".encode() in held


@pytest.mark.parametrize("page", ["javascript:alert(1)", "no url", 7, {"a": 1}, "x" * 3000, None])
def test_a_bad_page_is_ignored(on, page):
    assert on.chat("hello", page=page).status == 200


def test_switched_off_numbers_are_masked_and_not_passed_on(start, tmp_path):
    server = start(*WIDE)
    visitor = Visitor(server)
    answer = visitor.say("call me on " + PHONE)
    assert "do not pass on numbers" in answer and "medical-tech-aesthetic.com" in answer
    assert visitor.state() is None
    server.stop()
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"551234567" not in held and b"55 123 4567" not in held
