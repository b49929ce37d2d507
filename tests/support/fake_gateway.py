"""API Gateway's HTTP API in front of a self-hosted server, as far as a caller can tell the two apart:
the stage in the path, routes that do not exist, CORS, the throttle, and the header that marks answers.
Bodies and statuses after AWS's documentation; nobody has compared it with the real one from here."""

import http.client
import http.server
import json
import threading
import time
import urllib.parse

ALLOWED_HEADERS = "content-type,x-request-id,idempotency-key,user-agent"
EXPOSED_HEADERS = ("x-ratelimit-limit,x-ratelimit-remaining,x-ratelimit-window,ratelimit-policy,ratelimit,"
                   "x-request-id,retry-after,x-vercel-ai-ui-message-stream")


class FakeGateway:
    """`url` is the endpoint. The server behind must have a wide throttle of its own."""

    def __init__(self, server, stage="dev", origins=("*",), burst=5, rate=1):
        self._server, self._stage, self._origins = server, stage, origins
        self._burst, self._rate, self._tokens, self._at = burst, rate, burst, time.monotonic()
        self._lock = threading.Lock()
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                gateway.answer(self, body)

            do_GET = do_POST = do_OPTIONS = answer

            def log_message(self, *_):
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}/{self._stage}/chat"
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._http.server_close()

    def answer(self, request, body):
        origin = request.headers.get("Origin")
        if request.command == "OPTIONS" and origin:
            self._send(request, 204, self._cors(origin, preflight=True), b"")
        elif (request.command, urllib.parse.urlsplit(request.path).path) != ("POST", f"/{self._stage}/chat"):
            self._send(request, 404, {}, json.dumps({"message": "Not Found"}).encode())
        elif not self._take_token():
            self._send(request, 429, {}, json.dumps({"message": "Too Many Requests"}).encode())
        else:
            self._pass_on(request, body, origin)

    def _pass_on(self, request, body, origin):
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        try:
            headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
            connection.request("POST", "/chat", body=body, headers=headers)
            reply = connection.getresponse()
            kept = {name.lower(): value for name, value in reply.getheaders()
                    if not name.lower().startswith(("access-control-", "content-length", "transfer-encoding",
                                                    "connection", "date"))}
            self._send(request, reply.status, kept | self._cors(origin), reply.read())
        finally:
            connection.close()

    def _cors(self, origin, preflight=False):
        if not origin or not ("*" in self._origins or origin in self._origins):
            return {}
        headers = {"access-control-allow-origin": "*" if "*" in self._origins else origin}
        if preflight:
            return headers | {"access-control-allow-methods": "OPTIONS,POST",
                              "access-control-allow-headers": ALLOWED_HEADERS, "access-control-max-age": "300"}
        return headers | {"access-control-expose-headers": EXPOSED_HEADERS}

    def _take_token(self):
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True

    @staticmethod
    def _send(request, status, headers, body):
        request.send_response(status)
        for name, value in ({"content-type": "application/json"} | headers).items():
            if status != 204 or name != "content-type":
                request.send_header(name, value)
        request.send_header("apigw-requestid", "JKJaXmPLvHcESHA=")
        if status != 204:
            request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
