"""Copies of the SQLite file: made while the server writes, checked, and put back."""

import concurrent.futures
import contextlib
import sqlite3

import pytest
from conftest import WIDE, run


@pytest.fixture
def backup(tmp_path):
    """Runs a command on the file of servers that `start` starts."""
    return lambda command, file: run(command, str(file), "--set", f"storage.path={tmp_path / 'data/mta-chat.db'}")


def messages(file):
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return {message for (message,) in database.execute("SELECT message FROM turns")}


def test_a_copy_made_while_visitors_write_has_all_that_was_acknowledged_before(start, backup, tmp_path):
    server = start(*WIDE)
    before = [f"hello number {number}" for number in range(30)]
    for message in before:
        assert server.chat(message).status == 200
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        during = [pool.submit(server.chat, f"hi again {number}") for number in range(200)]
        made = backup("backup", tmp_path / "copy.db")
        assert all(answer.result().status == 200 for answer in during)
    assert made.returncode == 0, made.stderr
    assert made.stdout == f"{tmp_path}/copy.db is a copy of {tmp_path}/data/mta-chat.db, checked.\n"
    assert messages(tmp_path / "copy.db") >= set(before)
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.glob("copy.db*")) == ["copy.db"]


def test_a_file_that_is_there_is_never_overwritten(start, backup, tmp_path):
    start()
    (tmp_path / "mine").write_text("mine")
    refused = backup("backup", tmp_path / "mine")
    assert refused.returncode == 1 and "it exists already" in refused.stderr
    assert (tmp_path / "mine").read_text() == "mine"
    assert backup("backup", tmp_path / "nowhere/copy.db").returncode == 1


def test_restore_is_refused_while_a_server_runs(start, backup, tmp_path):
    server = start(*WIDE)
    server.chat("hello")
    assert backup("backup", tmp_path / "copy.db").returncode == 0
    refused = backup("restore", tmp_path / "copy.db")
    assert refused.returncode == 1 and "stop the server first" in refused.stderr
    assert server.chat("hello").status == 200


@pytest.mark.parametrize("ends", ["stopped", "killed"])
def test_what_is_restored_is_what_was_saved_and_what_was_there_is_kept(start, backup, tmp_path, ends):
    server = start(*WIDE)
    server.chat("hello from before")
    assert backup("backup", tmp_path / "copy.db").returncode == 0
    server.chat("hello from after")
    if ends == "killed":
        server.process.kill()
        server.process.wait()
    else:
        server.stop()
    restored = backup("restore", tmp_path / "copy.db")
    kept = tmp_path / "data/mta-chat.db.before-restore-1"
    assert restored.stdout.endswith(f"what was there is {kept}.\n"), restored.stderr
    assert messages(tmp_path / "data/mta-chat.db") == {"hello from before"}
    assert messages(kept) == {"hello from before", "hello from after"}
    again = start(*WIDE)
    assert again.chat("hello").status == 200
    assert (tmp_path / "data/mta-chat.db").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_can_be_replaced(start, backup, tmp_path):
    server = start(*WIDE)
    server.chat("hello from before")
    backup("backup", tmp_path / "copy.db")
    server.stop()
    (tmp_path / "data/mta-chat.db").write_bytes(b"no database at all" * 1000)
    assert backup("restore", tmp_path / "copy.db").returncode == 0
    assert messages(tmp_path / "data/mta-chat.db") == {"hello from before"}


def test_what_is_no_copy_of_ours_is_refused(start, backup, tmp_path):
    server = start(*WIDE)
    server.chat("hello")
    backup("backup", tmp_path / "copy.db")
    server.stop()
    whole = (tmp_path / "copy.db").read_bytes()
    before = messages(tmp_path / "data/mta-chat.db")
    (tmp_path / "cut").write_bytes(whole[:len(whole) // 2])
    (tmp_path / "text").write_text("hello" * 1000)
    (tmp_path / "torn").write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    with contextlib.closing(sqlite3.connect(tmp_path / "other")) as database:
        database.execute("CREATE TABLE a (b)")
    for name in ("cut", "text", "torn", "other", "missing"):
        refused = backup("restore", tmp_path / name)
        assert refused.returncode == 1, name
        assert str(tmp_path / name) in refused.stderr, refused.stderr
    assert messages(tmp_path / "data/mta-chat.db") == before
    assert [path.name for path in (tmp_path / "data").iterdir() if "restor" in path.name] == []


def test_stores_without_a_file_say_so():
    for command in ("backup", "restore"):
        result = run(command, "file", "--set", "storage.kind=memory")
        assert result.returncode == 2
        assert "there is no file" in result.stderr
