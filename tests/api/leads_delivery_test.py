"""Leads reach a real receiver, signed, once; a receiver that fails is asked again; nobody is led astray."""

import base64
import json
import os
import re
import subprocess
import sys

import npm_packages
import pytest
from certificates import Authority
from conftest import ROOT, WIDE, clean_environment, run
from standardwebhooks import Webhook
from webhook_receiver import WebhookReceiver

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER_SECRET = "whsec_" + base64.b64encode(bytes(range(32, 64))).decode()
NODE = {"standardwebhooks": "1.1.1"}
PLANTED = {"name": "Dr. Planted", "phone": "+966550123456", "email": "planted@clinic.example",
           "clinic": "Planted Clinic", "message": "a planted message"}


def settings(url, *more):
    return [*WIDE, "--set", "leads.enabled=true", "--set", "leads.max_per_visitor_per_hour=1000",
            "--set", f"leads.webhook_url={url}", "--set", "leads.webhook_allow_private=true", *more]


@pytest.fixture
def receiver():
    with WebhookReceiver() as receiving:
        yield receiving


@pytest.fixture
def start_telling(start):
    """Starts a server that tells the URL of leads."""
    def start_server(url, *more, env=None, **kwargs):
        return start(*settings(url, *more), env={"MTA_CHAT_LEADS_WEBHOOK_SECRET": SECRET} | (env or {}), **kwargs)
    return start_server


def leave(server, **members):
    consent = server.request("GET", "/leads/consent").json["consent"]["en"]
    body = PLANTED | {"consent": {"version": consent["version"], "given": True}} | members
    reply = server.request("POST", "/leads", json.dumps(body))
    assert reply.status == 201, reply.text
    return reply.json["lead_id"]


def verified(hook, secret=SECRET):
    return Webhook(secret).verify(hook.body, hook.headers)


def line_of(server, message, count=1):
    return server.wait_for_line(message, count)


def test_a_lead_is_delivered_signed_and_once(start_telling, receiver):
    server = start_telling(receiver.url)
    lead = leave(server, devices=["7D HIFU Machine"])
    [hook] = receiver.wait_for(1)
    event = verified(hook)
    assert event["type"] == "lead.created"
    assert hook.path == "/leads?key=planted-secret-of-the-url"
    data = event["data"]
    assert data["id"] == lead and data["source"] == "form" and data["devices"] == ["7D HIFU Machine"]
    assert {name: data[name] for name in PLANTED} == PLANTED
    line = line_of(server, "lead delivered")
    assert (line["lead_id"], line["event_type"], line["attempt"]) == (lead, "lead.created", 1)
    assert server.metric('mta_chat_leads_total{source="form",state="made"}') == 1
    assert server.metric('mta_chat_leads_total{source="form",state="delivered"}') == 1
    assert server.stop() == 0
    assert len(receiver.hooks) == 1


def test_a_receiver_that_fails_is_asked_again_with_the_same_id(start_telling, receiver):
    receiver.answer(503)
    server = start_telling(receiver.url)
    leave(server)
    first, second = receiver.wait_for(2)
    assert first.id == second.id and first.body == second.body
    assert second.at - first.at >= 5
    verified(second)
    line = line_of(server, "lead not delivered")
    assert line["cause"] == "status 503" and line["next_attempt_at"]
    line_of(server, "lead delivered")
    assert server.metric("mta_chat_lead_webhook_failures_total") == 1


def test_a_redirect_is_not_followed(start_telling, receiver):
    receiver.answer(307, headers={"Location": receiver.url + "&followed"})
    server = start_telling(receiver.url)
    leave(server)
    assert line_of(server, "lead not delivered")["cause"] == "status 307: redirects are not followed"
    assert [hook.path for hook in receiver.hooks] == ["/leads?key=planted-secret-of-the-url"]


def test_a_410_switches_the_webhook_off_and_a_restart_asks_once_more(start_telling, receiver):
    receiver.answer(410)
    server = start_telling(receiver.url)
    leave(server)
    assert line_of(server, "the webhook is switched off: its receiver answered 410 (gone); leads wait")["until"]
    leave(server, phone="+966550123457", email=None)
    line_of(server, "lead not delivered", count=2)
    assert len(receiver.hooks) == 1, "the second waits"
    assert server.metric("mta_chat_leads_undelivered") == 2
    assert server.stop() == 0
    server = start_telling(receiver.url)
    leave(server, phone="+966550123458", email=None)
    assert verified(receiver.wait_for(2)[1])["data"]["phone"] == "+966550123458"


def test_a_receiver_that_asks_for_time_gets_it(start_telling, receiver):
    receiver.answer(429, headers={"Retry-After": "3600"})
    server = start_telling(receiver.url)
    leave(server)
    line = line_of(server, "lead not delivered")
    made, again = (line[name][:19] for name in ("timestamp", "next_attempt_at"))
    assert again[11:13] != made[11:13], "an hour later"


def test_a_slow_receiver_holds_neither_visitors_nor_the_end_of_the_process(start_telling, receiver):
    receiver.answer(204, seconds=30)
    server = start_telling(receiver.url)
    leave(server)
    receiver.wait_for(1)
    assert server.chat("hello").status == 200
    assert server.stop() == 0
    server = start_telling(receiver.url)
    first, second = receiver.wait_for(2)
    assert first.id == second.id, "it is made again at once"


