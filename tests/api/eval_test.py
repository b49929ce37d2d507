"""`mta-chat eval`: an operator's questions. What a question can expect is in tests/unit/eval."""

import json
import re
import shutil
import subprocess

import pytest
from conftest import BINARY, ROOT, clean_environment, run
from model_behaviours import normal

HIFU = {"turns": ["How much is the 7D HIFU machine?"], "devices": "7D HIFU Machine", "prices": 6600}


@pytest.fixture
def write(tmp_path):
    def write_lines(*lines, name="questions.jsonl"):
        path = tmp_path / name
        path.write_text("".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n"
                                for line in lines), encoding="utf-8")
        return str(path)
    return write_lines


def report(*arguments, **kwargs):
    result = run("eval", "--json", *arguments, **kwargs)
    assert result.returncode in (0, 1), result.stderr
    return json.loads(result.stdout)


def test_all_right_is_success(write):
    result = run("eval", write(HIFU))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("1 of 1 question is right.\n")


def test_a_wrong_answer_is_shown_with_its_reasons(write):
    path = write(HIFU | {"id": "price", "category": "c", "language": "l", "prices": 6500, "contains": "free"})
    result = run("eval", path)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.startswith(
        f"{path}:1 price · c · l\n  > How much is the 7D HIFU machine?\n  wrong: does not say 6500\n"
        '  wrong: does not contain "free"\n  | Our indicative price:\n  | - 7D HIFU Machine: 6600 USD\n\n')
    assert "0 of 1 question is right." in result.stdout


def test_every_problem_of_every_file_is_told(write, tmp_path):
    first = write("{", HIFU, "[]", name="a.jsonl")
    second = write(HIFU | {"devices": "7D HIFU Machin"}, HIFU | {"price": 1}, name="b.jsonl")
    result = run("eval", first, second, str(tmp_path / "none"), str(tmp_path))
    assert (result.returncode, result.stdout) == (2, "")
    places = [line.partition(": ")[0] for line in result.stderr.splitlines()]
    assert places == [f"{tmp_path}/none cannot be read", f"{tmp_path} cannot be read", f"{first}:1", f"{first}:3",
                      f"{second}:1", f"{second}:2"]
    assert 'the nearest name is "7D HIFU Machine"' in result.stderr
    assert 'did you mean "prices"' in result.stderr


