"""Start, drain, end; and what the disk can do to it."""

import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import threading
import time

from conftest import BINARY, ROOT, WIDE, clean_environment, receive_all
from model_behaviours import silent, slow, stalled
from questions import new_question

BODY = b'{"message":"7D HIFU"}'
HEAD = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(BODY)


def test_sigterm_lets_a_request_in_flight_finish(start):
    for sig in (signal.SIGTERM, signal.SIGINT):
        server = start(*WIDE)
        with server.connect() as busy, server.connect() as idle:
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            idle.recv(4096)
            busy.sendall(HEAD + BODY[:5])
            time.sleep(0.1)
            server.process.send_signal(sig)
            server.wait_for_line("draining")
            assert receive_all(idle) == b"", "an idle connection is let go"
            busy.sendall(BODY[5:])
            answer = receive_all(busy)
        assert b"200 OK" in answer and b"6600" in answer
        assert b"Connection: close" in answer
        assert server.process.wait(timeout=10) == 0


def test_a_new_request_while_draining_is_a_503(start):
    server = start(*WIDE)
    with server.connect() as busy:
        busy.sendall(HEAD + BODY[:5])
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        server.wait_for_line("draining")
        busy.sendall(BODY[5:] + HEAD + BODY)
        answer = receive_all(busy)
    assert b"200 OK" in answer
    assert server.process.wait(timeout=10) == 0

    server = start(*WIDE)
    with server.connect() as late:
        late.sendall(b"POST /chat HTTP/1.1\r\n")
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        server.wait_for_line("draining")
        late.sendall(HEAD.partition(b"\r\n")[2] + BODY)
        answer = receive_all(late)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b'"error":"Service unavailable"' in answer and b'"retry_after":5' in answer
    assert server.process.wait(timeout=10) == 0


def test_a_second_signal_ends_at_once_and_says_that_it_cut(start):
    server = start()
    with server.connect() as busy:
        busy.sendall(HEAD + BODY[:5])
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        server.wait_for_line("draining")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=5) == 1


def test_an_idle_server_ends_at_once(start):
    server = start()
    assert server.stop() == 0
    assert server.log()[-1]["message"] == "stopped"


def test_no_acknowledged_turn_is_missing_after_kill_9(start):
    for round_number in range(20):
        server = start(*WIDE, "--set", "server.threads=2")
        acknowledged = []

        def talk(worker, server=server, acknowledged=acknowledged):
            try:
                for i in range(10_000):
                    message = f"{round_number} {worker} {i}"
                    if server.chat(message).status == 200:
                        acknowledged.append(message)
            except OSError:
                return
            except Exception as error:  # half an answer: not acknowledged
                if "http.client" not in type(error).__module__:
                    raise

        workers = [threading.Thread(target=talk, args=(w,)) for w in range(4)]
        for worker in workers:
            worker.start()
        while len(acknowledged) < 200 + 13 * round_number:
            time.sleep(0.001)
        server.stop(signal.SIGKILL)
        for worker in workers:
            worker.join()
        with sqlite3.connect(server.database) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            stored = {row[0] for row in database.execute("SELECT message FROM turns")}
        missing = set(acknowledged) - stored
        assert not missing, f"round {round_number}: {missing}"


