"""The visitor limit with its counters in DynamoDB, from the shipped binary on AWS's DynamoDB Local."""

import collections
import math
import time

import pytest
from dynamodb_chat import (
    LONG_EXPIRED,
    OTHER_VISITOR,
    answered,
    at_once,
    bucket_before,
    bucket_start,
    continued,
    degraded,
    dynamodb_server,
    fill_bucket_before,
    long_window,
    number,
    say,
    store_errors,
    young_window,
)
from dynamodb_local import CONVERSATIONS, RATE_LIMITS
from dynamodb_proxy import spelled
from limits_test import wait_for_room_in_the_bucket


def statuses(replies):
    return dict(collections.Counter(reply.status for reply in replies))


def remaining(reply):
    return int(answered(reply).headers["x-ratelimit-remaining"])


def test_a_thousand_at_once_over_two_processes_admit_exactly_the_limit(start, dynamodb):
    servers = [dynamodb_server(start, dynamodb, "--set", "server.threads=2", limit=10, window=long_window())
               for _ in range(2)]
    for server in servers:  # the first calls of a young JVM are slow
        answered(say(server, visitor=OTHER_VISITOR))
    replies = at_once(1000, lambda i: say(servers[i % 2]))
    assert [degraded(server) for server in servers] == [0, 0], "the table answered too slowly to tell"
    assert statuses(replies) == {200: 10, 429: 990}
    assert sorted(number(item, "request_count") for item in dynamodb.scan(RATE_LIMITS)) == [2, 10]
    assert sum(server.metric("mta_chat_rate_limit_hits_total") for server in servers) == 990
    assert [store_errors(server) for server in servers] == [0, 0], "a refusal is no failure"


