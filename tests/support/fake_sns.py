"""Amazon SNS, as far as Publish goes: the query protocol, after
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html."""

import http.server
import threading
import urllib.parse

ACCEPTED = """<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
<MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult>
<ResponseMetadata><RequestId>f187a3c1-376f-11df-8963-01868b7c937a</RequestId></ResponseMetadata></PublishResponse>"""
REFUSED = """<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>
<Code>AuthorizationError</Code><Message>User is not authorized to perform: SNS:Publish</Message></Error>
<RequestId>9dd01905-5012-5f99-8663-4b3ecd0dfaef</RequestId></ErrorResponse>"""


class FakeSns:
    def __init__(self):
        self.published = []    # the members of each accepted request
        self.refuses = False
        sns = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                members = dict(urllib.parse.parse_qsl(body, strict_parsing=True))
                is_good = (members["Action"] == "Publish" and members["Version"] == "2010-03-31"
                           and "/sns/aws4_request" in self.headers["Authorization"]
                           and members["Subject"].isascii() and len(members["Subject"]) < 100
                           and "\n" not in members["Subject"])
                if is_good and not sns.refuses:
                    sns.published.append(members)
                    return self.answer(200, ACCEPTED)
                return self.answer(403, REFUSED)

            def answer(self, status, text):
                self.send_response(status)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
