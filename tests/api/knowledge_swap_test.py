"""Another version of the knowledge takes the place of the one before while the server runs."""

import random
import signal
import subprocess
import time

import knowledge_swap as swap
import pytest
from conftest import BINARY, ROOT, WIDE, clean_environment, run
from dynamodb_local import free_port
from knowledge_swap import price_of

PRICE_QUESTION = "how much is the plasma pen x?"
NO_DIRECT_ANSWERS = ["--set", "chat.direct_answers=false"]


@pytest.fixture
def folder(tmp_path):
    return swap.write(tmp_path / "knowledge", 1)


@pytest.fixture
def place(folder):
    """Settings that name the folder, and a free port for the admin listener."""
    return ["--set", f"knowledge.directory={folder}", "--set", f"server.admin_listen=127.0.0.1:{free_port()}"]


@pytest.fixture
def knowledge(place):
    return lambda *arguments: run("knowledge", *arguments, *place)


def said(server, question=PRICE_QUESTION):
    return server.chat(question).json["response"]


def reload_by_signal(server, line="knowledge loaded", count=1):
    server.process.send_signal(signal.SIGHUP)
    return server.wait_for_line(line, count)


def test_a_signal_loads_the_files_and_a_new_price_is_live_within_5_seconds(start, folder, place):
    server = start(*WIDE, *place)
    assert "1001 USD" in said(server)
    edited = time.monotonic()
    swap.write(folder, 2)
    reload_by_signal(server)
    answer = server.chat(PRICE_QUESTION).json
    assert "1002 USD" in answer["response"]
    assert answer["products"][0]["price"] == 1002
    assert time.monotonic() - edited < 5
    assert server.chat("hello").status == 200


def test_a_bad_file_is_told_with_its_lines_and_the_old_one_stays(start, folder, place):
    server = start(*WIDE, *place)
    bad = swap.products(2) + 'B,,"7300,00"\n,,5\n'
    (folder / "products.csv").write_text(bad)
    causes = [f'{folder}/products.csv:5: price "7300,00" is not one', f"{folder}/products.csv:6: the machine has no name"]
    server.process.send_signal(signal.SIGHUP)
    server.wait_for_line("knowledge refused", 2)
    refused = [line for line in server.log() if line["message"] == "knowledge refused"]
    assert [line["level"] for line in refused] == ["ERROR", "ERROR"]
    assert all(line["cause"].startswith(cause) for line, cause in zip(refused, causes, strict=True))
    assert "1001 USD" in said(server)
    by_command = run("reload", *place)
    assert by_command.returncode == 2
    assert all(cause in by_command.stderr for cause in causes)
    assert by_command.stderr.endswith("the server goes on with what it knew\n")
    (folder / "persona.md").unlink()
    swap.copy_of(folder, folder.parent / "broken")
    assert "persona.md cannot be read" in run("reload", *place).stderr
    assert "1001 USD" in said(server)
    swap.write(folder, 3)
    assert run("reload", *place).stdout.startswith("The server answers from ")
    assert "1003 USD" in said(server)
    assert run("reload", *place).stdout.startswith("Nothing has changed")


def test_reload_without_a_server_says_where_it_looked(place):
    result = run("reload", *place)
    assert result.returncode == 1
    assert "(server.admin_listen)" in result.stderr


@pytest.fixture
def model():
    with swap.SaysThePriceTwice() as model:
        yield model