def expect_refusal(folder, text, **kwargs):
    # A relative path: another user cannot reach the binary through, say, /root.
    result = subprocess.run(
        [os.path.relpath(BINARY, ROOT), "serve", "--listen", "127.0.0.1:0", "--set", "server.admin_listen=127.0.0.1:0",
         "--set", f"storage.path={folder}/data/mta-chat.db"],
        cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=20, **kwargs)
    assert result.returncode == 1, result.stderr
    assert text in result.stderr
    assert f"{folder}/data" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_damaged_database_stops_the_start(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/mta-chat.db").write_bytes(b"not a database" * 1000)
    expect_refusal(tmp_path, "file is not a database")


def test_a_read_only_folder_stops_the_start(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and folder.name.startswith("pytest-"):
            folder.chmod(0o755)
    unprivileged = (lambda: os.setuid(65534)) if os.geteuid() == 0 else None
    try:
        expect_refusal(tmp_path, "unable to open database file", preexec_fn=unprivileged)
    finally:
        (tmp_path / "data").chmod(0o755)


def test_a_database_damaged_while_serving_costs_memory_and_not_answers(start):
    server = start(*WIDE)
    for i in range(300):
        server.chat(f"question {i} " + "x" * 3000)
    assert server.stop() == 0
    with open(server.database, "r+b") as file:
        tables = 256 * 1024  # what stands before says which tables there are
        file.seek(tables)
        file.write(b"\xff" * (server.database.stat().st_size - tables - 8192))
    again = start(*WIDE)
    statuses = {again.chat(f"7D HIFU {i}", session_id="chosen").status for i in range(20)}
    assert statuses == {200}
    assert again.metric("mta_chat_store_errors_total") > 0
    assert again.wait_for_line("saving the turn failed")["level"] == "ERROR"


def test_a_full_disk_costs_memory_and_not_answers(start):
    import resource
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    server = start(*WIDE, preexec_fn=limit)
    statuses = [server.chat("7D HIFU " + "x" * 3000).status for _ in range(150)]
    assert set(statuses) == {200}
    assert server.metric("mta_chat_store_errors_total") > 0
    cause = server.wait_for_line("saving the turn failed")["cause"]
    assert "mta-chat.db" in cause and "xxx" not in cause
    assert server.stop() == 0


def test_two_servers_may_share_a_data_folder(start):
    first = start(*WIDE)
    second = start(*WIDE)
    session = first.chat("one").json["session_id"]
    assert second.chat("two", session_id=session).status == 200
    with sqlite3.connect(first.database) as database:
        assert database.execute("SELECT count(DISTINCT conversation) FROM turns").fetchone() == (1,)


def test_who_else_opens_the_database_takes_nothing_from_it(start):
    """Whoever closes a database last deletes its log: that must not be somebody who only had a look."""
    server = start(*WIDE)

    def stored():
        with contextlib.closing(sqlite3.connect(server.database)) as database:
            return database.execute("SELECT count(*) FROM turns").fetchone()[0]

    for acknowledged in range(1, 4):
        assert server.chat("7D HIFU").status == 200
        assert stored() == acknowledged
    assert server.chat("7D HIFU").status == 200
    server.stop(signal.SIGKILL)
    assert stored() == 4


def test_a_signal_at_any_time_of_the_start_is_heeded(tmp_path):
    """At once when the ready line appears, and before: when the data folder does."""
    for number in range(30):
        for early in (False, True):
            folder = tmp_path / f"{number}-{early}"
            process = subprocess.Popen(
                [BINARY, "serve", "--listen", "127.0.0.1:0", "--set", "server.admin_listen=127.0.0.1:0",
                 "--set", f"storage.path={folder}/data/mta-chat.db"],
                cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if early:
                while not folder.exists():
                    assert process.poll() is None
            else:
                assert b"ready" in process.stdout.readline()
            process.send_signal(signal.SIGTERM if number % 2 else signal.SIGINT)
            _, log = process.communicate(timeout=20)
            assert process.returncode == 0, (number, early, log)
            assert b'"stopped"' in log


def in_flight(server, fake, count=8):
    """Clients whose answers the model has begun, or not, as streams and whole."""
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(server.connect()) for _ in range(count)]
        for number, connection in enumerate(connections):
            accept = b"Accept: text/event-stream\r\n" if number % 2 else b""
            body = b'{"message":"%s"}' % new_question().encode()
            connection.sendall(b"POST /chat HTTP/1.1\r\nHost: x\r\nIdempotency-Key: key-%d\r\n%s"
                               b"Content-Length: %d\r\n\r\n%s" % (number, accept, len(body), body))
        fake.wait_for_calls(count)
        return connections, stack.pop_all()


def chat_with_a_model(start, fake):
    return start(*WIDE, "--set", "chat.direct_answers=false", "--set", "server.threads=2", "--model-url", fake.url)


def test_answers_under_way_are_finished_before_the_end(start, fake):
    server = chat_with_a_model(start, fake)
    fake.behave(slow(gap=0.1))
    connections, clients = in_flight(server, fake)
    with clients:
        server.process.send_signal(signal.SIGTERM)
        for connection in connections:
            answer = receive_all(connection)
            assert b" 200 OK" in answer and (b"[DONE]" in answer or b'"session_id"' in answer)
    assert server.process.wait(timeout=20) == 0


def test_calls_whose_clients_have_left_are_finished_before_the_end(start, fake):
    """Their answers are kept for a repeat, and nothing they use may be gone before."""
    server = chat_with_a_model(start, fake)
    fake.behave(slow(gap=0.1))
    _, clients = in_flight(server, fake)
    clients.close()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=30) == 0, server.stderr_path.read_text()


def test_a_second_signal_cuts_streams_and_model_calls(start, fake):
    for behaviour in (stalled(), silent()):
        server = chat_with_a_model(start, fake)
        fake.behave(behaviour)
        fake.calls.clear()
        _, clients = in_flight(server, fake)
        with clients:
            server.process.send_signal(signal.SIGTERM)
            server.wait_for_line("draining")
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(timeout=10) == 1
        assert "Sanitizer" not in server.stderr_path.read_text()
