"""Conversations in DynamoDB, from the shipped binary on AWS's DynamoDB Local."""

import datetime
import json
import time

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from conftest import run
from dynamodb_chat import (
    LONG_EXPIRED,
    OTHER_VISITOR,
    SECRET,
    VISITOR,
    answered,
    at_once,
    bucket_start,
    continued,
    degraded,
    dynamodb_server,
    history_sent,
    long_window,
    number,
    say,
    store_errors,
    turns,
)
from dynamodb_local import ACCESS_KEY, CONVERSATIONS, RATE_LIMITS, REGION
from dynamodb_proxy import slow
from fake_openai import FakeOpenAi
from model_behaviours import TEXT, normal
from model_chat import Visitor
from questions import QUESTION
from streaming_test import EVENTS, events

MONTH = 30 * 86400


@pytest.mark.parametrize("session", [None, "user-123"], ids=["issued", "chosen"])
def test_two_processes_continue_one_conversation(start, fake, dynamodb, session):
    one, other = (dynamodb_server(start, dynamodb, model=fake) for _ in range(2))
    session = answered(say(one, "first", session_id=session)).json["session_id"]
    continued(other, "second", session)
    assert history_sent(fake) == [("user", "first"), ("assistant", TEXT), ("user", "second")]
    continued(one, "third", session)
    assert history_sent(fake) == [("user", "first"), ("assistant", TEXT), ("user", "second"), ("assistant", TEXT),
                                  ("user", "third")]
    one.process.kill()
    fresh = dynamodb_server(start, dynamodb, model=fake)
    continued(fresh, "fourth", session)
    assert history_sent(fake)[-2:] == [("assistant", TEXT), ("user", "fourth")]
    assert [degraded(server) + store_errors(server) for server in (other, fresh)] == [0, 0]


