"""The program of the build that makes tables of the word lists: what it refuses."""

import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKE_TABLES = ROOT / "build/release/word_lists/make_tables"


@pytest.fixture
def lists(tmp_path):
    for file in (ROOT / "src/catalogue").glob("*.txt"):
        shutil.copy(file, tmp_path)
    return tmp_path


def make(lists):
    return subprocess.run([MAKE_TABLES, lists, lists / "word_lists.cpp"], capture_output=True, text=True,
                          timeout=60)


def test_the_same_lists_give_the_same_tables(lists):
    assert make(lists).returncode == 0
    first = (lists / "word_lists.cpp").read_bytes()
    assert make(lists).returncode == 0
    assert (lists / "word_lists.cpp").read_bytes() == first
    assert first == (ROOT / "build/release/word_lists/word_lists.cpp").read_bytes()


@pytest.mark.parametrize("file, section", [
    ("lexicon.txt", "gretting"), ("grammar.txt", "wissh"), ("numbers.txt", "value many"), ("languages.txt", "englisch"),
    ("medical.txt", "symptom swoling")])
def test_a_section_that_is_none_ends_the_build_with_its_name(lists, file, section):
    with open(lists / file, "a", encoding="utf-8") as text:
        text.write(f"\n[{section}]\nhello\n")
    made = make(lists)
    assert made.returncode == 1
    assert f"make_tables: {file}: [{section.split()[-1] if file == 'medical.txt' else section}]" in made.stderr


def test_a_missing_list_ends_the_build(lists):
    (lists / "numbers.txt").unlink()
    made = make(lists)
    assert made.returncode == 1
    assert "numbers.txt: cannot be read" in made.stderr
