"""What a chat is worth where its tables are slow, throttled, broken or away."""

import time

import pytest
from dynamodb_chat import (
    SECRET,
    VISITOR,
    answered,
    at_once,
    continued,
    degraded,
    dynamodb_server,
    history_sent,
    long_window,
    number,
    say,
    store_errors,
    takes_at_most,
    turns,
)
from dynamodb_local import RATE_LIMITS
from dynamodb_proxy import broken, corrupted, error, lost, slow, throttled, unanswered
from model_behaviours import TEXT
from model_chat import Visitor, access_line

THROTTLING = {"throttled": throttled(), "throttled, in capitals": throttled(message_member="Message"),
              "over the capacity": throttled("ProvisionedThroughputExceededException")}
PASSING = THROTTLING | {"500": broken(), "503": broken(503), "a wrong checksum": corrupted}
REMEMBERED = [("user", "first"), ("assistant", TEXT), ("user", "second")]


def causes(server):
    return [line["cause"] for line in server.log() if "cause" in line]


@pytest.fixture
def server(start, fake, dynamodb, proxy):
    return dynamodb_server(start, dynamodb, proxy=proxy, model=fake, limit=100)


# --- Single calls fail, and are repeated where that is safe ---

@pytest.mark.parametrize("fault", PASSING)
def test_a_failed_read_of_the_conversation_is_repeated_twice(server, fake, proxy, fault):
    session = answered(say(server, "first")).json["session_id"]
    proxy.fail(PASSING[fault], times=2, operation="Query")
    continued(server, "second", session)
    assert len(proxy.of("Query")) == 3
    assert history_sent(fake) == REMEMBERED
    assert (degraded(server), store_errors(server)) == (0, 2)


@pytest.mark.parametrize("fault", ["throttled", "500", "a wrong checksum"])
def test_where_reading_stays_impossible_the_answer_is_given_without_memory(server, fake, proxy, fault):
    session = answered(say(server, "first")).json["session_id"]
    proxy.fail(PASSING[fault], operation="Query")
    continued(server, "second", session)
    assert len(proxy.of("Query")) == 3
    assert history_sent(fake) == [("user", "second")]
    assert (degraded(server), store_errors(server)) == (0, 3)
    proxy.heal()
    continued(server, "third", session)
    assert history_sent(fake) == [*REMEMBERED, ("assistant", TEXT), ("user", "third")], "it was saved all the same"


@pytest.mark.parametrize("fault", PASSING)
def test_a_failed_save_is_repeated_twice_and_makes_one_item(server, dynamodb, proxy, fault):
    proxy.fail(PASSING[fault], times=2, operation="PutItem")
    answered(say(server, "first"))
    assert len(proxy.of("PutItem")) == 3
    assert len(turns(dynamodb)) == 1
    assert (degraded(server), store_errors(server)) == (0, 2)


@pytest.mark.parametrize("fault", ["throttled", "500"])
def test_where_saving_stays_impossible_the_answer_is_given_all_the_same(server, dynamodb, proxy, fault):
    proxy.fail(PASSING[fault], operation="PutItem")
    answered(say(server, "first"))
    assert len(proxy.of("PutItem")) == 3
    assert turns(dynamodb) == []
    assert (degraded(server), store_errors(server)) == (0, 3)


@pytest.mark.parametrize("fault", PASSING)
def test_a_failed_read_of_the_bucket_before_is_repeated_twice(server, proxy, fault):
    proxy.fail(PASSING[fault], times=2, table=RATE_LIMITS)
    answered(say(server))
    assert len(proxy.of(table=RATE_LIMITS)) == 4
    assert (degraded(server), store_errors(server)) == (0, 2)


@pytest.mark.parametrize("fault", THROTTLING)
def test_the_counters_write_is_repeated_twice_where_it_was_throttled(server, dynamodb, proxy, fault):
    proxy.fail(PASSING[fault], times=2, operation="UpdateItem")
    assert answered(say(server)).headers["x-ratelimit-remaining"] == "99"
    assert len(proxy.of("UpdateItem")) == 3
    assert (degraded(server), store_errors(server)) == (0, 2)
    assert number(dynamodb.scan(RATE_LIMITS)[0], "request_count") == 1
    proxy.fail(PASSING[fault], operation="UpdateItem")
    proxy.forget()
    answered(say(server))
    assert len(proxy.of("UpdateItem")) == 3
    assert (degraded(server), store_errors(server)) == (1, 5)


