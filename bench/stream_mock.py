"""A mock model that streams: `python3 stream_mock.py PORT`. The path says how the events come.

/quick: the first at once, the rest 1 ms later. /hold: the first, and nothing more until the caller
leaves. /paced: one every 100 ms.
"""

import asyncio
import sys

from mock_answer import END, EVENTS

PACE = 0.1
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(text):
    return f"{len(text):x}\r\n{text}\r\n".encode()


FIRST, REST, LAST = HEAD + chunk(EVENTS[0]), chunk("".join(EVENTS[1:]) + END), b"0\r\n\r\n"


class Model(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.received = b""

    def data_received(self, data):
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(body) < size:
            return
        self.received = body[size:]
        self.transport.write(FIRST)
        if b" /quick/" in head:
            asyncio.get_running_loop().call_later(0.001, self.transport.write, REST + LAST)
        elif b" /paced/" in head:
            self.write_later(1)

    def write_later(self, index):
        asyncio.get_running_loop().call_later(PACE, self.write_event, index)

    def write_event(self, index):
        if index == len(EVENTS):
            self.transport.write(chunk(END) + LAST)
            return
        self.transport.write(chunk(EVENTS[index]))
        self.write_later(index + 1)


async def main():
    server = await asyncio.get_running_loop().create_server(Model, "127.0.0.1", int(sys.argv[1]), backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
