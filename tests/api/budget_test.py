"""A cap on spend: what a call may cost is reserved before it is made, and settled afterwards. One process on
SQLite; budget_shared_test.py has several, budget_dynamodb_test.py the other ledger."""

import contextlib
import fractions
import math
import signal
import sqlite3
import tomllib

import pytest
from budget_chat import (CALLS, CAP, PRICES, WORST, OnSqlite, Turn, assert_adds_up, assert_all_were_answered,
                         assert_waits_until, caps, committed, costing, end_of_day, end_of_month, needs_faketime,
                         refused, remaining, reserved, settled, stay_within_the_day, utc_now, visits_at_once)
from conftest import ROOT, WIDE, run
from model_behaviours import (TEXT, cut, cut_before_answer, cut_in_head, error_mid_stream, malformed, no_usage,
                              normal, only_reasoning, silent, stalled, status)
from model_chat import (BEHIND_A_PROXY, FORMS, Visitor, access_line, another_visitor, ask,
                        assert_catalogue_answered, assert_failed, assert_model_answered)
from model_faults_test import closed_port
from questions import QUESTION
from streaming_test import EVENTS

ANSWER = "Yes, it is."
PERIODS = {"day": end_of_day, "month": end_of_month}
GIVE_UP_SOON = ["--set", "model.first_byte_timeout_ms=300", "--set", "model.between_chunks_timeout_ms=300"]


@pytest.fixture(autouse=True)
def within_the_day():
    stay_within_the_day()


@pytest.fixture
def store(start):
    return OnSqlite(start)


def assert_no_call_is_made(server, fake):
    calls, were_refused, errors = len(fake.calls), refused(server), server.metric("mta_chat_model_errors_total")
    seen = ask(server, headers=another_visitor())
    assert_catalogue_answered(seen)
    assert (len(fake.calls), refused(server), seen.errors) == (calls, were_refused + 1, errors)
    return seen


# --- What is reserved and what is settled

def test_a_day_and_a_month_have_one_figure_each(store, fake):
    fake.behave(costing(300))
    server = store.server(fake, day=CAP, month=2 * CAP)
    seen = ask(server)
    assert_model_answered(seen, ANSWER)
    assert round(seen.line["cost_usd"] * 1e6) == 300
    now = utc_now()
    assert store.figures() == {f"day#{now:%Y-%m-%d}": 300, f"month#{now:%Y-%m}": 300}
    assert [remaining(server, period) for period in PERIODS] == [CAP - 300, 2 * CAP - 300]
    assert [reserved(server, period) for period in PERIODS] == [0, 0]
    assert (settled(server), refused(server)) == (300, 0)


def test_without_a_cap_nothing_is_counted(store, fake):
    server = store.server(fake, day=0)
    assert_model_answered(ask(server), TEXT)
    assert store.figures() == {}
    assert "mta_chat_budget_remaining_usd" not in server.metrics()


def test_a_call_that_may_cost_more_than_the_cap_is_never_made(store, fake):
    server = store.server(fake, day=WORST - 1)
    for _ in range(3):
        assert_no_call_is_made(server, fake)
    assert fake.calls == []
    assert committed(store) == 0


def test_what_is_left_is_not_spent_on_a_call_that_may_cost_more(store, fake):
    fake.behave(costing(WORST))
    server = store.server(fake, day=2 * WORST + 999)
    for _ in range(2):
        assert_model_answered(ask(server), ANSWER)
    for _ in range(3):
        assert_no_call_is_made(server, fake)
    assert (committed(store), remaining(server)) == (2 * WORST, 999)


def test_what_a_call_did_not_use_is_there_for_others(store, fake):
    fake.behave(costing(300))
    server = store.server(fake, day=WORST + 600)
    for calls in (1, 2, 3):
        assert_model_answered(ask(server), ANSWER)
        assert committed(store) == calls * 300
    assert_no_call_is_made(server, fake)


def test_a_provider_that_charges_more_than_it_could_ends_the_day_sooner(store, fake):
    fake.behave(costing(3 * WORST))
    server = store.server(fake, day=3 * WORST)
    assert_model_answered(ask(server), ANSWER)
    assert committed(store) == 3 * WORST
    assert_no_call_is_made(server, fake)


HISTORY = [{"role": "user", "content": "قبل ذلك؟"}, {"role": "assistant", "content": "نعم 😀"}]


def most_tokens_in(call):
    """More than any tokenizer makes of it."""
    return 256 + sum(16 + len(message["content"].encode()) for message in call.messages)


