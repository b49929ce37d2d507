"""Versions of the knowledge in DynamoDB: in pieces, with one pointer."""

import subprocess
import threading

import knowledge_swap as swap
import pytest
from conftest import BINARY, ROOT, WIDE, clean_environment, run
from dynamodb_local import KNOWLEDGE
from dynamodb_proxy import lost

QUESTION = "how much is the plasma pen x?"
TABLE = ["--set", "storage.kind=dynamodb", "--set", f"storage.knowledge_table={KNOWLEDGE}"]


@pytest.fixture
def command(dynamodb, tmp_path):
    """Runs `mta-chat knowledge` on the table; its files are version 0."""
    swap.write(tmp_path / "knowledge", 0)

    def command(*arguments, url=None):
        return run("knowledge", *arguments, *TABLE, "--set", f"knowledge.directory={tmp_path / 'knowledge'}", env=dynamodb.environment(url))
    return command


def version(tmp_path, number, persona=""):
    folder = swap.write(tmp_path / f"version-{number}", number)
    (folder / "persona.md").write_text(f"You sell devices. {persona}\n")
    return str(folder)


def test_versions_are_published_compared_and_taken_back(command, tmp_path):
    assert "1000 -> 1001" in command("diff", "current", version(tmp_path, 1)).stdout, "against the files"
    for number in (1, 2):
        published = command("publish", version(tmp_path, number))
        assert published.stdout.startswith(f"Version {number} is current: 3 products.\n"), published.stderr
    assert [line.split()[0] for line in command("list").stdout.splitlines()] == ["1", "2"]
    assert "  ~ Plasma Pen X: Price (USD) 1001 -> 1002\n" in command("diff").stdout
    assert command("rollback").stdout.startswith("Version 1 is current")
    assert command("publish", version(tmp_path, 2)).stdout.startswith("Version 2 is current"), "the same files"
    assert len(command("list").stdout.splitlines()) == 2
    assert command("rollback", "7").returncode == 2
    bad = tmp_path / "bad"
    swap.write(bad, 3)
    (bad / "products.csv").write_text(swap.products(3) + ",,5\n")
    refused = command("publish", str(bad))
    assert refused.returncode == 2 and f"{bad}/products.csv:5: the machine has no name" in refused.stderr


def test_a_version_of_any_size_is_in_pieces_below_the_limit(command, dynamodb, tmp_path):
    folder = version(tmp_path, 1, persona="العربية " * 60_000)
    assert command("publish", folder).returncode == 0
    items = dynamodb.scan(KNOWLEDGE)
    pieces = [item for item in items if item["pk"]["S"].startswith("piece#")]
    assert len(pieces) > 2
    assert all(len(item["data"]["S"]) < 400 * 1000 - 100 for item in pieces)
    assert command("diff", "current", folder).stdout == "Nothing differs.\n"


def test_a_publishing_that_is_killed_leaves_the_pointer_where_it_was(command, dynamodb, proxy, tmp_path):
    assert command("publish", version(tmp_path, 1)).returncode == 0
    puts = 0
    while True:
        # Stops before its next write, then is killed.
        reached, held = threading.Event(), threading.Event()
        seen = []

        def hold(call, forward):
            seen.append(call)
            if len(seen) > puts:
                reached.set()
                held.wait(20)
                return None
            return forward(call)

        proxy.fail(hold, operation="PutItem", table=KNOWLEDGE)
        process = subprocess.Popen(
            [BINARY, "knowledge", "publish", version(tmp_path, 2), *TABLE], cwd=ROOT,
            env=clean_environment(dynamodb.environment(proxy.url)), stdout=subprocess.DEVNULL)
        while process.poll() is None and not reached.wait(0.05):
            pass
        process.kill()
        process.wait()
        held.set()
        proxy.heal()
        if not reached.is_set():
            break
        assert command("diff", "current", version(tmp_path, 1)).stdout == "Nothing differs.\n"
        puts += 1
    assert puts >= 1
    assert command("diff", "current", version(tmp_path, 2)).stdout == "Nothing differs.\n"


def test_of_two_who_publish_at_once_one_is_told(command, dynamodb, proxy, tmp_path):
    assert command("publish", version(tmp_path, 1)).returncode == 0

    def another_first(call, forward):
        proxy.heal()
        assert command("publish", version(tmp_path, 2)).returncode == 0
        return forward(call)

    proxy.fail(another_first, times=1, operation="PutItem", table=KNOWLEDGE)
    late = command("publish", version(tmp_path, 3), url=proxy.url)
    assert late.returncode == 1 and "somebody else has published at the same moment" in late.stderr
    assert command("diff", "current", version(tmp_path, 2)).stdout == "Nothing differs.\n"


def test_a_server_on_dynamodb_looks_with_a_question_and_at_once_when_told(start, command, dynamodb, proxy, tmp_path):
    server = start(*WIDE, *TABLE, "--set", f"knowledge.directory={tmp_path / 'knowledge'}",
                   env=dynamodb.environment(proxy.url) | {"MTA_CHAT_SESSION_SECRET": "s" * 40})
    assert "1000 USD" in server.chat(QUESTION).json["response"]
    command("publish", version(tmp_path, 1))
    assert "1000 USD" in server.chat(QUESTION).json["response"], "it looks once a minute"
    reloaded = run("reload", "--set", f"server.admin_listen=127.0.0.1:{server.admin_port}")
    assert reloaded.returncode == 0
    assert "1001 USD" in server.chat(QUESTION).json["response"]
    proxy.fail(lost, table=KNOWLEDGE)
    run("reload", "--set", f"server.admin_listen=127.0.0.1:{server.admin_port}")
    assert "1001 USD" in server.chat(QUESTION).json["response"]
