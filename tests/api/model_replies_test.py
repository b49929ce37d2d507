"""What providers make of the protocol: how an answer ends, faults told inside a good reply, odd but healthy
streams, and what belongs to the model's own format."""

import json

import pytest
from keyed_chat import ask_keyed, body_of, is_replayed
from model_behaviours import EVENT_STREAM, TEXT, cut, normal, told, whole_json, words_of
from model_chat import FORMS, PLAIN, ask, assert_catalogue_answered, assert_failed, assert_model_answered, model_server
from questions import QUESTION
from streaming_test import EVENTS, events, said

WRONG = (502, "AI service error")
HALF = "Yes, the 7D HIFU machine is"
both_forms = pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)


def history_sent(fake):
    return [message["content"] for message in fake.calls[-1].messages[1:]]


def assert_broke_off(start, fake, behaviour):
    """An error for who has seen nothing, an error event for who has; what was shown is remembered, and nobody else
    is given any of it."""
    fake.behave(behaviour, behaviour, normal())
    server = model_server(start, fake)
    assert_failed(ask(server, QUESTION), *WRONG)

    seen = ask(server, QUESTION, EVENTS)
    stream = events(seen.reply.text)
    assert said(stream) == HALF
    assert (stream[-1]["type"], seen.line["status"]) == ("error", 200)
    assert "finish" not in [event["type"] for event in stream]

    assert_model_answered(ask(server, QUESTION), TEXT)
    assert len(fake.calls) == 3
    ask(server, "and?", session_id=seen.head["session_id"])
    assert history_sent(fake) == [QUESTION, HALF, "and?"]


# --- How an answer ends

@pytest.mark.parametrize("reason", ["error", "abort", "cancelled", "content_filter", "insufficient_system_resource",
                                    "SAFETY", "tool_calls", "something new"])
def test_an_answer_that_ended_otherwise_than_by_stop_or_length_broke_off(start, fake, reason):
    assert_broke_off(start, fake, normal(HALF, finish_reason=reason))


def test_the_catalogue_answers_in_the_place_of_one_that_broke_off(start, fake):
    fake.behave(normal(HALF, finish_reason="content_filter"))
    assert_catalogue_answered(ask(model_server(start, fake, fallback="catalogue")))


@both_forms
def test_an_empty_finish_reason_is_none(start, fake, headers):
    chunks = [json.dumps({"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": ""}]})
              for word in words_of(HALF)]
    fake.behave(normal("", raw_events=chunks, usage=None, finish_reason=None, done=False), normal())
    server = model_server(start, fake)
    seen = ask(server, QUESTION, headers)
    if headers == PLAIN:
        assert_failed(seen, *WRONG)
    else:
        assert events(seen.reply.text)[-1]["type"] == "error"
    assert_model_answered(ask(server, QUESTION, headers), TEXT)


def test_a_finish_reason_before_the_text_ends_nothing(start, fake):
    thought = json.dumps({"choices": [{"delta": {"reasoning_content": "A price."}, "finish_reason": "stop"}]})
    assert_broke_off(start, fake, cut(HALF, cleanly=True, before_events=f"data: {thought}\n\n"))


