"""A lead from the first message on: what a receiver verifies, and what the operator is shown."""

import base64
import json
import subprocess

import npm_packages
import pytest
from conftest import ROOT, WIDE, run
from lead_chat import CONVERSATIONS, ON, ONE_MESSAGE, Visitor
from standardwebhooks import Webhook
from webhook_receiver import WebhookReceiver

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
NODE = {"standardwebhooks": "1.1.1"}
VERIFY = """
import { Webhook } from "standardwebhooks";
let given = "";
for await (const chunk of process.stdin.setEncoding("utf8")) given += chunk;
const { secret, headers, body } = JSON.parse(given);
console.log(JSON.stringify(new Webhook(secret).verify(body, headers)));
"""
WHO = {"english": ("Dr. Sara", "Glow Clinic", "+966551234567", "SA", "en"),
       "arabic": ("سارة", "عيادة الشفاء", "+966551234567", "SA", "ar"),
       "arabizi": ("Rana", "3iyadet Glow", "+966551234567", "SA", "ar-Latn")}


@pytest.fixture
def receiver():
    with WebhookReceiver() as receiving:
        yield receiving


@pytest.fixture
def server(start, receiver):
    return start(*WIDE, *ON, "--set", f"leads.webhook_url={receiver.url}",
                 "--set", "leads.webhook_allow_private=true", env={"MTA_CHAT_LEADS_WEBHOOK_SECRET": SECRET})


def operator(server, *arguments):
    return run("leads", *arguments, "--set", f"storage.path={server.database}")


def verified(hook):
    """The event, by the library of either language."""
    event = Webhook(SECRET).verify(hook.body, hook.headers)
    if npm_packages.node_is_new_enough():
        assert verified_by_node(hook) == event
    return event


def verified_by_node(hook):
    folder = ROOT / "build/standardwebhooks"
    npm_packages.install(folder, NODE)
    given = json.dumps({"secret": SECRET, "headers": hook.headers, "body": hook.body.decode()})
    result = subprocess.run(["node", "--input-type=module", "-e", VERIFY], cwd=folder, input=given,
                            capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def the_lead_that_was_told(server, receiver):
    """Delivered once, and the same as `mta-chat leads show` has."""
    [hook] = receiver.wait_for(1)
    event = verified(hook)
    assert event["type"] == "lead.created"
    server.wait_for_line("lead delivered")
    shown = operator(server, "show", event["data"]["id"])
    assert (shown.returncode, shown.stderr) == (0, "")
    assert json.loads(shown.stdout) == event["data"]
    return event["data"]


@pytest.mark.parametrize("language", CONVERSATIONS)
def test_a_conversation_ends_at_the_receiver_and_not_before_the_yes(server, receiver, language):
    wish, details, yes, _ = CONVERSATIONS[language]
    visitor = Visitor(server)
    visitor.say(wish, page="https://shop.example/hifu?utm=1")
    visitor.say(details)
    assert receiver.hooks == []
    assert operator(server, "list").stderr == "There are no leads.\n"
    visitor.say(yes)
    lead = the_lead_that_was_told(server, receiver)
    assert tuple(lead[member] for member in ("name", "clinic", "phone", "country", "language")) == WHO[language]
    assert (lead["devices"], lead["source"]) == (["7D HIFU Machine"], "chat")
    assert lead["page"] == "https://shop.example/hifu"
    assert lead["conversation_id"] == visitor.parts["data-session"]["conversation_id"]
    wordings = server.request("GET", "/leads/consent").json["consent"]
    assert (lead["consent"]["basis"], lead["consent"]["version"]) == (
        "consent", wordings[lead["language"]]["version"])


@pytest.mark.parametrize("message", ONE_MESSAGE)
def test_one_message_ends_at_the_receiver(server, receiver, message):
    Visitor(server).say(message)
    lead = the_lead_that_was_told(server, receiver)
    assert lead["devices"] == ["7D HIFU Machine"]
    assert (lead["consent"]["basis"], lead["consent"]["version"]) == ("requested", None)
    assert lead["consent"]["given_at"] == lead["created_at"]


NOT_A_YES = {"english": ["no thanks", "maybe later", "how much is it?", "yes but how much is it?"],
             "arabic": ["لا شكرا", "بكم الجهاز؟", "لاحقا"],
             "arabizi": ["la2 shukran", "2addesh 7a22o?", "ba3den"]}


@pytest.mark.parametrize("language", CONVERSATIONS)
def test_without_consent_no_receiver_is_told_and_nothing_is_listed(server, receiver, language):
    for answer in NOT_A_YES[language]:
        visitor = Visitor(server)
        for message in [*CONVERSATIONS[language][:2], answer]:
            visitor.say(message)
        assert visitor.state() != "made", answer
    assert operator(server, "list").stderr == "There are no leads.\n"
    assert server.metric("mta_chat_leads_undelivered") == 0
    assert server.stop() == 0
    assert receiver.hooks == []
