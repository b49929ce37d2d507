"""A proxy for https: leads every tunnel to one place, whatever host was asked for."""

import contextlib
import socket
import threading

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class FakeProxy:
    """`target`: the port that tunnels lead to. `answer`: to CONNECT; no tunnel where it is no 200."""

    def __init__(self, target=None, answer=ESTABLISHED):
        self.requests = []  # the lines of each head
        self._target = target
        self._answer = answer
        self._sockets = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.place = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.place}"
        run(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in [self._listener, *self._sockets]:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(client)
            run(self._serve, client)

    def _serve(self, client):
        with contextlib.suppress(OSError):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                piece = client.recv(1)
                if not piece:
                    return
                head += piece
            self.requests.append(head.decode().split("\r\n")[:-2])
            if self._answer is None:
                return  # and stays silent
            client.sendall(self._answer)
            if b" 200 " not in self._answer:
                return client.close()
            server = socket.create_connection(("127.0.0.1", self._target))
            self._sockets.append(server)
            run(pass_on, client, server)
            pass_on(server, client)


def run(function, *arguments):
    threading.Thread(target=function, args=arguments, daemon=True).start()


def pass_on(source, sink):
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
