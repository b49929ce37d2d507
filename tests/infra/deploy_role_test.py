"""modules/github_oidc: what the role of GitHub's jobs may do is what applying the environment calls."""

import fnmatch
import json
import re

import pytest
from aws_requests import model
from workspace import EVERY_OPTION, OVERRIDE, need_stand_ins

ROOT_MODULE = """
module "github_oidc" {
  source = "../../modules/github_oidc"

  aws_region        = "us-west-2"
  github_repository = "medical-tech/mta-chat"
  project_name      = "mta-chat"

  deployed_environments = {
    dev  = { state_bucket = "mta-terraform-state-dev", domain_name = "%(api_domain_name)s", hosts_widget = true }
    prod = { state_bucket = "mta-terraform-state-prod", domain_name = "%(api_domain_name)s", hosts_widget = true }
  }
}
"""

# Which calls the AWS provider makes to create, read, change and delete a resource of a type with tags: from its
# sources and AWS's Service Authorization Reference. Nobody has applied with this role yet.
LAMBDA = """CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction GetFunctionCodeSigningConfig
    GetFunctionConfiguration ListTags ListVersionsByFunction PublishVersion PutFunctionConcurrency TagResource
    UntagResource UpdateFunctionCode UpdateFunctionConfiguration"""
ALIAS = "CreateAlias DeleteAlias GetAlias UpdateAlias"
INVOKE_CONFIG = "DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig"
MAPPING = "CreateEventSourceMapping DeleteEventSourceMapping UpdateEventSourceMapping"
MAPPING_OF_ONE = "GetEventSourceMapping ListTags TagResource UntagResource"
QUEUE = """CreateQueue DeleteQueue GetQueueAttributes ListQueueTags SetQueueAttributes TagQueue UntagQueue"""
RULE = "DeleteRule DescribeRule ListTagsForResource PutRule TagResource UntagResource"
TARGET = "ListTargetsByRule PutTargets RemoveTargets"
PERMISSION = "AddPermission GetPolicy RemovePermission"
ROLE = """CreateRole DeleteRole GetRole ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies TagRole
    UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription"""
ROLE_POLICY = "DeleteRolePolicy GetRolePolicy PutRolePolicy"
LOG_GROUP = """CreateLogGroup DeleteLogGroup DeleteRetentionPolicy ListTagsForResource PutRetentionPolicy TagResource
    UntagResource"""
TABLE = """CreateTable DeleteTable DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource
    TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive"""
ALARM = "DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource"
DASHBOARD = "DeleteDashboards GetDashboard PutDashboard"
TOPIC = "CreateTopic DeleteTopic GetTopicAttributes ListTagsForResource SetTopicAttributes TagResource UntagResource"
BUDGET = "ListTagsForResource ModifyBudget TagResource UntagResource ViewBudget"
BUCKET = """CreateBucket DeleteBucket GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging
    GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning
    GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket
    PutBucketTagging"""
OBJECT = "DeleteObject GetObject GetObjectTagging PutObject PutObjectTagging"
DISTRIBUTION = """CreateDistribution DeleteDistribution GetDistribution ListTagsForResource TagResource UntagResource
    UpdateDistribution"""
ACCESS_CONTROL = "DeleteOriginAccessControl GetOriginAccessControl UpdateOriginAccessControl"
# For API Gateway the action is the HTTP method, and the resource the path.
REST = "DELETE GET PATCH POST"
TAGGED = "TagResource UntagResource"
LOG_DELIVERY = """CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery
    ListLogDeliveries PutResourcePolicy UpdateLogDelivery"""

HERE = "us-west-2:123456789012"
GATEWAY = "arn:aws:apigateway:us-west-2::"
CLOUDFRONT = "arn:aws:cloudfront::123456789012:"
LINKED_ROLE = (
    "arn:aws:iam::123456789012:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"
)
LOCAL = {"random_password", "terraform_data"}


def calls(service, names, *resources):
    return {(f"{service}:{name}", resource) for name in names.split() for resource in resources}


def of_function(values):
    function = f"arn:aws:lambda:{HERE}:function:{values['function_name']}"
    return (
        calls("lambda", LAMBDA, function, f"{function}:7")
        | calls("iam", "PassRole", f"arn:aws:iam::123456789012:role/{role_beside(values['function_name'])}")
        | calls("lambda", "GetAccountSettings", "*")
        | calls("servicequotas", "GetServiceQuota", "*")
    )


