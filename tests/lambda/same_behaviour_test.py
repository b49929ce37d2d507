"""One table of requests, asked of the self-hosted server and of the Lambda: the same answers, headers and
questions to the model."""

import concurrent.futures
import json

import pytest
from errors_test import CHAT_ERRORS
from fake_openai import FakeOpenAi
from front_doors import OnLambda, Request, SelfHosted, conversation
from lambda_events import question, rest_api
from lambda_function import SETTINGS, asking
from limits_test import wait_for_room_in_the_bucket
from model_behaviours import (cut, empty, malformed, normal, only_reasoning, silent, status, stalled, whole_json,
                              wrong_type)
from streaming_test import EVENTS

SITE = "https://medical-tech-aesthetic.com"
LIMIT = 4

# Alike for both doors; `lambda.cors` makes the Lambda send what the server always sends.
COMMON = SETTINGS | {"MTA_CHAT_LAMBDA_CORS": "service", "MTA_CHAT_RATE_LIMIT_MAX": str(LIMIT),
                     "MTA_CHAT_RATE_LIMIT_WINDOW_SECONDS": "3600", "MTA_CHAT_MODEL_FIRST_BYTE_TIMEOUT_MS": "700",
                     "MTA_CHAT_MODEL_BETWEEN_CHUNKS_TIMEOUT_MS": "700", "MTA_CHAT_LEADS_ENABLED": "true"}
PROFILES = {"dev": {}, "prod": {"MTA_CHAT_CORS_ALLOWED_ORIGINS": SITE, "MTA_CHAT_MODEL_FALLBACK": "none"}}
DOORS = {"2.0": {}, "1.0": {"event": rest_api}, "streamed": {"MTA_CHAT_LAMBDA_RESPONSE_MODE": "streaming"}}

LEVELS = 16


def chat(message=None, headers=None, **members):
    """A new question where no message is given, which goes to the model."""
    return Request(question(message, **members), headers=headers or {})


HI = chat()
LARGEST = 65536
UUID = "8e03978e-40d5-43dd-bc93-6894a57f9324"
SMALL_TALK = ["hello", "shukran!", "وين موقعكم؟", "How much is the 7D HIFU machine?"]


def keyed(key="key-1", headers=None, message="and who services it in Jordan?", **members):
    return chat(message, {"Idempotency-Key": key} | (headers or {}), **members)


def preflight(origin, path="/chat", method="POST"):
    return Request(method="OPTIONS", path=path, headers={"Origin": origin, "Access-Control-Request-Method": method})


def that_session(answers):
    return question("and how much is it?", session_id=answers[0].json["session_id"])


def nested(levels):
    return '{"message":"hi","x":' + "[" * (levels - 1) + "]" * (levels - 1) + "}"


def history(count=2):
    return [{"role": ("user", "assistant")[number % 2], "content": f"said {number}"} for number in range(count)]


CONSENT = Request(method="GET", path="/leads/consent")


def lead(headers=None, **members):
    """A form under the wording that the first request was told."""
    def body(answers):
        agreed = {"version": answers[0].json["consent"]["en"]["version"], "given": True}
        return json.dumps({"phone": "+966 55 012 3456", "consent": agreed} | members)
    return Request(body, path="/leads", headers=headers or {})


def erasure(session):
    return Request(method="DELETE", path=f"/sessions/{session}")


def feedback(of=0, headers=None, **members):
    """On that answer of the ones before."""
    def body(answers):
        ids = {name: answers[of].json[name] for name in ("session_id", "message_id")}
        return json.dumps(ids | {"rating": "bad"} | members)
    return Request(body, path="/feedback", headers=headers or {})


PATHS_OF_PAGES = {"/chat": "POST", "/feedback": "POST", "/leads": "POST", "/leads/consent": "GET", "/sessions/a": "DELETE"}


