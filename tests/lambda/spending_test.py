"""The cap on spend on Lambda: its metrics, its table, and what a function says that has none."""

import pytest
from budget_chat import CAP, WORST, caps, costing, stay_within_the_day
from dynamodb_local import LEDGER
from lambda_function import asking
from logs_test import values
from model_behaviours import silent
from questions import new_question
from streaming_test import EVENTS

PRICES = {"MTA_CHAT_MODEL_INPUT_USD_PER_MILLION_TOKENS": "0", "MTA_CHAT_MODEL_OUTPUT_USD_PER_MILLION_TOKENS": "1",
          "MTA_CHAT_MODEL_MAX_COMPLETION_TOKENS": str(WORST)}
BUDGET = {"BudgetRemainingUSD", "BudgetReservedUSD", "BudgetRefused"}


@pytest.fixture(autouse=True)
def within_the_day():
    stay_within_the_day()


def capped(day=CAP, month=0):
    names = "MTA_CHAT_BUDGET_MAX_USD_PER_DAY", "MTA_CHAT_BUDGET_MAX_USD_PER_MONTH"
    return PRICES | {name: value.partition("=")[2] for name, value in zip(names, caps(day, month)[1::2])}


def budget_metrics(function, invocation):
    """In millionths of a dollar, but for the count."""
    line = function.metrics(invocation)
    found = {name: value for name, value in values(line).items() if name in BUDGET} if line else {}
    return {name: value if name == "BudgetRefused" else round(value * 1e6) for name, value in found.items()}


@pytest.mark.parametrize("headers", [{}, EVENTS], ids=["plain", "events"])
def test_each_call_says_what_is_left(start_function, fake, headers):
    fake.behave(costing(300))
    function = start_function(**asking(fake), **capped())
    for calls in (1, 2, 3):
        answer = function.chat(new_question(), headers)
        assert answer.status == 200
        assert budget_metrics(function, answer) == {"BudgetRemainingUSD": CAP - 300 * calls, "BudgetReservedUSD": 0}


def test_what_needs_no_call_says_nothing(start_function, fake):
    function = start_function(**asking(fake), **capped())
    for message in ("hello", "How much is the 7D HIFU machine?"):
        assert budget_metrics(function, function.chat(message)) == {}
    assert fake.calls == []


def test_without_a_cap_there_are_no_metrics_of_it(start_function, fake):
    function = start_function(**asking(fake), **capped(day=0))
    assert budget_metrics(function, function.chat(new_question())) == {}


def test_a_cap_that_is_used_up_is_a_zero_and_a_refusal(start_function, fake):
    fake.behave(costing(WORST))
    function = start_function(**asking(fake), **capped(day=2 * WORST))
    lasts = [budget_metrics(function, function.chat(new_question())) for _ in range(2)]
    assert [last["BudgetRemainingUSD"] for last in lasts] == [WORST, 0]
    for _ in range(2):
        refused = function.chat(new_question())
        assert refused.json["fallback"] is True
        found = budget_metrics(function, refused)
        assert found["BudgetRefused"] == 1 and found.get("BudgetRemainingUSD", 0) == 0
        assert values(function.metrics(refused))["FallbackAnswers"] == 1
    assert len(fake.calls) == 2
    [complaint] = [line for line in function.log() if line.get("message") == "spend cap reached"]
    assert (complaint["level"], complaint["period"], complaint["cap_usd"]) == ("WARN", "day", 2 * WORST / 1e6)


def test_a_months_cap_refuses_too(start_function, fake):
    fake.behave(costing(WORST))
    function = start_function(**asking(fake), **capped(day=0, month=WORST), MTA_CHAT_MODEL_FALLBACK="none")
    assert function.chat(new_question()).status == 200
    refused = function.chat(new_question())
    assert (refused.status, refused.json["error"]) == (503, "AI service unavailable")
    assert refused.headers["retry-after"] == str(refused.json["retry_after"])
    assert budget_metrics(function, refused)["BudgetRefused"] == 1


def test_a_call_that_the_deadline_ends_stays_counted(start_function, fake):
    fake.behave(silent())
    function = start_function(**asking(fake), **capped(), MTA_CHAT_MODEL_FIRST_BYTE_TIMEOUT_MS="300")
    answer = function.chat(new_question())
    assert answer.json["fallback"] is True
    assert budget_metrics(function, answer)["BudgetRemainingUSD"] == CAP - WORST


# --- On DynamoDB, as in production

