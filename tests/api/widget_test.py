"""The widget's files, its settings and the page at /: what is served, under which headers. What they do in a browser
is tests/widget's."""

import contextlib
import gzip
import http.server
import json
import re
import threading

import pytest
from conftest import ROOT, WIDE
from model_behaviours import normal, status
from page_browser import needs_browser
from questions import new_question
from streaming_test import EVENTS, events


@pytest.fixture(scope="module")
def launcher(shared):
    return shared.request("GET", "/widget.js")


def panel_path(launcher):
    return "/" + re.search(r"widget-panel-[0-9a-f]{12}\.js", launcher.text)[0]


def test_the_page_loads_nothing_from_elsewhere(shared):
    reply = shared.request("GET", "/")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert len(reply.text.encode()) < 15_000
    assert "http://" not in reply.text and "https://" not in reply.text
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'; ")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "require-trusted-types-for 'script'" in policy
    assert shared.request("HEAD", "/").text == ""


def test_the_page_says_whose_chat_it_is_and_who_may_frame_it(start):
    server = start("--set", "widget.title=A <b> & \"c\"", "--set", "server.frame_ancestors=https://a.example,https://b.example")
    reply = server.request("GET", "/")
    assert "<title>A &lt;b> &amp; &quot;c&quot;</title>" in reply.text
    assert "frame-ancestors https://a.example https://b.example;" in reply.headers["content-security-policy"]