def test_a_lead_is_delivered_after_a_kill(start_telling, receiver):
    receiver.answer(503, 503)
    server = start_telling(receiver.url)
    lead = leave(server)
    receiver.wait_for(1)
    line_of(server, "lead not delivered")
    server.process.kill()
    server.process.wait()
    start_telling(receiver.url)
    assert verified(receiver.wait_for(2)[-1])["data"]["id"] == lead


def test_both_secrets_sign_while_they_are_rotated(start_telling, receiver):
    server = start_telling(receiver.url, env={"MTA_CHAT_LEADS_WEBHOOK_SECRET": OTHER_SECRET,
                                              "MTA_CHAT_LEADS_WEBHOOK_SECRET_PREVIOUS": SECRET})
    leave(server)
    [hook] = receiver.wait_for(1)
    assert verified(hook, SECRET) == verified(hook, OTHER_SECRET)
    assert len(hook.headers["webhook-signature"].split()) == 2


def test_the_secret_may_be_in_a_file(start, receiver, tmp_path):
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    file.chmod(0o600)
    server = start(*settings(receiver.url), env={"MTA_CHAT_LEADS_WEBHOOK_SECRET_FILE": str(file)})
    leave(server)
    verified(receiver.wait_for(1)[0])


@pytest.mark.parametrize("secret, problem", [
    (None, "--set leads.webhook_url: a webhook is signed: it needs MTA_CHAT_LEADS_WEBHOOK_SECRET"),
    ("whsec_short", "environment MTA_CHAT_LEADS_WEBHOOK_SECRET: the secret must be whsec_ and the base64 of 24 to 64 bytes")])
def test_no_webhook_without_a_secret(receiver, secret, problem):
    env = {"MTA_CHAT_LEADS_WEBHOOK_SECRET": secret} if secret else {}
    result = run("check-config", *settings(receiver.url), env=env)
    assert (result.returncode, result.stderr.splitlines()[0]) == (2, problem)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "n8n", "0.0.0.0", "[::]",
                                  "127.1", "0177.0.0.1", "[64:ff9b::7f00:1]", "[::ffff:7f00:1]"])
def test_no_private_receiver_unless_it_is_allowed(host):
    result = run("check-config", "--set", "leads.enabled=true", "--set", f"leads.webhook_url=https://{host}/",
                 env={"MTA_CHAT_LEADS_WEBHOOK_SECRET": SECRET})
    assert result.returncode == 2 and "leads.webhook_allow_private" in result.stderr


# --- TLS

def test_a_receiver_with_tls_must_have_a_good_certificate(start_telling, tmp_path):
    trusted, stranger = Authority(tmp_path / "trusted"), Authority(tmp_path / "stranger")
    with WebhookReceiver(tls=stranger.server("127.0.0.1")) as receiver:
        server = start_telling(receiver.url, env={"SSL_CERT_FILE": str(trusted.file)})
        leave(server)
        assert "certificate" in line_of(server, "lead not delivered")["cause"]
        assert receiver.hooks == []
        server.stop()
    with WebhookReceiver(tls=trusted.server("127.0.0.1")) as receiver:
        server = start_telling(receiver.url, env={"SSL_CERT_FILE": str(trusted.file)})
        leave(server, phone="+966550123457", email="other@clinic.example")
        verified(receiver.wait_for(1)[0])


# --- What is nowhere

def test_nothing_of_a_lead_or_of_the_url_is_in_the_log_or_the_metrics(start_telling, receiver):
    receiver.answer(503)
    server = start_telling(receiver.url)
    leave(server)
    receiver.wait_for(2)
    line_of(server, "lead delivered")
    said = server.stderr_path.read_text() + server.metrics()
    for value in [*PLANTED.values(), "planted-secret-of-the-url", SECRET, "550123456"]:
        assert value not in said, value


# --- The receivers of docs/leads.md

def block_of_document(language):
    [block] = re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / "docs/leads.md").read_text(), re.M | re.S)
    assert len([line for line in block.splitlines() if line.strip()]) <= 21
    return block


def check_documented_receiver(start_telling, command, cwd):
    with WebhookReceiver() as unused:      # a port that is free
        port = unused.port
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env=clean_environment({"WEBHOOK_SECRET": SECRET, "PORT": str(port)}))
    try:
        url = f"http://127.0.0.1:{port}/"
        server = start_telling(url)
        lead = leave(server)
        assert process.stdout.readline().split() == ["lead.created", lead]
        line_of(server, "lead delivered")
        server.stop()
        server = start_telling(url, env={"MTA_CHAT_LEADS_WEBHOOK_SECRET": OTHER_SECRET})
        leave(server, phone="+966550123457", email="other@clinic.example")
        assert line_of(server, "lead not delivered")["cause"] == "status 401", "a signature of another"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_python_receiver_of_the_document_works(start_telling, tmp_path):
    (tmp_path / "receiver.py").write_text(block_of_document("python"))
    check_documented_receiver(start_telling, [sys.executable, "receiver.py"], tmp_path)


def test_the_node_receiver_of_the_document_works(start_telling):
    if not npm_packages.node_is_new_enough():
        pytest.skip("SKIPPED: no Node.js 18 or newer with npm here")
    folder = ROOT / "build/standardwebhooks"
    npm_packages.install(folder, NODE)
    script = folder / f"receiver-{os.getpid()}.mjs"
    script.write_text(block_of_document("js"))
    try:
        check_documented_receiver(start_telling, ["node", script.name], folder)
    finally:
        script.unlink()
