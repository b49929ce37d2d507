"""Answers from a real inference server, llama.cpp's own, through the shipped binary to the visitor. Its
model's weights are random: its words are noise, unless a proxy makes it say a text."""

import json
import socket
import time

import pytest
from conftest import WIDE
from inference_server import GrammarProxy, InferenceServer
from model_chat import NO_DIRECT_ANSWERS
from page_browser import needs_browser, wait_for
from questions import new_question
from streaming_test import EVENTS, events, said

ENGLISH = 'The 7D HIFU machine costs 6600 USD. "Indicative", as all of our prices.\nAsk for an offer!'
ARABIC = "سعر جهاز الهايفو ٦٦٠٠ دولار تقريباً.\nهل تريد عرض سعر؟ 😀"
# At one token a byte this takes the server about a second and stays under 1024 tokens.
LONG = "\n".join(f"{number}. {ENGLISH} {ARABIC}" for number in range(1, 5))

# One emoji is four tokens here, so this is as much as the whole context.
TOO_LONG = "How much is the 7D HIFU machine? " + "😀" * 3960


@pytest.fixture(scope="module")
def inference(tmp_path_factory):
    with InferenceServer(tmp_path_factory.mktemp("inference")) as server:
        yield server


@pytest.fixture
def proxy(inference):
    assert inference.wait_until_idle(10), "the test before left it at work"
    with GrammarProxy(inference.url) as proxy:
        yield proxy


@pytest.fixture
def chat(start, proxy):
    return start(*WIDE, *NO_DIRECT_ANSWERS, "--model-url", proxy.url)


def access_line(server, reply):
    return access_line_of(server, reply.headers["x-request-id"])


def access_line_of(server, request_id):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        # Whole lines alone: the last one may be only half written.
        complete, _, _ = server.stderr_path.read_text().rpartition("\n")
        for line in map(json.loads, complete.splitlines()):
            if line["message"] == "request" and line["request_id"] == request_id:
                return line
        time.sleep(0.01)
    raise AssertionError(f"no access line of {request_id}: {server.stderr_path.read_text()}")


def assert_usage_is_logged(server, reply, call):
    line = access_line(server, reply)
    assert call.usage["prompt_tokens"] > 0 and call.usage["completion_tokens"] > 0
    assert (line["input_tokens"], line["output_tokens"]) == (
        call.usage["prompt_tokens"], call.usage["completion_tokens"])
    assert line["cost_usd"] > 0
    assert line["fallback"] is False


@pytest.mark.parametrize("text", [ENGLISH, ARABIC], ids=["english", "arabic"])
def test_a_plain_answer(chat, proxy, text):
    proxy.say(text)
    reply = chat.chat("How much is the 7D HIFU machine?")
    assert reply.status == 200, reply.text
    assert reply.json["response"] == text
    assert reply.json["model"] == "openai.gpt-oss-120b-1:0"
    assert "fallback" not in reply.json
    call = proxy.last_call()
    assert call.finish_reason == "stop"
    assert len(proxy.calls) == 1
    assert_usage_is_logged(chat, reply, call)


@pytest.mark.parametrize("text", [ENGLISH, ARABIC], ids=["english", "arabic"])
def test_a_streamed_answer(chat, proxy, text):
    proxy.say(text)
    reply = chat.chat("كم سعر جهاز الهايفو؟", EVENTS)
    assert reply.status == 200, reply.text
    stream = events(reply.text)
    assert said(stream) == text
    kinds = [event["type"] for event in stream]
    assert kinds[:3] == ["start", "data-session", "text-start"]
    assert kinds[-2:] == ["text-end", "finish"]
    assert set(kinds[3:-2]) == {"text-delta"}
    assert kinds.count("text-delta") > 1, "it came in pieces"
    assert stream[1]["data"]["model"] == "openai.gpt-oss-120b-1:0"
    assert "fallback" not in stream[1]["data"]
    call = proxy.last_call()
    assert call.finish_reason == "stop"
    assert len(proxy.calls) == 1
    assert_usage_is_logged(chat, reply, call)


