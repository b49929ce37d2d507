"""Records of turns and counts of refusals in DynamoDB, from the shipped binary on AWS's DynamoDB Local."""

import datetime
import json
import time

import pytest
from conftest import ROOT
from dynamodb_chat import answered, at_once, dynamodb_server, number, say, turns
from dynamodb_local import CONVERSATIONS
from model_behaviours import normal

BEFORE = ROOT / "tests/unit/storage/before_records/items.json"
SECRET = "0123456789abcdef0123456789abcdef"  # BEFORE was written under it
WORDS = "Which device suits stretch marks?"


def days():
    """Today and, around midnight, yesterday."""
    now = datetime.datetime.now(datetime.UTC)
    return sorted({f"{moment:%Y-%m-%d}" for moment in (now - datetime.timedelta(minutes=1), now)})


def listed(local, **members):
    return [item for day in reversed(days()) for item in local.turns_of_day(day, **members)]


def refusals(local):
    return [item for item in local.scan(CONVERSATIONS) if item not in turns(local)]


def test_turns_are_listed_by_their_day_without_a_scan_and_without_words(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    ids = []
    for _ in range(3):
        answer = answered(say(server, WORDS, headers={"Idempotency-Key": f"k{len(ids)}" * 12}, session_id="mine")).json
        ids.append(answer["message_id"])
    items = listed(dynamodb)
    assert [item["record"]["M"]["message_id"]["S"] for item in items] == ids[::-1]
    for item in items:
        assert set(item) == {"session_id", "timestamp", "day", "expires_at", "model", "record"}
        record = item["record"]["M"]
        assert record["conversation_id"]["S"] == answer["conversation_id"]
        assert (record["language"]["S"], record["outcome"]["S"]) == ("en", "answered")
        assert number(record, "output_tokens") > 0 and number(record, "latency_ms") >= 0
        assert [row["S"] for row in record["rows"]["L"]]
    assert WORDS not in json.dumps(items)
    assert len(listed(dynamodb, Limit=2)) == 2
    assert len(turns(dynamodb)) == 6, "kept answers lie beside the turns, and in no index"


def test_a_record_says_what_the_price_guard_corrected(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    for text in ("It costs 5,000 USD.", "We ship it for free.", "Ask our team."):
        fake.behave(normal(text))
        answered(say(server, f"{WORDS} {text}"))
    corrected = [(item["record"]["M"]["corrected_price"]["BOOL"], item["record"]["M"]["corrected_promise"]["BOOL"])
                 for item in listed(dynamodb)]
    assert sorted(corrected) == [(False, False), (False, True), (True, False)]


def test_a_flood_of_refusals_is_an_item_an_hour_and_a_write_a_minute(start, dynamodb, proxy):
    server = dynamodb_server(start, dynamodb, proxy=proxy, limit=3)
    refused = [reply.status for reply in at_once(200, lambda _: say(server, "hello"), threads=10)].count(429)
    assert refused == 197
    counting = [call for call in proxy.of("UpdateItem") if call.json["TableName"] == CONVERSATIONS]
    assert len(counting) == 1
    assert server.stop() == 0
    items = refusals(dynamodb)
    assert sum(number(item, "rate_limited") for item in items) == refused
    for item in items:
        assert number(item, "throttled") == number(item, "failed") == 0
        assert number(item, "timestamp") % 3_600_000 == 0
        assert item["session_id"]["S"].removeprefix("refusals#") in days()
        assert abs(number(item, "expires_at") - time.time() - 400 * 86400) < 7200
    assert listed(dynamodb) == listed(dynamodb, Limit=3), "they are in no index"


@pytest.mark.parametrize("with_day_index", [False, True], ids=["index later", "index first"])
def test_a_table_of_the_release_before_goes_on(start, fake, dynamodb, with_day_index):
    dynamodb.create_tables(with_day_index)
    old = json.loads(BEFORE.read_text())
    for item in old:
        dynamodb.put(CONVERSATIONS, item | {"expires_at": {"N": str(int(time.time()) + 86400)}})
    server = dynamodb_server(start, dynamodb, model=fake, env={"MTA_CHAT_SESSION_SECRET": SECRET})
    answered(say(server, "And the gentlest of them?", visitor="127.0.0.1", session_id="release-test"))
    sent = [message["content"] for message in fake.calls[-1].messages[1:]]
    assert sent == [old[0]["message"]["S"], old[0]["answer"]["S"], WORDS, old[1]["answer"]["S"], "And the gentlest of them?"]
    if not with_day_index:
        dynamodb.add_day_index()
    assert len(listed(dynamodb)) == 1, "old turns have no record"
    assert len(turns(dynamodb)) == len(old) + 1
