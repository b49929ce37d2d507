"""The stores of leads and conversations on AWS's DynamoDB Local: the unit tests of every store, on this one."""

import json
import pathlib
import subprocess
import threading

import dynamodb_local
import pytest
from conftest import run
from dynamodb_chat import SECRET, VISITOR, answered, continued, dynamodb_server, say, turns
from dynamodb_local import CONVERSATIONS, LEADS
from leads_form_test import E164, MANY, ON, leave, lead_id
from model_behaviours import Answer
from model_chat import Visitor
from streaming_test import EVENTS

STORAGE_TEST = pathlib.Path(__file__).resolve().parents[2] / "build/dev/tests/unit/storage_test"


def run_on(local, name):
    result = subprocess.run(
        [STORAGE_TEST, f"--gtest_filter={name}", "--gtest_brief=1"], stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=300,
        env={"AWS_ACCESS_KEY_ID": dynamodb_local.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": "local/secret",
             "MTA_TEST_DYNAMODB_URL": local.url, "MTA_TEST_LEADS_TABLE": json.dumps(dynamodb_local.leads_table())})
    assert result.returncode == 0, result.stdout + result.stderr
    assert "SKIPPED" not in result.stdout, result.stdout


@pytest.mark.skipif(not STORAGE_TEST.exists(), reason="./dev test unit has not built storage_test")
@pytest.mark.skipif(bool(dynamodb_local.unavailable()), reason=str(dynamodb_local.unavailable()))
@pytest.mark.parametrize("name", ["*LeadStoreTest*/dynamodb", "*DraftStoreTest*/dynamodb", "DynamoDbLeadsTest.*"])
def test_what_every_store_of_leads_does_holds_on_dynamodb(tmp_path, name):
    with dynamodb_local.DynamoDbLocal(tmp_path) as local:
        run_on(local, name)


def dynamodb_with_leads(start, dynamodb):
    return dynamodb_server(start, dynamodb, *ON, *MANY)


def forget(dynamodb, *whom):
    result = run("forget", *whom, "--set", "storage.kind=dynamodb",
                 env=dynamodb.environment() | {"MTA_CHAT_SESSION_SECRET": SECRET})
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout


def test_a_form_is_kept_in_the_table_and_erased_from_it(start, dynamodb):
    server = dynamodb_with_leads(start, dynamodb)
    lead = lead_id(leave(server, email="sara@clinic.example", name="Dr. Planted"))
    assert lead_id(leave(server, clinic="Planted Clinic")) == lead, "the same number again"
    [item] = [item for item in dynamodb.scan(LEADS) if item["sk"] == {"S": "lead"}]
    assert item["pk"] == {"S": lead}
    data = json.loads(item["data"]["S"])
    assert (data["phone"], data["name"], data["clinic"]) == (E164, "Dr. Planted", "Planted Clinic")
    assert forget(dynamodb, "--phone", E164) == "Erased: 1 lead and 0 turns of conversations.\n"
    assert dynamodb.scan(LEADS) == []


def test_a_conversation_is_erased_by_any_of_its_names(start, dynamodb):
    server = dynamodb_with_leads(start, dynamodb)
    erased = [answered(say(server, "I am Dr. Planted, how much is the 7D HIFU machine?")).json for _ in range(2)]
    kept = answered(say(server, "how much is the 7D HIFU machine?")).json
    continued(server, "and who makes it?", erased[0]["session_id"])
    assert server.request("DELETE", f"/sessions/{erased[0]['session_id']}",
                          headers={"X-Forwarded-For": VISITOR}).status == 204
    forget(dynamodb, "--conversation", erased[1]["conversation_id"])
    left = [item for item in dynamodb.scan(CONVERSATIONS) if "message" in item]
    assert [item["record"]["M"]["conversation_id"]["S"] for item in left] == [kept["conversation_id"]]


def test_an_answer_that_is_under_way_is_not_stored_after_the_erasure(start, fake, dynamodb):
    server = dynamodb_server(start, dynamodb, model=fake)
    gate = threading.Event()
    fake.behave(Answer(pieces=("It lifts ", "the face."), gate=gate))
    here = {"X-Forwarded-For": VISITOR}
    visitor = Visitor(server, "Which device suits stretch marks?", EVENTS | here, session_id="user-1")
    visitor.read_until(b"It lifts")
    assert server.request("DELETE", "/sessions/user-1", headers=here).status == 204
    gate.set()
    assert b"the face." in visitor.read_to_the_end()
    assert [item for item in turns(dynamodb) if "message" in item] == []
    continued(server, "Which device suits pores?", "user-1")
    assert len([item for item in turns(dynamodb) if "message" in item]) == 1, "what is said after the erasure is kept"
