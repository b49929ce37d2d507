"""API Gateway's HTTP API in front of a function on the scripted Runtime API: what a caller outside sees
of the whole deployment.

    with LambdaGateway(function, tls=authority.server("localhost")) as gateway:
        ...                     # POST to gateway.url, over https where a `tls` context is given
        assert gateway.statuses == [200]

A function that fails is a 500 to the caller, and one that is gone a 503, after AWS's documentation.
"""

from fake_gateway import FakeGateway
from lambda_events import http_api


class LambdaGateway(FakeGateway):
    """`address` is the caller's, as the gateway tells the function."""

    def __init__(self, function, tls=None, address="198.51.100.77", **options):
        super().__init__(None, **{"burst": 1000, "rate": 1000} | options)
        self.statuses = []
        self.requests = []  # (headers, body)
        self._function, self._address, self._tls = function, address, tls
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)

    def __enter__(self):
        super().__enter__()
        if self._tls:
            self.url = self.url.replace("http://127.0.0.1", "https://localhost")
        return self

    def _pass_on(self, request, body, origin):
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append((headers, body))
        event = http_api(path="/chat", body=body, headers=headers, address=self._address, stage=self._stage)
        try:
            answer = self._function.invoke(event).wait()
            status, sent, text = answer.status, answer.headers, answer.body
        except AssertionError:
            gone = self._function.process.poll() is not None
            status, sent, text = (503, {}, '{"message":"Service Unavailable"}') if gone else (
                500, {}, '{"message":"Internal Server Error"}')
        self._send(request, status, sent, text.encode())

    def _send(self, request, status, headers, body):
        self.statuses.append(status)
        FakeGateway._send(request, status, headers, body)
