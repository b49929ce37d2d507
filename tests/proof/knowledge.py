"""A thousand streams stay open while the knowledge is swapped a hundred times, each with one version's prices."""

import contextlib
import pathlib
import random
import resource
import signal
import subprocess
import tempfile
import time

import conftest
import knowledge_swap as swap
from conftest import BINARY, ROOT, WIDE, Server, clean_environment
from dynamodb_local import free_port

TAKES = "under a minute"
TOOLS = []
OPTIONS = {"streams": 1000, "swaps": 100, "kills": 300}
PRICE_QUESTION = "how much is the plasma pen x?"


def run(proof, streams, swaps, kills):
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        open_streams(proof, stack, folder / "swaps", streams, swaps)
        publishing_killed(proof, folder / "kills", kills)


def open_streams(proof, stack, folder, count, swaps):
    """The streams begin evenly between the swaps, and all end after the last one."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    folder.mkdir()
    knowledge = swap.write(folder / "knowledge", 1)
    model = stack.enter_context(swap.SaysThePriceTwice())
    server = Server(folder, *WIDE, "--set", f"knowledge.directory={knowledge}", "--set", "chat.direct_answers=false",
                    "--set", "server.max_connections_per_visitor=10000", "--set", "model.fallback=none",
                    *[word for name in ("first_byte", "between_chunks", "total")
                      for word in ("--set", f"model.{name}_timeout_ms=600000")], "--model-url", model.url)
    stack.callback(server.stop)
    streams = swap.Streams(server.port)
    asked, refused, slowest = 0, 0, 0.0
    for number in range(swaps):
        while asked < count * (number + 1) // swaps:
            streams.start(f"tell me of the plasma pen x, number {asked}")
            asked += 1
        if number % 10 == 5:
            (knowledge / "products.csv").write_text(swap.products(number) + ',,"7300,00"\n')
            refused += 1
            server.process.send_signal(signal.SIGHUP)
            server.wait_for_line("knowledge refused", refused)
        swap.write(knowledge, number + 2)
        began = time.monotonic()
        server.process.send_signal(signal.SIGHUP)
        server.wait_for_line("knowledge loaded", number + 1)
        slowest = max(slowest, time.monotonic() - began)
    end = time.monotonic() + 120
    while streams.begun < count and time.monotonic() < end:
        time.sleep(0.1)
    proof.check("all streams are open after the last swap", streams.begun == count and streams.ended == 0,
                f"{streams.begun} of {count}, {streams.ended} had ended")
    memory = server.memory_kb()
    model.let_go()
    texts = streams.texts(300)
    whole = sum(map(swap.is_whole, texts))
    proof.check("none is dropped", whole == count, f"{whole} of {count} whole")
    of_each = [swap.versions_in(text) for text in texts]
    mixed = sum(len(versions) != 1 for versions in of_each)
    proof.check("each has one version's prices", mixed == 0, f"{mixed} with another, or none")
    versions = len(set().union(*of_each))
    causes = [line["cause"] for line in server.log() if line["message"] == "knowledge refused"]
    proof.check("bad files in between are told with their lines",
                len(causes) == refused and all(":5: " in cause for cause in causes), f"{refused} files")
    said = server.chat(PRICE_QUESTION, {"Accept": "application/json"}).json["response"]
    proof.check("the last version answers", str(swap.price_of(swaps + 1)) in said)
    proof.measured(f"{count} streams with {versions} versions, {swaps} swaps, the slowest in {slowest * 1000:.0f} ms; "
                   f"{memory} KiB with all open")


def publishing_killed(proof, folder, kills):
    """At moments that are spread over all of it."""
    folder.mkdir()
    knowledge = swap.write(folder / "knowledge", 1)
    sides = [swap.write(folder / "odd", 1), swap.write(folder / "even", 2)]
    place = ["--set", f"knowledge.directory={knowledge}", "--set", f"server.admin_listen=127.0.0.1:{free_port()}"]
    began = time.monotonic()
    conftest.run("knowledge", "publish", str(sides[1]), *place)
    longest = time.monotonic() - began
    broken, cut_off, moved, now = 0, 0, 0, 1
    for number in range(kills):
        process = subprocess.Popen([BINARY, "knowledge", "publish", str(sides[number % 2]), *place], cwd=ROOT,
                                   env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, longest))
        process.kill()
        process.wait()
        cut_off += (folder / "knowledge-history/publishing").exists()
        equal = [conftest.run("knowledge", "diff", "current", str(side), *place).stdout == "Nothing differs.\n" for side in sides]
        broken += equal.count(True) != 1
        moved += equal[now] is False
        now = equal.index(True) if True in equal else now
    proof.check("a publishing that is killed leaves the old version or the new one, whole", broken == 0,
                f"{kills} kills, {broken} with neither")
    proof.measured(f"{kills} kills while publishing, {cut_off} of them between the first file and the last, "
                   f"{moved} came to the new version")

