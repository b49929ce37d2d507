"""Providers that do not take a parameter, or send what was not asked for."""

import gzip
import json
import zlib

import pytest
from conftest import run
from fake_openai import FakeOpenAi
from model_behaviours import EVENT_STREAM, TEXT, normal
from model_chat import ask, assert_catalogue_answered, assert_failed, assert_model_answered, model_server

WRONG = (502, "AI service error")
USUAL = {"max_completion_tokens": 1024, "temperature": 0.7, "top_p": 0.9, "reasoning_effort": "low",
         "stream_options": {"include_usage": True}}


def parameters(call):
    return {name: value for name, value in call.json.items() if name not in ("model", "messages", "stream")}


def without(*names):
    return {name: value for name, value in USUAL.items() if name not in names}


@pytest.mark.parametrize("settings, expected", [
    ({}, USUAL), *(({"omit_parameters": name}, without(name)) for name in USUAL),
    ({"omit_parameters": "temperature, top_p,reasoning_effort"}, without("temperature", "top_p", "reasoning_effort")),
    ({"omit_parameters": ",".join(USUAL)}, {}),
    ({"max_tokens_parameter": "max_tokens"}, without("max_completion_tokens") | {"max_tokens": 1024}),
    ({"max_tokens_parameter": "max_tokens", "omit_parameters": "max_completion_tokens"},
     without("max_completion_tokens"))])
@pytest.mark.parametrize("source", ["flag", "environment"])
def test_each_parameter_can_be_left_out(start, fake, settings, expected, source):
    flags = [part for name, value in settings.items() for part in ("--set", f"model.{name}={value}")]
    environment = {f"MTA_CHAT_MODEL_{name.upper()}": value for name, value in settings.items()}
    server = (model_server(start, fake, *flags) if source == "flag"
              else model_server(start, fake, env=environment))
    assert_model_answered(ask(server), TEXT)
    assert parameters(fake.calls[0]) == expected


def test_a_budget_needs_the_longest_answer_to_be_sent():
    arguments = ["check-config", "--model-url", "http://127.0.0.1:1/v1", "--set",
                 "model.omit_parameters=max_completion_tokens"]
    assert run(*arguments).returncode == 0
    result = run(*arguments, "--set", "budget.max_usd_per_day=1")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("--set model.omit_parameters: a budget needs \"max_completion_tokens\" to be sent")


def picky(refused, code, body):
    """Refuses requests that have the parameter; the body may repeat what the visitor wrote."""
    def behaviour(exchange):
        if refused not in exchange.call.json:
            return normal()(exchange)
        answer = json.dumps(body(exchange.call.json)).encode()
        exchange.whole(code, "application/json", answer)
    return behaviour


def as_openai(name):
    return lambda _: {"error": {"message": f"Unsupported parameter: '{name}' is not supported with this model.",
                                "type": "invalid_request_error", "param": name, "code": "unsupported_parameter"}}


def as_litellm(name):
    return lambda request: {"error": {"message": f"litellm.UnsupportedParamsError: this model doesn't support "
                                                 f"{name}={request[name]}. To drop it set litellm.drop_params=True.",
                                      "type": "None", "param": None, "code": "400"}}


def as_mistral(name):
    return lambda request: {"detail": [{"type": "extra_forbidden", "loc": ["body", name],
                                        "msg": "Extra inputs are not permitted", "input": request["messages"]}]}


def as_vllm(name):
    return lambda request: {"object": "error", "code": 400, "message":
                            f"[{{'type': 'extra_forbidden', 'loc': ('body', '{name}'), 'input': {request['messages']}}}]"}


@pytest.mark.parametrize("name, code, body", [
    ("temperature", 400, as_openai), ("temperature", 400, as_litellm), ("max_completion_tokens", 422, as_mistral),
    ("reasoning_effort", 400, as_vllm), ("top_p", 400, as_openai), ("stream_options", 422, as_mistral)])
def test_a_parameter_that_is_refused_is_told_with_the_setting_that_helps(start, fake, name, code, body):
    fake.behave(picky(name, code, body(name)))
    server = model_server(start, fake)
    assert_failed(ask(server, "which laser is best for top_p, in my secret words"), *WRONG)
    cause, = [line["cause"] for line in server.log() if line["message"] == "model call failed"]
    assert cause.startswith(f"the provider answered {code}")
    assert f": it does not take {name} as it was sent: " in cause
    assert "model.omit_parameters" in cause
    assert "secret" not in server.stderr_path.read_text()
    assert_model_answered(ask(model_server(start, fake, "--set", f"model.omit_parameters={name}")), TEXT)


def test_a_provider_that_knows_the_older_name_alone_is_told_of_its_setting(start, fake):
    fake.behave(picky("max_completion_tokens", 400, as_openai("max_completion_tokens")))
    server = model_server(start, fake, fallback="catalogue")
    assert_catalogue_answered(ask(server))
    cause, = [line["cause"] for line in server.log() if line["message"] == "model call failed"]
    assert "model.max_tokens_parameter" in cause
    assert_model_answered(ask(model_server(start, fake, "--set", "model.max_tokens_parameter=max_tokens")), TEXT)
    assert fake.calls[-1].json["max_tokens"] == 1024


def test_of_other_refusals_no_parameter_is_blamed(start, fake):
    fake.behave(picky("messages", 400, lambda _: {"error": {"message": "'temperature' of the skin", "code": "bad",
                                                            "param": "messages.1.content"}}))
    server = model_server(start, fake)
    assert_failed(ask(server), *WRONG)
    cause, = [line["cause"] for line in server.log() if line["message"] == "model call failed"]
    assert cause == "the provider answered 400 (bad)"


EVENT = b'data: {"choices":[{"delta":{"content":"Yes."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
CODINGS = {"gzip": gzip.compress(EVENT), "x-gzip": gzip.compress(EVENT), "GZIP": gzip.compress(EVENT),
           "deflate": zlib.compress(EVENT), "br": b"\x0b\x02\x80\x03\x03", "zstd": b"\x28\xb5\x2f\xfd\x00"}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("content_type", [EVENT_STREAM, "application/json"])
def test_a_reply_that_is_compressed_all_the_same_is_told_as_such(start, fake, coding, content_type):
    fake.behave(lambda exchange: exchange.whole(200, content_type, CODINGS[coding], {"Content-Encoding": coding}))
    server = model_server(start, fake)
    assert_failed(ask(server), *WRONG)
    cause, = [line["cause"] for line in server.log() if line["message"] == "model call failed"]
    assert "compressed" in cause and "Accept-Encoding" in cause
    assert fake.calls[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("content_type", [EVENT_STREAM, "application/json", "text/plain"])
def test_a_reply_that_is_compressed_without_saying_so_is_told_as_such(start, fake, content_type):
    fake.behave(lambda exchange: exchange.whole(200, content_type, CODINGS["gzip"]))
    server = model_server(start, fake)
    assert_failed(ask(server), *WRONG)
    cause, = [line["cause"] for line in server.log() if line["message"] == "model call failed"]
    assert cause.startswith("the reply is compressed")


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
def test_a_reply_that_says_it_is_not_compressed_is_read(start, coding):
    with FakeOpenAi() as fake:
        fake.behave(lambda exchange: exchange.whole(200, EVENT_STREAM, EVENT, {"Content-Encoding": coding}))
        assert_model_answered(ask(model_server(start, fake)), "Yes.")
