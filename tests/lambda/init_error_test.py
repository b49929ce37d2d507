"""What the function does where it cannot start, and with the settings of production."""

import pytest
from lambda_events import WARM_UP
from lambda_function import SECRET
from lambda_invocation import ERROR_TYPE
from runtime_api import RESET

# Settings, and what the message must name.
FAULTS = {
    "no secret": ({"MTA_CHAT_SESSION_SECRET": None}, ["MTA_CHAT_SESSION_SECRET"]),
    "an empty secret": ({"MTA_CHAT_SESSION_SECRET": ""}, ["MTA_CHAT_SESSION_SECRET"]),
    "two wrong settings": ({"MTA_CHAT_RATE_LIMIT_MAX": "many", "MTA_CHAT_MODEL_TEMPERATURE": "hot"},
                           ["MTA_CHAT_RATE_LIMIT_MAX", '"many"', "MTA_CHAT_MODEL_TEMPERATURE", '"hot"']),
    "an unknown one": ({"MTA_CHAT_PORT": "80"}, ["MTA_CHAT_PORT"]),
    "a short secret and a wrong setting": ({"MTA_CHAT_SESSION_SECRET": "TOO-SHORT", "MTA_CHAT_RATE_LIMIT_MAX": "0"},
                                           ["MTA_CHAT_SESSION_SECRET", "MTA_CHAT_RATE_LIMIT_MAX"]),
    "no secret and a wrong setting": ({"MTA_CHAT_SESSION_SECRET": None, "MTA_CHAT_RATE_LIMIT_MAX": "0"},
                                      ["MTA_CHAT_SESSION_SECRET", "MTA_CHAT_RATE_LIMIT_MAX"]),
    "no provider's URL": ({"MTA_CHAT_MODEL_PROVIDER": "openai"}, ["MTA_CHAT_MODEL_PROVIDER", "model.base_url"]),
    "two names of one setting": ({"MTA_CHAT_RATE_LIMIT_MAX": "7", "RATE_LIMIT_MAX": "8"},
                                 ["MTA_CHAT_RATE_LIMIT_MAX", "environment RATE_LIMIT_MAX"]),
    "no tables": ({"MTA_CHAT_STORAGE_KIND": None}, ["storage.ratelimit_table", "storage.conversations_table"]),
    "no knowledge": ({"MTA_CHAT_KNOWLEDGE_DIRECTORY": "nowhere"}, ["MTA_CHAT_KNOWLEDGE_DIRECTORY", "products.csv"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_problem_is_in_one_init_error_and_one_log_line(start_function, name):
    settings, named = FAULTS[name]
    function = start_function(**settings)
    assert function.wait_for_end() == 1
    [post] = function.api.init_errors
    assert post.headers[ERROR_TYPE] == post.json["errorType"] == "Runtime.InvalidConfiguration"
    [line] = function.log()
    assert line["level"] == "ERROR"
    for text in named:
        assert text in post.json["errorMessage"]
        assert text in str(line)
    assert function.api.nexts == 0
    for secret in (SECRET, "TOO-SHORT"):
        assert secret not in post.json["errorMessage"] + function.output()


@pytest.mark.parametrize("way", [RESET, 500])
def test_a_refused_init_error_is_posted_once_more(start_function, way):
    function = start_function(refused=[way], MTA_CHAT_RATE_LIMIT_MAX="many")
    assert function.wait_for_end() == 1
    assert [post.status for post in function.api.init_errors] == [None if way == RESET else way, 202]


def test_an_init_error_refused_twice_ends_all_the_same(start_function):
    function = start_function(refused=[RESET, RESET], MTA_CHAT_RATE_LIMIT_MAX="many")
    assert function.wait_for_end() == 1
    assert [line["level"] for line in function.log()].count("ERROR") >= 1


def test_productions_settings_start(start_function):
    """Bedrock and DynamoDB are the defaults; neither is touched before it is needed."""
    function = start_function(MTA_CHAT_STORAGE_KIND=None, MTA_CHAT_MODEL_PROVIDER=None, MTA_CHAT_RATE_LIMIT_MAX=None,
                              RATELIMIT_TABLE_NAME="mta-ratelimit-prod", RATE_LIMIT_MAX="15", RATE_LIMIT_WINDOW="60",
                              CONVERSATIONS_TABLE_NAME="mta-conversations-prod",
                              BEDROCK_MODEL_ID="openai.gpt-oss-120b-1:0")
    assert function.invoke(WARM_UP).status == 200
