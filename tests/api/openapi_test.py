"""docs/openapi.yaml is valid, and the server never answers outside it (schemathesis)."""

import hypothesis
import pytest
import requests
import schemathesis
from conftest import ROOT
from schemathesis import DataGenerationMethod
from schemathesis.checks import (content_type_conformance, not_a_server_error,
                                 response_headers_conformance, response_schema_conformance,
                                 status_code_conformance)

DOCUMENT = ROOT / "docs/openapi.yaml"
EXPECTED = {"POST /chat", "OPTIONS /chat", "GET /healthz", "GET /readyz", "GET /"}
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance,
          response_headers_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def schema():
    return schemathesis.from_path(
        str(DOCUMENT), validate_schema=True,
        data_generation_methods=[DataGenerationMethod.positive, DataGenerationMethod.negative])


def operations(schema):
    return {f"{result.ok().method.upper()} {result.ok().path}": result.ok()
            for result in schema.get_all_operations()}


def test_every_route_is_documented(schema):
    assert set(operations(schema)) == EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_answer_is_outside_the_document(shared, schema, name):
    operation = operations(schema)[name]
    session = requests.Session()
    tried = []

    def try_case(case):
        response = case.call(base_url=f"http://127.0.0.1:{shared.port}", session=session)
        case.validate_response(response, checks=CHECKS)
        tried.append(response.status_code)

    for method in (DataGenerationMethod.positive, DataGenerationMethod.negative):
        strategy = operation.as_strategy(data_generation_method=method)
        body = hypothesis.given(case=strategy)(try_case)
        hypothesis.settings(max_examples=60, deadline=None, derandomize=True, database=None,
                            suppress_health_check=list(hypothesis.HealthCheck))(body)()
    assert len(tried) >= 2
    if name == "POST /chat":
        assert {200, 400} <= set(tried), "good and bad bodies were sent"
