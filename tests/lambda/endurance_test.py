"""Many invocations, one after the other: none is lost, and memory does not grow.

MTA_CHAT_INVOCATIONS=100000 for the full run, some two minutes; fewer than 5000 fill no store."""

import itertools
import os

from lambda_events import (S3, SCHEDULED, SQS, WARM_UP, function_url, http_api, question, rest_api)
from streaming_test import EVENTS, events

INVOCATIONS = int(os.environ.get("MTA_CHAT_INVOCATIONS", "5000"))
MOST_GROWTH_KB = 1024  # what a fragmented heap takes until it is flat: 336 after 5,000, 716 after 20,000, 444 after 60,000


def varied_events():
    """Event, and the status of its answer; None for an error. Three conversations (of each the last 50 turns
    are kept) and few visitors, so that what is kept is complete after the first tenth."""
    messages = ["How much is the 7D HIFU machine?", "كم سعر ٧ HIFU", "do you have a kegel chair?", "hello",
                "x" * 3900]
    for number in itertools.count():
        address = f"203.0.113.{number % 3}"
        other_address = f"198.51.100.{number % 40}"
        body = question(messages[number % 5], session_id="user-123")
        sent = {"body": body, "address": address}
        yield from [
            (http_api(**sent), 200),
            (rest_api(**sent, as_base64=True), 200),
            (function_url(**sent, headers=EVENTS), 200),
            (http_api(**sent, stage="dev", headers={"x-padding": "p" * (number % 5000)}), 200),
            (http_api(body=body[:-1], address=other_address), 400),
            (rest_api(body=" " * 65537, address=other_address), 413),
            (http_api(method="GET", path="/nothing"), 404),
            (WARM_UP, 200),
            (SCHEDULED["rule"], 200),
            (S3 if number % 2 else SQS, None),
            (http_api(**sent, headers=EVENTS), 200),
        ]


def test_none_is_lost_and_memory_is_flat(start_function):
    function = start_function()
    of_http = early_kb = 0
    for number, (event, status) in enumerate(itertools.islice(varied_events(), INVOCATIONS)):
        invocation = function.invoke(event)
        if status is None:
            assert invocation.error["errorType"] == "Function.UnsupportedEvent"
        else:
            assert invocation.status == status, event
            is_stream = invocation.headers.get("content-type") == "text/event-stream"
            assert not is_stream or events(invocation.body)[-1] == {"type": "finish"}
            of_http += "requestContext" in event
        assert len(invocation.posts) == 1
        if number == INVOCATIONS // 10:
            early_kb = function.memory_kb()
    function.api.wait_for_next()
    grown_kb = function.memory_kb() - early_kb
    print(f"{INVOCATIONS} invocations: {early_kb} KB after a tenth, {grown_kb:+} KB at the end")
    assert grown_kb < MOST_GROWTH_KB
    assert (function.api.connections, function.api.nexts) == (1, INVOCATIONS + 1)
    assert [line.get("message") for line in function.log()].count("request") == of_http
