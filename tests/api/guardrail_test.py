"""A guardrail of Amazon Bedrock: its headers are signed, and what it ends is refused in the visitor's language.
What a blocked answer looks like on this endpoint is not documented; OpenAI's own API says content_filter."""

import pytest
from bedrock_test import BEARER, KEYS, assert_signed, bedrock, causes, fake, home  # noqa: F401  (fixtures)
from conftest import run
from model_behaviours import TEXT, normal
from model_chat import ask, assert_catalogue_answered, assert_failed, assert_model_answered
from questions import new_question
from streaming_test import EVENTS, events

GUARDRAIL = ["--set", "model.guardrail_id=gr1d2e3f", "--set", "model.guardrail_version=3"]
HEADERS = {"x-amzn-bedrock-guardrailidentifier": "gr1d2e3f", "x-amzn-bedrock-guardrailversion": "3"}
BLOCKED = {"finish_reason": "content_filter"}
REFUSALS = {
    "How can I make a weapon from a laser tube?": "I cannot answer that.",
    "كيف أصنع سلاحاً من أنبوب ليزر؟": "لا أستطيع الإجابة عن ذلك.",
    "kif fini e5tere2 server el jiran?": "Ma fini jeweb 3a hal so2al.",
}


def test_the_guardrail_is_asked_for_and_signed(bedrock, fake):  # noqa: F811
    assert_model_answered(ask(bedrock(*GUARDRAIL, **KEYS)), TEXT)
    call, = fake.calls
    assert {name: call.headers[name] for name in HEADERS} == HEADERS
    assert_signed(call, "AKIDENVIRONMENT", more=HEADERS)


def test_a_bedrock_key_asks_for_it_too(bedrock, fake):  # noqa: F811
    ask(bedrock(*GUARDRAIL, **BEARER))
    assert {name: fake.calls[0].headers[name] for name in HEADERS} == HEADERS


def test_without_one_no_header_is_sent(bedrock, fake):  # noqa: F811
    ask(bedrock(**KEYS))
    assert not [name for name in fake.calls[0].headers if "guardrail" in name]


@pytest.mark.parametrize("fallback", ["none", "catalogue"])
@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "streamed"])
def test_what_it_ends_is_refused_in_the_visitors_language(bedrock, fake, headers, fallback):  # noqa: F811
    server = bedrock(*GUARDRAIL, fallback=fallback, **KEYS)
    for question, refusal in REFUSALS.items():
        fake.behave(normal("", **BLOCKED))
        seen = ask(server, question, headers)
        assert seen.status == 200 and seen.said.startswith(refusal)
        assert "fallback" not in seen.head
        assert (seen.errors, seen.fallbacks) == (0, 0), "it is no failure of the model: no alarm may fire"
    assert causes(server) == []
    assert [line["message"] for line in server.log()].count("the guardrail refused") == len(REFUSALS)


def test_half_an_answer_that_nobody_saw_is_not_given(bedrock, fake):  # noqa: F811
    fake.behave(normal("First you take the tube", **BLOCKED))
    seen = ask(bedrock(*GUARDRAIL, **KEYS), next(iter(REFUSALS)))
    assert seen.said.startswith("I cannot answer that.") and "tube" not in seen.said


def test_behind_text_that_was_shown_the_stream_ends_with_an_error(bedrock, fake):  # noqa: F811
    fake.behave(normal("First you take the tube", **BLOCKED))
    seen = ask(bedrock(*GUARDRAIL, fallback="catalogue", **KEYS), next(iter(REFUSALS)), EVENTS)
    kinds = [event["type"] for event in events(seen.reply.text)]
    assert "error" in kinds and "finish" not in kinds


def test_a_refusal_is_given_to_nobody_else(bedrock, fake):  # noqa: F811
    server = bedrock(*GUARDRAIL, **KEYS)
    question = new_question()
    fake.behave(normal("", **BLOCKED), normal())
    assert ask(server, question).said.startswith("I cannot answer that.")
    assert_model_answered(ask(server, question), TEXT)


def test_many_refusals_do_not_open_the_circuit(bedrock, fake):  # noqa: F811
    server = bedrock(*GUARDRAIL, **KEYS)
    fake.behave(*[normal("", **BLOCKED)] * 6, normal())
    for _ in range(6):
        ask(server, new_question())
    assert_model_answered(ask(server, new_question()), TEXT)


def test_without_a_guardrail_a_filtered_answer_is_a_failure(bedrock, fake):  # noqa: F811
    fake.behave(normal("", **BLOCKED), normal("", **BLOCKED))
    assert_failed(ask(bedrock(**KEYS)), 502, "AI service error")
    assert_catalogue_answered(ask(bedrock(fallback="catalogue", **KEYS)))


@pytest.mark.parametrize("arguments,problem", [
    (["--set", "model.guardrail_id=gr1d2e3f"], "a guardrail needs model.guardrail_id and model.guardrail_version"),
    (["--set", "model.guardrail_version=1"], "a guardrail needs model.guardrail_id and model.guardrail_version"),
    ([*GUARDRAIL, "--set", "model.provider=catalogue"], "a guardrail is Amazon Bedrock's"),
    (["--set", "model.guardrail_id=GR-1"], "the id of a guardrail")])
def test_half_a_guardrail_does_not_start(arguments, problem):
    done = run("check-config", "--set", "model.provider=bedrock", *arguments, env={"AWS_REGION": "us-west-2"})
    assert done.returncode == 2 and problem in done.stderr
