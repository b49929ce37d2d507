"""Servers on tables in DynamoDB Local, and what the tests of them have in common."""

import concurrent.futures
import contextlib
import time

from conftest import WIDE
from dynamodb_local import CONVERSATIONS, RATE_LIMITS
from questions import new_question

SECRET = "what all processes of one service share"
VISITOR = "203.0.113.77"
OTHER_VISITOR = "203.0.113.78"
NO_THROTTLE = WIDE[:4]

# Older than five years: the TTL of DynamoDB leaves such items where they are.
LONG_EXPIRED = {"N": "1000000000"}


def dynamodb_server(start, local, *arguments, proxy=None, model=None, limit=1_000_000, window=None, env=None):
    """Where no `window` is given, one that has begun a while ago and goes on for some minutes."""
    provider = ["--model-url", model.url, "--set", "model.fallback=none"] if model else []
    return start(*NO_THROTTLE, "--set", "storage.kind=dynamodb", "--set", "server.trusted_proxies=127.0.0.1",
                 "--set", f"rate_limit.max={limit}",
                 "--set", f"rate_limit.window_seconds={window or long_window()}", *provider, *arguments,
                 env=local.environment(proxy and proxy.url) | {"MTA_CHAT_SESSION_SECRET": SECRET} | (env or {}))


def say(server, message=None, visitor=VISITOR, headers=None, **members):
    message = new_question() if message is None else message
    return server.chat(message, {"X-Forwarded-For": visitor} | (headers or {}), **members)


def answered(reply):
    assert reply.status == 200, reply.text
    return reply


def continued(server, message, session, **options):
    return answered(say(server, message, session_id=session, **options))


def at_once(count, ask, threads=50):
    with concurrent.futures.ThreadPoolExecutor(min(count, threads)) as pool:
        return list(pool.map(ask, range(count)))


def long_window():
    """Of which more than ten seconds have passed and some minutes are to come."""
    now = time.time()
    return next(window for window in range(3600, 86400) if 12 <= now % window <= window - 300)


def young_window():
    """Of which not yet two seconds have passed."""
    while True:
        now = time.time()
        for window in range(600, 86400):
            if now % window < 1.3:
                return window
        time.sleep(0.2)


def bucket_start(window, at=None):
    return int((at or time.time()) // window) * window


def number(item, name):
    return int(item[name]["N"])


def bucket_before(item, window):
    """The key of the bucket before the one of a counter's item, however buckets are named."""
    name = int(item["minute_bucket"]["S"])
    step = window if name == bucket_start(window, number(item, "expires_at") - 5 * window) else 1
    return {"ip": item["ip"], "minute_bucket": {"S": str(name - step)}}


def fill_bucket_before(local, window, count, expires_at=None):
    """As if the only visitor so far had sent so many requests then."""
    [item] = local.scan(RATE_LIMITS)
    expiry = expires_at or {"N": str(number(item, "expires_at") - window)}
    local.put(RATE_LIMITS, bucket_before(item, window) | {"request_count": {"N": str(count)}, "expires_at": expiry})


def turns(local):
    """With what lies beside them, but for the counts of refused requests and what is known of erasures."""
    return [item for item in local.scan(CONVERSATIONS)
            if not item["session_id"]["S"].startswith(("refusals#", "erased#"))]


def history_sent(fake):
    return [(message["role"], message["content"]) for message in fake.calls[-1].messages[1:]]


def degraded(server):
    return server.metric("mta_chat_limiter_degraded_total")


def store_errors(server):
    return server.metric("mta_chat_store_errors_total")


@contextlib.contextmanager
def takes_at_most(seconds):
    began = time.monotonic()
    yield
    assert time.monotonic() - began <= seconds