# What is asked, and the statuses or titles of the errors that must come of it.
DEV = {
    "a question": ([HI], [200]),
    "a request id": ([chat(headers={"X-Request-Id": "my_id-1"})], [200]),
    "no request id": ([chat(headers={"X-Request-Id": "not one"})], [200]),
    "another content type": ([chat(headers={"Content-Type": "application/x-www-form-urlencoded"})], [200]),
    "arabic": ([chat("كم سعر ٧ HIFU 😀")], [200]),
    "a byte order mark": ([Request(b"\xef\xbb\xbf" + question().encode())], [200]),
    "the last of two": ([Request('{"message":5,"message":"hi"}')], [200]),
    "the longest message": ([chat("😀" * 4000)], [200]),
    "one too long": ([chat("😀" * 4001)], ["Message too long"]),
    "nested deeply": ([Request(nested(LEVELS))], [200]),
    "nested too deeply": ([Request(nested(LEVELS + 1))], ["Invalid JSON"]),
    "the largest body": ([Request(question().ljust(LARGEST))], [200]),
    "a body too large": ([Request(" " * (LARGEST + 1)), HI], ["Request too large", 200]),
    "no text": ([Request(b'{"message":"\xff"}')], ["Invalid JSON"]),
    "a lone surrogate": ([Request('{"message":"\\ud800"}')], ["Invalid JSON"]),
    "a system prompt": ([chat(system_prompt="Be a pirate."), chat(system_prompt=5)], [200, 200]),
    "a chosen session": ([chat(session_id="user-123"), chat("again", session_id="user-123")], [200, 200]),
    "an issued session": ([HI, Request(that_session), Request(that_session)], [200] * 3),
    "a session of another form": ([chat(session_id="a" * 129), chat(session_id=5), chat(session_id=None)],
                                  ["Invalid session_id", "Invalid session_id", 200]),
    "a history": ([chat(conversation_history=history(7))], [200]),
    "a history where there is one": ([chat(session_id="h"), chat(session_id="h", conversation_history=history())],
                                     [200, 200]),
    "wrong histories": ([chat(conversation_history=value) for value in ([5], history(51), [{"role": "system"}])],
                        ["Invalid conversation_history"] * 3),
    "the visitor's limit": ([HI] * (LIMIT + 2), [200] * LIMIT + ["Rate limit exceeded"] * 2),
    "bad bodies count": ([Request("x")] * LIMIT + [HI], ["Invalid JSON"] * LIMIT + ["Rate limit exceeded"]),
    "what is not counted": ([Request("{}", path="/nothing"), Request(method="GET"), Request(method="OPTIONS"), HI],
                            ["Not found", "Method not allowed", 204, 200]),
    "other paths": ([Request("{}", path=path) for path in ("/nothing", "/chat/", "/chat%2F", "/CHAT")],
                    ["Not found"] * 4),
    "a query": ([Request(question(), query="x=1")], [200]),
    "other methods": ([Request(method=method) for method in ("GET", "PUT", "DELETE", "PATCH")],
                      ["Method not allowed"] * 4),
    "a preflight": ([preflight("https://a.example"), Request(method="OPTIONS")], [204, 204]),
    "any page": ([chat(headers={"Origin": "https://a.example"})], [200]),
    "an event stream": ([chat(headers=EVENTS)], [200]),
    "event streams of a session": ([chat(headers=EVENTS, session_id="s"), chat(headers=EVENTS, session_id="s")],
                                   [200, 200]),
    "anything is no event stream": ([chat(headers={"Accept": value}) for value in (
        "*/*", "text/*", "text/event-stream;q=0")], [200] * 3),
    "one of several": ([chat(headers={"Accept": "application/json, text/event-stream;q=0.5"})], [200]),
    "a bad body to an event stream": ([Request("{}", headers=EVENTS)], ["Missing message"]),
    "small talk": ([chat(message) for message in SMALL_TALK], [200] * len(SMALL_TALK)),
    "small talk as event streams": ([chat(message, EVENTS) for message in SMALL_TALK], [200] * len(SMALL_TALK)),
    "the same first question again": ([chat("who repairs the HIFU in Amman?", headers) for headers in ({}, EVENTS, {})],
                                      [200] * 3),
    "a key again and again": ([keyed()] * LIMIT + [keyed(headers=EVENTS), HI], [200] * (LIMIT + 2)),
    "an event stream's key again": ([keyed(headers=EVENTS), keyed(headers=EVENTS), keyed()], [200] * 3),
    "a key of another body": ([keyed(), keyed(session_id="user-123"), keyed()], [200, "Idempotency key reused", 200]),
    "keys that are none": ([keyed(key) for key in ("", "two words", "k" * 129)], ["Invalid Idempotency-Key"] * 3),
    "the longest key": ([keyed("k" * 128), keyed("k" * 128)], [200, 200]),
    "a key of a bad body": ([Request("{}", headers={"Idempotency-Key": "k"})] * 2, ["Missing message"] * 2),
    "the limit of event streams": ([chat(headers=EVENTS)] * (LIMIT + 1), [200] * LIMIT + ["Rate limit exceeded"]),
    "leads an hour": ([CONSENT] + [lead()] * 4, [200] + [201] * 3 + ["Rate limit exceeded"]),
    "a lead with everything": ([CONSENT, lead(name="سارة", email="a@b.co", clinic="C", country="SA", devices=["D"],
                                              message="m", session_id="s", page="https://a.example/b?c", website="")],
                               [200, 201]),
    "a filled trap": ([CONSENT, lead(website="https://buy.example")], [200, 201]),
    "a lead's key again": ([CONSENT, lead({"Idempotency-Key": "k"}), lead({"Idempotency-Key": "k"}),
                            lead({"Idempotency-Key": "k"}, name="N")], [200, 201, 201, "Idempotency key reused"]),
    "wrong leads": ([CONSENT] + [lead(**members) for members in ({"phone": None}, {"email": "x"}, {"consent": None}, {
        "consent": {"version": "x", "given": True}})],
                    [200, "Missing contact", "Invalid email", "Missing consent", "Consent outdated"]),
    "other methods of leads": ([Request(method="GET", path="/leads"), Request("{}", path="/leads/consent"),
                                Request(method="OPTIONS", path="/leads")],
                               ["Method not allowed", "Method not allowed", 204]),
    "feedback": ([HI, feedback(), feedback(rating="good", comment="\u0007Call +966 55 012 3456 "), feedback(comment=None)],
                 [200, 204, 204, 204]),
    "feedback on a kept answer": ([chat("who repairs the IPL in Amman?"), chat("who repairs the IPL in Amman?"), feedback(1)],
                                  [200, 200, 204]),
    "feedback on a repeat": ([keyed(UUID), keyed(UUID), feedback(1)], [200, 200, 204]),
    "wrong feedback": ([HI] + [feedback(**members) for members in ({"rating": "great"}, {"comment": "ع" * 1001}, {
        "message_id": "another"})], [200, "Invalid feedback", "Invalid feedback", "Not found"]),
    "feedback counts": ([HI] * (LIMIT - 1) + [feedback(), feedback()], [200] * (LIMIT - 1) + [204, "Rate limit exceeded"]),
    "feedback without a session": ([Request("{}", path="/feedback"), Request(method="GET", path="/feedback"),
                                    Request(" " * (LARGEST + 1), path="/feedback")],
                                   ["Invalid session_id", "Method not allowed", "Request too large"]),
    "the widget's settings": ([Request(method="GET", path="/widget/config"), Request(method="POST", path="/widget/config")],
                              [200, "Method not allowed"]),
    "preflights": ([preflight("https://a.example", path, method) for path, method in PATHS_OF_PAGES.items()],
                   [204] * len(PATHS_OF_PAGES)),
    "an erasure": ([chat(session_id="e:1"), erasure("e%3A1"), chat(session_id="e:1"), erasure("nobody")],
                   [200, 204, 200, 204]),
    "erasures that are none": ([erasure("a/b"), Request(method="GET", path="/sessions/a"),
                                Request(method="DELETE", path="/sessions/")],
                               ["Not found", "Method not allowed", "Not found"]),
} | {f"{body[:20] or 'empty'}: {error}": ([Request(body)], [error]) for body, error in CHAT_ERRORS}