def role_beside(function_name):
    project, environment, *kind = function_name.removeprefix("mta-").split("-")
    return f"mta-{project}-{(kind or ['lambda'])[0]}-{environment}"


def of_permission(values):
    qualifier = f":{values['qualifier']}" if values["qualifier"] else ""
    return calls("lambda", PERMISSION, f"arn:aws:lambda:{HERE}:function:{values['function_name']}{qualifier}")


def of_log_group(values):
    group = f"arn:aws:logs:{HERE}:log-group:{values['name']}"
    return calls("logs", LOG_GROUP, group, f"{group}:*") | calls("logs", "DescribeLogGroups", "*")


def of_api(values):
    api = f"{GATEWAY}/apis/a1b2c3d4e5"
    return (
        calls("apigateway", f"{REST} {TAGGED}", f"{GATEWAY}/apis", api)
        | calls("apigateway", "DELETE GET POST PUT", f"{GATEWAY}/tags/arn%3Aaws%3Aapigateway")
        | calls("iam", "CreateServiceLinkedRole", LINKED_ROLE)
    )


def below_api(path, more=""):
    place = f"{GATEWAY}/apis/a1b2c3d4e5/{path}"
    return lambda values: calls("apigateway", f"{REST} {more}", place, f"{place}/dev")


def of_stage(values):
    return below_api("stages", TAGGED)(values) | calls("logs", LOG_DELIVERY, "*")


def of_domain(values):
    domain = f"{GATEWAY}/domainnames/{values['domain_name']}"
    return calls("apigateway", f"{REST} {TAGGED}", f"{GATEWAY}/domainnames", domain)


def of_mapping(values):
    mappings = f"{GATEWAY}/domainnames/chat.example.com/apimappings"
    return calls("apigateway", REST, mappings, f"{mappings}/m1")


def named(service, names, arn, key="name"):
    return lambda values: calls(service, names, arn.format(values[key]))


NEEDS = {
    "aws_apigatewayv2_api": of_api,
    "aws_apigatewayv2_api_mapping": of_mapping,
    "aws_apigatewayv2_domain_name": of_domain,
    "aws_apigatewayv2_integration": below_api("integrations"),
    "aws_apigatewayv2_route": below_api("routes"),
    "aws_apigatewayv2_stage": of_stage,
    "aws_budgets_budget": named("budgets", BUDGET, "arn:aws:budgets::123456789012:budget/{}"),
    "aws_cloudfront_distribution": lambda values: calls(
        "cloudfront", DISTRIBUTION, "arn:aws:cloudfront::123456789012:distribution/E1A2B3C4D5"
    ),
    "aws_cloudfront_origin_access_control": lambda values: (
        calls("cloudfront", ACCESS_CONTROL, "arn:aws:cloudfront::123456789012:origin-access-control/E1A2B3C4D5")
        | calls("cloudfront", "CreateOriginAccessControl", "*")
    ),
    "aws_cloudwatch_dashboard": named(
        "cloudwatch", DASHBOARD, "arn:aws:cloudwatch::123456789012:dashboard/{}", "dashboard_name"
    ),
    "aws_cloudwatch_event_rule": named("events", RULE, f"arn:aws:events:{HERE}:rule/{{}}"),
    "aws_cloudwatch_event_target": named("events", TARGET, f"arn:aws:events:{HERE}:rule/{{}}", "rule"),
    "aws_cloudwatch_log_group": of_log_group,
    "aws_cloudwatch_metric_alarm": named(
        "cloudwatch", ALARM, f"arn:aws:cloudwatch:{HERE}:alarm:{{}}", "alarm_name"
    ),
    "aws_dynamodb_table": named("dynamodb", TABLE, f"arn:aws:dynamodb:{HERE}:table/{{}}"),
    "aws_iam_role": named("iam", ROLE, "arn:aws:iam::123456789012:role/{}"),
    "aws_iam_role_policy": named("iam", ROLE_POLICY, "arn:aws:iam::123456789012:role/{}", "role"),
    "aws_lambda_alias": lambda values: calls(
        "lambda", ALIAS, f"arn:aws:lambda:{HERE}:function:{values['function_name']}:{values['name']}"
    ),
    "aws_lambda_event_source_mapping": lambda values: (
        calls("lambda", MAPPING, "*")
        | calls("lambda", MAPPING_OF_ONE, f"arn:aws:lambda:{HERE}:event-source-mapping:12345678-1234")
    ),
    "aws_lambda_function": of_function,
    "aws_lambda_function_event_invoke_config": named(
        "lambda", INVOKE_CONFIG, f"arn:aws:lambda:{HERE}:function:{{}}", "function_name"
    ),
    "aws_lambda_permission": of_permission,
    "aws_s3_bucket": named("s3", BUCKET, "arn:aws:s3:::{}", "bucket"),
    "aws_s3_bucket_ownership_controls": named(
        "s3", "GetBucketOwnershipControls PutBucketOwnershipControls", "arn:aws:s3:::{}", "bucket"
    ),
    "aws_s3_bucket_policy": named("s3", "DeleteBucketPolicy GetBucketPolicy PutBucketPolicy", "arn:aws:s3:::{}", "bucket"),
    "aws_s3_bucket_public_access_block": named(
        "s3", "GetBucketPublicAccessBlock PutBucketPublicAccessBlock", "arn:aws:s3:::{}", "bucket"
    ),
    "aws_s3_object": lambda values: calls("s3", OBJECT, f"arn:aws:s3:::{values['bucket']}/{values['key']}"),
    "aws_sns_topic": named("sns", TOPIC, f"arn:aws:sns:{HERE}:{{}}"),
    "aws_sns_topic_policy": lambda values: set(),  # the topic's own SetTopicAttributes
    "aws_sns_topic_subscription": lambda values: (
        calls("sns", "Subscribe", values["topic_arn"]) | calls("sns", "GetSubscriptionAttributes Unsubscribe", "*")
    ),
    "aws_sqs_queue": named("sqs", QUEUE, f"arn:aws:sqs:{HERE}:{{}}"),
}


