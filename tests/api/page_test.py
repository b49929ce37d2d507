"""The page at / in a real browser: Debian's Chromium, driven with Selenium; axe-core looks for what
keeps people out."""

import dataclasses
import http.server
import json
import pathlib
import re
import threading

import pytest
from conftest import ROOT, WIDE, Response
from page_browser import ask, needs_browser, turns, wait_for


def test_the_page_loads_nothing_from_elsewhere(shared):
    reply = shared.request("GET", "/")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert len(reply.text.encode()) < 15_000
    assert "http://" not in reply.text and "https://" not in reply.text
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'; ")
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert 'role="log"' in reply.text
    assert shared.request("HEAD", "/").text == ""


def assert_accessible(driver):
    import axe_core_python
    script = pathlib.Path(axe_core_python.__file__).parent / "axe.min.js"
    # Through the debugger, which the page's policy does not bind.
    driver.execute_cdp_cmd("Runtime.evaluate", {"expression": script.read_text(encoding="utf-8")})
    result = driver.execute_async_script(
        "axe.run().then(arguments[arguments.length - 1]);")
    found = [(v["id"], [n["html"] for n in v["nodes"]]) for v in result["violations"]]
    assert found == []


@needs_browser
def test_a_conversation_until_the_limit(start, browser):
    server = start("--config", str(ROOT / "config/local.toml"), "--set", "rate_limit.max=2",
                   "--set", "rate_limit.window_seconds=3600")
    driver = browser(server)
    assert_accessible(driver)
    ask(driver, "Do you have a kegel chair?")
    ask(driver, "and how much is it?")
    assert "3200" in turns(driver, "assistant")[-1], "the session leans on the turn before"
    driver.refresh()
    assert len(turns(driver, "assistant")) == 2, "kept over a reload"
    ask(driver, "one more")
    assert "Maximum 2 requests per 3600 seconds" in turns(driver, "notice")[-1]
    status = driver.find_element("id", "status")
    first = status.text
    assert "You can ask again in" in first
    wait_for(lambda d: status.text != first, driver)
    assert not driver.find_element("id", "send").is_enabled()
    assert driver.find_element("id", "message").get_attribute("value") == "one more"
    assert_accessible(driver)
    driver.find_element("id", "again").click()
    assert turns(driver, "assistant") == []
    console = [line for line in driver.get_log("browser") if "429" not in line["message"]]
    assert console == [], "no error, and nothing that the policy had to stop"