@pytest.mark.parametrize("fault", [broken(), broken(503), corrupted, lost, unanswered],
                         ids=["500", "503", "a wrong checksum", "lost", "unanswered"])
@pytest.mark.parametrize("connection", ["new", "kept"])
def test_the_counters_write_is_never_repeated_where_it_may_have_been_done(server, dynamodb, proxy, fault, connection):
    answered(say(server))
    [before] = {call.connection for call in proxy.calls}
    if connection == "new":
        proxy.drop_idle_connections()
    proxy.forget()
    proxy.fail(fault, times=1, operation="UpdateItem")
    answered(say(server))
    [call] = proxy.of("UpdateItem")
    assert (call.connection == before) == (connection == "kept")
    assert (degraded(server), store_errors(server)) == (1, 1)
    was_done = fault in (corrupted, unanswered)
    assert number(dynamodb.scan(RATE_LIMITS)[0], "request_count") == 1 + was_done
    answered(say(server))
    assert degraded(server) == 1, "it came back by itself"


def test_the_counters_write_is_not_repeated_past_its_bucket(start, dynamodb, proxy):
    window = 4
    server = dynamodb_server(start, dynamodb, proxy=proxy, window=window)

    def throttled_late(call, forward):
        time.sleep(0.8)
        return throttled()(call, forward)

    proxy.fail(throttled_late, operation="UpdateItem")
    time.sleep((window - 0.6 - time.time()) % window)
    answered(say(server))
    buckets = [call.json["Key"]["minute_bucket"]["S"] for call in proxy.of("UpdateItem")]
    assert buckets and len(set(buckets)) == len(buckets)


def test_a_save_whose_answer_got_lost_makes_one_item(server, dynamodb, proxy):
    session = answered(say(server, "first")).json["session_id"]
    proxy.fail(unanswered, times=1, operation="PutItem")
    continued(server, "second", session)
    assert len(turns(dynamodb)) == 2


def test_connections_that_were_closed_meanwhile_cost_nothing(server, fake, proxy):
    session = answered(say(server, "first")).json["session_id"]
    for _ in range(5):
        assert proxy.drop_idle_connections() >= 1
        continued(server, "second", session)
    assert (degraded(server), store_errors(server)) == (0, 0)
    assert history_sent(fake)[-1] == ("user", "second") and len(history_sent(fake)) == 6


@pytest.mark.parametrize("message_member", ["message", "Message"])
def test_what_no_repetition_helps_is_asked_once_and_its_cause_logged(server, proxy, message_member):
    proxy.fail(error(400, "AccessDeniedException", message_member, "not authorized to perform this"))
    answered(say(server, session_id="chosen"))
    assert sorted(set(proxy.operations())) == sorted(proxy.operations())
    logged = causes(server)
    assert len(logged) == 3, "the limiter's, the read's and the save's"
    for cause in logged:
        assert "AccessDeniedException" in cause and "not authorized to perform this" in cause


# --- Tables that are slow or away ---

def test_a_slow_table_takes_at_most_three_seconds_and_opens_nothing(start, fake, dynamodb, proxy):
    server = dynamodb_server(start, dynamodb, proxy=proxy, model=fake, limit=3)
    proxy.fail(slow(2))
    began = time.monotonic()
    with takes_at_most(4.3):
        replies = at_once(4, lambda _: say(server, session_id="chosen"))
    assert sorted(reply.status for reply in replies) == [200, 200, 200, 429]
    assert all(call.at - began < 3.3 for call in fake.calls), "limiter and history together"
    assert degraded(server) == 4
    assert store_errors(server) >= 10, "the counter's, the read's and the save's; of the refused one the counter's"
    proxy.heal()
    other = "203.0.113.9"
    session = answered(say(server, "first", other)).json["session_id"]
    continued(server, "second", session, visitor=other)
    assert history_sent(fake) == REMEMBERED
    assert degraded(server) == 4, "it came back by itself"


