"""The clock set back while the server runs, and before it starts again."""

import pytest
from budget_chat import FAKETIME, clock_ahead, needs_faketime
from conftest import WIDE
from dynamodb_chat import SECRET, VISITOR, answered, history_sent, say
from limits_test import wait_for_room_in_the_bucket
from questions import new_question

pytestmark = needs_faketime

HOUR, DAY, TEN_YEARS = 3600, 86400, 3653 * 86400
JUMPS = [HOUR, DAY, TEN_YEARS]
NAMES = ["an hour", "a day", "ten years"]
LIMIT = 3


class SetClock:
    """A clock that is ahead by what a file says. Durations are what they are."""

    def __init__(self, folder):
        self.file = folder / "clock"
        self.environment = {name: value for name, value in clock_ahead(0).items() if name != "FAKETIME"} | {
            "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1"}

    def set_ahead(self, seconds):
        draft = self.file.with_suffix(".new")
        draft.write_text(f"+{seconds}s\n")
        draft.rename(self.file)


@pytest.fixture(params=["sqlite", "dynamodb"])
def serve(request, start, tmp_path):
    """Starts servers on one store, with a clock that can be set."""
    clock = SetClock(tmp_path)
    env = clock.environment | {"MTA_CHAT_SESSION_SECRET": SECRET}
    arguments = [*WIDE[:4], "--set", "server.trusted_proxies=127.0.0.1"]
    if request.param == "dynamodb":
        env |= request.getfixturevalue("dynamodb").environment()
        arguments += ["--set", "storage.kind=dynamodb"]

    def start_server(ahead, *more):
        clock.set_ahead(ahead)
        return start(*arguments, *more, env=env)
    start_server.clock = clock
    return start_server


@pytest.mark.parametrize("jump", JUMPS, ids=NAMES)
def test_a_clock_set_back_while_running_locks_nobody_out(serve, jump):
    assert FAKETIME
    wait_for_room_in_the_bucket(60, 15)
    server = serve(jump, "--set", f"rate_limit.max={LIMIT}")
    assert [say(server).status for _ in range(LIMIT + 1)] == LIMIT * [200] + [429]
    before = server.log()[-1]["timestamp"]
    serve.clock.set_ahead(0)
    assert [say(server).status for _ in range(LIMIT + 1)] == LIMIT * [200] + [429], "the limit holds on"
    assert server.log()[-1]["timestamp"] < before, "the clock was set back"
    refusal = say(server)
    assert refusal.json["retry_after"] <= 120
    assert server.metric("mta_chat_limiter_degraded_total") == 0


@pytest.mark.parametrize("jump", JUMPS, ids=NAMES)
def test_turns_keep_their_order_where_the_clock_is_set_back(serve, fake, jump):
    server = serve(jump, "--model-url", fake.url, "--set", "model.fallback=none",
                   "--set", "chat.history_messages=6", "--set", "rate_limit.max=1000")
    first = new_question()
    session = answered(say(server, first)).json["session_id"]
    serve.clock.set_ahead(0)
    asked = [first] + [new_question() for _ in range(4)]
    for question in asked[1:]:
        answered(say(server, question, session_id=session))
    assert [text for role, text in history_sent(fake) if role == "user"] == asked[1:]


@pytest.mark.parametrize("jump", JUMPS, ids=NAMES)
def test_a_process_with_the_right_clock_takes_over_from_one_ahead(serve, jump):
    wait_for_room_in_the_bucket(60, 15)
    ahead = serve(jump, "--set", f"rate_limit.max={LIMIT}")
    assert [say(ahead, visitor=VISITOR).status for _ in range(LIMIT)] == LIMIT * [200]
    ahead.stop()
    right = serve(0, "--set", f"rate_limit.max={LIMIT}")
    assert [say(right, visitor=VISITOR).status for _ in range(LIMIT)] == LIMIT * [200]


@pytest.mark.parametrize("jump", JUMPS, ids=NAMES)
def test_the_global_rate_limit_knows_no_date(serve, jump):
    server = serve(jump, "--set", "throttle.burst=2", "--set", "throttle.rate_per_second=0.001",
                   "--set", "rate_limit.max=1000")
    assert say(server).status == 200
    serve.clock.set_ahead(0)
    assert [say(server).status for _ in range(2)] == [200, 429]


def test_an_answer_is_not_replayed_for_another_question_hours_after(serve):
    server = serve(HOUR, "--set", "rate_limit.max=1000")
    key = {"Idempotency-Key": "one"}
    answered(say(server, "first", headers=key))
    assert say(server, "second", headers=key).status == 422
    serve.clock.set_ahead(0)
    assert say(server, "second", headers=key).status == 200
