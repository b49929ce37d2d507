"""A mock model that streams: `python3 stream_mock.py PORT`. The path says how the events come.

/quick: the first at once, the rest 1 ms later. /hold: the first, and nothing more until the caller
leaves. /paced: one every 100 ms. /whole: all at once. /long: 50 pieces, one every 20 ms.
"""

import asyncio
import sys

from mock_answer import END, EVENTS, delta

PACE, PACE_OF_LONG = 0.1, 0.02
LONG = [delta(f" piece {number} of the answer", "stop" if number == 50 else None) for number in range(1, 51)]
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
        if b" /long/" in head:
            self.transport.write(HEAD)
            self.write_later(LONG, 0, PACE_OF_LONG)
            return
        self.transport.write(FIRST)
        if b" /whole/" in head:
            self.transport.write(REST + LAST)
        elif b" /quick/" in head:
            asyncio.get_running_loop().call_later(0.001, self.transport.write, REST + LAST)
        elif b" /paced/" in head:
            self.write_later(EVENTS, 1, PACE)

    def write_later(self, events, index, pace):
        asyncio.get_running_loop().call_later(pace, self.write_event, events, index, pace)

    def write_event(self, events, index, pace):
        if index == len(events):
            self.transport.write(chunk(END) + LAST)
            return
        self.transport.write(chunk(events[index]))
        self.write_later(events, index + 1, pace)


async def main():
    server = await asyncio.get_running_loop().create_server(Model, "127.0.0.1", int(sys.argv[1]), backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
