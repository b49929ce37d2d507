"""mta-chat leads, export and forget, beside a running server on the same store."""

import csv
import io
import json

import pytest
from conftest import WIDE, run
from leads_form_test import MANY, ON, lead_id, leave

SALT = "zq7"  # in every planted value
NAME, CLINIC, EMAIL = f"Sara {SALT}a", f"Clinic {SALT}b", f"sara-{SALT}c@clinic.example"
PHONE, DIGITS = "+966 55 731 8842", "557318842"
PLANTED = [SALT.encode(), DIGITS.encode()]


def command(server, *arguments, config=()):
    return run(*arguments, "--set", f"storage.path={server.database}", *config)


def done(server, *arguments):
    result = command(server, *arguments)
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout


@pytest.fixture
def server(start):
    return start(*WIDE, *ON, *MANY)


def plant(server):
    """A conversation and a lead with planted values; their ids."""
    first = server.chat(f"tell me about the 7D HIFU machine, I am {NAME}").json
    lead = lead_id(leave(server, name=NAME, phone=PHONE, email=EMAIL, clinic=CLINIC, message=f"call {SALT}d",
                         session_id=first["session_id"], page=f"https://clinic.example/{SALT}e"))
    return first, lead


def found_anywhere(server):
    """Planted bytes in the database, its write-ahead log, the log or the metrics."""
    files = list(server.database.parent.glob("*")) + [server.stderr_path]
    places = {file.name: file.read_bytes() for file in files} | {"metrics": server.metrics().encode()}
    return {(place, value) for place, data in places.items() for value in PLANTED if value in data}


# --- leads

def test_leads_are_listed_shown_and_exported(server):
    first, lead = plant(server)
    other = lead_id(leave(server, phone="+971501234567", name="Omar"))
    assert [line.split()[0] for line in done(server, "leads", "list").splitlines()] == [other, lead]
    assert [line.split()[0] for line in done(server, "leads", "list", "--most", "1").splitlines()] == [other]
    shown = json.loads(done(server, "leads", "show", lead))
    assert (shown["id"], shown["name"], shown["phone"], shown["email"]) == (lead, NAME, "+966557318842", EMAIL)
    assert shown["conversation_id"] == first["conversation_id"]
    assert (shown["source"], shown["consent"]["basis"], shown["page"]) == (
        "form", "consent", f"https://clinic.example/{SALT}e")
    lines = [json.loads(line) for line in done(server, "leads", "export").splitlines()]
    assert [line["id"] for line in lines] == [other, lead] and lines[1] == shown


def test_no_cell_of_the_csv_is_a_formula(server):
    for number, name in enumerate(["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "＝1", "a,\"b\"=1"]):
        lead_id(leave(server, phone=f"+96655000000{number}", name=name, message="=1\n=2"))
    text = done(server, "leads", "export", "--csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["a,\"b\"=1", "'＝1", "'@SUM(A1)", "'-1", "'+1", "'=HYPERLINK(1)"]
    assert {row["message"].replace("\r", "") for row in rows} == {"'=1\n=2"}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r" and cell]


def test_what_is_not_there_is_said(server):
    assert command(server, "leads", "list").stderr == "There are no leads.\n"
    for arguments in (["show", "lead_x"], ["replay", "lead_x"]):
        result = command(server, "leads", *arguments)
        assert (result.returncode, result.stderr) == (1, "mta-chat leads: there is no such lead\n")
    _, lead = plant(server)
    assert done(server, "leads", "replay", lead)


# --- export

