"""What Terraform would ask AWS for is what AWS takes."""

import json
import re

import pytest
from aws_documented import ACCESS_LOG_VARIABLES, ARN_OF_ACTION, LONGEST_INTEGRATION_MS, TREAT_MISSING_DATA
from aws_requests import as_aws_writes, model, problems, requests, wrong_values
from workspace import OVERRIDE, need_stand_ins, of_chat, of_type, one, resources


@pytest.fixture
def made(applied, environment):
    return [
        as_aws_writes(resource) for resource in applied[environment] if resource["type"].startswith("aws_")
    ]


def canaries(made):
    return len(of_type(made, "aws_cloudwatch_event_rule"))


def test_every_request_fits_botocores_models(made):
    assert len(made) >= 25
    found = {}
    for resource in made:
        for service, operation, parameters in requests(resource):
            wrong = problems(service, operation, parameters)
            if wrong:
                found[f"{resource['address']}: {operation}"] = wrong
    assert not found


def test_the_requests_of_every_option_fit_too(applied_with_options, environment):
    made = [as_aws_writes(r) for r in applied_with_options[environment] if r["type"].startswith("aws_")]
    assert {"aws_apigatewayv2_domain_name", "aws_apigatewayv2_api_mapping"} <= {r["type"] for r in made}
    assert [wrong for r in made for request in requests(r) for wrong in problems(*request)] == []


def test_the_state_backends_requests_fit_too(workspace, tmp_path):
    need_stand_ins()
    clone = workspace.copy(tmp_path / "mta-chat")
    clone.write(
        "envs/backend/main.tf",
        'module "state_backend" {\n  source      = "../../modules/state_backend"\n  environment = "dev"\n}\n',
    )
    clone.write("envs/backend/test_override.tf", OVERRIDE)
    clone.terraform("backend", "init", "-input=false", check=False)
    clone.apply("backend")
    made = [as_aws_writes(resource) for resource in clone.resources("backend")]
    assert len(made) == 8
    assert [
        wrong for resource in made for request in requests(resource) for wrong in problems(*request)
    ] == []


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("apigatewayv2", "CreateApi", {"Name": "chat", "ProtocolType": "REST"}),
        ("logs", "CreateLogGroup", {"logGroupName": "a b"}),
        (
            "lambda",
            "AddPermission",
            {"FunctionName": "chat", "StatementId": "a", "Action": "lambda:InvokeFunction"},
        ),
        ("iam", "CreateRole", {"RoleName": "r" * 65, "AssumeRolePolicyDocument": "{}"}),
    ],
)
def test_a_wrong_request_would_be_found(service, operation, parameters):
    assert problems(service, operation, parameters)


def test_log_retention_is_a_period_that_cloudwatch_documents(made):
    documented = (
        model("logs")
        .operation_model("PutRetentionPolicy")
        .input_shape.members["retentionInDays"]
        .documentation
    )
    periods = {
        int(number)
        for number in re.findall(r"\d+", documented.split("Possible values are:")[1].split("</p>")[0])
    }
    groups = of_type(made, "aws_cloudwatch_log_group")
    assert len(groups) == 2 + canaries(made)
    assert {int(group["retention_in_days"]) for group in groups} <= periods


def test_the_retention_variable_knows_exactly_those_periods(workspace):
    documented = (
        model("logs")
        .operation_model("PutRetentionPolicy")
        .input_shape.members["retentionInDays"]
        .documentation
    )
    periods = re.findall(r"\d+", documented.split("Possible values are:")[1].split("</p>")[0])
    text = (workspace.path / "modules/lambda_chat/variables.tf").read_text()
    assert (
        re.findall(r"\d+", re.search(r"contains\(\[([\d, ]+)\], var.log_retention_days\)", text)[1])
        == periods
    )


def test_treat_missing_data_is_one_of_the_documented(made):
    assert {
        alarm["treat_missing_data"] for alarm in of_type(made, "aws_cloudwatch_metric_alarm")
    } <= TREAT_MISSING_DATA


def test_the_access_log_has_documented_variables_without_personal_data(made):
    fields = json.loads(one(made, "aws_apigatewayv2_stage")["access_log_settings"][0]["format"])
    assert set(fields.values()) == ACCESS_LOG_VARIABLES


def test_the_gateway_waits_as_long_as_it_can(made):
    assert one(made, "aws_apigatewayv2_integration")["timeout_milliseconds"] == LONGEST_INTEGRATION_MS


def test_the_permissions_are_for_the_routes_alone(made, environment):
    permissions = of_type(of_chat(made), "aws_lambda_permission")
    api = f"arn:aws:execute-api:us-west-2:123456789012:a1b2c3d4e5/{environment}/"
    assert {permission["source_arn"].removeprefix(api) for permission in permissions} == {
        "POST/chat",
        "POST/feedback",
        "POST/leads",
        "GET/leads/consent",
        "DELETE/sessions/*",
        "GET/widget/config",
    }
    assert {permission["principal"] for permission in permissions} == {"apigateway.amazonaws.com"}
    routes = {route["route_key"].replace(" ", "") for route in of_type(made, "aws_apigatewayv2_route")}
    assert routes == {
        "POST/chat",
        "POST/feedback",
        "POST/leads",
        "GET/leads/consent",
        "DELETE/sessions/{session_id}",
        "GET/widget/config",
    }


