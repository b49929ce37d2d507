"""products.csv as spreadsheets of several countries write it."""

import pytest
from conftest import run

HEADER = "Machine Name,Description,Price (USD)"


@pytest.fixture
def check(tmp_path):
    """Runs a command on a knowledge folder with the products given as bytes."""
    def check_products(products, command=("check-knowledge",), contact=b"call us"):
        (tmp_path / "persona.md").write_text("be kind")
        (tmp_path / "contact.md").write_bytes(contact)
        (tmp_path / "products.csv").write_bytes(products)
        return run(*command, "--set", f"knowledge.directory={tmp_path}")
    return check_products


@pytest.mark.parametrize("price", ["7300,00", "7.300,00", "7.300", "7\u202f300", "٧٣٠٠"])
def test_a_price_of_another_country_is_refused_with_what_is_right(check, price):
    products = f'{HEADER}\r\nPlasma Pen X,,"{price}"\r\nB,,5\r\n'.encode("utf-8-sig")
    for command in ("check-knowledge", "check-config"):
        result = check(products, [command])
        assert result.returncode == 2, command
        assert f'products.csv:2: price "{price}" is not one; write it like 7300' in result.stderr
    answer = check(products, ["ask", "price of the plasma pen x"])
    assert "730000" not in answer.stdout


def test_excel_leaves_empty_cells_at_the_end_out(check):
    rows = [f"{HEADER},Notes,More"] + [f"Device {n},text,{n}000" for n in range(1, 16)]
    rows += [f"Device {n},text,{n}000,," for n in range(16, 21)] + [",,,,", "", " , ,"]
    result = check("\r\n".join(rows).encode())
    assert (result.returncode, result.stdout) == (
        0, "20 products can be offered; 0 rows are wrong.\n")


@pytest.mark.parametrize(("encoding", "text", "name"), [
    ("cp1256", "جهاز الليزر الطبي", "Windows-1256 (Arabic)"),
    ("cp1252", "Sérum visage é", "Windows-1252 (Western European)"),
    ("utf-16", "جهاز", "UTF-16"),
])
def test_another_encoding_is_named_with_its_line(check, encoding, text, name):
    result = check(f"{HEADER}\r\nA,,1\r\nB,{text},2\r\n".encode(encoding))
    line = 1 if encoding == "utf-16" else 3
    assert result.returncode == 2
    assert f"products.csv:{line}: the file is not UTF-8: it looks like {name}" in result.stderr
    contact = check(f"{HEADER}\nA,,1\n".encode(), contact=f"a\n{text}".encode(encoding))
    assert contact.returncode == 2
    assert f"contact.md:{min(line, 2)}: the file is not UTF-8" in contact.stderr


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_named(check, separator, name):
    rows = [HEADER.split(","), ["A", "b, c", "7300,00"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    result = check(text.encode("utf-8-sig"))
    assert result.returncode == 2
    assert f"products.csv:1: the fields are separated by {name}" in result.stderr


def test_the_server_warns_of_rows_left_out_and_starts_with_the_others(start, tmp_path):
    folder = tmp_path / "knowledge"
    folder.mkdir()
    for name in ("persona.md", "contact.md"):
        (folder / name).write_text("text")
    (folder / "products.csv").write_text(f'{HEADER}\nPlasma Pen X,,5\nB,,"7300,00"\n')
    server = start("--set", f"knowledge.directory={folder}")
    line = server.wait_for_line("knowledge left out")
    assert line["level"] == "WARN"
    assert line["cause"].startswith(f'{folder}/products.csv:3: price "7300,00"')
    assert "Plasma Pen X: 5 USD" in server.chat("price of the plasma pen x").json["response"]


def test_sentences_and_the_companys_name_can_be_ones_own(check, tmp_path):
    products = f"{HEADER}\nA,,1\n".encode()
    (tmp_path / "sentences.txt").write_text(
        "[company]\nen: Acme\nar: Acme\narabizi: Acme\n", encoding="utf-8-sig")
    answer = check(products, ["ask", "hello"])
    assert answer.returncode == 0, answer.stderr
    assert "automated assistant of Acme, a supplier" in answer.stdout


@pytest.mark.parametrize(("text", "problem"), [
    ("\n[greetings]\nen: a\n", '2: "greetings" is no sentence of the catalogue'),
    ("[thanks]\nen: a\narabizi: c\n", '1: the section has no text in "ar"'),
    ("[thanks]\nen: a\nar: {brand}\narabizi: c\n", '3: "{brand}" is no placeholder here'),
])
def test_a_wrong_sentence_is_named_with_its_line(check, tmp_path, text, problem):
    (tmp_path / "sentences.txt").write_text(text)
    for command in ("check-knowledge", "check-config", "serve"):
        result = check(f"{HEADER}\nA,,1\n".encode(), [command])
        assert result.returncode == 2, command
        assert f"sentences.txt:{problem}" in result.stderr
