"""The widget's files, its settings and the page at /: what is served, under which headers. What they do in a browser
is tests/widget's."""

import gzip
import json
import re

import pytest
from conftest import ROOT, WIDE


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
    arabic = shared.chat("كم سعر جهاز الهايفو 7D؟").json["products"][0]
    assert (arabic["name"], arabic["price"]) == ("7D HIFU Machine", 6600)
    assert not arabic["localized_name"].isascii() and not arabic["summary"].isascii()
    assert "products" not in shared.chat("Hello").json


def test_a_stream_carries_them_as_a_part_before_its_end(shared):
    reply = shared.chat("How much is the 7D HIFU machine?", {"Accept": "text/event-stream"})
    events = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: {")]
    assert [event["type"] for event in events][-3:] == ["text-end", "data-products", "finish"]
    assert events[-2]["data"][0]["name"] == "7D HIFU Machine"
    hello = shared.chat("Hello", {"Accept": "text/event-stream"}).text
    assert "data-products" not in hello


# --- feedback

def feedback(server, headers=None, **members):
    return server.request("POST", "/feedback", json.dumps(members), headers)


def test_what_a_visitor_thinks_is_kept_with_the_turn(shared):
    answer = shared.chat("Hello").json
    ids = {"session_id": answer["session_id"], "message_id": answer["message_id"]}
    assert feedback(shared, **ids, rating="good").status == 204
    assert feedback(shared, **ids, rating="bad").status == 204
    import sqlite3
    with sqlite3.connect(f"file:{shared.database}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT feedback FROM turns WHERE message_id = ?", (answer["message_id"],)).fetchall()
    assert rows == [("bad",)] or rows == [(1,)] or rows == [(2,)], rows


@pytest.mark.parametrize("change, status, error", [
    ({"rating": "great"}, 400, "Invalid feedback"), ({"rating": None}, 400, "Invalid feedback"),
    ({"message_id": ""}, 400, "Invalid feedback"), ({"message_id": "another"}, 404, "Not found"),
    ({"session_id": "ä"}, 400, "Invalid session_id"), ({"session_id": "another"}, 404, "Not found")])
def test_wrong_feedback_is_told_why(shared, change, status, error):
    answer = shared.chat("Hello").json
    members = {"session_id": answer["session_id"], "message_id": answer["message_id"], "rating": "good"} | change
    reply = feedback(shared, **members)
    assert (reply.status, reply.json["error"]) == (status, error)


def test_feedback_counts_towards_the_visitors_limit(start):
    server = start(*WIDE, "--set", "rate_limit.max=2")
    answer = server.chat("Hello").json
    ids = {"session_id": answer["session_id"], "message_id": answer["message_id"]}
    assert [feedback(server, **ids, rating="good").status for _ in range(2)] == [204, 429]
    assert feedback(server, {"Origin": "https://elsewhere.example"}, **ids, rating="good").status in (403, 429)