@pytest.mark.parametrize("page_size", [None, 1])
def test_calls_that_just_make_it_do_not_add_up_to_more(start, fake, dynamodb, proxy, page_size):
    window = long_window()
    server = dynamodb_server(start, dynamodb, model=fake, window=window)
    session = answered(say(server, "first")).json["session_id"]
    for i in range(3):
        continued(server, f"question {i}", session)
    cold = dynamodb_server(start, dynamodb, proxy=proxy, model=fake, window=window)
    proxy.page_size = page_size
    proxy.fail(slow(0.9))
    began = time.monotonic()
    with takes_at_most(4.3):
        continued(cold, "back", session)
    assert fake.calls[-1].at - began < 3.3, "limiter and history together"


def wait_until_it_is_back(server):
    end = time.monotonic() + 10
    for i in range(200):
        counted = degraded(server)
        answered(say(server, visitor=f"198.51.100.{i}"))
        if degraded(server) == counted:
            return
        assert time.monotonic() < end, "it did not come back"
        time.sleep(0.1)


def test_a_table_that_goes_away_and_comes_back(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake, limit=3)
    session = answered(say(server, "first")).json["session_id"]
    assert (degraded(server), store_errors(server)) == (0, 0)
    dynamodb.stop()
    with takes_at_most(5):
        statuses = [say(server, f"away {i}", "203.0.113.8", session_id=session).status for i in range(5)]
    assert statuses == [200] * 3 + [429] * 2, "counted in this process"
    assert degraded(server) == 5
    assert store_errors(server) >= 6
    assert len(causes(server)) >= 6
    assert server.request("GET", "/readyz").status == 200

    dynamodb.start()
    dynamodb.create_tables()
    wait_until_it_is_back(server)
    before = degraded(server), store_errors(server)
    session = answered(say(server, "first", "203.0.113.9")).json["session_id"]
    assert [continued(server, "second", session, visitor="203.0.113.9").status,
            say(server, visitor="203.0.113.9").status, say(server, visitor="203.0.113.9").status] == [200, 200, 429]
    assert fake.calls[-2].messages[1:] == [{"role": role, "content": content} for role, content in REMEMBERED]
    assert (degraded(server), store_errors(server)) == before
    assert 3 in [number(item, "request_count") for item in dynamodb.scan(RATE_LIMITS)], "counted in the table again"


@pytest.mark.parametrize("name", ["RATELIMIT_TABLE_NAME", "CONVERSATIONS_TABLE_NAME"])
def test_a_table_that_does_not_exist(start, dynamodb, name):
    server = dynamodb_server(start, dynamodb, limit=2, env={name: "no-such-table"})
    statuses = [say(server, session_id="chosen").status for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert degraded(server) == (3 if name.startswith("RATE") else 0)
    assert store_errors(server) >= 2
    assert causes(server) and all("ResourceNotFoundException" in cause for cause in causes(server))
    assert len(turns(dynamodb)) == (2 if name.startswith("RATE") else 0)


def test_a_visitor_who_leaves_while_the_table_is_slow_harms_nobody(server, proxy):
    proxy.fail(slow(0.5))
    visitor = Visitor(server, "hello")
    time.sleep(0.1)
    visitor.leave()
    access_line(server, "visitor")
    proxy.heal()
    answered(say(server))
    assert degraded(server) == 0


def test_no_fault_puts_what_was_said_or_who_said_it_into_the_log(server, proxy):
    issued = answered(say(server, "a private question")).json["session_id"]
    for fault in (broken(), throttled(), corrupted, lost, error(400, "ValidationException")):
        proxy.fail(fault)
        continued(server, "a private question", issued)
        say(server, "a private question", session_id="user-chosen-id")
        proxy.heal()
    log = server.stderr_path.read_text()
    assert len(causes(server)) >= 10
    for secret in (VISITOR, issued, "user-chosen-id", "a private question", TEXT, SECRET, "local/secret"):
        assert secret not in log, secret