@needs_browser
@pytest.mark.parametrize("size", [(390, 800), (1000, 760)], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_arabic_runs_from_the_right_and_fits(shared, browser, size, dark):
    driver = browser(shared, "ar-LB", size, dark)
    assert driver.find_element("css selector", "html").get_attribute("dir") == "rtl"
    ask(driver, "كم سعر جهاز الهايفو؟")
    assert "6600" in turns(driver, "assistant")[-1]
    answer = driver.find_elements("css selector", ".turn.assistant")[-1]
    assert answer.value_of_css_property("direction") == "rtl"
    overflow = driver.execute_script("return [document.documentElement.scrollWidth - innerWidth,"
                                     " document.documentElement.scrollHeight - innerHeight]")
    assert overflow == [0, 0]
    assert_accessible(driver)


@needs_browser
def test_a_service_that_is_gone_loses_nothing(start, browser):
    server = start(*WIDE)
    driver = browser(server)
    server.stop()
    ask(driver, "are you there?")
    assert "cannot be reached" in turns(driver, "notice")[-1]
    assert driver.find_element("id", "message").get_attribute("value") == "are you there?"


# --- one key a message

@dataclasses.dataclass
class Question:
    """A POST /chat as it came over the wire, and what the server said to it."""
    headers: list
    body: bytes
    reply: Response | None = None

    @property
    def key(self):
        [key] = [value for name, value in self.headers if name.lower() == "idempotency-key"]
        assert re.fullmatch(r"[!-~]{1,128}", key)
        return key

    @property
    def json(self):
        return json.loads(self.body)


class Wire:
    """Between browser and server; `next` says what becomes of the next answer: "whole", "lost" (made, and
    only its head arrives), "cut" (behind its first text, once break_off() is called), or a pair of
    status and JSON that is given without asking the server."""

    def __init__(self, server):
        self.questions, self.next = [], "whole"
        self._cut = threading.Event()
        wire = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                reply = server.request("GET", self.path, headers=dict(self.headers.items()))
                wire.give(self, reply.status, reply.headers, reply.text.encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                question = Question(self.headers.items(), body)
                wire.questions.append(question)
                fate, wire.next = wire.next, "whole"
                if isinstance(fate, tuple):
                    status, answer = fate
                    return wire.give(self, status, {"content-type": "application/json"}, json.dumps(answer).encode())
                reply = server.request("POST", self.path, body, dict(self.headers.items()))
                question.reply = reply
                wire.give(self, reply.status, reply.headers, reply.text.encode(), fate)

            def log_message(self, *_):
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def break_off(self):
        self._cut.set()

    def give(self, handler, status, headers, body, fate="whole"):
        handler.send_response_only(status)
        for name, value in headers.items():
            if name not in ("content-length", "transfer-encoding", "connection"):
                handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        # Without the head Chromium would by itself send the request again.
        if fate == "lost":
            return
        if fate == "cut":
            body = body[:body.index(b"\n\n", body.index(b"text-delta")) + 2]
        handler.wfile.write(body)
        if fate == "cut":
            self._cut.wait(timeout=30)

    def stop(self):
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def wire(start):
    wires = []

    def wire_to(*arguments):
        wires.append(Wire(start(*arguments)))
        return wires[-1]

    yield wire_to
    for each in wires:
        each.stop()


def press_try_again(driver):
    answered = len(turns(driver, "assistant")) + len(turns(driver, "notice"))
    [button] = driver.find_elements("css selector", ".notice button")
    button.click()
    wait_for(lambda d: len(turns(d, "assistant")) + len(turns(d, "notice")) > answered, driver)


def press_enter(driver):
    ask(driver, "")


def box(driver):
    return driver.find_element("id", "message").get_attribute("value")


@needs_browser
def test_each_message_has_a_key_of_its_own(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    for text in ("Do you have a kegel chair?", "and how much is it?", "and how much is it?"):
        ask(driver, text)
    assert [question.reply.status for question in line.questions] == [200] * 3
    assert len({question.key for question in line.questions}) == 3
    assert all("idempotency-replayed" not in question.reply.headers for question in line.questions)
    assert "session_id" not in line.questions[0].json and "session_id" in line.questions[1].json


@needs_browser
def test_a_page_without_https_has_keys_too(wire, browser):
    line = wire(*WIDE)
    driver = browser(line, host="chat.example")
    assert driver.execute_script("return [isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]
    ask(driver, "hello")
    [question] = line.questions
    assert (question.reply.status, len(question.key)) == (200, 32)


@needs_browser
@pytest.mark.parametrize("again", [press_enter, press_try_again])
@pytest.mark.parametrize("fate", ["lost", "cut"])
def test_a_message_tried_again_is_the_same_to_the_byte_and_its_lost_answer_is_given_again(
        wire, browser, fate, again):
    line = wire(*WIDE)
    driver = browser(line)
    ask(driver, "hello")
    line.next = fate
    ask(driver, "Price of the kegel chair, and the 7D HIFU?")
    line.break_off()
    wait_for(lambda d: turns(d, "notice"), driver)
    assert ("cannot be reached" if fate == "lost" else "broke off") in turns(driver, "notice")[0]
    assert box(driver) == "Price of the kegel chair, and the 7D HIFU?"
    assert_accessible(driver)
    again(driver)
    wait_for(lambda d: "6600" in turns(d, "assistant")[-1], driver)
    _, first, second = line.questions
    assert (second.key, second.body) == (first.key, first.body)
    assert second.reply.headers["idempotency-replayed"] == "true"
    assert text_of(second.reply) == text_of(first.reply)
    assert box(driver) == ""
    assert driver.find_elements("css selector", ".notice button") == []
    ask(driver, "Price of the kegel chair, and the 7D HIFU?")
    assert line.questions[-1].key != first.key, "once answered it is a new message"


def text_of(reply):
    return "".join(re.findall(r'"type":"text-delta","id":"text","delta":"(.*?)"}', reply.text))


@needs_browser
def test_a_first_message_that_broke_off_is_tried_again_without_the_session_it_was_given(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    line.next = "cut"
    ask(driver, "hello")
    line.break_off()
    wait_for(lambda d: turns(d, "notice"), driver)
    press_try_again(driver)
    first, second = line.questions
    assert (second.key, second.body) == (first.key, first.body)
    assert "session_id" not in second.json
    assert second.reply.headers["idempotency-replayed"] == "true"
    session = re.search(r'"session_id":"([^"]+)"', second.reply.text)[1]
    ask(driver, "Do you have a kegel chair?")
    assert line.questions[-1].json["session_id"] == session


@needs_browser
def test_another_message_after_a_fault_has_another_key(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    line.next = "lost"
    ask(driver, "hello")
    ask(driver, " there")  # behind what is back in the box
    assert [question.json["message"] for question in line.questions] == ["hello", "hello there"]
    assert line.questions[0].key != line.questions[1].key


@needs_browser
def test_a_new_chat_has_another_key_for_the_same_message(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    line.next = "lost"
    ask(driver, "hello")
    driver.find_element("id", "again").click()
    press_enter(driver)
    assert line.questions[0].body == line.questions[1].body
    assert line.questions[0].key != line.questions[1].key


@needs_browser
def test_what_the_visitor_stopped_is_not_tried_again(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    line.next = "cut"
    ask(driver, "hello")
    driver.find_element("id", "send").click()
    wait_for(lambda d: d.find_element("id", "send").text == "Send", driver)
    assert (box(driver), turns(driver, "notice")) == ("", [])
    ask(driver, "hello")
    assert line.questions[0].key != line.questions[1].key


@needs_browser
def test_a_new_chat_takes_nothing_from_an_answer_under_way(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    line.next = "cut"
    ask(driver, "hello")
    driver.find_element("id", "again").click()
    wait_for(lambda d: d.find_element("id", "send").text == "Send", driver)
    driver.refresh()
    assert turns(driver, "visitor") + turns(driver, "assistant") + [box(driver)] == [""]


@needs_browser
def test_a_message_without_an_answer_outlives_a_reload(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    line.next = "lost"
    ask(driver, "hello")
    driver.refresh()
    assert box(driver) == "hello"
    press_enter(driver)
    first, second = line.questions
    assert (second.key, second.body) == (first.key, first.body)
    driver.refresh()
    assert box(driver) == ""


@needs_browser
def test_a_model_that_failed_is_asked_again_under_the_same_key(wire, browser, fake):
    from model_behaviours import malformed, normal
    line = wire(*WIDE, "--model-url", fake.url, "--set", "model.fallback=none")
    driver = browser(line)
    fake.behave(malformed(), normal("Two lasers."))
    ask(driver, "Which of your machines remove tattoos?")
    assert len(turns(driver, "notice")) == 1
    press_try_again(driver)
    first, second = line.questions
    assert (first.reply.status, second.reply.status, second.key) == (502, 200, first.key)
    assert "idempotency-replayed" not in second.reply.headers, "what failed is not kept"
    assert turns(driver, "assistant")[-1].endswith("Two lasers.")


@needs_browser
def test_a_cap_that_lasts_for_the_month_does_not_close_the_page_for_so_long(wire, browser):
    line = wire(*WIDE)
    driver = browser(line)
    line.next = (503, {"error": "AI service unavailable", "message": "The assistant cannot answer now.",
                       "request_id": "r", "retry_after": 2_000_000})
    ask(driver, "Which machines remove tattoos?")
    seconds = re.search(r"again in (\d+) s", driver.find_element("id", "status").text)[1]
    assert 0 < int(seconds) <= 60
    [button] = driver.find_elements("css selector", ".notice button")
    assert not button.is_enabled() and not driver.find_element("id", "send").is_enabled()
    assert_accessible(driver)