def test_many_visitors_at_once_have_their_own_limits(start, dynamodb):
    window = long_window()
    servers = [dynamodb_server(start, dynamodb, limit=3, window=window) for _ in range(2)]
    replies = at_once(200, lambda i: (i % 20, say(servers[i // 20 % 2], visitor=f"203.0.113.{i % 20}")), threads=20)
    admitted = collections.Counter(visitor for visitor, reply in replies if reply.status == 200)
    assert [degraded(server) for server in servers] == [0, 0]
    assert admitted == {visitor: 3 for visitor in range(20)}


def test_limits_outlive_the_process(start, dynamodb):
    window = long_window()
    first = dynamodb_server(start, dynamodb, limit=5, window=window)
    assert [remaining(say(first)) for _ in range(3)] == [4, 3, 2]
    first.process.kill()
    second = dynamodb_server(start, dynamodb, limit=5, window=window)
    assert [say(second).status for _ in range(3)] == [200, 200, 429]
    assert answered(say(second, visitor=OTHER_VISITOR))


def calls_of(proxy, ask):
    """The operations of one chat, the counter's first."""
    proxy.forget()
    answered(ask())
    return proxy.operations(RATE_LIMITS), [call.operation for call in proxy.calls if call.table != RATE_LIMITS]


def test_a_chat_costs_at_most_four_calls_and_one_more_with_a_session(start, dynamodb, proxy):
    window = long_window()
    server = dynamodb_server(start, dynamodb, proxy=proxy, window=window)
    counter, conversation = calls_of(proxy, lambda: say(server))
    assert (len(counter), counter[-1], conversation) == (2, "UpdateItem", ["PutItem", "GetItem"]), "the bucket before is read"
    session = answered(say(server)).json["session_id"]
    warm = (["UpdateItem"], ["Query", "PutItem", "GetItem"])
    for _ in range(3):
        assert calls_of(proxy, lambda: continued(server, "more", session)) == warm

    cold = dynamodb_server(start, dynamodb, proxy=proxy, window=window)
    counter, conversation = calls_of(proxy, lambda: continued(cold, "back", session))
    assert (len(counter), counter[-1], conversation) == (2, "UpdateItem", ["Query", "PutItem", "GetItem"])
    assert proxy.calls[0].json["ConsistentRead"] is True
    for _ in range(3):
        assert calls_of(proxy, lambda: continued(cold, "more", session)) == warm
    assert calls_of(proxy, lambda: say(cold)) == (["UpdateItem"], ["PutItem", "GetItem"])


def test_what_is_no_chat_costs_no_call(start, dynamodb, proxy):
    server = dynamodb_server(start, dynamodb, proxy=proxy, window=long_window())
    for method, path in (("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/"), ("GET", "/chat"), ("OPTIONS", "/chat"),
                         ("POST", "/nowhere")):
        server.request(method, path)
    assert proxy.calls == []
    assert say(server, "").status == 400
    assert proxy.operations(RATE_LIMITS) == proxy.operations(), "a bad body is counted, and nothing else"
    assert number(dynamodb.scan(RATE_LIMITS)[0], "request_count") == 1


@pytest.mark.parametrize("message_member", ["message", "Message"])
def test_a_refusal_costs_one_failed_write_and_the_next_ones_nothing(start, dynamodb, proxy, message_member):
    window = long_window()
    first = dynamodb_server(start, dynamodb, limit=10, window=window)
    at_once(10, lambda _: answered(say(first)))
    other = dynamodb_server(start, dynamodb, proxy=proxy, limit=10, window=window)
    proxy.fail(spelled(message_member), operation="UpdateItem")
    refused = say(other)
    assert (refused.status, refused.json["error"]) == (429, "Rate limit exceeded")
    assert [call.status for call in proxy.of("UpdateItem", RATE_LIMITS)] == [400]
    assert proxy.operations(CONVERSATIONS) in ([], ["UpdateItem"]), "no conversation is read or written, but for the hour's refusals"
    proxy.forget()
    assert statuses(at_once(30, lambda _: say(other))) == {429: 30}
    assert proxy.calls == []
    assert (degraded(other), store_errors(other)) == (0, 0)
    assert number(dynamodb.scan(RATE_LIMITS)[0], "request_count") == 10, "a refusal writes nothing"


def test_a_process_that_admitted_them_itself_refuses_without_a_call(start, dynamodb, proxy):
    server = dynamodb_server(start, dynamodb, proxy=proxy, limit=3, window=long_window())
    assert [remaining(say(server)) for _ in range(3)] == [2, 1, 0]
    proxy.forget()
    assert [say(server).status for _ in range(5)] == [429] * 5
    assert proxy.of(table=RATE_LIMITS) == []
    assert len(proxy.calls) <= 1, "the hour's refusals are written once a minute"


def test_no_call_is_made_until_the_window_has_moved_and_retry_after_says_when(start, dynamodb, proxy):
    window = 3
    first, other = (dynamodb_server(start, dynamodb, proxy=via, limit=2, window=window) for via in (None, proxy))
    wait_for_room_in_the_bucket(window, 2)
    assert [remaining(say(first)) for _ in range(2)] == [1, 0]
    refused = say(other)
    assert refused.status == 429
    at = time.time()
    retry_after = refused.json["retry_after"]
    assert refused.headers["retry-after"] == str(retry_after)
    proxy.forget()
    while (left := at + retry_after - time.time()) > 0:
        if left > 1.2:
            assert say(other).status == 429
        time.sleep(min(left, 0.1))
    assert proxy.calls == []
    answered(say(other))
    assert degraded(other) == 0


def rate(limit, window, previous, current, at):
    """What is left of the limit at that time."""
    into = at - bucket_start(window, at)
    return max(0, limit - math.ceil(previous * (window - into) / window) - current)


def seconds_to_room(limit, window, previous, current, at):
    """Until one more is admitted in the same bucket."""
    return next(seconds for seconds in range(window) if rate(limit, window, previous, current, at + seconds) > 0)


@pytest.mark.parametrize("previous, limit", [(1, 10), (7, 10), (600, 1000)])
def test_the_bucket_before_counts_by_what_the_window_still_covers(start, dynamodb, previous, limit):
    window = long_window()
    first = dynamodb_server(start, dynamodb, limit=limit, window=window)
    answered(say(first))
    fill_bucket_before(dynamodb, window, previous)
    fresh = dynamodb_server(start, dynamodb, limit=limit, window=window)
    for current in (2, 3):
        before = time.time()
        left = remaining(say(fresh))
        assert left in range(rate(limit, window, previous, current, before),
                             rate(limit, window, previous, current, time.time()) + 1)


def test_a_full_bucket_before_refuses_and_says_when_it_is_over(start, dynamodb, proxy):
    window, limit, previous = long_window(), 5, 1000
    first = dynamodb_server(start, dynamodb, limit=limit, window=window)
    answered(say(first))
    fill_bucket_before(dynamodb, window, previous)
    fresh = dynamodb_server(start, dynamodb, proxy=proxy, limit=limit, window=window)
    before = time.time()
    refused = say(fresh)
    after = time.time()
    assert refused.status == 429
    [item] = [item for item in dynamodb.scan(RATE_LIMITS) if number(item, "request_count") != previous]
    assert number(item, "request_count") == 1
    assert (seconds_to_room(limit, window, previous, 1, after) <= refused.json["retry_after"]
            <= seconds_to_room(limit, window, previous, 1, before))
    proxy.forget()
    assert [say(fresh).status for _ in range(3)] == [429] * 3
    assert proxy.calls == []


def test_a_full_bucket_before_refuses_the_first_of_the_next_too(start, dynamodb, proxy):
    window, limit = long_window(), 5
    first = dynamodb_server(start, dynamodb, limit=limit, window=window)
    answered(say(first))
    fill_bucket_before(dynamodb, window, 1000)
    [current] = [item for item in dynamodb.scan(RATE_LIMITS) if number(item, "request_count") == 1]
    dynamodb.delete(RATE_LIMITS, current)
    fresh = dynamodb_server(start, dynamodb, proxy=proxy, limit=limit, window=window)
    before = time.time()
    refused = say(fresh)
    after = time.time()
    assert refused.status == 429
    assert [number(item, "request_count") for item in dynamodb.scan(RATE_LIMITS)] == [1000], "a refusal writes nothing"
    assert (seconds_to_room(limit, window, 1000, 0, after) <= refused.json["retry_after"]
            <= seconds_to_room(limit, window, 1000, 0, before))
    proxy.forget()
    assert [say(fresh).status for _ in range(3)] == [429] * 3
    assert proxy.calls == []


def test_expired_counts_are_not_used(start, dynamodb):
    window = long_window()
    first = dynamodb_server(start, dynamodb, limit=10, window=window)
    answered(say(first))
    fill_bucket_before(dynamodb, window, 1000, LONG_EXPIRED)
    fresh = dynamodb_server(start, dynamodb, limit=10, window=window)
    assert remaining(say(fresh)) == 8
    assert len(dynamodb.scan(RATE_LIMITS)) == 2, "the expired one is still there"


def test_what_the_bucket_before_gets_in_the_first_seconds_of_the_next_is_seen(start, dynamodb, proxy):
    window = young_window()
    began = bucket_start(window)
    server = dynamodb_server(start, dynamodb, proxy=proxy, limit=100, window=window)
    assert remaining(say(server)) == 99
    [item] = dynamodb.scan(RATE_LIMITS)
    for late_count in (10, 30):
        fill = bucket_before(item, window) | {"request_count": {"N": str(late_count)}, "expires_at": item["expires_at"]}
        dynamodb.put(RATE_LIMITS, fill)
        proxy.forget()
        left = remaining(say(server))
        assert time.time() < began + 5, "this machine is too slow for this test"
        assert left in range(100 - late_count - 3, 100 - late_count)
        assert len(proxy.operations(RATE_LIMITS)) == 2
    session = answered(say(server)).json["session_id"]
    assert sum(len(part) for part in calls_of(proxy, lambda: continued(server, "more", session))) == 5
    time.sleep(max(0, began + 5.2 - time.time()))
    assert len(calls_of(proxy, lambda: say(server))[0]) == 2, "only now it cannot change any more"
    for _ in range(2):
        assert calls_of(proxy, lambda: say(server)) == (["UpdateItem"], ["PutItem", "GetItem"])