def test_50_streams_keep_the_version_that_they_began_with(start, model, folder, place):
    server = start(*WIDE, *place, *NO_DIRECT_ANSWERS, "--model-url", model.url)
    streams = swap.Streams(server.port)
    version, loaded = 1, 0
    for number in range(50):
        streams.start(f"tell me of the plasma pen x, number {number}")
        if number == 25:
            (folder / "products.csv").write_text("Machine Name;Price (USD)\nA;1\n")
            server.process.send_signal(signal.SIGHUP)
            server.wait_for_line("knowledge refused")
        elif number % 5 == 4:
            version, loaded = version + 1, loaded + 1
            swap.write(folder, version)
            reload_by_signal(server, count=loaded)
    wait_until(lambda: streams.begun == 50)
    assert streams.ended == 0
    model.let_go()
    texts = streams.texts()
    assert all(map(swap.is_whole, texts))
    of_each = [swap.versions_in(text) for text in texts]
    assert all(len(versions) == 1 for versions in of_each), of_each
    assert len(set.union(*of_each)) > 5, "streams began with many versions"
    assert all('"price":' in text for text in texts), "the products are of the same version"


def test_kept_answers_of_the_version_before_are_gone(start, model, folder, place):
    model.let_go()
    server = start(*WIDE, *place, *NO_DIRECT_ANSWERS, "--model-url", model.url)
    for _ in range(2):
        assert "1001 USD" in said(server)
    assert model.calls == 1
    swap.write(folder, 2)
    reload_by_signal(server)
    for _ in range(2):
        assert "1002 USD" in said(server)
    assert model.calls == 2