def test_the_request_is_as_documented(chat, proxy):
    proxy.say("Hello!")
    chat.chat("hi there", EVENTS)
    call = proxy.last_call()
    assert call.path == "/v1/chat/completions"
    assert {name: value for name, value in call.request.items() if name != "messages"} == {
        "model": "openai.gpt-oss-120b-1:0", "max_completion_tokens": 1024, "temperature": 0.7,
        "top_p": 0.9, "reasoning_effort": "low", "stream": True,
        "stream_options": {"include_usage": True}}
    assert [message["role"] for message in call.request["messages"]] == ["system", "user"]
    assert call.request["messages"][-1]["content"] == "hi there"


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "streamed"])
def test_reasoning_is_not_shown(chat, proxy, headers):
    """It comes a byte at a time here."""
    reasoning = "<reasoning>They ask for a price. السعر في القائمة.</reasoning>"
    proxy.say(reasoning + ENGLISH)
    reply = chat.chat("How much is the 7D HIFU machine?", headers)
    assert reply.status == 200, reply.text
    assert proxy.last_call().text == reasoning + ENGLISH
    answer = said(events(reply.text)) if headers else reply.json["response"]
    assert answer == ENGLISH


@pytest.mark.parametrize("text", ["", "<reasoning>A price? I cannot say."], ids=["empty", "only-reasoning"])
def test_an_answer_of_nothing_is_an_error(start, proxy, text):
    server = start(*WIDE, "--model-url", proxy.url, "--set", "model.fallback=none")
    proxy.say(text)
    for headers in ({}, EVENTS):
        reply = server.chat(new_question(), headers)
        assert (reply.status, reply.json["error"]) == (502, "AI service error")
        call = proxy.last_call()
        assert (call.text, call.finish_reason) == (text, "stop")
    assert len(proxy.calls) == 2


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "streamed"])
def test_an_answer_at_its_token_limit_is_a_normal_answer(start, proxy, headers):
    server = start(*WIDE, "--model-url", proxy.url, "--set", "model.max_completion_tokens=20")
    proxy.say(LONG)
    reply = server.chat("tell me everything", headers)
    call = proxy.last_call()
    assert call.finish_reason == "length"
    assert call.usage["completion_tokens"] == 20
    assert reply.status == 200, reply.text
    if headers:
        assert events(reply.text)[-1] == {"type": "finish"}
    answer = said(events(reply.text)) if headers else reply.json["response"]
    assert answer == call.text == LONG[:20]
    assert_usage_is_logged(server, reply, call)


def test_noise_without_the_proxy(start, inference):
    """The proxy closes each connection; here our service may keep them."""
    server = start(*WIDE, "--model-url", inference.url, "--set", "model.max_completion_tokens=30")
    for headers in ({}, EVENTS, {}):
        reply = server.chat(new_question(), headers)
        assert reply.status == 200, reply.text
        line = access_line(server, reply)
        assert (line["output_tokens"], line["fallback"]) == (30, False)


def test_a_prompt_that_is_too_long_is_not_tried_again(start, proxy):
    server = start(*WIDE, *NO_DIRECT_ANSWERS, "--model-url", proxy.url, "--set", "model.fallback=none")
    for headers in ({}, EVENTS):
        proxy.calls.clear()
        reply = server.chat(TOO_LONG, headers)
        assert (reply.status, reply.json["error"]) == (502, "AI service error")
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        call = proxy.last_call()
        assert (call.status, call.content_type) == (400, "application/json; charset=utf-8")
        assert json.loads(call.answer)["error"]["type"] == "exceed_context_size_error"
        assert len(proxy.calls) == 1
    proxy.say("Hello!")
    assert server.chat(new_question()).json["response"] == "Hello!", "the next one is answered"


