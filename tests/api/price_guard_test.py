"""No price but ours: what a model says of prices is checked before anybody reads it."""

import concurrent.futures
import contextlib
import sqlite3

import pytest
from model_behaviours import normal, slow
from model_chat import FORMS, NO_DIRECT_ANSWERS, ask, model_server
from questions import new_question

both_forms = pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)

WRONG = "The 7D HIFU Machine costs $5,000 and lifts the face. Ask our team for more."
CORRECTED = ("The 7D HIFU Machine costs … Our indicative price: 7D HIFU Machine: 6600 USD. "
             "Ask our team for more.")
RIGHT = "The 7D HIFU Machine costs $6,600 and lifts the face."
PROMISE = "The 7D HIFU Machine comes with free delivery."


def corrected(server, what):
    return server.metric(f'mta_chat_answers_corrected_total{{what="{what}"}}')


def guarded(start, fake, text, *arguments, **kwargs):
    fake.behave(normal(text))
    return model_server(start, fake, *NO_DIRECT_ANSWERS, *arguments, **kwargs)


@both_forms
def test_a_wrong_price_is_corrected(start, fake, headers):
    server = guarded(start, fake, WRONG)
    assert ask(server, new_question(), headers).said == CORRECTED
    assert (corrected(server, "price"), corrected(server, "promise")) == (1, 0)
    assert "the price guard corrected the model's answer" in server.stderr_path.read_text()
    assert "5,000" not in server.stderr_path.read_text()


@both_forms
def test_a_right_price_is_left_as_it_is(start, fake, headers):
    server = guarded(start, fake, RIGHT)
    assert ask(server, new_question(), headers).said == RIGHT
    assert corrected(server, "price") == 0


@both_forms
def test_what_no_knowledge_file_states_is_not_promised(start, fake, headers):
    server = guarded(start, fake, PROMISE)
    assert "free" not in ask(server, new_question(), headers).said
    assert corrected(server, "promise") == 1


def test_a_corrected_answer_is_kept_for_nobody_else(start, fake):
    server = guarded(start, fake, WRONG)
    question = new_question()
    for calls in (1, 2):
        assert ask(server, question).said == CORRECTED
        assert len(fake.calls) == calls


def test_refused_the_fallback_answers_where_nothing_was_shown(start, fake):
    server = guarded(start, fake, WRONG, "--set", "chat.price_guard=refuse", fallback="catalogue")
    seen = ask(server, new_question())
    assert seen.head["fallback"] and "5,000" not in seen.said
    fake.behave(slow(WRONG))
    assert ask(server, new_question(), FORMS["streamed"]).said == CORRECTED.removesuffix(" Ask our team for more.")


def test_refused_without_a_fallback_it_is_a_fault(start, fake):
    server = guarded(start, fake, WRONG, "--set", "chat.price_guard=refuse")
    assert ask(server, new_question()).status == 502


@both_forms
def test_off_everything_is_shown_and_nothing_kept(start, fake, headers):
    server = guarded(start, fake, WRONG, "--set", "chat.price_guard=off")
    question = new_question()
    for calls in (1, 2):
        assert ask(server, question, headers).said == WRONG
        assert len(fake.calls) == calls


def test_terms_may_be_said(start, fake, tmp_path):
    import shutil
    from conftest import ROOT
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    (folder / "terms.md").write_text("Delivery is free.\n")
    server = guarded(start, fake, PROMISE, "--set", f"knowledge.directory={folder}")
    assert ask(server, new_question()).said == PROMISE
    assert "Delivery is free." in fake.calls[0].messages[0]["content"]


def test_the_record_of_the_turn_says_what_was_corrected(start, fake):
    server = guarded(start, fake, WRONG)
    for text in (WRONG, PROMISE, RIGHT):
        fake.behave(normal(text))
        ask(server, new_question())
    server.stop()
    with contextlib.closing(sqlite3.connect(server.database)) as database:
        turns = database.execute("SELECT corrected_price, corrected_promise FROM turns ORDER BY rowid").fetchall()
    assert turns == [(1, 0), (0, 1), (0, 0)]


def test_who_asks_the_same_at_the_same_moment_reads_no_corrected_answer(start, fake):
    server = guarded(start, fake, WRONG)
    fake.behave(slow(WRONG))
    question = new_question()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        first = pool.submit(ask, server, question, FORMS["streamed"])
        fake.wait_for_calls(1)
        second = pool.submit(ask, server, question, FORMS["streamed"])
        assert first.result().said == second.result().said == CORRECTED
    assert len(fake.calls) == 2, "the second question was asked anew"
