"""Questions of the business, answered from knowledge/answers.csv."""

import json
import shutil

import pytest
from conftest import ROOT, run

FILLED = ROOT / "tests/questions/answers/answers.csv"
WARRANTY = "Every device has a 24-month warranty on parts and labour"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    shutil.copy(FILLED, tmp_path / "knowledge/answers.csv")
    return tmp_path / "knowledge"


def test_ask_answers_word_for_word_and_with_the_price(folder):
    said = run("ask", "How much is the 7D HIFU machine, and is there a warranty?",
               "--set", f"knowledge.directory={folder}").stdout
    assert WARRANTY in said and "6600 USD" in said


def test_a_model_is_not_asked_and_the_record_names_the_row(start, fake, folder):
    server = start("--set", f"knowledge.directory={folder}", "--model-url", fake.url)
    assert server.chat("Do your machines come with a warranty?").json["response"].startswith(WARRANTY)
    assert not fake.calls


def test_expired_and_missing_answers_are_warnings(folder):
    with (folder / "answers.csv").open("a", encoding="utf-8") as file:
        file.write("Old promise?,gone,,,2020-01-01\nDo you sell coffee?,,,,\n")
    result = run("check-knowledge", "--set", f"knowledge.directory={folder}")
    assert result.returncode == 0
    assert "answers.csv:31: \"Old promise?\" was valid until 2020-01-01" in result.stderr
    assert "answers.csv:32: \"Do you sell coffee?\" has no answer yet" in result.stderr


def test_a_bad_row_is_named_with_its_line(folder):
    with (folder / "answers.csv").open("a", encoding="utf-8") as file:
        file.write("Old promise?,gone,,,1.1.2020\n")
    result = run("check-knowledge", "--set", f"knowledge.directory={folder}")
    assert result.returncode == 2
    assert 'answers.csv:31: column "Valid Until": "1.1.2020" is no day' in result.stderr


def test_own_questions_are_answered_from_their_rows(folder):
    result = run("eval", str(ROOT / "tests/questions/answers/own.jsonl"), "--json",
                 "--set", f"knowledge.directory={folder}")
    report = json.loads(result.stdout)
    assert report["right"] >= 0.92 * report["questions"]


def test_a_middling_match_is_told_to_the_model(start, fake, folder):
    server = start("--set", f"knowledge.directory={folder}", "--model-url", fake.url)
    server.chat("how many shots does the cartridge last on the 7d")
    system = fake.calls[-1].messages[0]["content"]
    assert "What MTA answers to such questions:\n- Do you sell consumables?: We stock gels" in system
