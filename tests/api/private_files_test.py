"""Files that other users of the machine could change or read."""

import os
import stat

import pytest
from conftest import ROOT, run

SECRET = "x" * 40


def refused(tmp_path, *arguments, env=None):
    return run("serve", "--listen", "127.0.0.1:0", "--set", "server.admin_listen=127.0.0.1:0",
               "--set", f"storage.path={tmp_path}/data/mta-chat.db",
               "--set", f"knowledge.directory={ROOT / 'knowledge'}", *arguments, env=env)


@pytest.mark.parametrize(("mode", "what"), [(0o644, "read"), (0o604, "read"), (0o620, "changed"), (0o602, "changed"),
                                            (0o666, "changed")])
@pytest.mark.parametrize("name", ["MTA_CHAT_SESSION_SECRET", "MTA_CHAT_SESSION_SECRET_PREVIOUS",
                                  "MTA_CHAT_MODEL_API_KEY"])
def test_a_secret_that_others_can_reach_stops_the_start(tmp_path, name, mode, what):
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(mode)
    for command in ("check-config", "serve"):
        result = run(command, env={f"{name}_FILE": str(file)})
        assert result.returncode == 2
        assert result.stderr == (f"environment {name}_FILE: the file {file} can be {what} by other users "
                                 f"(mode {mode:04o}); run: chmod 600 {file}\n")
        assert SECRET not in result.stderr
    file.chmod(0o600)
    assert run("check-config", env={f"{name}_FILE": str(file)}).returncode == 0


def test_systemds_credentials_are_read_whatever_their_mode(tmp_path):
    file = tmp_path / "session-secret"
    file.write_text(SECRET)
    file.chmod(0o440)
    environment = {"MTA_CHAT_SESSION_SECRET_FILE": str(file), "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert run("check-config", env=environment).returncode == 0


@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_a_database_that_others_can_change_stops_the_start(start, tmp_path, ending):
    server = start()
    server.chat("hello")
    server.process.kill()  # leaves the log behind
    server.process.wait()
    file = tmp_path / f"data/mta-chat.db{ending}"
    file.chmod(0o666)
    result = refused(tmp_path)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].endswith(
        f"the file can be changed by other users (mode 0666); run: chmod 600 {file}")
    file.chmod(0o600)
    assert start().chat("hello").status == 200


@pytest.mark.parametrize(("mode", "what"), [(0o644, "read"), (0o666, "changed")])
def test_a_kept_session_secret_that_others_can_reach_stops_the_start(start, tmp_path, mode, what):
    assert start().stop() == 0
    file = tmp_path / "data/session-secret"
    file.chmod(mode)
    result = refused(tmp_path)
    assert result.returncode == 1
    assert f"the file {file} can be {what} by other users (mode {mode:04o}); run: chmod 600 {file}" in result.stderr


def test_what_the_server_makes_is_its_users_alone(start, tmp_path):
    server = start(preexec_fn=lambda: os.umask(0))
    server.chat("hello")
    made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert made == {name: 0o600 for name in ("mta-chat.db", "mta-chat.db-wal", "mta-chat.db-shm", "session-secret")}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_no_file_is_made_through_a_link(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    for name in ("mta-chat.db", "session-secret"):
        (tmp_path / "data" / name).symlink_to(tmp_path / f"elsewhere-{name}")
        result = refused(tmp_path)
        assert result.returncode == 1
        (tmp_path / "data" / name).unlink()
    assert [path.name for path in tmp_path.glob("elsewhere-*")] == []
