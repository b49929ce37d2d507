"""mta-chat leads, export and forget on tables in DynamoDB Local, beside a running server."""

import base64
import csv
import io
import json

import pytest
from conftest import run
from dynamodb_chat import SECRET, VISITOR, answered, dynamodb_server, say
from dynamodb_local import CONVERSATIONS, LEADS
from leads_commands_test import CLINIC, DIGITS, EMAIL, NAME, PHONE, SALT
from leads_form_test import MANY, ON, lead_id, leave
from webhook_receiver import WebhookReceiver

WEBHOOK_SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
HERE = {"X-Forwarded-For": VISITOR}


class Owner:
    """Who runs the commands, with the settings of the server."""

    def __init__(self, dynamodb):
        self._environment = dynamodb.environment() | {"MTA_CHAT_SESSION_SECRET": SECRET}

    def run(self, *arguments):
        return run(*arguments, "--set", "storage.kind=dynamodb", env=self._environment)

    def done(self, *arguments):
        result = self.run(*arguments)
        assert (result.returncode, result.stderr) == (0, ""), result
        return result.stdout


@pytest.fixture
def owner(dynamodb):
    return Owner(dynamodb)


@pytest.fixture
def server(start, dynamodb):
    return dynamodb_server(start, dynamodb, *ON, *MANY)


def plant(server):
    """A conversation and a lead with planted values; its session's answer and the lead's id."""
    first = answered(say(server, f"tell me about the 7D HIFU machine, I am {NAME}")).json
    lead = lead_id(leave(server, HERE, name=NAME, phone=PHONE, email=EMAIL, clinic=CLINIC, message=f"call {SALT}d",
                         session_id=first["session_id"], page=f"https://clinic.example/{SALT}e"))
    return first, lead


def planted_in(dynamodb):
    kept = json.dumps([dynamodb.scan(table) for table in (LEADS, CONVERSATIONS)])
    return [value for value in (SALT, DIGITS) if value in kept]


def test_leads_are_listed_shown_and_exported(server, owner):
    first, lead = plant(server)
    others = [lead_id(leave(server, HERE, phone=f"+97150123456{number}", name=name))
              for number, name in enumerate(["=HYPERLINK(1)", "Omar"])]
    newest_first = [*reversed(others), lead]
    assert [line.split()[0] for line in owner.done("leads", "list").splitlines()] == newest_first
    assert [line.split()[0] for line in owner.done("leads", "list", "--most", "2").splitlines()] == newest_first[:2]
    shown = json.loads(owner.done("leads", "show", lead))
    assert (shown["id"], shown["name"], shown["phone"], shown["email"]) == (lead, NAME, "+966557318842", EMAIL)
    assert shown["conversation_id"] == first["conversation_id"]
    lines = [json.loads(line) for line in owner.done("leads", "export").splitlines()]
    assert [line["id"] for line in lines] == newest_first and lines[-1] == shown
    rows = list(csv.DictReader(io.StringIO(owner.done("leads", "export", "--csv").removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["Omar", "'=HYPERLINK(1)", NAME]


def test_all_leads_are_listed_however_many_there_are(server, owner):
    leads = [lead_id(leave(server, HERE, phone=f"+9715012345{number:02}")) for number in range(60)]
    assert [line.split()[0] for line in owner.done("leads", "list", "--most", "100").splitlines()] == leads[::-1]
    assert len(owner.done("leads", "export").splitlines()) == 60


def test_what_is_not_there_is_said(server, owner):
    assert owner.run("leads", "list").stderr == "There are no leads.\n"
    for what in ("show", "replay"):
        result = owner.run("leads", what, "lead_x")
        assert (result.returncode, result.stderr) == (1, "mta-chat leads: there is no such lead\n")
    assert owner.done("forget", "--phone", PHONE) == "Nothing is kept of it.\n"


def test_a_replay_tells_the_receiver_again(start, dynamodb, owner):
    with WebhookReceiver() as receiver:
        server = dynamodb_server(start, dynamodb, *ON, *MANY, "--set", f"leads.webhook_url={receiver.url}",
                                 "--set", "leads.webhook_allow_private=true",
                                 env={"MTA_CHAT_LEADS_WEBHOOK_SECRET": WEBHOOK_SECRET})
        _, lead = plant(server)
        server.wait_for_line("lead delivered")
        owner.done("leads", "replay", lead)
        first, again = receiver.wait_for(2)
    assert first.id == again.id, "the receiver can tell that it is the same"
    assert first.event["data"] == again.event["data"] == json.loads(owner.done("leads", "show", lead))


def ways_to_name(first, lead):
    return [["--phone", PHONE], ["--phone", "055 731 8842", "--country", "SA"], ["--email", EMAIL.upper()],
            ["--lead", lead], ["--conversation", first["conversation_id"]], ["--session", first["session_id"]]]


def test_an_export_has_leads_and_conversations(server, owner):
    first, lead = plant(server)
    lead_id(leave(server, HERE, phone="+971501234567"))
    answered(say(server, "hello"))
    for whose in ways_to_name(first, lead):
        data = json.loads(owner.done("export", *whose))
        assert [one["id"] for one in data["leads"]] == [lead], whose
        [conversation] = data["conversations"]
        assert conversation["conversation_id"] == first["conversation_id"]
        assert [(turn["message"][-len(NAME):], turn["answer"]) for turn in conversation["turns"]] == [
            (NAME, first["response"])]
    nothing = json.loads(owner.done("export", "--email", "nobody@clinic.example"))
    assert (nothing["leads"], nothing["conversations"]) == ([], [])


@pytest.mark.parametrize("way", range(6), ids=["phone", "local phone", "email", "lead", "conversation", "session"])
def test_no_item_has_anything_of_what_was_forgotten(server, owner, dynamodb, way):
    first, lead = plant(server)
    other = lead_id(leave(server, HERE, phone="+971501234567", name="Omar"))
    whose = ways_to_name(first, lead)[way]
    assert planted_in(dynamodb), "it was kept"
    assert owner.done("forget", *whose) == "Erased: 1 lead and 1 turn of conversations.\n"
    assert planted_in(dynamodb) == []
    assert owner.done("forget", *whose) == "Nothing is kept of it.\n"
    assert json.loads(owner.done("leads", "show", other))["name"] == "Omar"
