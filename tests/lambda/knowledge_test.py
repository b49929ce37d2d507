"""Another version of the knowledge reaches a function that lives, by the table it was published in."""

import time

import knowledge_swap as swap
import pytest
from conftest import run
from dynamodb_local import KNOWLEDGE
from dynamodb_proxy import broken
from knowledge_swap import price_of

QUESTION = "how much is the plasma pen x?"
TABLE = {"MTA_CHAT_STORAGE_KIND": "dynamodb", "MTA_CHAT_STORAGE_KNOWLEDGE_TABLE": KNOWLEDGE}


@pytest.fixture
def folder(tmp_path):
    return swap.write(tmp_path / "package", 1)


@pytest.fixture
def begin(start_function, proxy, dynamodb, folder):
    def begin(check_seconds=60):
        return start_function(**dynamodb.environment(proxy.url), **TABLE, MTA_CHAT_KNOWLEDGE_DIRECTORY=str(folder),
                              MTA_CHAT_KNOWLEDGE_CHECK_SECONDS=str(check_seconds))
    return begin


@pytest.fixture
def publish(dynamodb, tmp_path):
    def publish(version, *arguments):
        result = run("knowledge", "publish", str(swap.write(tmp_path / "new", version)), *arguments,
                     env=dynamodb.environment() | TABLE)
        assert result.returncode == 0, result.stderr
        return result.stdout
    return publish


def price_said(function):
    answer = function.chat(QUESTION).json
    [version] = swap.versions_in("\r\n\r\n" + answer["response"])
    assert answer["products"][0]["price"] == price_of(version)
    return version


def test_until_something_is_published_the_packages_files_are_version_0(begin, proxy):
    function = begin()
    assert [price_said(function) for _ in range(3)] == [1, 1, 1]
    assert proxy.operations(KNOWLEDGE) == ["GetItem"]


def test_a_new_version_is_live_within_the_setting_with_one_get_item_each_time(begin, publish, proxy):
    function = begin(check_seconds=2)
    assert price_said(function) == 1
    assert publish(2) == ("Version 1 is current: 3 products.\n"
                          "It is answered from within 60 seconds (knowledge.check_seconds).\n")
    published = time.monotonic()
    while price_said(function) == 1:
        assert time.monotonic() - published < 3
        time.sleep(0.1)
    looks = [call for call in proxy.of("GetItem", KNOWLEDGE) if call.json["Key"]["pk"]["S"] == "current"]
    assert len(looks) == 2
    assert len(proxy.of(table=KNOWLEDGE)) == 4, "the version and its one piece"
    assert {call.operation for call in proxy.of(table=KNOWLEDGE)} == {"GetItem"}


def test_a_minute_has_one_get_item_however_many_ask(begin, publish, proxy):
    publish(2)
    function = begin()
    assert [price_said(function) for _ in range(20)] == [2] * 20, "a cold start looks before its first answer"
    keys = [call.json["Key"]["pk"]["S"].partition("#")[0] for call in proxy.of(table=KNOWLEDGE)]
    assert keys == ["current", "version", "piece"]


def test_while_the_table_does_not_answer_what_is_known_stays(begin, publish, proxy):
    publish(2)
    function = begin(check_seconds=1)
    assert price_said(function) == 2
    publish(3)
    proxy.fail(broken(), table=KNOWLEDGE)
    time.sleep(1.1)
    assert price_said(function) == 2
    [line] = [line for line in function.log() if line.get("message") == "the published knowledge cannot be read"]
    assert line["level"] == "WARN"
    proxy.heal()
    time.sleep(1.1)
    assert price_said(function) == 3


def test_without_the_table_the_packages_files_serve(begin, dynamodb):
    dynamodb.call("DeleteTable", TableName=KNOWLEDGE)
    function = begin()
    assert price_said(function) == 1


def test_what_cannot_be_used_is_refused_with_its_lines(begin, publish, dynamodb, proxy):
    publish(2)
    [piece] = [item for item in dynamodb.scan(KNOWLEDGE) if item["pk"]["S"].startswith("piece#")]
    dynamodb.delete(KNOWLEDGE, piece)
    function = begin(check_seconds=1)
    assert price_said(function) == 1
    [line] = [line for line in function.log() if line.get("message") == "the published knowledge cannot be read"]
    assert line["cause"] == "version 1 of the knowledge is not whole"
