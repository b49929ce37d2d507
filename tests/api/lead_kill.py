"""Kills a server that takes leads, and says which acknowledged ones are missing or have two ids.

    rounds = KilledLeads(folder, receiver)
    rounds.run(20)
    assert rounds.missing == [] and rounds.two_ids == []
    assert rounds.deliver_the_rest() == []
"""

import base64
import http.client
import json
import random
import signal
import sqlite3
import threading
import time

from conftest import WIDE, Server

WORKERS = 4
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
UNDELIVERED = "SELECT count(*) FROM lead_events WHERE next_attempt_at IS NOT NULL"


class KilledLeads:
    def __init__(self, folder, receiver):
        self._folder, self._receiver = folder, receiver
        self._moment = random.Random(17)
        self._database = None
        self.told = {}        # phone → the ids that were acknowledged
        self.missing = []     # phones whose acknowledged lead is not stored
        self.damaged = 0

    @property
    def two_ids(self):
        return sorted(phone for phone, ids in self.told.items() if len(ids) > 1)

    def run(self, rounds):
        for number in range(rounds):
            self._kill_under_load(number)
            self._look_for_what_was_told()

    def deliver_the_rest(self, seconds=60):
        """Starts the server once more, as if the time of every event had come; whose lead was not delivered."""
        with sqlite3.connect(self._database) as connection:
            connection.execute("UPDATE lead_events SET next_attempt_at = 0 WHERE next_attempt_at IS NOT NULL")
        server = self._start()
        end = time.monotonic() + seconds
        while self._ask(UNDELIVERED) != [(0,)] and time.monotonic() < end:
            time.sleep(0.05)
        server.stop()
        delivered = {hook.event["data"]["id"] for hook in self._receiver.hooks}
        return sorted({lead for ids in self.told.values() for lead in ids} - delivered)

    def delivered_twice_by_name(self):
        """Phones that were delivered under two leads, and ids of events that told of two."""
        leads, events = {}, {}
        for hook in self._receiver.hooks:
            data = hook.event["data"]
            leads.setdefault(data["phone"], set()).add(data["id"])
            events.setdefault(hook.id, set()).add(data["id"])
        return sorted(name for names in (leads, events) for name, ids in names.items() if len(ids) > 1)

    def _start(self):
        server = Server(self._folder, *WIDE, "--set", "server.threads=2", "--set", "leads.enabled=true",
                        "--set", "leads.max_per_visitor_per_hour=1000",
                        "--set", f"leads.webhook_url={self._receiver.url}",
                        "--set", "leads.webhook_allow_private=true",
                        env={"MTA_CHAT_LEADS_WEBHOOK_SECRET": SECRET})
        self._database = server.database
        return server

    def _kill_under_load(self, number):
        server = self._start()
        consent = server.request("GET", "/leads/consent").json["consent"]["en"]["version"]
        acknowledged = []
        workers = [threading.Thread(target=leave_leads, args=(server, consent, number, worker, acknowledged))
                   for worker in range(WORKERS)]
        for worker in workers:
            worker.start()
        wanted = self._moment.randrange(1, 60)
        while len(acknowledged) < wanted and any(worker.is_alive() for worker in workers):
            time.sleep(0.001)
        time.sleep(self._moment.random() * 0.02)
        server.stop(signal.SIGKILL)
        for worker in workers:
            worker.join()
        for phone, lead in acknowledged:
            self.told.setdefault(phone, set()).add(lead)

    def _look_for_what_was_told(self):
        self.damaged += self._ask("PRAGMA integrity_check") != [("ok",)]
        stored = set(self._ask("SELECT phone, id FROM leads"))
        self.missing += [phone for phone, ids in self.told.items() if not {(phone, lead) for lead in ids} <= stored]

    def _ask(self, sql):
        with sqlite3.connect(self._database) as connection:
            return connection.execute(sql).fetchall()


def leave_leads(server, consent, number, worker, acknowledged):
    """Until the server is gone. Two workers each leave the same numbers, so that forms of one person meet."""
    for count in range(200):
        phone = f"+96655{number % 1000:03}{count:03}{worker // 2}"
        body = {"name": f"worker {worker}", "phone": phone, "devices": [f"device {worker}"],
                "consent": {"version": consent, "given": True}}
        try:
            reply = server.request("POST", "/leads", json.dumps(body))
        except (OSError, http.client.HTTPException):
            return
        if reply.status == 201:
            acknowledged.append((phone, reply.json["lead_id"]))
        else:
            raise AssertionError(f"{reply.status} {reply.text}")