def test_an_export_has_leads_and_conversations(server):
    first, lead = plant(server)
    lead_id(leave(server, phone="+971501234567", session_id="user-2"))
    server.chat("hello", session_id="user-2")
    for whose in (["--phone", PHONE], ["--phone", "055 731 8842", "--country", "SA"], ["--email", EMAIL.upper()],
                  ["--lead", lead], ["--conversation", first["conversation_id"]], ["--session", first["session_id"]]):
        data = json.loads(done(server, "export", *whose))
        assert set(data) == {"exported_at", "leads", "conversations"}
        assert [one["id"] for one in data["leads"]] == [lead], whose
        [conversation] = data["conversations"]
        assert conversation["conversation_id"] == first["conversation_id"]
        assert [(turn["message"][-len(NAME):], turn["answer"]) for turn in conversation["turns"]] == [
            (NAME, first["response"])]
    nothing = json.loads(done(server, "export", "--email", "nobody@clinic.example"))
    assert (nothing["leads"], nothing["conversations"]) == ([], [])


# --- forget

@pytest.mark.parametrize("by", ["phone", "email", "lead", "session", "conversation"])
def test_no_byte_of_what_is_erased_stays_while_the_server_runs(server, by):
    first, lead = plant(server)
    whose = {"phone": PHONE, "email": EMAIL, "lead": lead, "session": first["session_id"],
             "conversation": first["conversation_id"]}[by]
    assert found_anywhere(server), "they were kept"
    assert done(server, "forget", f"--{by}", whose) == "Erased: 1 lead and 1 turn of conversations.\n"
    assert found_anywhere(server) == set()
    assert done(server, "forget", f"--{by}", whose) == "Nothing is kept of it.\n"
    assert server.chat("hello").status == 200
    server.stop()
    assert found_after_the_end(server) == set()


def found_after_the_end(server):
    files = list(server.database.parent.glob("*")) + [server.stderr_path]
    return {(file.name, value) for file in files for value in PLANTED if value in file.read_bytes()}


def test_a_deleted_session_leaves_no_byte_either(server):
    first, _ = plant(server)
    assert server.request("DELETE", f"/sessions/{first['session_id']}").status == 204
    assert found_anywhere(server) == set()


def test_others_keep_what_is_theirs(server):
    plant(server)
    other = lead_id(leave(server, phone="+966557318843", name="Omar"))
    server.chat("do you sell hydrafacial machines?", session_id="user-2")
    done(server, "forget", "--phone", PHONE)
    assert json.loads(done(server, "leads", "show", other))["name"] == "Omar"
    assert b"hydrafacial machines?" in server.database.read_bytes() + server.database.with_name(
        server.database.name + "-wal").read_bytes()


def test_a_number_that_was_kept_as_written_is_found_with_its_country(server):
    lead = lead_id(leave(server, phone="055 731 8842", name=NAME))
    assert json.loads(done(server, "leads", "show", lead))["phone_is_e164"] is False
    lead_id(leave(server, phone="055 731 8843", name="Omar"))
    assert done(server, "forget", "--phone", PHONE) == "Erased: 1 lead and 0 turns of conversations.\n"
    assert "Omar" in done(server, "leads", "list") and NAME not in done(server, "leads", "list")


def test_leads_of_before_can_be_erased_where_leads_are_off_now(start):
    server = start(*WIDE, *ON)
    plant(server)
    server.stop()
    off = start(*WIDE)
    done(off, "forget", "--email", EMAIL)
    assert found_anywhere(off) == set()


def test_wrong_usage_is_told(tmp_path):
    for arguments, told in (
            (["forget"], ""), (["forget", "--lead", "a", "--email", "b@c.co"], ""), (["export"], ""), (["leads"], ""),
            (["leads", "show"], ""), (["leads", "list", "--most", "0"], ""), (["leads", "dance"], ""),
            (["forget", "--phone", "call me"], "--phone must be a telephone number"),
            (["forget", "--phone", "055 731 8842", "--country", "KSA"], "--country must be two letters"),
            (["export", "--email", "sara"], "--email must be an e-mail address"),
            (["forget", "--session", "user-1"], "--session must be an id that was issued"),
            (["leads", "list", "--set", "storage.kind=memory"], "only the server's process knows")):
        result = run(*arguments, "--set", f"storage.path={tmp_path}/x.db")
        assert result.returncode == 2, arguments
        assert result.stdout == "" and told in result.stderr, result.stderr