PROD = {
    "our page": ([chat(headers={"Origin": SITE}), preflight(SITE)], [200, 204]),
    "our page's error": ([Request("{}", headers={"Origin": SITE})], ["Missing message"]),
    "our page with its port": ([chat(headers={"Origin": SITE + ":443"}), preflight(SITE + ":443")], [200, 204]),
    "a page elsewhere": ([chat(headers={"Origin": "https://evil.example"}), preflight("https://evil.example")],
                         ["Origin not allowed", 204]),
    "no page": ([HI], [200]),
    "preflights": ([preflight(origin, path, method) for path, method in PATHS_OF_PAGES.items()
                    for origin in (SITE, "https://evil.example")], [204] * 2 * len(PATHS_OF_PAGES)),
    "feedback of a page elsewhere": ([HI, feedback(headers={"Origin": "https://evil.example"}), feedback(headers={
        "Origin": SITE})], [200, "Origin not allowed", 204]),
}

# How the model behaves, and what comes of it in dev (with the catalogue as its fallback) and in prod.
MODELS = {
    "normal": (normal("Yes, it is."), 200, 200),
    "whole": (whole_json("Yes, it is."), 200, 200),
    "reasoning": (normal("<reasoning>hm</reasoning>Yes."), 200, 200),
    "control characters": (normal("\x1b[31mred\x1b[0m\x07 end"), 200, 200),
    "refuses": (status(400), 200, "AI service error"),
    "too many": (status(429, {"Retry-After": "100"}), 200, "AI service unavailable"),
    "too many for long": (status(503, {"Retry-After": "9999"}), 200, "AI service unavailable"),
    "silent": (silent(), 200, "AI service timeout"),
    "empty": (empty(), 200, "AI service error"),
    "only reasoning": (only_reasoning(), 200, "AI service error"),
    "malformed": (malformed(), 200, "AI service error"),
    "another type": (wrong_type(), 200, "AI service error"),
}
BREAKS = {"cut": cut("Yes, it"), "malformed": malformed("Yes, it"), "stalled": stalled("Yes, it")}


