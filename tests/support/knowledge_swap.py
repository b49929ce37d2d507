"""Knowledge in versions of which each has one price for all its devices, so that an answer tells which
version it was made with, or that it was made with two; and many streams that stay open meanwhile."""

import asyncio
import json
import re
import shutil
import threading

DEVICES = ("Alpha Laser", "Plasma Pen X", "Cryo Sculptor")
HEADER = "Machine Name,Description,Price (USD)"
FIGURE = re.compile(r"\b1\d{3}\b")


def price_of(version):
    return 1000 + version


def products(version):
    rows = [f"{name},A device,{price_of(version)}" for name in DEVICES]
    return "\n".join([HEADER, *rows]) + "\n"


def write(folder, version):
    """Each file whole; not the folder."""
    folder.mkdir(exist_ok=True)
    texts = {"products.csv": products(version), "persona.md": f"You sell devices. {price_of(version)}\n",
             "contact.md": "call us\n"}
    for name, text in texts.items():
        draft = folder / f".{name}.draft"
        draft.write_text(text)
        draft.rename(folder / name)
    return folder


class SaysThePriceTwice:
    """A model of any number of calls at once. It says the price that it was told, waits until it is let go, and
    says it again."""

    def __init__(self):
        self.calls = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._go = asyncio.Event()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._answer, "127.0.0.1", backlog=4096), self._loop).result()
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"

    def let_go(self):
        self._loop.call_soon_threadsafe(self._go.set)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head, re.I).group(1))
        asked = json.loads(await reader.readexactly(length))
        self.calls += 1
        price = re.search(r"Plasma Pen X: (\d+)", asked["messages"][0]["content"]).group(1)
        sentence = f"The Plasma Pen X costs {price} USD. "
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for text in (sentence, "I look "):
            writer.write(chunk({"content": text}))
        await writer.drain()
        await self._go.wait()
        for text in ("again. ", sentence, "That is all."):
            writer.write(chunk({"content": text}))
        writer.write(chunk({}, finish_reason="stop") + b"data: [DONE]\n\n")
        await writer.drain()
        writer.close()


def chunk(delta, finish_reason=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return f"data: {json.dumps({'id': '1', 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n".encode()


class Streams:
    """Streams that are begun one by one in a loop of their own and read to their end."""

    def __init__(self, port):
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._started = []
        self._first_texts = 0

    def start(self, question):
        self._started.append(asyncio.run_coroutine_threadsafe(self._read(question), self._loop))

    @property
    def begun(self):
        """Of how many the first text has come."""
        return self._first_texts

    @property
    def ended(self):
        return sum(stream.done() for stream in self._started)

    def texts(self, timeout=120):
        """All that came, of each."""
        texts = [stream.result(timeout) for stream in self._started]
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        return texts

    async def _read(self, question):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        body = json.dumps({"message": question}).encode()
        writer.write(b"POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nConnection: close\r\n"
                     b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        received, has_begun = b"", False
        while piece := await reader.read(1 << 16):
            received += piece
            if not has_begun and b"text-delta" in received:
                has_begun = True
                self._first_texts += 1
        writer.close()
        return received.decode()


def is_whole(text):
    return '"type":"finish"' in text and "[DONE]" in text


def versions_in(text):
    """Of the prices that the answer names, in its text and in its products."""
    return {int(figure) - 1000 for figure in FIGURE.findall(text.partition("\r\n\r\n")[2])
            if int(figure) < 1999}


def copy_of(folder, to):
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to