def test_versions_are_published_compared_and_taken_back(start, tmp_path, folder, place, knowledge):
    server = start(*WIDE, *place)
    new = swap.write(tmp_path / "new", 2)
    (new / "products.csv").write_text(swap.products(2).replace("Alpha Laser", "Beta Laser"))
    (folder / "notes.txt").write_text("mine")
    published = knowledge("publish", str(new))
    assert published.stdout == "Version 2 is current: 3 products.\nThe server answers from it.\n"
    assert "1002 USD" in said(server)
    listed = knowledge("list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["1", "2"]
    assert [line.endswith("  current") for line in listed] == [False, True]
    assert knowledge("diff").stdout == (
        "persona.md has changed\nproducts.csv\n  - Alpha Laser: 1001\n  + Beta Laser: 1002\n"
        "  ~ Plasma Pen X: Price (USD) 1001 -> 1002\n  ~ Cryo Sculptor: Price (USD) 1001 -> 1002\n")
    assert knowledge("diff", "2", str(new)).stdout == "Nothing differs.\n"
    assert knowledge("rollback").stdout.startswith("Version 1 is current")
    assert "1001 USD" in said(server)
    assert knowledge("rollback").returncode == 2, "there is none before the first"
    assert knowledge("rollback", "2").returncode == 0
    assert "1002 USD" in said(server)
    assert knowledge("rollback", "9").returncode == 2
    swap.write(folder, 3)  # by hand
    assert knowledge("rollback").stdout.startswith("Version 2 is current")
    assert [line.split()[0] for line in knowledge("list").stdout.splitlines()] == ["1", "2", "3"]
    assert knowledge("diff", "3").returncode == 0 and "1003 -> 1002" in knowledge("diff", "3").stdout
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_bad_folder_is_not_published(tmp_path, folder, knowledge):
    new = swap.write(tmp_path / "new", 2)
    (new / "products.csv").write_text(swap.products(2) + 'B,,"7300,00"\n')
    result = knowledge("publish", str(new))
    assert result.returncode == 2
    assert f'{new}/products.csv:5: price "7300,00" is not one' in result.stderr
    assert (folder / "products.csv").read_text() == swap.products(1)
    assert knowledge("publish", str(tmp_path / "nowhere")).returncode == 2


def test_a_publishing_that_is_killed_leaves_the_old_version_or_the_new_one_whole(tmp_path, folder, place, knowledge):
    sides = [swap.write(tmp_path / "odd", 1), swap.write(tmp_path / "even", 2)]
    command = [BINARY, "knowledge", "publish", *place]
    began = time.monotonic()
    assert knowledge("publish", str(sides[1])).returncode == 0
    longest = time.monotonic() - began
    now, moved, cut_off = 1, 0, 0
    for number in range(40):
        side = sides[number % 2]
        process = subprocess.Popen([*command, str(side)], cwd=ROOT, env=clean_environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(longest / 4, longest))
        process.kill()
        process.wait()
        cut_off += (tmp_path / "knowledge-history/publishing").exists()
        equal = [knowledge("diff", "current", str(one)).stdout == "Nothing differs.\n" for one in sides]
        assert equal.count(True) == 1, f"round {number}: neither version is whole"
        moved += equal.index(True) != now
        now = equal.index(True)
        if equal[number % 2]:
            asked = run("ask", PRICE_QUESTION, *place)
            assert f"{price_of(number % 2 + 1)} USD" in asked.stdout
    print(f"{moved} of 40 came to the new version, {cut_off} were cut off while files were put in place")
    assert knowledge("publish", str(sides[0])).returncode == 0
    assert (folder / "products.csv").read_text() == swap.products(1)
    assert not (tmp_path / "knowledge-history/publishing").exists()


def cut_off(folder, tmp_path, knowledge):
    """As a kill leaves it behind its first file."""
    new = swap.write(tmp_path / "new", 2)
    old = swap.copy_of(folder, tmp_path / "old")
    assert knowledge("publish", str(new)).returncode == 0
    [version] = [path for path in folder.with_name("knowledge-history").glob("2_*")]
    (folder / "products.csv").write_text((old / "products.csv").read_text())
    (folder.with_name("knowledge-history") / "publishing").write_text(version.name)


def test_a_server_that_starts_after_a_kill_finishes_what_was_published(start, tmp_path, folder, place, knowledge):
    cut_off(folder, tmp_path, knowledge)
    assert "1002 USD" in run("ask", PRICE_QUESTION, *place).stdout
    server = start(*WIDE, *place)
    assert "1002 USD" in said(server)
    reload_by_signal(server, "knowledge has not changed")
    assert (folder / "products.csv").read_text() == swap.products(2)


def test_what_was_edited_after_a_kill_is_kept(start, tmp_path, folder, place, knowledge):
    cut_off(folder, tmp_path, knowledge)
    (folder / "products.csv").write_text(swap.products(7))
    server = start(*WIDE, *place)
    reload_by_signal(server, "knowledge has not changed")
    assert "1002 USD" in said(server)
    assert knowledge("rollback", "3").returncode == 0
    assert "1007 USD" in said(server)


def excel(version, separator=",", quoted=False, encoding="utf-8-sig"):
    rows = [line.split(",") for line in swap.products(version).splitlines()]
    cells = [[f'"{cell}"' if quoted else cell for cell in row] for row in rows]
    return ("\r\n".join(separator.join(row) for row in cells) + "\r\n").encode(encoding)


@pytest.mark.parametrize("quoted", [False, True])
def test_excels_csv_with_commas_is_taken_whole_within_5_seconds(start, tmp_path, place, knowledge, quoted):
    server = start(*WIDE, *place)
    new = swap.write(tmp_path / "new", 2)
    (new / "products.csv").write_bytes(excel(2, quoted=quoted))
    began = time.monotonic()
    assert knowledge("publish", str(new)).returncode == 0
    for device in swap.DEVICES:
        assert "1002 USD" in said(server, f"how much is the {device.lower()}?")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("content", [
    excel(2, ";"), excel(2, ";", quoted=True), excel(2, "\t"), excel(2, encoding="utf-16"),
    excel(2)[:-20], excel(2)[:-3], excel(2).replace(b"1002\r\n", b'"1002\r\n', 1), b"", excel(2).replace(b"1002", b"1.002"),
    excel(2).replace(b"A device", "é".encode("cp1252"))])
def test_what_excel_writes_otherwise_is_refused_whole(start, folder, place, content):
    server = start(*WIDE, *place)
    (folder / "products.csv").write_bytes(content)
    result = run("reload", *place)
    assert result.returncode == 2 and f"{folder}/products.csv:" in result.stderr
    for device in swap.DEVICES:
        assert "1001 USD" in said(server, f"how much is the {device.lower()}?")


def wait_until(holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)