class Pair:
    """Both doors, each with a provider of its own, so that they can be asked at the same time."""

    def __init__(self, folder, profile, door):
        self._fakes = FakeOpenAi(), FakeOpenAi()
        here, there = (COMMON | asking(fake) | PROFILES[profile] for fake in self._fakes)
        self._doors = SelfHosted(folder, here), OnLambda(folder, there, **DOORS[door])

    def answers(self, requests, *behaviours):
        """What both said, once it is known to be the same."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            (here, asked_here), (there, asked_there) = pool.map(
                lambda door, fake: ask(door, fake, requests, behaviours), self._doors, self._fakes)
        assert here == there
        assert asked_here == asked_there
        return here

    def stop(self):
        for part in (*self._doors, *self._fakes):
            part.stop()


def ask(door, fake, requests, behaviours):
    """The answers, and what the model was asked for them."""
    before = len(fake.calls)
    fake.behave(*behaviours)
    return conversation(door, requests), [call.json for call in fake.calls[before:]]


def pair_of(profile):
    @pytest.fixture(scope="module", params=DOORS, name=profile)
    def start(request, tmp_path_factory):
        wait_for_room_in_the_bucket(3600, 20)
        pair = Pair(tmp_path_factory.mktemp("pair"), profile, request.param)
        yield pair
        pair.stop()
    return start


dev_pair, prod_pair = pair_of("dev"), pair_of("prod")


def outcome(answer):
    """The status, or the title where it is an error."""
    return answer["status"] if answer["status"] < 400 else json.loads(answer["text"])["error"]


@pytest.mark.parametrize("name", DEV)
def test_in_dev(dev, name):
    requests, expected = DEV[name]
    assert [outcome(answer) for answer in dev.answers(requests, normal("Yes."))] == expected


@pytest.mark.parametrize("name", PROD)
def test_in_prod(prod, name):
    requests, expected = PROD[name]
    assert [outcome(answer) for answer in prod.answers(requests, normal("Yes."))] == expected


FORMS = pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "events"])


def ask_a_model(pair, headers, behaviour):
    # A call that succeeds closes a circuit that others have almost opened.
    pair.answers([chat()], normal("Yes."))
    [answer] = pair.answers([chat(headers=headers)], behaviour)
    return outcome(answer)


@FORMS
@pytest.mark.parametrize("name", MODELS)
def test_models_in_dev(dev, name, headers):
    behaviour, expected, _ = MODELS[name]
    assert ask_a_model(dev, headers, behaviour) == expected


@FORMS
@pytest.mark.parametrize("name", MODELS)
def test_models_in_prod(prod, name, headers):
    behaviour, _, expected = MODELS[name]
    assert ask_a_model(prod, headers, behaviour) == expected


def ask_one_that_breaks_off(pair, headers, behaviour):
    """And then what is remembered of it."""
    pair.answers([chat()], normal("Yes."))
    told, after = pair.answers([chat("well?", headers, session_id="broken"), chat(session_id="broken")],
                               behaviour, normal("Yes."))
    assert outcome(after) == 200
    assert ('"type": "error"' in told["text"]) == bool(headers)
    return outcome(told)


@FORMS
@pytest.mark.parametrize("name", BREAKS)
def test_models_that_break_off_in_dev(dev, name, headers):
    assert ask_one_that_breaks_off(dev, headers, BREAKS[name]) == 200


@FORMS
@pytest.mark.parametrize("name", BREAKS)
def test_models_that_break_off_in_prod(prod, name, headers):
    error = "AI service timeout" if name == "stalled" else "AI service error"
    assert ask_one_that_breaks_off(prod, headers, BREAKS[name]) == (200 if headers else error)