def test_another_address_continues_an_issued_session_only(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    issued = answered(say(server, "first")).json["session_id"]
    continued(server, "second", issued, visitor=OTHER_VISITOR)
    assert history_sent(fake)[0] == ("user", "first")
    continued(server, "private", "user-123")
    continued(server, "mine?", "user-123", visitor=OTHER_VISITOR)
    assert history_sent(fake) == [("user", "mine?")]


def test_a_turn_is_one_item_that_lives_thirty_days(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    before = time.time()
    session = answered(say(server, "كم السعر؟ 😀")).json["session_id"]
    continued(server, "and?", session)
    first, second = turns(dynamodb)
    assert before * 1000 - 1 <= number(first, "timestamp") < number(second, "timestamp") <= time.time() * 1000 + 1
    for item in (first, second):
        assert set(item["session_id"]) == {"S"} and item["session_id"] == first["session_id"]
        assert abs(number(item, "expires_at") - number(item, "timestamp") / 1000 - MONTH) <= 1
    assert {"S": "كم السعر؟ 😀"} in first.values() and {"S": TEXT} in first.values()


def test_a_counter_lives_five_windows(start, dynamodb):
    window = long_window()
    server = dynamodb_server(start, dynamodb, window=window)
    for _ in range(3):
        answered(say(server))
    [item] = dynamodb.scan(RATE_LIMITS)
    assert set(item["ip"]) == {"S"} and set(item["minute_bucket"]) == {"S"}
    assert number(item, "request_count") == 3
    assert number(item, "expires_at") == bucket_start(window) + 5 * window


def test_no_address_and_no_session_id_is_in_a_table_or_the_log(start, dynamodb):
    server = dynamodb_server(start, dynamodb)
    issued = answered(say(server, "nobody's business")).json["session_id"]
    answered(say(server, session_id="user-chosen-id", visitor="2001:db8:77::1"))
    for visitor in (VISITOR, "2001:db8:77::1"):
        continued(server, "again", issued, visitor=visitor)
    tables = json.dumps([dynamodb.scan(table) for table in (RATE_LIMITS, CONVERSATIONS)])
    log = server.stderr_path.read_text()
    for secret in (VISITOR, "2001:db8", "20010db8", issued, "user-chosen-id", SECRET, "local/secret"):
        assert secret not in tables and secret not in log, secret
    assert "nobody's business" in tables and "nobody's business" not in log


def put_turn(local, like, seconds_ago, message, expires_at=None):
    """Beside a turn of the service's own, whose message is `first`."""
    item = {name: {"S": message} if value == {"S": "first"} else value for name, value in like.items()}
    at = number(like, "timestamp") - int(seconds_ago * 1000)
    local.put(CONVERSATIONS, item | {"timestamp": {"N": str(at)}, "expires_at": expires_at or like["expires_at"]})


def test_expired_turns_are_not_used_and_take_no_place_of_others(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    session = answered(say(server, "first")).json["session_id"]
    [item] = turns(dynamodb)
    put_turn(dynamodb, item, 40, "good")
    for seconds_ago, message in ((30, "late"), (20, "too late"), (10, "over")):
        put_turn(dynamodb, item, seconds_ago, message, LONG_EXPIRED)
    continued(server, "new", session)
    assert len(turns(dynamodb)) == 6, "the expired ones are still there"
    assert history_sent(fake) == [("user", "good"), ("assistant", TEXT), ("user", "first"), ("assistant", TEXT),
                                  ("user", "new")]


def test_a_turn_whose_time_is_nearly_over_is_still_used(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    session = answered(say(server, "first")).json["session_id"]
    [item] = turns(dynamodb)
    put_turn(dynamodb, item, 0, "first", {"N": str(int(time.time()) + 60)})
    continued(server, "second", session)
    assert history_sent(fake)[0] == ("user", "first")


@pytest.mark.parametrize("page_size", [None, 1, 2])
def test_the_five_messages_before_go_to_the_model_however_they_are_paged(start, fake, dynamodb, proxy, page_size):
    server = dynamodb_server(start, dynamodb, proxy=proxy, model=fake)
    proxy.page_size = page_size
    fake.behave(*(normal(f"answer {i}") for i in range(6)))
    session = answered(say(server, "question 0")).json["session_id"]
    for i in range(1, 5):
        continued(server, f"question {i}", session)
    proxy.forget()
    continued(server, "question 5", session)
    assert history_sent(fake) == [
        ("assistant", "answer 2"), ("user", "question 3"), ("assistant", "answer 3"), ("user", "question 4"),
        ("assistant", "answer 4"), ("user", "question 5")]
    assert len(proxy.of("Query")) == {None: 1, 1: 3, 2: 2}[page_size]


def test_a_turn_of_the_same_millisecond_stays(start, dynamodb, proxy):
    server = dynamodb_server(start, dynamodb, proxy=proxy)

    def another_process_was_faster(call, forward):
        item = {name: {"S": "theirs"} if value == {"S": "ours"} else value for name, value in call.json["Item"].items()}
        dynamodb.put(CONVERSATIONS, item)
        return forward(call)

    proxy.fail(another_process_was_faster, times=1, operation="PutItem")
    answered(say(server, "ours"))
    theirs, ours = turns(dynamodb)
    assert {"S": "theirs"} in theirs.values() and {"S": "ours"} in ours.values()
    assert theirs["session_id"] == ours["session_id"]
    assert store_errors(server) == 0, "a key that is taken is no failure"


def test_all_turns_of_many_requests_at_once_stay(start, dynamodb):
    servers = [dynamodb_server(start, dynamodb) for _ in range(2)]
    at_once(80, lambda i: continued(servers[i % 2], f"number {i}", "one-session"), threads=20)
    kept = [message for item in turns(dynamodb) for message in (v.get("S", "") for v in item.values())
            if message.startswith("number ")]
    assert sorted(kept) == sorted(f"number {i}" for i in range(80))
    assert [store_errors(server) for server in servers] == [0, 0]


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "streamed"])
def test_a_turn_is_stored_before_its_answer_is_complete(start, dynamodb, proxy, headers):
    server = dynamodb_server(start, dynamodb, proxy=proxy)
    proxy.fail(slow(0.4), operation="PutItem")
    visitor = Visitor(server, "hello", headers)
    visitor.read_until(b'"finish"' if headers else b"session_id")
    assert [call.status for call in proxy.of("PutItem")] == [200]
    visitor.leave()


def test_a_streamed_conversation_is_remembered(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    session = events(say(server, "first", headers=EVENTS).text)[1]["data"]["session_id"]
    events(say(server, "second", headers=EVENTS, session_id=session).text)
    assert history_sent(fake) == [("user", "first"), ("assistant", TEXT), ("user", "second")]


def test_the_largest_messages_and_answers_fit(start, fake, dynamodb):
    fake.behave(normal("د" * 40_000))  # more than an answer may have
    server = dynamodb_server(start, dynamodb, model=fake)
    session = answered(say(server, "😀" * 4000)).json["session_id"]
    for _ in range(3):
        continued(server, "😀" * 4000, session)
    assert len(turns(dynamodb)) == 4
    assert store_errors(server) == 0


def expected_authorization(call, proxy):
    """As botocore would have signed the call at its time."""
    sent = call.headers
    at = datetime.datetime.strptime(sent["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    signed = sent["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    request = botocore.awsrequest.AWSRequest(
        method="POST", url=proxy.url + "/", data=call.body,
        headers={name: sent[name] for name in signed if name != "x-amz-date"})
    keys = botocore.credentials.Credentials(ACCESS_KEY, "local/secret", sent.get("x-amz-security-token"))
    signing = botocore.auth.SigV4Auth(keys, "dynamodb", REGION)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: at)
        signing.add_auth(request)
    return request.headers["Authorization"]


@pytest.mark.parametrize("token", [None, "TOKEN=="])
def test_every_call_is_signed_and_connections_are_kept(start, dynamodb, proxy, token):
    server = dynamodb_server(start, dynamodb, proxy=proxy, env={"AWS_SESSION_TOKEN": token} if token else None)
    session = answered(say(server)).json["session_id"]
    for _ in range(5):
        continued(server, "more", session)
    for call in proxy.calls:
        assert call.headers["authorization"] == expected_authorization(call, proxy)
        assert call.headers["content-type"] == "application/x-amz-json-1.0"
        assert call.headers.get("x-amz-security-token") == token
    assert len({call.connection for call in proxy.calls}) == 1


def test_ask_needs_no_table(dynamodb, proxy):
    with FakeOpenAi() as fake:
        result = run("ask", QUESTION, "--set", "storage.kind=dynamodb", "--model-url", fake.url,
                     env=dynamodb.environment(proxy.url))
    assert (result.returncode, result.stdout) == (0, TEXT + "\n")
    assert proxy.calls == []


GOOD = {"RATELIMIT_TABLE_NAME": RATE_LIMITS, "CONVERSATIONS_TABLE_NAME": CONVERSATIONS, "AWS_REGION": REGION}


@pytest.mark.parametrize("wrong, named", [
    ({"RATELIMIT_TABLE_NAME": ""}, "ratelimit_table"),
    ({"CONVERSATIONS_TABLE_NAME": ""}, "conversations_table"),
    ({"AWS_REGION": ""}, "AWS_REGION"),
    ({"AWS_ENDPOINT_URL_DYNAMODB": "localhost:8000"}, "AWS_ENDPOINT_URL_DYNAMODB"),
])
@pytest.mark.parametrize("command", ["check-config", "serve"])
def test_what_dynamodb_needs_is_asked_for(command, wrong, named):
    assert run("check-config", "--set", "storage.kind=dynamodb", env=GOOD).returncode == 0
    result = run(command, "--set", "storage.kind=dynamodb", env=GOOD | wrong)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1 and named in result.stderr


def test_all_that_dynamodb_misses_is_said_at_once():
    result = run("check-config", "--set", "storage.kind=dynamodb")
    assert result.returncode == 2
    for named in ("ratelimit_table", "conversations_table", "AWS_REGION"):
        assert named in result.stderr