@pytest.mark.parametrize("history", [[], HISTORY], ids=["alone", "with a history"])
@pytest.mark.parametrize("message", [QUESTION, "هل يمكن شحن جهاز الهايفو إلى الأردن؟ 😀"], ids=["english", "arabic"])
@pytest.mark.parametrize("price_in, price_out", [("3", "15"), ("0.15", "0.6"), ("0.07", "0")])
def test_the_worst_case_is_bounded_from_the_texts(store, fake, price_in, price_out, message, history):
    """What a call costs is not known where it times out: all that was reserved stays counted."""
    fake.behave(silent())
    server = store.server(fake, *GIVE_UP_SOON, "--set", f"model.input_usd_per_million_tokens={price_in}",
                          "--set", f"model.output_usd_per_million_tokens={price_out}",
                          "--set", "model.max_completion_tokens=100", day=10_000_000)
    assert ask(server, message, conversation_history=history).status == 200
    [call] = fake.calls
    exact = fractions.Fraction(price_in) * most_tokens_in(call) + fractions.Fraction(price_out) * 100
    assert committed(store) == math.ceil(exact)


ENDINGS = {  # what a failed call leaves counted, an attempt each
    "refused": (status(400), 0),
    "refused for now": (status(429, {"Retry-After": "100"}), 0),
    "not available": (status(503, {"Retry-After": "100"}), 0),
    "three times broken": (status(500), 0),
    "nothing but reasoning": (only_reasoning(usage=(0, 300)), 300),
    "silent": (silent(), WORST),
    "silent after some text": (stalled(), WORST),
    "silent before any text": (stalled(""), WORST),
    "cut": (cut(), WORST),
    "cut before any text": (cut(""), WORST),
    "cut in the head": (cut_in_head(), WORST),
    "closed before an answer": (cut_before_answer(), WORST),
    "malformed": (malformed(TEXT, usage=None), WORST),
    "an error in the stream": (error_mid_stream(TEXT), WORST),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_a_failed_call_leaves_counted_what_it_may_have_cost(store, fake, name):
    behaviour, left = ENDINGS[name]
    fake.behave(behaviour)
    server = store.server(fake, *GIVE_UP_SOON)
    assert_catalogue_answered(ask(server))
    assert committed(store) == left * len(fake.calls)
    assert reserved(server) == 0
    assert_adds_up(store, [server])


def test_where_nobody_listens_all_is_given_back(store, fake):
    server = store.server(fake, "--set", f"model.base_url=http://127.0.0.1:{closed_port()}/v1")
    seen = ask(server)
    assert_catalogue_answered(seen)
    assert seen.errors == 3
    assert (committed(store), reserved(server), settled(server)) == (0, 0, 0)


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("behaviour", [no_usage(), normal(usage=(0, 0))], ids=["none", "zeros"])
def test_where_the_provider_sends_no_usage_all_that_was_reserved_is_settled(store, fake, behaviour, headers):
    fake.behave(behaviour)
    server = store.server(fake)
    seen = ask(server, headers=headers)
    assert_model_answered(seen, TEXT)
    assert 0 < round(seen.line["cost_usd"] * 1e6) < WORST == committed(store), "an estimate is no bound"


def test_a_retry_reserves_again(store, fake):
    fake.behave(status(503), status(429), costing(WORST))
    server = store.server(fake, day=WORST)
    assert_model_answered(ask(server), ANSWER)
    assert len(fake.calls) == 3, "what refused has given it back"
    assert committed(store) == WORST


def test_a_retry_is_not_made_where_nothing_is_left_for_it(store, fake):
    fake.behave(cut_before_answer(), costing(WORST))
    server = store.server(fake, day=2 * WORST - 1)
    assert_catalogue_answered(ask(server))
    assert len(fake.calls) == 1, "nobody knows what the first has cost"
    assert (committed(store), refused(server)) == (WORST, 1)


def test_a_stream_that_its_visitor_cuts_settles_all_that_nobody_knows_better(store, fake):
    """The provider may go on; who cuts early, again and again, must not pass the cap."""
    fake.behave(stalled(ANSWER))
    server = store.server(fake)
    visitor = Visitor(server, headers=EVENTS)
    visitor.read_until(b"Yes")
    assert (committed(store), reserved(server)) == (WORST, WORST)
    visitor.leave()
    line = access_line(server, visitor.request_id)
    assert line["usage_estimated"] is True
    assert 0 < round(line["cost_usd"] * 1e6) < WORST == committed(store)
    assert_adds_up(store, [server])
    assert reserved(server) == 0


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_who_leaves_before_the_first_text_leaves_nothing_reserved(store, fake, headers):
    fake.behave(silent())
    server = store.server(fake)
    visitor = Visitor(server, headers=headers)
    fake.wait_for_calls(1)
    visitor.leave()
    access_line(server, visitor.request_id)
    assert_adds_up(store, [server])
    assert reserved(server) == 0 and committed(store) <= WORST


def test_many_at_once_on_several_loops(store, fake):
    fake.behave(costing(WORST))
    server = store.server(fake, "--set", "server.threads=4")
    assert_all_were_answered(visits_at_once([server]), by_model=CALLS)
    assert (len(fake.calls), refused(server)) == (CALLS, 200 - CALLS)
    assert committed(store) == CAP == settled(server)


# --- When it is used up

@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("period", PERIODS)
def test_without_a_fallback_the_visitor_is_told_when_the_period_ends(store, fake, period, headers):
    fake.behave(costing(WORST))
    cap = {"day": {"day": WORST}, "month": {"day": 0, "month": WORST}}[period]
    server = store.server(fake, fallback="none", **cap)
    assert_model_answered(ask(server, headers=headers), ANSWER)
    for _ in range(2):
        asked_at = utc_now()
        seen = ask(server, headers=headers)
        assert_waits_until(seen.reply, PERIODS[period], asked_at, utc_now())
        assert (seen.line["status"], seen.errors) == (503, 0)
    assert (len(fake.calls), refused(server)) == (1, 2)
    warning = server.wait_for_line("spend cap reached")
    assert (warning["level"], warning["period"], warning["cap_usd"]) == ("WARN", period, WORST / 1e6)


def test_where_the_months_cap_refuses_the_days_figure_is_as_it_was(store, fake):
    fake.behave(costing(WORST))
    server = store.server(fake, day=CAP, month=WORST)
    assert_model_answered(ask(server), ANSWER)
    for _ in range(2):
        assert_no_call_is_made(server, fake)
    assert [committed(store, period) for period in PERIODS] == [WORST, WORST]
    assert [reserved(server, period) for period in PERIODS] == [0, 0]


def set_figure(store, amount):
    with contextlib.closing(sqlite3.connect(store.database, timeout=20)) as database, database:
        database.execute("UPDATE ledger SET committed = ?", (amount,))


def test_refusals_do_not_open_the_circuit(store, fake):
    fake.behave(costing(WORST))
    server = store.server(fake, *BEHIND_A_PROXY, day=WORST)
    assert_model_answered(ask(server), ANSWER)
    for _ in range(7):
        assert_no_call_is_made(server, fake)
    set_figure(store, 0)
    assert_model_answered(ask(server), ANSWER)


@needs_faketime
@pytest.mark.parametrize("period", PERIODS)
def test_the_next_period_has_its_own_figure_and_the_wait_for_it_is_honest(store, fake, period):
    fake.behave(costing(WORST))
    cap = {"day": {"day": WORST}, "month": {"day": 0, "month": WORST}}[period]
    turn = Turn(PERIODS[period], seconds=4)
    server = store.server(fake, fallback="none", env=turn.environment, **cap)
    assert ask(server).status == 200
    asked_at = turn.now()
    refusal = ask(server).reply
    assert_waits_until(refusal, PERIODS[period], asked_at, turn.now())
    turn.wait(0.05)
    assert ask(server).status == 200
    assert ask(server).status == 503
    assert sorted(store.figures().values()) == [WORST, WORST]
    assert len(fake.calls) == 2


# --- When the ledger does not answer

def execute(store, statement):
    with contextlib.closing(sqlite3.connect(store.database, timeout=20)) as database:
        database.execute(statement)


def test_without_its_ledger_no_call_is_made_until_it_is_back(store, fake):
    fake.behave(costing(300))
    server = store.server(fake)
    assert_model_answered(ask(server), ANSWER)
    execute(store, "ALTER TABLE ledger RENAME TO elsewhere")
    for failures in range(1, 8):
        assert_no_call_is_made(server, fake)
        assert server.metric("mta_chat_store_errors_total") == failures
    complaint = server.wait_for_line("the ledger does not answer", 7)
    assert complaint["level"] == "ERROR" and "ledger" in complaint["cause"]
    execute(store, "ALTER TABLE elsewhere RENAME TO ledger")
    assert_model_answered(ask(server), ANSWER)
    assert committed(store) == 600


def test_without_ledger_and_fallback_the_visitor_may_try_again_soon(store, fake):
    server = store.server(fake, fallback="none")
    execute(store, "DROP TABLE ledger")
    for headers in FORMS.values():
        assert_failed(ask(server, headers=headers), 503, "AI service unavailable", 5)
    assert fake.calls == []


def test_a_ledger_that_another_process_holds_is_not_waited_for_long(store, fake):
    server = store.server(fake)
    with contextlib.closing(sqlite3.connect(store.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_no_call_is_made(server, fake)
        other.execute("ROLLBACK")
    server.wait_for_line("the ledger does not answer")
    assert_model_answered(ask(server), TEXT)


def test_what_could_not_be_given_back_stays_counted(store, fake):
    def answer_without_ledger(exchange):
        execute(store, "ALTER TABLE ledger RENAME TO elsewhere")
        costing(300)(exchange)

    fake.behave(answer_without_ledger)
    server = store.server(fake)
    assert_model_answered(ask(server), ANSWER)
    server.wait_for_line("the ledger does not answer")
    execute(store, "ALTER TABLE elsewhere RENAME TO ledger")
    assert committed(store) == WORST
    assert (settled(server), server.metric("mta_chat_store_errors_total")) == (300, 1)


# --- Restarts

def test_an_older_file_gets_a_ledger(start, store, fake):
    server = store.server(fake)
    server.stop()
    with contextlib.closing(sqlite3.connect(store.database)) as database, database:
        assert database.execute("PRAGMA user_version").fetchone() == (8,)
        database.execute("DROP INDEX turns_by_day")
        for table in ("ledger", "visitor_turns", "refusals", "lead_events", "lead_drafts", "leads", "erased_conversations"):
            database.execute(f"DROP TABLE {table}")
        columns = [column[1] for column in database.execute("PRAGMA table_info(turns)")]
        for column in columns[columns.index("conversation_id"):]:
            database.execute(f"ALTER TABLE turns DROP COLUMN {column}")
        database.execute("PRAGMA user_version = 1")
    assert_model_answered(ask(store.server(fake)), TEXT)
    assert committed(store) > 0


def test_memory_storage_caps_too_and_says_that_a_restart_forgets(store, fake):
    fake.behave(costing(WORST))
    for _ in range(2):
        server = store.server(fake, "--set", "storage.kind=memory", day=2 * WORST)
        warnings = [line["message"] for line in server.log() if line["level"] == "WARN"]
        assert any("restart" in message for message in warnings), warnings
        assert_all_were_answered(visits_at_once([server], 20), by_model=2)
        assert (settled(server), reserved(server), remaining(server)) == (2 * WORST, 0, 0)
        server.stop(signal.SIGKILL)
    assert len(fake.calls) == 4
    assert not store.database.exists()


# --- Who needs a budget

def test_the_catalogue_needs_none(start):
    server = start(*WIDE, *caps(day=1))
    reply = server.chat(QUESTION)
    assert (reply.status, "fallback" in reply.json) == (200, False)
    assert refused(server) == 0


def test_ask_is_not_limited(fake, tmp_path):
    result = run("ask", QUESTION, *PRICES, *caps(day=1), "--model-url", fake.url,
                 "--set", f"storage.path={tmp_path}/data/x.db")
    assert (result.returncode, result.stdout) == (0, TEXT + "\n")
    assert list(tmp_path.iterdir()) == []


ON_DYNAMODB = {"MTA_CHAT_STORAGE_KIND": "dynamodb", "RATELIMIT_TABLE_NAME": "r", "CONVERSATIONS_TABLE_NAME": "c",
               "AWS_REGION": "eu-central-1", "MTA_CHAT_MODEL_PROVIDER": "bedrock"}
CAPPED = {"day": {"MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "5"}, "month": {"MTA_CHAT_BUDGET_MAX_USD_PER_MONTH": "60"}}


@pytest.mark.parametrize("cap", CAPPED.values(), ids=CAPPED)
def test_a_cap_on_dynamodb_needs_a_table(cap):
    result = run("check-config", env=ON_DYNAMODB | cap)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1 and "storage.ledger_table" in result.stderr
    for fine in (cap | {"MTA_CHAT_STORAGE_LEDGER_TABLE": "l"}, cap | {"MTA_CHAT_MODEL_PROVIDER": "catalogue"},
                 {name: "0" for name in cap}, cap | {"MTA_CHAT_STORAGE_KIND": "sqlite"}):
        assert run("check-config", env=ON_DYNAMODB | fine).returncode == 0, fine


@pytest.mark.parametrize("value", ["-1", "five", "nan", "inf", "1e3000"])
def test_a_cap_is_a_number_of_dollars(value):
    result = run("check-config", env={"MTA_CHAT_BUDGET_MAX_USD_PER_DAY": value})
    assert result.returncode == 2
    assert result.stderr.startswith("environment MTA_CHAT_BUDGET_MAX_USD_PER_DAY: ")


@pytest.mark.parametrize("name, expected", [("dev", (1, 10)), ("prod", (5, 60))])
def test_the_shipped_settings_have_caps(name, expected):
    budget = tomllib.loads((ROOT / f"config/{name}.toml").read_text())["budget"]
    assert (budget["max_usd_per_day"], budget["max_usd_per_month"]) == expected
