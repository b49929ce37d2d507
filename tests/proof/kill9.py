"""No acknowledged turn or lead is missing after `kill -9` under load, and the server starts again."""

import http.client
import json
import pathlib
import random
import signal
import sqlite3
import tempfile
import threading
import time

from conftest import WIDE, Server
from lead_kill import KilledLeads
from webhook_receiver import WebhookReceiver

TAKES = "about 25 min"
TOOLS = []
OPTIONS = {"rounds": 1000}

WORKERS = 4
ROUNDS_OF_ONE_DATABASE = 50
EVENTS = {"Accept": "text/event-stream"}


def acknowledged(reply):
    """The visitor has been told that his answer is whole."""
    if reply.status != 200:
        return False
    return "text/event-stream" not in reply.headers["content-type"] or '"type":"finish"' in reply.text


def talk(server, name, told):
    """Asks until the server is gone, whole and streamed in turn; some go on with a session."""
    session = None
    for number in range(1_000_000):
        message = f"{name} {number}"
        try:
            members = {"session_id": session} if session and number % 3 else {}
            headers = (EVENTS if number % 2 else {}) | ({"Idempotency-Key": message} if number % 5 == 0 else {})
            reply = server.chat(message, headers, **members)
        except (OSError, http.client.HTTPException):
            return
        if acknowledged(reply):
            told.append(message)
            if not number % 2:
                session = json.loads(reply.text)["session_id"]


def kill_under_load(server, number, moment):
    """What was acknowledged until the kill."""
    told = []
    workers = [threading.Thread(target=talk, args=(server, f"{number} {worker}", told)) for worker in range(WORKERS)]
    for worker in workers:
        worker.start()
    wanted = moment.randrange(1, 600)
    while len(told) < wanted:
        time.sleep(0.001)
    time.sleep(moment.random() * 0.05)
    server.stop(signal.SIGKILL)
    for worker in workers:
        worker.join()
    return told


def stored(database):
    """All messages, and what SQLite says of the file."""
    with sqlite3.connect(database) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {row[0] for row in connection.execute("SELECT message FROM turns")}, sound


def run(proof, rounds):
    kill_with_turns(proof, rounds)
    kill_with_leads(proof, rounds)


def kill_with_leads(proof, rounds):
    told, missing, two_ids, damaged, undelivered, twice = 0, [], [], 0, [], []
    for first in range(0, rounds, ROUNDS_OF_ONE_DATABASE):
        with tempfile.TemporaryDirectory() as folder, WebhookReceiver() as receiver:
            leads = KilledLeads(pathlib.Path(folder), receiver)
            leads.run(min(ROUNDS_OF_ONE_DATABASE, rounds - first))
            undelivered += leads.deliver_the_rest()
            twice += leads.delivered_twice_by_name()
            told += len(leads.told)
            missing += leads.missing
            two_ids += leads.two_ids
            damaged += leads.damaged
    proof.check("every acknowledged lead is stored", not missing, f"{told} leads, {len(missing)} missing")
    proof.check("no number has two leads", not two_ids and not twice, f"{len(two_ids) + len(twice)} have")
    proof.check("every acknowledged lead is delivered", not undelivered, f"{len(undelivered)} are not")
    proof.check("the database with leads is sound", damaged == 0, f"{damaged} damaged")
    proof.measured(f"{rounds} kills, {told} acknowledged leads, {len(missing)} missing, {len(undelivered)} undelivered")


def kill_with_turns(proof, rounds):
    moment = random.Random(9)
    turns, missing, damaged = 0, [], 0
    for first in range(0, rounds, ROUNDS_OF_ONE_DATABASE):
        told = []
        with tempfile.TemporaryDirectory() as folder:
            for number in range(first, min(first + ROUNDS_OF_ONE_DATABASE, rounds)):
                server = Server(pathlib.Path(folder), *WIDE, "--set", "server.threads=2")
                told += kill_under_load(server, number, moment)
                found, sound = stored(server.database)
                damaged += not sound
                missing += sorted(set(told) - found)
        turns += len(told)
    proof.check("every acknowledged turn is stored", not missing, f"{turns} turns, {len(missing)} missing")
    proof.check("the database is sound", damaged == 0, f"{damaged} damaged")
    proof.measured(f"{rounds} kills, {turns} acknowledged turns, {len(missing)} missing")