def test_settings_and_knowledge_come_first(write):
    for arguments in (["--set", "nonsense.key=1"], ["--set", "knowledge.directory=/nowhere"]):
        result = run("eval", write(HIFU), *arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert arguments[1].partition("=")[0] in result.stderr


def test_a_command_without_files_is_wrong_usage():
    assert run("eval").returncode == 2


def test_stdin_is_a_file():
    result = run("eval", "-", input=json.dumps(HIFU))
    assert result.returncode == 0
    result = run("eval", "-", input="x\n")
    assert result.returncode == 2
    assert result.stderr.startswith("stdin:1: ")


def test_windows_files_are_read(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(HIFU).encode() + b"\r\n\r\n")
    assert run("eval", str(path)).returncode == 0
    path.write_bytes(json.dumps(HIFU).encode("utf-16"))
    result = run("eval", str(path))
    assert result.returncode == 2
    assert "UTF-16" in result.stderr


def test_a_conversation_remembers_itself_and_no_other(write):
    cheaper = {"id": "b", "turns": ["Which machine for tattoo removal?", "the cheaper one please"],
               "devices": "Q-Switched Nd:YAG Laser", "devices_not": "Picosecond Tattoo Removal Machine"}
    alone = {"id": "c", "turns": ["and how much is it?"], "no_devices": True}
    found = report(write(HIFU, cheaper, alone))
    assert [len(result["answers"]) for result in found["results"]] == [1, 2, 1]
    assert found["right"] == found["questions"] == 3
    assert found["answers"] == 4


def test_results_come_in_the_order_of_the_files(write):
    ids = [f"q{number}" for number in range(60, 0, -1)]
    path = write(*(HIFU | {"id": id} for id in ids))
    assert [result["id"] for result in report(path)["results"]] == ids


def test_nothing_is_written(write, tmp_path):
    folder = tmp_path / "data"
    before = set(tmp_path.rglob("*")) | {tmp_path / "questions.jsonl"}
    report(write(HIFU), "--set", f"storage.path={folder}/mta-chat.db")
    assert set(tmp_path.rglob("*")) == before


def test_what_cannot_be_printed_is_no_success(write):
    for arguments in (["eval", write(HIFU)], ["eval", "--json", write(HIFU)], ["--help"], ["version"], ["settings"],
                      ["ask", "hello"], ["check-knowledge"], ["cost", "--requests-per-day", "1"]):
        with open("/dev/full", "w") as full:
            result = subprocess.run([BINARY, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT,
                                    env=clean_environment(), timeout=30)
        assert result.returncode == 1, arguments
        assert "stdout cannot be written" in result.stderr


def test_a_pattern_that_tries_too_many_ways_ends(write):
    result = run("eval", write(HIFU | {"matches": "(.*)*(.*)*(.*)*x$"}))
    assert result.returncode == 1
    assert "too many ways" in result.stdout


def test_a_question_that_expects_nothing_is_pointed_out(write):
    assert "1 question expects nothing" in run("eval", write({"turns": "hello"})).stdout


# --- two versions of the knowledge

@pytest.fixture
def other_price(tmp_path):
    """The shipped knowledge with another price of one device."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "before")
    path = tmp_path / "before/products.csv"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^(7D HIFU Machine,.*?),6600,", r"\1,6655,", text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    return str(tmp_path / "before")


def numbers_in(text):
    return list(map(int, re.findall(r"\d+", text)))


def test_one_changed_price_changes_the_answers_that_name_it(other_price):
    files = [f"tests/questions/{name}.jsonl" for name in ("given", "own", "operator")]
    found = report("--against", other_price, *files)
    naming = {(result["id"], turn) for result in found["results"]
              for turn, answer in enumerate(result["answers"], 1) if "6600" in answer["text"]}
    assert len(naming) > 20
    assert {(one["id"], one["turn"]) for one in found["differences"] if "6600" in one["answer"]} == naming
    for one in found["differences"]:  # the price itself, and sums of it and others
        now, before = one["answer"], one["other_answer"]
        assert re.sub(r"\d+", "", now) == re.sub(r"\d+", "", before)
        changes = {b - a for a, b in zip(numbers_in(now), numbers_in(before))}
        assert changes in ({55}, {0, 55}), one
    assert found["knowledge"] == "knowledge"
    assert found["other_knowledge"] == other_price


def test_the_same_knowledge_changes_nothing(write):
    result = run("eval", write(HIFU), "--against", "knowledge")
    assert result.returncode == 0
    assert result.stdout.startswith("0 of 1 answer differs.\n")


def test_a_device_may_be_missing_in_the_other_knowledge(write, tmp_path):
    shutil.copytree(ROOT / "knowledge", tmp_path / "before")
    path = tmp_path / "before/products.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("7D HIFU")), encoding="utf-8")
    result = run("eval", write(HIFU), "--against", str(tmp_path / "before"))
    assert result.returncode == 0
    assert "wrong there, right here" in result.stdout
    assert "1 of 1 answer differs." in result.stdout


def test_the_other_folder_must_be_one(write):
    result = run("eval", write(HIFU), "--against", "/nowhere")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("--against: /nowhere/products.csv cannot be read")


# --- a model

MODEL = ["--set", "chat.direct_answers=false"]


def test_calls_are_announced_and_counted(write, fake):
    fake.behave(normal("The 7D HIFU Machine costs 6600 USD."))
    path = write(HIFU, {"turns": ["hello", "and the price?"], "contains": "HIFU"})
    result = run("eval", path, "--model-url", fake.url, *MODEL)
    assert result.returncode == 0, result.stdout
    assert "at most 3 calls of the model" in result.stderr
    assert "cost money" in result.stderr
    assert "3 answers of the model" in result.stderr
    assert len(fake.calls) == 3


def test_no_answer_is_taken_from_another_question(write, fake):
    fake.behave(normal("The 7D HIFU Machine costs 6600 USD."))
    report(write(HIFU, HIFU | {"id": "again"}), "--model-url", fake.url, *MODEL)
    assert len(fake.calls) == 2


def test_an_answer_of_the_catalogue_in_place_of_the_model_is_wrong(write):
    found = report(write(HIFU), "--model-url", "http://127.0.0.1:9/v1", *MODEL)
    assert found["right"] == 0
    assert found["spent"]["fallback_answers"] == 1
    assert "the model failed" in found["results"][0]["faults"][0]


def test_no_answer_is_wrong_and_says_why(write):
    found = report(write({"turns": ["hello", "you there?"]}), "--model-url", "http://127.0.0.1:9/v1", *MODEL,
                   "--set", "model.fallback=none")
    assert found["right"] == 0
    assert found["results"][0]["faults"][0].startswith("turn 1 got no answer: ")


def test_the_cap_holds_for_the_run(write, fake, tmp_path):
    fake.behave(normal("The 7D HIFU Machine costs 6600 USD."))
    path = write(*(HIFU | {"id": str(number)} for number in range(20)))
    arguments = ["--model-url", fake.url, *MODEL, "--set", f"storage.path={tmp_path}/data/mta-chat.db"]
    found = report(path, *arguments, "--set", "budget.max_usd_per_day=0.000001")
    assert len(fake.calls) == 0
    assert found["spent"]["fallback_answers"] == 20
    assert not (tmp_path / "data").exists()


def test_against_asks_no_model(write, fake, other_price):
    result = run("eval", write(HIFU), "--against", other_price, "--model-url", fake.url, *MODEL)
    assert result.returncode == 0
    assert "the model is not asked" in result.stderr
    assert len(fake.calls) == 0