@pytest.fixture
def on_dynamodb(start_function, fake, dynamodb):
    def start(day=CAP, **settings):
        return start_function(**asking(fake), **dynamodb.environment() | capped(day) | {
            "MTA_CHAT_STORAGE_KIND": None} | settings)
    return start


def committed(dynamodb):
    [item] = dynamodb.scan(LEDGER)
    return int(item["committed"]["N"])


def test_functions_share_one_cap(on_dynamodb, fake, dynamodb):
    fake.behave(costing(WORST))
    functions = [on_dynamodb() for _ in range(3)]
    answers = [functions[number % 3].chat(new_question()) for number in range(30)]
    assert all(answer.status == 200 for answer in answers)
    by_model = sum("fallback" not in answer.json for answer in answers)
    assert by_model == len(fake.calls) == CAP // WORST
    assert committed(dynamodb) == CAP


def test_a_warm_function_spends_from_its_lease(on_dynamodb, fake, dynamodb):
    dollar = 1_000_000
    lease = dollar // 100
    fake.behave(costing(100))
    function = on_dynamodb(day=dollar)
    first = budget_metrics(function, function.chat(new_question()))
    assert first == {"BudgetRemainingUSD": dollar - lease, "BudgetReservedUSD": lease - 100}
    for calls in range(2, 12):
        found = budget_metrics(function, function.chat(new_question()))
        assert found["BudgetReservedUSD"] == lease - 100 * calls
        assert committed(dynamodb) == lease
    function.expected_to_end = True
    function.stop()
    assert committed(dynamodb) == lease, "what a frozen function held stays counted"


def test_without_its_ledger_the_catalogue_answers(on_dynamodb, fake):
    function = on_dynamodb(MTA_CHAT_STORAGE_LEDGER_TABLE="no-such-table")
    answer = function.chat(new_question())
    assert (answer.status, answer.json["fallback"]) == (200, True)
    assert fake.calls == []
    found = values(function.metrics(answer))
    assert found["StoreErrors"] == 1 and found["BudgetRefused"] == 1
    assert "the ledger does not answer" in [line["message"] for line in function.complaints(answer)]


# --- A function that is told no table

TABLES = {"MTA_CHAT_STORAGE_KIND": None, "RATELIMIT_TABLE_NAME": "mta-chat-ratelimit-dev",
          "CONVERSATIONS_TABLE_NAME": "mta-chat-conversations-dev", "MTA_CHAT_MODEL_PROVIDER": None}


@pytest.mark.parametrize("cap", [{"MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "5"}, {"MTA_CHAT_BUDGET_MAX_USD_PER_MONTH": "60"}],
                         ids=["day", "month"])
def test_a_cap_without_a_table_is_an_init_error(start_function, cap):
    function = start_function(**TABLES, **cap)
    assert function.wait_for_end() == 1
    [post] = function.api.init_errors
    assert post.json["errorType"] == "Runtime.InvalidConfiguration"
    assert "storage.ledger_table" in post.json["errorMessage"]


@pytest.mark.parametrize("fine", [{"MTA_CHAT_STORAGE_LEDGER_TABLE": "mta-chat-ledger-dev"},
                                  {"MTA_CHAT_MODEL_PROVIDER": "catalogue"},
                                  {"MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "0"}], ids=["a table", "the catalogue", "no cap"])
def test_where_nothing_is_missing_it_starts(start_function, fine):
    function = start_function(**TABLES | {"MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "5"} | fine)
    function.api.wait_for_next()


def test_a_function_that_lambda_ends_gives_its_lease_back(on_dynamodb, fake, dynamodb):
    """Lambda sends SIGTERM where an extension has registered, and waits for half a second."""
    fake.behave(costing(100))
    function = on_dynamodb(day=1_000_000)
    assert function.chat(new_question()).status == 200
    assert (function.api.extensions, committed(dynamodb)) == (1, 10_000)
    function.api.wait_for_next()
    assert function.api.extensions_waiting == 1
    function.process.terminate()
    assert function.wait_for_end() == 0
    assert committed(dynamodb) == 100


def test_a_function_without_a_cap_has_no_extension(start_function):
    function = start_function()
    assert function.chat("hello").status == 200
    assert function.api.extensions == 0


def test_a_function_whose_extension_is_refused_answers_all_the_same(start_function, fake):
    function = start_function(refuse_extension=True, **asking(fake), **capped())
    assert function.chat(new_question()).status == 200
    assert any(line.get("message") == "no extension could be registered" for line in function.log())
