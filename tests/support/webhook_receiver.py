"""A receiver of webhooks that keeps what it got and answers what it is told to.

    with WebhookReceiver() as receiver:
        ...                                   # a server with leads.webhook_url=receiver.url
        [hook] = receiver.wait_for(1)
        assert hook.event["type"] == "lead.created"
"""

import http.server
import json
import threading
import time


class Hook:
    """One request, and whether its signature is good for one of the secrets."""

    def __init__(self, path, headers, body):
        self.path = path
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body
        self.at = time.monotonic()

    @property
    def id(self):
        return self.headers["webhook-id"]

    @property
    def event(self):
        return json.loads(self.body)


class WebhookReceiver:
    def __init__(self, tls=None, host="127.0.0.1"):
        self.hooks = []
        self.on_hook = lambda count: None  # called with how many came, before one is answered
        self._answers = []                 # (status, headers, seconds) for the next ones; then 204
        self._changed = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers, seconds = receiver._take(Hook(self.path, self.headers, body))
                time.sleep(seconds)
                self.send_response(status)
                for name, value in ({"Content-Length": "0"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            # A handshake that the client breaks off is no fault of ours.
            self._server.handle_error = lambda *_: None
        self.port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}/leads?key=planted-secret-of-the-url"

    def answer(self, *statuses, headers=None, seconds=0):
        """How the next requests are answered, one after the other; after them 204."""
        with self._changed:
            self._answers += [(status, headers or {}, seconds) for status in statuses]

    def wait_for(self, count, seconds=20):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.hooks) >= count, seconds), \
                f"{len(self.hooks)} requests came, not {count}"
            return list(self.hooks)

    def _take(self, hook):
        with self._changed:
            self.hooks.append(hook)
            self._changed.notify_all()
            self.on_hook(len(self.hooks))
            return self._answers.pop(0) if self._answers else (204, {}, 0)

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