@pytest.mark.parametrize("delta", [{"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}]},
                                   {"refusal": "I cannot help with that."}], ids=["tool call", "refusal"])
def test_a_stop_behind_a_tool_call_or_a_refusal_ends_no_answer(start, fake, delta):
    assert_broke_off(start, fake, normal(pieces=[*words_of(HALF), delta]))


@both_forms
@pytest.mark.parametrize("behaviour", [normal(finish_reason="length"), normal(finish_reason=None),
                                       whole_json(finish_reason="length")], ids=["length", "none", "length in JSON"])
def test_only_a_stop_is_kept_for_other_visitors(start, fake, behaviour, headers):
    fake.behave(behaviour)
    server = model_server(start, fake)
    for calls in (1, 2):
        assert_model_answered(ask(server, QUESTION, headers), TEXT)
        assert len(fake.calls) == calls
    fake.behave(normal())
    for _ in range(2):
        assert_model_answered(ask(server, QUESTION, headers), TEXT)
        assert len(fake.calls) == 3


def test_an_answer_that_a_limit_ended_is_given_again_to_who_repeats_the_request(start, fake):
    fake.behave(normal(finish_reason="length"))
    server = model_server(start, fake)
    replies = [ask_keyed(server, body=body_of(QUESTION)) for _ in range(2)]
    assert [is_replayed(reply) for reply in replies] == [False, True]
    assert replies[0].json == replies[1].json
    assert len(fake.calls) == 1


# --- A fault told inside a good reply

REPORTS = {
    "an error": {"error": {"message": "no", "code": 502}},
    "an error object": {"object": "error", "message": "no", "code": 400},
    "an error type": {"type": "error", "message": "no"},
    "a message and a code": {"message": "no", "code": 500},
    "a detail": {"detail": "no"},
    "errors": {"errors": [{"message": "no"}]},
    "an error inside a choice": {"choices": [{"index": 0, "delta": {}, "error": {"code": 502}}]},
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_fault_told_inside_a_stream_ends_it(start, fake, name):
    assert_broke_off(start, fake, told(f"data: {json.dumps(REPORTS[name])}\n\n", HALF))


def test_an_error_event_ends_the_stream(start, fake):
    assert_broke_off(start, fake, told('event: error\ndata: {"text": "the engine has crashed"}\n\n', HALF))


def test_a_broken_chunk_in_a_named_event_ends_the_stream(start, fake):
    assert_broke_off(start, fake, told('event: chunk\ndata: {"id":"chatcmpl-1","object":"chat.c\n\n', HALF))


@both_forms
@pytest.mark.parametrize("name", REPORTS)
def test_a_fault_told_in_a_document_is_one(start, fake, name, headers):
    fake.behave(whole_json(raw_events=(json.dumps(REPORTS[name]),)))
    assert_failed(ask(model_server(start, fake), headers=headers), *WRONG)


# --- Odd, but healthy

NOISE = ["data:\n\n", "data: ping\n\n", "data: null\n\n", 'data: ""\n\n', "data: []\n\n", "event: ping\ndata: {}\n\n",
         "event: heartbeat\ndata: alive\n\n", ": comment\n\n", "id: 7\n\n"]
STOP = json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
WHOLE = json.dumps({"choices": [{"message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}]})
LINES = [json.dumps({"choices": [{"index": 0, "delta": {"content": word}}]}) for word in words_of(TEXT)]


def in_events(text):
    return lambda exchange: exchange.whole(200, EVENT_STREAM, text.encode())


HEALTHY = {
    "no blank lines between events": in_events("".join(f"data: {data}\n" for data in [*LINES, STOP, "[DONE]"])),
    "all of it in one event": in_events(f"data: {WHOLE}\n\ndata: [DONE]\n\n"),
    "an error that is empty": normal(raw='data: {"error":{"message":"","type":"","code":null},"choices":[]}\n\n'),
    "what keeps the connection open": normal(before_events="".join(NOISE), raw="".join(NOISE)),
    "a space behind [DONE]": normal(usage=None, done=False, finish_reason=None, raw=f"data: {STOP}\n\ndata: [DONE] \n\n"),
    "content in parts": normal(pieces=[
        {"content": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "They ask"}]}]},
        *({"content": [{"type": "text", "text": word}]} for word in words_of(TEXT))]),
    "no Content-Type": normal(content_type=""),
    "another Content-Type": normal(content_type="text/plain; charset=utf-8"),
    "the Content-Type of JSON": normal(content_type="application/json"),
    "JSON of another Content-Type": whole_json(content_type="text/event-stream"),
    "JSON without one": whole_json(content_type=""),
    "no space in the status line": normal(reason=""),
    "no reason": normal(reason=" "),
    "no blank line behind the last event": normal(usage=None, done=False, last_blank_line=False),
    "no blank line behind [DONE]": normal(last_blank_line=False),
}


@both_forms
@pytest.mark.parametrize("name", HEALTHY)
def test_an_odd_but_healthy_reply_is_an_answer_like_any_other(start, fake, name, headers):
    fake.behave(HEALTHY[name])
    server = model_server(start, fake)
    for _ in range(2):
        assert_model_answered(ask(server, QUESTION, headers), TEXT)
    assert len(fake.calls) == 1


@both_forms
def test_halves_of_a_character_in_two_chunks_are_joined_and_lone_ones_replaced(start, fake, headers):
    chunks = [f'{{"choices":[{{"delta":{{"content":"{half}"}}}}]}}'
              for half in (r"a\ud83d", r"\ude00b", r"\ude00", r"c\ud83d", "d")]
    fake.behave(normal("", raw_events=chunks))
    assert_model_answered(ask(model_server(start, fake), headers=headers), "a😀b\ufffdc\ufffdd")


# --- The model's own format

MARKED = {
    "<think>They ask about <think>a price</think>.</think>" + TEXT: TEXT,
    "<|channel|>analysis<|message|>A price.<|end|><|start|>assistant<|channel|>final<|message|>" + TEXT + "<|return|>":
        TEXT,
    TEXT + "<rea<reasoning>x</reasoning>soning>y": TEXT,
    "<|im_start|><|im_<|im_end|>end|>" + TEXT + "<|eot_id|>": TEXT,
    TEXT + "\u202eabc\u202c \u2066d\u2069": TEXT + "abc d",
}


@both_forms
@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("text", MARKED, ids=["think", "channels", "nested", "tokens", "bidi"])
def test_nothing_of_the_models_own_format_is_shown(start, fake, text, size, headers):
    fake.behave(normal(pieces=[text[at:at + size] for at in range(0, len(text), size)]))
    server = model_server(start, fake)
    for _ in range(2):
        assert_model_answered(ask(server, QUESTION, headers), MARKED[text])