def test_the_script_is_short_lived_under_its_name_and_for_ever_under_its_hash(shared, launcher):
    assert launcher.headers["content-type"] == "text/javascript; charset=utf-8"
    assert launcher.headers["cache-control"] == "public, max-age=300"
    panel = shared.request("GET", panel_path(launcher))
    assert (panel.status, panel.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    for reply in (launcher, panel):
        assert reply.headers["access-control-allow-origin"] == "*", "import() asks for it"
        assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert shared.request("GET", "/widget-panel-000000000000.js").status == 404


def test_a_page_that_was_open_before_an_upgrade_finds_the_window(shared, launcher):
    reply = shared.request("GET", "/widget-panel.js")
    assert (reply.status, reply.headers["cache-control"]) == (200, "public, max-age=300")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.text == shared.request("GET", panel_path(launcher)).text
    assert "widget-panel.js" in launcher.text


def test_who_has_a_file_is_not_sent_it_again(shared, launcher):
    again = shared.request("GET", "/widget.js", headers={"If-None-Match": launcher.headers["etag"]})
    assert (again.status, again.text, again.headers["etag"]) == (304, "", launcher.headers["etag"])
    assert "content-length" not in again.headers
    assert shared.request("GET", "/widget.js", headers={"If-None-Match": '"another"'}).status == 200


def test_what_is_loaded_on_opening_is_compressed(shared, launcher):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", shared.port)
    connection.request("GET", panel_path(launcher), headers={"Accept-Encoding": "gzip, deflate, br"})
    reply = connection.getresponse()
    assert (reply.getheader("content-encoding"), reply.getheader("vary")) == ("gzip", "Accept-Encoding")
    body = reply.read()
    plain = shared.request("GET", panel_path(launcher))
    assert gzip.decompress(body).decode() == plain.text and "content-encoding" not in plain.headers
    assert plain.headers["etag"] != reply.getheader("etag")
    connection.close()


def test_it_is_bundled_from_the_sources(launcher, shared, tmp_path):
    import subprocess
    subprocess.run(["sh", ROOT / "widget/build.sh", tmp_path], check=True)
    assert (tmp_path / "widget.js").read_text() in launcher.text
    [panel] = tmp_path.glob("widget-panel-*.js")
    assert shared.request("GET", "/" + panel.name).text == panel.read_text()


def test_names_colours_and_examples_are_settings(start):
    server = start("--config", str(ROOT / "config/local.toml"))
    settings = server.request("GET", "/widget/config").json
    assert settings["title"] == "Medical Tech Aesthetic" and settings["color"] == "#0b5c66"
    assert len(settings["texts"]["ar"]["examples"]) == 3
    assert json.dumps(settings, ensure_ascii=False, separators=(",", ":")) in server.request("GET", "/widget.js").text


def test_nothing_of_a_business_is_compiled_in(launcher, shared):
    text = launcher.text + shared.request("GET", panel_path(launcher)).text
    assert not re.search(r"medical.tech|hifu|kegel|\bMTA\b(?!-chat)", text, re.I)


# --- devices that an answer names

def test_an_answer_carries_the_devices_that_it_names(shared):
    answer = shared.chat("How much is the 7D HIFU machine?").json
    assert answer["products"] == [{"name": "7D HIFU Machine", "price": 6600, "currency": "USD", "summary": answer["products"][0]["summary"]}]
    assert answer["products"][0]["summary"].isascii()
    assert "products" not in shared.chat("Hello").json


def test_a_stream_carries_them_as_a_part_before_its_end(shared):
    reply = shared.chat("How much is the 7D HIFU machine?", {"Accept": "text/event-stream"})
    parts = events(reply.text)
    assert [part["type"] for part in parts][-3:] == ["text-end", "data-products", "finish"]
    assert parts[-2]["data"][0]["name"] == "7D HIFU Machine"
    hello = shared.chat("Hello", {"Accept": "text/event-stream"}).text
    assert "data-products" not in hello


def products_in(reply):
    """Of an answer in either form."""
    if reply.headers["content-type"].startswith("application/json"):
        return reply.json.get("products")
    return next((event["data"] for event in events(reply.text) if event["type"] == "data-products"), None)


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "events"])
def test_an_arabic_answer_has_their_arabic_names(shared, headers):
    [device] = products_in(shared.chat("كم سعر جهاز الهايفو 7D؟", headers))
    assert (device["name"], device["price"], device["currency"]) == ("7D HIFU Machine", 6600, "USD")
    assert not device["localized_name"].isascii() and not device["summary"].isascii()


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "events"])
def test_kept_answers_repeats_and_the_fallback_have_them_too(start, fake, headers):
    fake.behave(normal("The 7D HIFU Machine lifts the skin."))
    server = start(*WIDE, "--model-url", fake.url)
    question, key = new_question(), {"Idempotency-Key": "one-key-for-a-repeat"}
    replies = [server.chat(question, headers), server.chat(question, headers)]
    assert len(fake.calls) == 1, "the second is a kept answer"
    other = new_question()
    replies += [server.chat(other, headers | key), server.chat(other, headers | key)]
    assert replies[-1].headers["idempotency-replayed"] == "true"
    fake.behave(status(500))
    replies.append(server.chat(f"Why is the 7D HIFU machine better, {new_question()}", headers))
    for reply in replies:
        assert products_in(reply)[0]["name"] == "7D HIFU Machine"


# --- the page in an iframe

@contextlib.contextmanager
def website():
    """A page of another origin with an iframe for each of the addresses that are put into `shown`."""
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("".join(f'<iframe src="{address}"></iframe>' for address in site.shown).encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        site.shown = []
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.shutdown()


@needs_browser
def test_a_browser_shows_the_page_in_an_iframe_where_its_origin_is_listed(start, browser):
    with website() as site:
        address = f"http://127.0.0.1:{site.server_port}"
        lists_it, lists_nobody = start("--set", f"server.frame_ancestors={address}"), start()
        site.shown = [f"http://127.0.0.1:{server.port}/" for server in (lists_it, lists_nobody)]
        driver = browser(lists_it)
        driver.get(address)
        seen = []
        for number in range(2):
            driver.switch_to.frame(number)
            seen.append(driver.execute_script("return document.title"))
            driver.switch_to.default_content()
    assert seen[0] == "MTA Chat"
    assert seen[1] != "MTA Chat", "the browser refuses a page that lists nobody"