def test_the_gateway_invokes_the_version_that_is_live_and_nothing_else_may(made):
    """A permission for the function itself would be of no use to an integration that names an alias."""
    assert one(made, "aws_lambda_alias")["name"] == "live"
    assert {permission["qualifier"] for permission in of_type(of_chat(made), "aws_lambda_permission")} == {"live"}
    assert one(made, "aws_apigatewayv2_integration")["integration_uri"].endswith(":mta-chat:live/invocations")
    assert one(made, "aws_lambda_function")["publish"] is True


def test_a_rollback_is_undone_by_the_next_apply_alone(plan):
    """The alias follows what apply has published: nothing ignores its changes, so a plan tells of a rollback."""
    module = plan["configuration"]["root_module"]["module_calls"]["lambda_chat"]["module"]
    (alias,) = (r for r in module["resources"] if r["type"] == "aws_lambda_alias")
    assert alias["expressions"]["function_version"]["references"][0] == "aws_lambda_function.chat.version"


def test_visitors_on_ipv6_alone_reach_the_chat(applied_with_options, environment):
    made = applied_with_options[environment]
    assert one(made, "aws_apigatewayv2_api")["ip_address_type"] == "dualstack"
    domain = one(made, "aws_apigatewayv2_domain_name")["domain_name_configuration"][0]
    assert domain["ip_address_type"] == "dualstack"


def test_the_access_log_is_where_aws_keeps_one_rule_for_all_groups(made, environment):
    """Elsewhere each group adds to one policy of the account, which may have 5120 characters."""
    names = {group["name"] for group in of_type(made, "aws_cloudwatch_log_group")}
    assert f"/aws/vendedlogs/apigateway/mta-chat-{environment}" in names


def test_the_role_may_apply_the_guardrail_that_the_function_names(applied_with_options, environment):
    made = applied_with_options[environment]
    told = one(made, "aws_lambda_function")["environment"][0]["variables"]
    (statement,) = (
        s
        for s in statements(one(made, "aws_iam_role_policy"), "policy")
        if "bedrock:ApplyGuardrail" in s["Action"]
    )
    assert statement["Resource"].endswith(f":guardrail/{told['MTA_CHAT_MODEL_GUARDRAIL_ID']}")
    assert told["MTA_CHAT_MODEL_GUARDRAIL_VERSION"] == "3"
    for action in statement["Action"]:
        assert action.split(":")[1] in model("bedrock-runtime").operation_names
        assert re.fullmatch(ARN_OF_ACTION[action], statement["Resource"])


# --- IAM --------------------------------------------------------------------------------------


def statements(values, key):
    return json.loads(values[key])["Statement"]


def listed(value):
    return value if isinstance(value, list) else [value]


def test_no_policy_has_a_wildcard_but_for_the_log_streams(made):
    found = [
        statement
        for values in of_type(made, "aws_iam_role_policy")
        for statement in statements(values, "policy")
    ]
    found += [
        statement
        for values in of_type(made, "aws_iam_role")
        for statement in statements(values, "assume_role_policy")
    ]
    found += [
        statement
        for values in of_type(made, "aws_sns_topic_policy")
        for statement in statements(values, "policy")
    ]
    where_leads_are_on = [statement for statement in found if statement.get("Sid") == "KeepLeads"]
    assert len(found) == 9 + len(where_leads_are_on) + 2 * canaries(made)
    for statement in found:
        assert not {"NotAction", "NotResource", "NotPrincipal"} & statement.keys()
        for action in listed(statement["Action"]):
            assert "*" not in action and "?" not in action
        assert "*" not in json.dumps(statement.get("Principal", ""))
        for resource in listed(statement.get("Resource", [])):
            at_the_end_only = (
                resource.removesuffix(":*") if "logs:PutLogEvents" in statement["Action"] else resource
            )
            assert "*" not in at_the_end_only and "?" not in at_the_end_only


def test_the_canary_may_write_its_log_and_nothing_else(made, environment):
    policies = [
        values for values in of_type(made, "aws_iam_role_policy") if values["name"] == "canary"
    ]
    assert len(policies) == canaries(made) == (environment == "prod")
    for policy in policies:
        (statement,) = statements(policy, "policy")
        assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
        assert statement["Resource"].endswith(":*")


def test_its_schedule_alone_may_start_the_canary(made, environment):
    permissions = [
        values
        for values in of_type(made, "aws_lambda_permission")
        if values["function_name"] == f"mta-chat-{environment}-canary"
    ]
    assert len(permissions) == canaries(made)
    for permission in permissions:
        assert permission["principal"] == "events.amazonaws.com"
        assert permission["source_arn"] == "arn:aws:events:us-west-2:123456789012:rule/mta-chat-canary"
    kinds = {resource["type"] for resource in made}
    assert not kinds & {"aws_lambda_function_url", "aws_lambda_event_source_mapping"}


