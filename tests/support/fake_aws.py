"""Where AWS credentials come from on AWS's machines: a container's endpoint and the instance's (IMDSv2),
with the rules that the real ones insist on."""

import datetime
import http.server
import json
import threading

CONTAINER_PATH = "/v2/credentials/chat?role=one"
ROLE_FOLDER = "/latest/meta-data/iam/security-credentials/"
ROLE = "chat-role"
INSTANCE_TOKEN = "INSTANCE-TOKEN=="
LONGEST_TOKEN_SECONDS = 21600


def in_seconds(seconds):
    """A time as AWS writes it."""
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def credentials(key_id, seconds=6 * 3600):
    """Good for so long; each id has a secret and a token of its own."""
    return {"AccessKeyId": key_id, "SecretAccessKey": f"{key_id}/SECRET", "Token": f"{key_id}+TOKEN==",
            "Expiration": in_seconds(seconds)}


class FakeAwsMachine:
    """`authorization`: what the container's endpoint wants to see. `gives`: a document, or an error's status."""

    def __init__(self, authorization=None, has_imds_v2=True):
        self.gives = credentials("AKIDMACHINE")
        self.requests = []  # method and path
        self.authorization = authorization
        self.has_imds_v2 = has_imds_v2
        self.role = ROLE
        machine = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                machine.requests.append((self.command, self.path))
                code, body = machine.answer(self)
                self.send_response(code)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_PUT = do_GET

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self.container_uri = self.origin + CONTAINER_PATH
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def fetches(self):
        return [path for _, path in self.requests].count(CONTAINER_PATH) + [
            path for _, path in self.requests].count(ROLE_FOLDER + self.role)

    def answer(self, request):
        if request.path == CONTAINER_PATH:
            refused = request.command != "GET" or request.headers["Authorization"] != self.authorization
            return (401, b"{}") if refused else self._document({"RoleArn": "arn:aws:iam::1:role/chat"})
        if request.path == "/latest/api/token":
            return self._token(request)
        if request.headers["X-aws-ec2-metadata-token"] != (INSTANCE_TOKEN if self.has_imds_v2 else None):
            return 401, b""
        if request.path == ROLE_FOLDER:
            return 200, self.role.encode()
        if request.path == ROLE_FOLDER + self.role:
            return self._document({"Code": "Success", "Type": "AWS-HMAC", "LastUpdated": in_seconds(0)})
        return 404, b""

    def _token(self, request):
        seconds = request.headers["X-aws-ec2-metadata-token-ttl-seconds"] or ""
        good = seconds.isdigit() and 1 <= int(seconds) <= LONGEST_TOKEN_SECONDS
        if not self.has_imds_v2:
            return 404, b""
        if request.command != "PUT":
            return 405, b""
        return (200, INSTANCE_TOKEN.encode()) if good else (400, b"")

    def _document(self, more):
        if isinstance(self.gives, int):
            return self.gives, b'{"message":"no"}'
        return 200, json.dumps(more | self.gives).encode()
