"""llama.cpp's own OpenAI-compatible HTTP server with a model of random weights, or a given one, and a proxy
before it that makes it say what a test wants: our service cannot send a grammar, the proxy adds it."""

import contextlib
import http.client
import http.server
import io
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
import urllib.request

READY_SECONDS = 60


class InferenceServer:
    """Runs in a process of its own, since the library has no way to stop its server."""

    def __init__(self, folder, context=16384, model=None):
        self.log_path = folder / "inference-server.log"
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(model or folder / "random.gguf"), str(context)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            self.root = self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        self.url = self.root + "/v1"

    def _wait_until_ready(self):
        end = time.monotonic() + READY_SECONDS
        readable, _, _ = select.select([self.process.stdout], [], [], READY_SECONDS)
        root = self.process.stdout.readline().decode().strip() if readable else ""
        while root and time.monotonic() < end:
            with contextlib.suppress(OSError), urllib.request.urlopen(root + "/health", timeout=5):
                return root
            time.sleep(0.02)
        raise AssertionError(f"the inference server did not start: {self.log_path.read_text()}")

    def get(self, path):
        with urllib.request.urlopen(self.root + path, timeout=10) as reply:
            return reply.read().decode()

    def is_busy(self):
        return any(slot["is_processing"] for slot in json.loads(self.get("/slots")))

    def wait_until_idle(self, seconds):
        end = time.monotonic() + seconds
        while self.is_busy():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def grammar_for(text):
    """A grammar that admits `text` and nothing else."""
    return "root ::= " + json.dumps(text, ensure_ascii=False)


class Call:
    """One request that came through the proxy, and what the inference server answered."""

    def __init__(self, path, headers, body):
        self.path = path
        self.headers = headers
        self.body = body  # as our service sent it
        self.raw = bytearray()  # the whole HTTP response as it came
        self.client_left = threading.Event()
        self.ended = threading.Event()

    @property
    def request(self):
        return json.loads(self.body)

    def _response(self):
        class Source:
            makefile = staticmethod(lambda *_: io.BytesIO(self.raw))

        response = http.client.HTTPResponse(Source())
        response.begin()
        return response

    @property
    def status(self):
        return self._response().status

    @property
    def content_type(self):
        return self._response().headers["Content-Type"]

    @property
    def answer(self):
        """The response's body; of one that was cut, what came of it."""
        try:
            return self._response().read().decode()
        except http.client.IncompleteRead as cut:
            return cut.partial.decode(errors="replace")

    @property
    def chunks(self):
        """The `data` of every event, parsed, without the last one, [DONE]."""
        parts = [part.removeprefix("data: ") for part in self.answer.split("\n\n")[:-1]]
        return [json.loads(part) for part in parts if part != "[DONE]"]

    @property
    def text(self):
        return "".join(choice["delta"].get("content") or ""
                       for chunk in self.chunks for choice in chunk["choices"])

    @property
    def finish_reason(self):
        reasons = [choice["finish_reason"] for chunk in self.chunks for choice in chunk["choices"]]
        return reasons[-1] if reasons else None

    @property
    def usage(self):
        return next(chunk["usage"] for chunk in self.chunks if chunk.get("usage"))


class GrammarProxy:
    """Passes each POST on with the members of `extra` added to its JSON body, and the answer back byte
    by byte as it comes. Each request gets a connection of its own."""

    def __init__(self, upstream_url):
        host, _, port = upstream_url.removeprefix("http://").partition("/")[0].partition(":")
        self.upstream = (host, int(port))
        self.extra = {}
        self.calls = []
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.close_connection = True
                body = self.rfile.read(int(self.headers["Content-Length"]))
                call = Call(self.path, dict(self.headers), body)
                proxy.calls.append(call)
                try:
                    proxy._relay(call, self.connection)
                finally:
                    call.ended.set()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def say(self, text):
        """From now on every answer is `text`."""
        self.extra = {"grammar": grammar_for(text)}

    def say_noise(self):
        self.extra = {}

    def last_call(self):
        """The latest one, once its answer is complete."""
        call = self.calls[-1]
        assert call.ended.wait(30)
        return call

    def _relay(self, call, client):
        body = json.dumps(call.request | self.extra).encode()
        head = (f"POST {call.path} HTTP/1.1\r\nHost: {self.upstream[0]}:{self.upstream[1]}\r\n"
                "Content-Type: application/json\r\nConnection: close\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        with socket.create_connection(self.upstream) as upstream:
            upstream.sendall(head.encode() + body)
            while True:
                readable, _, _ = select.select([client, upstream], [], [])
                try:
                    if client in readable and not client.recv(1):
                        raise ConnectionResetError
                    if upstream in readable:
                        piece = upstream.recv(65536)
                        if not piece:
                            return
                        call.raw += piece
                        client.sendall(piece)
                except (BrokenPipeError, ConnectionResetError):
                    call.client_left.set()
                    return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def serve(path, context):
    """The child: prints where it listens and ends when whoever started it is gone."""
    import random_model
    import xllamacpp

    result = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # the library's log goes to stdout too
    if not os.path.exists(path):
        random_model.write(path)
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.model_alias = {"random"}
    params.port = 0
    params.n_ctx = context
    params.n_parallel = 1
    params.sampling.seed = 1
    params.endpoint_metrics = True
    params.warmup = False
    # More threads than this small model needs would only spin, and the tests share two cores.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    print(server.listening_address, file=result, flush=True)
    sys.stdin.read()
    os._exit(0)  # the server's destructor waits for open streams


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
