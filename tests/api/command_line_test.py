"""The commands: results on stdout, the rest on stderr, exit codes."""

import re

from conftest import ROOT, run


def test_version():
    result = run("version")
    assert result.returncode == 0
    assert re.fullmatch(r"mta-chat \d+\.\d+\.\d+\n", result.stdout)


def test_help_begins_with_examples():
    for arguments in (["--help"], ["serve", "--help"]):
        result = run(*arguments)
        assert result.returncode == 0
        assert result.stdout.startswith("Examples:\n  mta-chat serve\n")
        assert result.stderr == ""


def test_wrong_usage_is_told_on_stderr():
    for arguments in ([], ["dance"], ["ask"], ["ask", " \n"], ["serve", "--port", "80"],
                      ["serve", "--set", "novalue"], ["serve", "extra"], ["ask", "a", "b"]):
        result = run(*arguments)
        assert result.returncode == 2, arguments
        assert result.stdout == ""
        assert result.stderr.startswith("mta-chat"), arguments


def test_the_document_of_the_settings_is_what_the_program_prints():
    result = run("settings")
    assert result.returncode == 0
    assert (ROOT / "docs/configuration.md").read_text() == result.stdout, (
        "make it anew: build/release/mta-chat settings > docs/configuration.md")


def test_check_knowledge_reports_what_is_wrong(tmp_path):
    fine = run("check-knowledge")
    assert (fine.returncode, fine.stdout) == (0, "28 products can be offered; 0 rows are wrong.\n")
    for name in ("persona.md", "contact.md"):
        (tmp_path / name).write_text("text")
    products = tmp_path / "products.csv"
    where = ["--set", f"knowledge.directory={tmp_path}"]
    products.write_text("\ufeffMachine Name,Description,Price (USD)\r\nA,,\"$6,600\"\r\n"
                        "B,,\"6,600 USD\"\r\nC,\"a, b\",\r\nA,,1\r\nD,,much\r\n", encoding="utf-8")
    some = run("check-knowledge", *where)
    assert (some.returncode, some.stdout) == (1, "3 products can be offered; 2 rows are wrong.\n")
    assert [line.split(": ")[0] for line in some.stderr.splitlines()] == [
        f"{products}:5", f"{products}:6"]
    products.write_text("Name;Price\n")
    none = run("check-knowledge", *where)
    assert none.returncode == 2
    assert f"{products}:1: the header has no column" in none.stderr


def test_ask_prints_one_answer_and_leaves_nothing(tmp_path):
    result = run("ask", "How much is the 7D HIFU machine?",
                 "--set", f"storage.path={tmp_path}/data/x.db")
    assert result.returncode == 0
    assert "6600" in result.stdout
    assert result.stderr == ""
    assert list(tmp_path.iterdir()) == []
