"""The commands: results on stdout, the rest on stderr, exit codes."""

import re

from conftest import run


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


def test_ask_prints_one_answer_and_leaves_nothing(tmp_path):
    result = run("ask", "How much is the 7D HIFU machine?",
                 "--set", f"storage.path={tmp_path}/data/x.db")
    assert result.returncode == 0
    assert "6600" in result.stdout
    assert result.stderr == ""
    assert list(tmp_path.iterdir()) == []