def test_no_policy_is_attached_from_elsewhere(plan):
    kinds = {resource["type"] for resource in resources(plan)}
    assert not kinds & {"aws_iam_role_policy_attachment", "aws_iam_policy_attachment", "aws_iam_policy"}
    assert not one(list(resources(plan)), "aws_iam_role").get("managed_policy_arns")


def test_each_action_exists_and_has_a_resource_of_its_kind(made):
    services = {"bedrock": "bedrock-runtime", "dynamodb": "dynamodb", "logs": "logs"}
    for statement in statements(one(made, "aws_iam_role_policy"), "policy"):
        for action in listed(statement["Action"]):
            service, operation = action.split(":")
            assert operation in model(services[service]).operation_names
            assert re.fullmatch(ARN_OF_ACTION[action], statement["Resource"]), action


def test_the_model_is_one_that_bedrock_could_have(made):
    (statement,) = (
        s
        for s in statements(one(made, "aws_iam_role_policy"), "policy")
        if "bedrock:InvokeModel" in s["Action"]
    )
    assert statement["Resource"] == "arn:aws:bedrock:us-west-2::foundation-model/openai.gpt-oss-120b-1:0"
    assert not list(
        wrong_values(
            {"modelId": statement["Resource"]},
            model("bedrock-runtime").operation_model("InvokeModel").input_shape,
            "model",
        )
    )


@pytest.fixture(scope="module")
def code_of_table(workspace):
    """The sources that call DynamoDB, by the option that names their table."""
    found = {}
    for file in sorted((workspace.path / "src/storage").glob("dynamodb_*.cpp")):
        text = file.read_text()
        if "client_.call(" in text:
            (table,) = set(re.findall(r"\boptions\.(\w+_table)\b", text))
            found[table] = found.get(table, "") + text
    for pattern, table in ("dynamodb_turn.*", "conversations_table"), ("dynamodb_lead_item.*", "leads_table"):
        for file in sorted((workspace.path / "src/storage").glob(pattern)):
            found[table] += file.read_text()
    return found


def test_what_is_permitted_is_what_the_code_calls(made, code_of_table):
    called = {
        table: set(re.findall(r'\b(?:call|write)\(\s*"(\w+)"', text)) for table, text in code_of_table.items()
    }
    permitted = {
        statement["Sid"]: {action.split(":")[1] for action in listed(statement["Action"])}
        for statement in statements(one(made, "aws_iam_role_policy"), "policy")
        if "dynamodb:" in json.dumps(statement["Action"])
    }
    assert called == {
        "ratelimit_table": {"GetItem", "UpdateItem"},
        # Scan: `mta-chat forget --conversation`, which whoever runs it has the right to, not the function.
        "conversations_table": {"DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"},
        "leads_table": {"DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems"},
        "ledger_table": {"UpdateItem"},
        # Query and PutItem: `mta-chat knowledge`, which whoever runs it has the right to, not the function.
        "knowledge_table": {"GetItem", "PutItem", "Query"},
    }
    allowed = {
        "CountVisitors": called["ratelimit_table"],
        "RememberConversations": called["conversations_table"] - {"Scan"},
        "ReserveSpend": called["ledger_table"],
        "ReadKnowledge": called["knowledge_table"] - {"PutItem", "Query"},
    }
    if "KeepLeads" in permitted:
        # A transaction takes the rights of its writes: Put and Delete.
        allowed["KeepLeads"] = called["leads_table"] - {"TransactWriteItems"}
    assert permitted == allowed


def test_each_action_is_permitted_on_its_own_table(plan):
    """Seen in the plan's references: the stand-ins give all tables one ARN."""
    modules = plan["configuration"]["root_module"]["module_calls"]
    given = {
        name: next(reference for reference in value["references"] if reference.startswith("module."))
        for name, value in modules["iam"]["expressions"].items()
        if name.endswith("_table_arn")
    }
    assert given == {
        "ratelimit_table_arn": "module.dynamodb_ratelimit.table_arn",
        "conversations_table_arn": "module.dynamodb_conversations.table_arn",
        "leads_table_arn": "module.dynamodb_leads.table_arn",
        "ledger_table_arn": "module.dynamodb_ledger.table_arn",
        "knowledge_table_arn": "module.dynamodb_knowledge.table_arn",
    }


def test_the_code_names_the_tables_keys_and_time_to_live(plan, environment, code_of_table):
    for table in of_type(resources(plan), "aws_dynamodb_table"):
        kind = table["name"].removeprefix("mta-chat-").removesuffix(f"-{environment}")
        indexes = table.get("global_secondary_index") or []
        names = {table["hash_key"], table["range_key"]} - {None}
        names |= {time_to_live["attribute_name"] for time_to_live in table.get("ttl") or []}
        for index in indexes:
            names |= {index["name"], index["hash_key"], index["range_key"], *index["non_key_attributes"]}
        assert {attribute["name"] for attribute in table["attribute"]} <= names
        assert [name for name in names if not re.search(rf"\b{name}\b", code_of_table[f"{kind}_table"])] == []
