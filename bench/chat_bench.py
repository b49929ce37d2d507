"""The full chat path beside nginx's proxy_pass to the same mock model, with 1 and with 2 threads."""

import http.server
import json
import textwrap
import threading
import urllib.request

from bench_tools import OurServer, Side, TABLE_HEAD, compare, load, say
from mock_answer import WHOLE
from nginx_peers import mock_model, proxy_peer, proxy_settings

CONNECTIONS = [1, 64]
ROUNDS = 5
SESSIONS = 1000
# More than a price, or the catalogue would answer it by itself.
QUESTION = "How much is the 7D HIFU machine, and can you ship it to Jordan by May?"
MODEL_PATH = "/v1/chat/completions"


def chat_body(session):
    return json.dumps({"message": QUESTION, "session_id": f"visitor-{session}"}).encode()


def chat_script(folder):
    """Visitors in turn, each in a conversation of their own."""
    script = folder / "visitors.lua"
    script.write_text(f"""
local requests, last = {{}}, 0
function init()
  for i = 1, {SESSIONS} do
    local body = '{{"message": "{QUESTION}", "session_id": "visitor-' .. i .. '"}}'
    requests[i] = wrk.format("POST", nil, {{["Content-Type"] = "application/json"}}, body)
  end
end
function request()
  last = last % {SESSIONS} + 1
  return requests[last]
end
""")
    return script


def proxy_script(folder, body):
    """The same from the start to the end, as many requests to choose from as above."""
    (folder / "prompt.json").write_bytes(body)
    script = folder / "prompt.lua"
    script.write_text(f"""
local requests, last = {{}}, 0
function init()
  local body = io.open("{folder}/prompt.json", "rb"):read("*a")
  for i = 1, {SESSIONS} do
    requests[i] = wrk.format("POST", "{MODEL_PATH}", {{["Content-Type"] = "application/json"}}, body)
  end
end
function request()
  last = last % {SESSIONS} + 1
  return requests[last]
end
""")
    return script


class Recorder(http.server.BaseHTTPRequestHandler):
    """A model that keeps what it was last asked."""
    protocol_version = "HTTP/1.1"
    body = b""

    def do_POST(self):
        Recorder.body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = WHOLE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def prompt_sent_upstream(processes):
    """What we send to the model in a conversation that has its full history."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as model:
        threading.Thread(target=model.serve_forever, daemon=True).start()
        ours = OurServer(processes, "recorded", "--model-url", f"http://127.0.0.1:{model.server_port}/v1")
        for _ in range(5):
            url = f"http://127.0.0.1:{ours.port}/chat"
            urllib.request.urlopen(urllib.request.Request(url, data=chat_body(1)), timeout=10).read()
        processes.stop(ours.process)
        model.shutdown()
    return Recorder.body


def description(prompt, ours, model_port):
    return f"""
Ours, a request: parses {len(chat_body(500))} bytes of JSON, asks both limits (wide), reads the conversation from
SQLite ({SESSIONS} conversations in turn, each with its full history), ranks the catalogue, writes the prompt
({len(prompt)} bytes of JSON), reads the model's {len(WHOLE)} bytes of events over a kept connection, filters and
counts the text, saves the turn durably (WAL, group commit), answers in JSON, records metrics, writes an
access line to a file.

nginx, a request: receives that same prompt of {len(prompt)} bytes, asks its limit (wide), relays it to the same
mock over a kept connection, relays the {len(WHOLE)} bytes back, and writes an access line to a buffered log. It
stores and parses nothing. The mock model is a third nginx (1 worker, `return 200`), whose CPU is not counted.

CPU is user and system time of the process (all its threads, for nginx all its workers) by request.

```
{ours.command_line}
```
```
{textwrap.dedent(proxy_settings(model_port, streaming=False))}
```"""


def chat_path(processes, prompt):
    model = mock_model(processes, WHOLE)
    visitors = chat_script(processes.folder)
    relayed = proxy_script(processes.folder, prompt)
    lines = []
    for threads in (1, 2):
        ours = OurServer(processes, f"chat-{threads}", "--model-url", f"http://127.0.0.1:{model.port}/v1",
                         "--set", "model.fallback=none", "--set", "chat.answer_cache_seconds=0",
                         "--set", f"server.threads={threads}")
        nginx = proxy_peer(processes, model.port, threads)
        left, right = Side(ours, "/chat", visitors), Side(nginx, MODEL_PATH, relayed)
        load(left.url, 64, visitors, seconds=2)  # until every conversation has its history
        load(right.url, 64, relayed, seconds=1)
        if threads == 1:
            lines += say("\n## The full chat path, POST /chat through a model",
                         description(prompt, ours, model.port))
        plural = "s" if threads > 1 else ""
        lines += say(f"\n### {threads} thread{plural}, nginx with {threads} worker{plural}\n", *TABLE_HEAD)
        lines += compare(left, right, CONNECTIONS, ROUNDS)
        processes.stop(ours.process)
        processes.stop(nginx.process)
    processes.stop(model.process)
    return lines