def test_the_catalogue_answers_a_prompt_that_is_too_long(chat, proxy):
    reply = chat.chat(TOO_LONG)
    assert reply.status == 200, reply.text
    assert (reply.json["model"], reply.json["fallback"]) == ("catalogue", True)
    assert proxy.last_call().status == 400
    assert len(proxy.calls) == 1
    line = access_line(chat, reply)
    assert (line["model"], line["fallback"]) == ("catalogue", True)

    stream = events(chat.chat(TOO_LONG, EVENTS).text)
    assert (stream[1]["data"]["model"], stream[1]["data"]["fallback"]) == ("catalogue", True)
    assert stream[-1] == {"type": "finish"}
    assert len(proxy.calls) == 2


def test_the_next_turn_carries_the_one_before(chat, proxy):
    proxy.say(ENGLISH)
    session = chat.chat("how much is the hifu?").json["session_id"]
    proxy.say(ARABIC)
    stream = events(chat.chat("وبالعربية؟", EVENTS, session_id=session).text)
    assert said(stream) == ARABIC
    first, second = (call.request["messages"] for call in proxy.calls)
    assert second[1:] == [
        {"role": "user", "content": "how much is the hifu?"},
        {"role": "assistant", "content": ENGLISH},
        {"role": "user", "content": "وبالعربية؟"}]
    assert [message["role"] for message in first + second[:1]] == ["system", "user", "system"]


def read_until(connection, piece):
    received = b""
    while piece not in received:
        more = connection.recv(65536)
        assert more, received
        received += more
    return received


def test_the_server_stops_when_the_visitor_leaves(start, inference, proxy):
    server = start(*WIDE, "--model-url", proxy.url, "--set", "model.max_completion_tokens=8000")
    body = json.dumps({"message": "talk forever", "session_id": "leaver"}).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as visitor:
        visitor.sendall(b"POST /chat HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                        b"X-Request-Id: leaver\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        seen = read_until(visitor, b'"text-delta"')
        assert b"fallback" not in seen
        assert inference.is_busy()
    call = proxy.calls[-1]
    assert call.client_left.wait(2)
    assert inference.wait_until_idle(2)
    assert "[DONE]" not in call.answer and call.finish_reason is None
    assert len(call.chunks) < 8000
    access_line_of(server, "leaver")

    proxy.say("Welcome back.")
    assert server.chat("and now?", session_id="leaver").json["response"] == "Welcome back."
    before = proxy.last_call().request["messages"][-3:-1]
    assert before[0] == {"role": "user", "content": "talk forever"}
    assert before[1]["role"] == "assistant" and before[1]["content"], "what was shown is remembered"
    assert call.text.startswith(before[1]["content"])


@needs_browser
def test_the_page_shows_an_answer_as_it_comes(chat, proxy, browser):  # noqa: F811
    text = "\n".join(line.partition(". ")[2] for line in LONG.splitlines())  # no list
    from selenium.webdriver.common.keys import Keys
    proxy.say(text)
    driver = browser(chat)
    wait_for(lambda d: d.execute_script("return window.MTAChat?.isOpen"), driver)
    driver.execute_script("""
        window.chat = document.querySelector("mta-chat").shadowRoot;
        window.seen = [];
        new MutationObserver(() => {
          const lines = [...window.chat.querySelectorAll(".assistant .bubble > :not(.typing)")].map(line => line.textContent);
          if (lines.length) window.seen.push(lines.join("\\n"));
        }).observe(window.chat.querySelector(".log"), { childList: true, subtree: true, characterData: true });
    """)
    field = wait_for(lambda d: d.execute_script("return window.chat.querySelector('textarea')"), driver)
    field.send_keys("How much is the HIFU machine?", Keys.ENTER)
    wait_for(lambda d: d.execute_script("return !!window.chat.querySelector('.assistant time')"), driver)
    states = driver.execute_script("return window.seen")
    shown = "\n".join(filter(None, text.splitlines()))  # a line a paragraph
    assert states[-1] == shown
    assert all(shown.startswith(state) for state in states)
    sizes = [len(state) for state in states]
    assert sizes == sorted(sizes) and len(set(sizes)) > 20, "it shows before the model is done"
    assert driver.execute_script("return window.chat.querySelector('.state').hidden")
    assert proxy.last_call().finish_reason == "stop"
