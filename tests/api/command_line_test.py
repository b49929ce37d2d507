"""The commands: results on stdout, the rest on stderr, exit codes."""

import re

import pytest
from conftest import ROOT, run

SHIPPED_NEEDS = len((ROOT / "knowledge/needs.csv").read_text(encoding="utf-8").splitlines()) - 1


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
                      ["serve", "--set", "novalue"], ["serve", "extra"], ["ask", "a", "b"], ["cost"],
                      ["cost", "--requests-per-day", "0"], ["cost", "--requests-per-day", "many"],
                      ["cost", "--requests-per-day", "10", "--answer-tokens", "-1"], ["knowledge"],
                      ["knowledge", "rollback", "0"], ["knowledge", "diff", "1", "2", "3"], ["backup"], ["restore"],
                      ["reload", "now"]):
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
    assert (fine.returncode, fine.stdout) == (
        0, f"28 products can be offered; 0 rows are wrong.\n{SHIPPED_NEEDS} needs are known.\n"
        "27 questions of the business are known, 26 of them without an answer yet.\n")
    for name in ("persona.md", "contact.md"):
        (tmp_path / name).write_text("text")
    products = tmp_path / "products.csv"
    where = ["--set", f"knowledge.directory={tmp_path}"]
    products.write_text("\ufeffMachine Name,Description,Price (USD)\r\nA,,\"$6,600\"\r\n"
                        "B,,\"6,600 USD\"\r\nC,\"a, b\",\r\nA,,1\r\nD,,much\r\n", encoding="utf-8")
    some = run("check-knowledge", *where)
    assert (some.returncode, some.stdout) == (2, "3 products can be offered; 2 rows are wrong.\n")
    assert [line.split(": ")[0] for line in some.stderr.splitlines()] == [
        f"{products}:5", f"{products}:6"]
    (tmp_path / "needs.csv").write_text("Need,Devices\nmelasma,A\nacne,B;Cc\n")
    needs = run("check-knowledge", *where)
    assert f'{tmp_path}/needs.csv:3: there is no device and no category "Cc"' in needs.stderr
    assert needs.stdout.endswith("; 3 rows are wrong.\n2 needs are known.\n")
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


SUMS = re.compile(r"^(every message a call|with [a-z ]+?)  +(\d+) +(\d+) +(\d+) +([\d.]+) +([\d.]+)$", re.M)


def cost(*arguments):
    """The report, and its sums: calls a month, tokens sent and received and USD a chat, USD a month."""
    result = run("cost", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout, {what: tuple(map(float, numbers)) for what, *numbers in SUMS.findall(result.stdout)}


def test_cost_tells_what_direct_answers_and_the_cache_save():
    report, sums = cost("--requests-per-day", "1000")
    assert list(sums) == ["every message a call", "with direct answers", "with the cache",
                          "with direct answers and the cache"]
    calls, sent, received, a_chat, a_month = sums["every message a call"]
    assert (calls, received) == (30_000, 250)
    assert a_chat == pytest.approx(sent * 0.15e-6 + received * 0.6e-6, rel=0.01)
    assert a_month == pytest.approx(30_000 * a_chat, rel=0.01)
    every, direct, cached, both = [each[-1] for each in sums.values()]
    assert both < direct < every and both < cached < every
    shares = [int(share) for share in re.findall(r" (\d+) % +\d+  ", report)]
    assert sum(shares) == 100
    direct = sum(int(share) for share in re.findall(r" (\d+) % +\d+  the catalogue, directly", report))
    assert sums["with direct answers"][0] == pytest.approx(30_000 * (1 - direct / 100))


def test_cost_follows_the_settings():
    _, shipped = cost("--requests-per-day", "1000")
    _, dear = cost("--requests-per-day", "1000", "--set", "model.input_usd_per_million_tokens=0.30",
                   "--set", "model.output_usd_per_million_tokens=1.20")
    _, uncached = cost("--requests-per-day", "1000", "--set", "chat.answer_cache_seconds=0")
    _, long = cost("--requests-per-day", "2000", "--answer-tokens", "500")
    every = "every message a call"
    assert dear[every][-1] == pytest.approx(2 * shipped[every][-1], rel=0.01)
    assert uncached["with the cache"] == uncached[every]
    assert long[every][2] == 500
    assert long["with the cache"][0] / long[every][0] < shipped["with the cache"][0] / shipped[every][0]