def of_state(environment):
    bucket = f"arn:aws:s3:::mta-terraform-state-{environment}"
    return (
        calls("s3", "ListBucket", bucket)
        | calls("s3", "GetObject PutObject", f"{bucket}/mta-chat/{environment}/terraform.tfstate")
        | calls(
            "dynamodb",
            "DeleteItem DescribeTable GetItem PutItem",
            f"arn:aws:dynamodb:{HERE}:table/mta-terraform-locks",
        )
    )


@pytest.fixture(scope="module")
def policies(workspace, tmp_path_factory):
    """The statements of each environment's role, and those of its plan under ENV-plan."""
    need_stand_ins()
    clone = workspace.copy(tmp_path_factory.mktemp("roles") / "mta-chat")
    clone.write("envs/ci/main.tf", ROOT_MODULE % EVERY_OPTION)
    clone.write("envs/ci/test_override.tf", OVERRIDE)
    clone.terraform("ci", "init", "-input=false", check=False)
    clone.apply("ci")
    found = {}
    for resource in clone.resources("ci"):
        if resource["type"] == "aws_iam_role_policy":
            # The stand-ins invent an account and a partition.
            text = re.sub(r"arn:[^:]*:([a-z0-9]+):([a-z0-9-]*):[^:]*:", as_in_aws, resource["values"]["policy"])
            name = resource["index"] + ("-plan" if resource["values"]["name"] == "plan" else "")
            found[name] = json.loads(text)["Statement"]
    assert found.keys() == {"dev", "prod", "dev-plan", "prod-plan"}
    return found


def as_in_aws(found):
    account = "" if found[1] in ("s3", "apigateway") else "123456789012"
    return f"arn:aws:{found[1]}:{found[2]}:{account}:"


def listed(value):
    return value if isinstance(value, list) else [value]


