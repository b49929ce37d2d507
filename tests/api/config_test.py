"""Settings: what is refused, how, and with which exit code."""

import socket

from conftest import GOLDEN, ROOT, run


def test_the_shipped_files_are_fine():
    for name in ("local", "dev", "prod"):
        result = run("check-config", "--config", f"config/{name}.toml")
        assert (result.returncode, result.stderr) == (0, ""), name
        assert result.stdout == "The configuration is fine.\n"


def test_all_problems_are_reported_at_once(tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text('[server]\nlisten = "nowhere"\nthreads = 0\n\n[rate_limt]\nmax = 1\n\n'
                    '[cors]\nallowed_origins = ["https://a.example/"]\n\n'
                    '[contact]\nwhatsapp = "0501234567"\n\n[leads]\nretention_days = 0\n')
    arguments = ["--config", str(file), "--set", "chat.history_messages=many", "--set", "x.y=1"]
    environment = {"MTA_CHAT_THROTTLE_BURST": "-1", "MTA_CHAT_PORT": "80",
                   "MTA_CHAT_SESSION_SECRET": "too short", "MTA_CHAT_LEADS_WEBHOOK_SECRET": "whsec_short"}
    expected = (GOLDEN / "config_problems.txt").read_text().replace("FILE", str(file))
    for command in ("check-config", "serve"):
        result = run(command, *arguments, env=environment)
        assert result.returncode == 2
        assert result.stdout == ""
        assert result.stderr == expected


def test_a_missing_knowledge_folder_is_found_by_check_config(tmp_path):
    for command in ("check-config", "serve"):
        result = run(command, "--set", f"knowledge.directory={tmp_path}")
        assert result.returncode == 2
        assert "--set knowledge.directory: " in result.stderr
        assert "products.csv cannot be read: No such file" in result.stderr
        assert len(result.stderr.splitlines()) == 3, "all three files"


def test_a_bad_row_is_reported_with_its_line_and_left_out(tmp_path):
    for name in ("persona.md", "contact.md"):
        (tmp_path / name).write_text("text")
    (tmp_path / "products.csv").write_text("Machine Name,Description,Price (USD)\nA,,cheap\nPlasma Pen X,,5\n")
    result = run("ask", "price of the plasma pen x", "--set", f"knowledge.directory={tmp_path}")
    assert result.returncode == 0
    assert f"{tmp_path}/products.csv:2: price \"cheap\"" in result.stderr
    assert "Plasma Pen X: 5 USD" in result.stdout


def test_a_taken_port_is_named(start, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = run("serve", "--listen", address, "--set", "server.admin_listen=127.0.0.1:0",
                     "--set", f"storage.path={tmp_path}/x.db")
    assert result.returncode == 1
    assert result.stderr == f"mta-chat: cannot listen on {address}: Address already in use\n"


SERVICE_LINKS = {
    "MTA_CHAT_SERVICE_HOST": "10.96.0.7", "MTA_CHAT_SERVICE_PORT": "8080", "MTA_CHAT_SERVICE_PORT_HTTP": "8080",
    "MTA_CHAT_PORT": "tcp://10.96.0.7:8080", "MTA_CHAT_PORT_8080_TCP": "tcp://10.96.0.7:8080",
    "MTA_CHAT_PORT_8080_TCP_PROTO": "tcp", "MTA_CHAT_PORT_8080_TCP_PORT": "8080",
    "MTA_CHAT_PORT_8080_TCP_ADDR": "10.96.0.7", "MTA_CHAT_SERVER_SERVICE_HOST": "fd00::7",
    "MTA_CHAT_SERVER_PORT": "tcp://[fd00::7]:80"}


def test_a_kubernetes_service_of_our_name_does_not_stop_the_start():
    result = run("check-config", env=SERVICE_LINKS)
    assert (result.returncode, result.stderr) == (0, "")
    result = run("check-config", env=SERVICE_LINKS | {"MTA_CHAT_SERVER_PORT": "8080", "MTA_CHAT_RATE_LIMT_MAX": "9"})
    assert (result.returncode, result.stderr) == (2, "environment MTA_CHAT_RATE_LIMT_MAX: there is no such setting\n"
                                                     "environment MTA_CHAT_SERVER_PORT: there is no such setting\n")


def test_secrets_never_show():
    result = run("check-config", env={"MTA_CHAT_MODEL_API_KEY": "sk-hidden",
                                      "MTA_CHAT_MODEL_API_KEY_FILE": "/nowhere"})
    assert result.returncode == 2
    assert "sk-hidden" not in result.stderr


def test_files_are_found_from_the_checkout():
    assert (ROOT / "config/local.toml").exists()
