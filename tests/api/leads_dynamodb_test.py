"""The stores of leads and conversations on AWS's DynamoDB Local: the unit tests of every store, on this one."""

import json
import pathlib
import subprocess

import dynamodb_local
import pytest

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