def granted(statements):
    """(action, pattern of the resource)."""
    return {
        (action, resource)
        for statement in statements
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def matches(resource, pattern):
    return fnmatch.fnmatchcase(resource, pattern.replace("[", "[[]"))


@pytest.fixture
def needed(applied_with_options, environment):
    every = of_state(environment)
    for resource in applied_with_options[environment]:
        if resource["type"] not in LOCAL:
            assert resource["type"] in NEEDS, f"which rights does {resource['type']} need? (modules/github_oidc)"
            every |= NEEDS[resource["type"]](resource["values"] | names(resource, environment))
    return every


def names(resource, environment):
    """What the stand-ins invent."""
    if resource["type"] == "aws_sns_topic_subscription":
        topic = "leads" if resource["address"].startswith("module.leads_delivery[") else "alarms"
        return {"topic_arn": f"arn:aws:sns:{HERE}:mta-chat-{environment}-{topic}"}
    if resource["type"].startswith("aws_s3_"):
        return {"bucket": f"mta-chat-widget-{environment}-123456789012"}
    return {}


def test_the_role_may_do_what_apply_calls(policies, needed, environment):
    allowed = granted(policies[environment])
    missing = {
        (action, resource)
        for action, resource in needed
        if not any(action == other and matches(resource, pattern) for other, pattern in allowed)
    }
    assert missing == set()


def test_the_role_may_do_nothing_else(policies, needed, environment):
    allowed = granted(policies[environment])
    assert {action for action, _ in allowed} - {action for action, _ in needed} == set()
    unused = {pattern for _, pattern in allowed if not any(matches(resource, pattern) for _, resource in needed)}
    assert unused == set()


READS = re.compile(r":(Get|List|Describe|View)|:GET$")
# Beside what plans and applies alike read: a plan takes no lock.
OF_THE_LOCK = {"dynamodb:GetItem"}


def test_the_nightly_plan_may_read_what_apply_reads_and_change_nothing(policies, needed, environment):
    allowed = granted(policies[f"{environment}-plan"])
    assert {action for action, _ in allowed} == {
        action for action, _ in needed if READS.search(action)
    } - OF_THE_LOCK
    assert allowed <= granted(policies[environment])


def test_every_type_that_has_rights_is_made(applied_with_options, environment):
    assert {resource["type"] for resource in applied_with_options[environment]} - LOCAL == NEEDS.keys()


# Where AWS's reference gives an action no resource, a policy can only name all.
WITHOUT_A_RESOURCE = {
    *(f"logs:{name}" for name in LOG_DELIVERY.split()),
    *(f"lambda:{name}" for name in MAPPING.split()),
    "cloudfront:CreateOriginAccessControl",
    "lambda:GetAccountSettings",
    "servicequotas:GetServiceQuota",
    "sns:GetSubscriptionAttributes",
    "sns:Unsubscribe",
}


def test_all_resources_are_named_only_where_aws_knows_none(policies, environment):
    allowed = granted(policies[environment])
    assert {action for action, pattern in allowed if pattern == "*"} == WITHOUT_A_RESOURCE
    assert not [action for action, _ in allowed if "*" in action]


def test_a_role_reaches_no_other_environment_and_no_other_name(policies, environment):
    """But for APIs, distributions and event source mappings, whose ids AWS chooses, and for what has no resource."""
    other = {"dev": "prod", "prod": "dev"}[environment]
    assert other not in json.dumps(policies[environment])
    for action, pattern in granted(policies[environment]):
        ids_of_aws = pattern.startswith((GATEWAY, CLOUDFRONT)) or ":event-source-mapping:" in pattern
        if pattern != "*" and not ids_of_aws and pattern != LINKED_ROLE:
            assert "mta-" in pattern.split("*")[0], (action, pattern)


def test_a_stream_may_start_only_the_function_of_the_leads(policies, environment):
    (statement,) = (s for s in policies[environment] if "lambda:CreateEventSourceMapping" in listed(s["Action"]))
    function = f"arn:aws:lambda:{HERE}:function:mta-chat-{environment}-leads"
    assert statement["Condition"] == {"ArnEquals": {"lambda:FunctionArn": function}}


def test_only_lambda_is_handed_a_role_and_only_that_of_a_function(policies, environment):
    (statement,) = (s for s in policies[environment] if "iam:PassRole" in listed(s["Action"]))
    assert [role.split("/")[1] for role in statement["Resource"]] == [
        f"mta-chat-canary-{environment}",
        f"mta-chat-lambda-{environment}",
        f"mta-chat-leads-{environment}",
    ]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    (linked,) = (s for s in policies[environment] if "iam:CreateServiceLinkedRole" in listed(s["Action"]))
    assert linked["Condition"] == {"StringEquals": {"iam:AWSServiceName": "ops.apigateway.amazonaws.com"}}


# Rights that are not named like an operation of the API.
OF_NO_OPERATION = {
    "budgets:ModifyBudget",
    "budgets:ViewBudget",
    "iam:PassRole",
    "s3:ListBucket",
    *(f"s3:{name}" for name in """GetAccelerateConfiguration GetBucketCORS GetBucketObjectLockConfiguration
        GetBucketPublicAccessBlock GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration
        PutBucketPublicAccessBlock""".split()),
    *(f"apigateway:{name}" for name in (REST + " PUT").split()),
    *(f"logs:{name}" for name in LOG_DELIVERY.split() if "LogDeliver" in name),
}
SERVICES = {"apigateway": "apigatewayv2", "servicequotas": "service-quotas"}


def test_each_action_exists(policies, environment):
    for action, _ in granted(policies[environment]):
        if action not in OF_NO_OPERATION:
            service, operation = action.split(":")
            assert operation in model(SERVICES.get(service, service)).operation_names, action
