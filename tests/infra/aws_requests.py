"""The requests that the AWS provider makes for a resource, and what is wrong with one by botocore's models.

The stand-ins for the provider know which attributes there are, not which values AWS takes. botocore's
models do: enums, patterns, lengths, ranges, required members.
"""

import json
import re

import botocore.session
from botocore.validate import ParamValidator

SESSION = botocore.session.get_session()


def model(service):
    return SESSION.get_service_model(service)


def problems(service, operation, parameters):
    shape = model(service).operation_model(operation).input_shape
    report = ParamValidator().validate(parameters, shape)
    found = [report.generate_report()] if report.has_errors() else []
    return found + list(wrong_values(parameters, shape, operation))


def wrong_values(value, shape, place):
    """What botocore leaves to AWS: enums, patterns and upper bounds."""
    if shape.type_name == "structure":
        for name, member in value.items():
            if name in shape.members:
                yield from wrong_values(member, shape.members[name], f"{place}.{name}")
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from wrong_values(key, shape.key, f"{place} key")
            yield from wrong_values(member, shape.value, f"{place}.{key}")
    elif shape.type_name == "list":
        yield from out_of_bounds(len(value), shape.metadata, place)
        for item in value:
            yield from wrong_values(item, shape.member, f"{place}[]")
    elif shape.type_name == "string":
        enum = getattr(shape, "enum", None)
        pattern = shape.metadata.get("pattern")
        if enum and value not in enum:
            yield f"{place}: {value!r} is none of {enum}"
        # Flags inside a pattern are Java's.
        if pattern and not re.fullmatch(re.sub(r"\(\?[is]\)", "", pattern), value, re.DOTALL):
            yield f"{place}: {value!r} does not match {pattern}"
        yield from out_of_bounds(len(value), shape.metadata, place)
    elif shape.type_name in ("integer", "long", "double", "float"):
        yield from out_of_bounds(value, shape.metadata, place)


def out_of_bounds(number, metadata, place):
    if number < metadata.get("min", number) or number > metadata.get("max", number):
        yield f"{place}: {number} is not between {metadata.get('min')} and {metadata.get('max')}"


def first(blocks):
    return (blocks or [{}])[0]


def given(**parameters):
    """Without what is not said, as the provider leaves it out."""
    return {name: value for name, value in parameters.items() if value not in (None, "", [], {})}


# --- one function a resource type: its values -> (service, operation, parameters) -------------


def aws_apigatewayv2_api(v):
    cors = first(v["cors_configuration"])
    yield "apigatewayv2", "CreateApi", given(
        Name=v["name"],
        ProtocolType=v["protocol_type"],
        Description=v["description"],
        IpAddressType=v["ip_address_type"],
        DisableExecuteApiEndpoint=v["disable_execute_api_endpoint"],
        CorsConfiguration=given(
            AllowCredentials=cors["allow_credentials"],
            AllowHeaders=cors["allow_headers"],
            AllowMethods=cors["allow_methods"],
            AllowOrigins=cors["allow_origins"],
            ExposeHeaders=cors["expose_headers"],
            MaxAge=int(cors["max_age"]),
        ),
    )


def aws_apigatewayv2_api_mapping(v):
    yield "apigatewayv2", "CreateApiMapping", given(
        ApiId=v["api_id"], DomainName=v["domain_name"], Stage=v["stage"], ApiMappingKey=v["api_mapping_key"]
    )


def aws_apigatewayv2_domain_name(v):
    configuration = first(v["domain_name_configuration"])
    yield "apigatewayv2", "CreateDomainName", {
        "DomainName": v["domain_name"],
        "DomainNameConfigurations": [
            given(
                CertificateArn=configuration["certificate_arn"],
                EndpointType=configuration["endpoint_type"],
                IpAddressType=configuration["ip_address_type"],
                SecurityPolicy=configuration["security_policy"],
            )
        ],
    }


def aws_apigatewayv2_integration(v):
    yield "apigatewayv2", "CreateIntegration", given(
        ApiId=v["api_id"],
        IntegrationType=v["integration_type"],
        IntegrationMethod=v["integration_method"],
        IntegrationUri=v["integration_uri"],
        PayloadFormatVersion=v["payload_format_version"],
        TimeoutInMillis=int(v["timeout_milliseconds"]),
    )


def aws_apigatewayv2_route(v):
    yield "apigatewayv2", "CreateRoute", given(ApiId=v["api_id"], RouteKey=v["route_key"], Target=v["target"])


def aws_apigatewayv2_stage(v):
    log = first(v["access_log_settings"])
    settings = first(v["default_route_settings"])
    yield "apigatewayv2", "CreateStage", given(
        ApiId=v["api_id"],
        StageName=v["name"],
        AutoDeploy=v["auto_deploy"],
        AccessLogSettings={"DestinationArn": log["destination_arn"], "Format": log["format"]},
        DefaultRouteSettings={
            "ThrottlingBurstLimit": int(settings["throttling_burst_limit"]),
            "ThrottlingRateLimit": float(settings["throttling_rate_limit"]),
        },
    )


def aws_budgets_budget(v):
    limit = {"Amount": v["limit_amount"], "Unit": v["limit_unit"]}
    yield "budgets", "CreateBudget", {
        "AccountId": "123456789012",
        "Budget": {
            "BudgetName": v["name"],
            "BudgetLimit": limit,
            "TimeUnit": v["time_unit"],
            "BudgetType": v["budget_type"],
        },
        "NotificationsWithSubscribers": [
            {
                "Notification": {
                    "NotificationType": notification["notification_type"],
                    "ComparisonOperator": notification["comparison_operator"],
                    "Threshold": float(notification["threshold"]),
                    "ThresholdType": notification["threshold_type"],
                },
                "Subscribers": [
                    {"SubscriptionType": "SNS", "Address": arn}
                    for arn in notification["subscriber_sns_topic_arns"]
                ]
                + [
                    {"SubscriptionType": "EMAIL", "Address": address}
                    for address in notification["subscriber_email_addresses"] or []
                ],
            }
            for notification in v["notification"]
        ],
    }


def aws_cloudfront_distribution(v):
    (origin,) = v["origin"]
    behavior, certificate = first(v["default_cache_behavior"]), first(v["viewer_certificate"])
    methods = {name: list(behavior[name]) for name in ("allowed_methods", "cached_methods")}
    yield "cloudfront", "CreateDistribution", {
        "DistributionConfig": {
            "CallerReference": "terraform",
            "Comment": v["comment"],
            "Enabled": v["enabled"],
            "Aliases": {"Quantity": len(v["aliases"]), "Items": list(v["aliases"])},
            "HttpVersion": v["http_version"],
            "IsIPV6Enabled": v["is_ipv6_enabled"],
            "PriceClass": v["price_class"],
            "Origins": {
                "Quantity": 1,
                "Items": [
                    {
                        "Id": origin["origin_id"],
                        "DomainName": origin["domain_name"],
                        "OriginAccessControlId": origin["origin_access_control_id"],
                        "S3OriginConfig": {"OriginAccessIdentity": ""},
                    }
                ],
            },
            "DefaultCacheBehavior": {
                "TargetOriginId": behavior["target_origin_id"],
                "ViewerProtocolPolicy": behavior["viewer_protocol_policy"],
                "CachePolicyId": behavior["cache_policy_id"],
                "ResponseHeadersPolicyId": behavior["response_headers_policy_id"],
                "Compress": behavior["compress"],
                "AllowedMethods": {
                    "Quantity": len(methods["allowed_methods"]),
                    "Items": methods["allowed_methods"],
                    "CachedMethods": {
                        "Quantity": len(methods["cached_methods"]),
                        "Items": methods["cached_methods"],
                    },
                },
            },
            "CustomErrorResponses": {
                "Quantity": len(v["custom_error_response"]),
                "Items": [
                    {
                        "ErrorCode": int(error["error_code"]),
                        "ErrorCachingMinTTL": int(error["error_caching_min_ttl"]),
                    }
                    for error in v["custom_error_response"]
                ],
            },
            "Restrictions": {
                "GeoRestriction": {
                    "RestrictionType": first(first(v["restrictions"])["geo_restriction"])["restriction_type"],
                    "Quantity": 0,
                }
            },
            "ViewerCertificate": {
                "ACMCertificateArn": certificate["acm_certificate_arn"],
                "MinimumProtocolVersion": certificate["minimum_protocol_version"],
                "SSLSupportMethod": certificate["ssl_support_method"],
            },
        }
    }


def aws_cloudfront_origin_access_control(v):
    yield "cloudfront", "CreateOriginAccessControl", {
        "OriginAccessControlConfig": {
            "Name": v["name"],
            "Description": v["description"],
            "OriginAccessControlOriginType": v["origin_access_control_origin_type"],
            "SigningBehavior": v["signing_behavior"],
            "SigningProtocol": v["signing_protocol"],
        }
    }


def aws_cloudwatch_dashboard(v):
    yield "cloudwatch", "PutDashboard", {
        "DashboardName": v["dashboard_name"],
        "DashboardBody": v["dashboard_body"],
    }


def aws_cloudwatch_event_rule(v):
    yield "events", "PutRule", given(
        Name=v["name"], Description=v["description"], ScheduleExpression=v["schedule_expression"]
    )


def aws_cloudwatch_event_target(v):
    retry = first(v["retry_policy"])
    yield "events", "PutTargets", {
        "Rule": v["rule"],
        "Targets": [
            {
                "Id": "terraform-20261130000000000000000001",
                "Arn": v["arn"],
                "RetryPolicy": {
                    "MaximumRetryAttempts": int(retry["maximum_retry_attempts"]),
                    "MaximumEventAgeInSeconds": int(retry["maximum_event_age_in_seconds"]),
                },
            }
        ],
    }


def aws_cloudwatch_log_group(v):
    yield "logs", "CreateLogGroup", {"logGroupName": v["name"]}
    yield "logs", "PutRetentionPolicy", {
        "logGroupName": v["name"],
        "retentionInDays": int(v["retention_in_days"]),
    }


def dimensions(named):
    return [{"Name": name, "Value": value} for name, value in (named or {}).items()]


def aws_cloudwatch_metric_alarm(v):
    queries = []
    for query in v["metric_query"]:
        metric = first(query["metric"])
        stat = metric and {
            "Metric": given(
                Namespace=metric["namespace"],
                MetricName=metric["metric_name"],
                Dimensions=dimensions(metric["dimensions"]),
            ),
            "Period": int(metric["period"]),
            "Stat": metric["stat"],
        }
        queries.append(
            given(
                Id=query["id"],
                Expression=query["expression"],
                Label=query["label"],
                ReturnData=query["return_data"],
                MetricStat=stat,
            )
        )
    yield "cloudwatch", "PutMetricAlarm", given(
        AlarmName=v["alarm_name"],
        AlarmDescription=v["alarm_description"],
        ActionsEnabled=v["actions_enabled"],
        AlarmActions=v["alarm_actions"],
        OKActions=v["ok_actions"],
        Namespace=v["namespace"],
        MetricName=v["metric_name"],
        Dimensions=dimensions(v["dimensions"]),
        Statistic=v["statistic"],
        Period=v["period"] and int(v["period"]),
        EvaluationPeriods=int(v["evaluation_periods"]),
        DatapointsToAlarm=int(v["datapoints_to_alarm"]),
        Threshold=float(v["threshold"]),
        ComparisonOperator=v["comparison_operator"],
        TreatMissingData=v["treat_missing_data"],
        Metrics=queries,
    )


def dynamodb_keys(v):
    keys = [{"AttributeName": v["hash_key"], "KeyType": "HASH"}]
    if v["range_key"]:
        keys.append({"AttributeName": v["range_key"], "KeyType": "RANGE"})
    return keys


def dynamodb_index(v):
    return {
        "IndexName": v["name"],
        "KeySchema": dynamodb_keys(v),
        "Projection": {
            "ProjectionType": v["projection_type"],
            "NonKeyAttributes": sorted(v["non_key_attributes"]),
        },
    }


def aws_dynamodb_table(v):
    indexes = [dynamodb_index(index) for index in v.get("global_secondary_index") or []]
    yield "dynamodb", "CreateTable", given(
        TableName=v["name"],
        BillingMode=v["billing_mode"],
        KeySchema=dynamodb_keys(v),
        GlobalSecondaryIndexes=indexes or None,
        AttributeDefinitions=[
            {"AttributeName": a["name"], "AttributeType": a["type"]} for a in v["attribute"]
        ],
        DeletionProtectionEnabled=v["deletion_protection_enabled"],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": v["stream_view_type"]}
        if v.get("stream_enabled")
        else None,
        SSESpecification={"Enabled": first(v["server_side_encryption"])["enabled"], "SSEType": "KMS"},
    )
    ttl = first(v["ttl"])
    if ttl:
        specification = {"Enabled": ttl["enabled"], "AttributeName": ttl["attribute_name"]}
        yield "dynamodb", "UpdateTimeToLive", {
            "TableName": v["name"],
            "TimeToLiveSpecification": specification,
        }
    recovery = first(v["point_in_time_recovery"])
    if recovery:
        specification = {"PointInTimeRecoveryEnabled": recovery["enabled"]}
        yield "dynamodb", "UpdateContinuousBackups", {
            "TableName": v["name"],
            "PointInTimeRecoverySpecification": specification,
        }


def aws_iam_role(v):
    yield "iam", "CreateRole", given(
        RoleName=v["name"], Description=v["description"], AssumeRolePolicyDocument=v["assume_role_policy"]
    )


def aws_iam_role_policy(v):
    yield "iam", "PutRolePolicy", {
        "RoleName": v["role"],
        "PolicyName": v["name"],
        "PolicyDocument": v["policy"],
    }


def aws_lambda_alias(v):
    yield "lambda", "CreateAlias", given(
        FunctionName=v["function_name"],
        Name=v["name"],
        Description=v["description"],
        FunctionVersion=v["function_version"],
    )


def aws_lambda_event_source_mapping(v):
    destination = first(first(v["destination_config"])["on_failure"])
    yield "lambda", "CreateEventSourceMapping", given(
        EventSourceArn=v["event_source_arn"],
        FunctionName=v["function_name"],
        BatchSize=int(v["batch_size"]),
        BisectBatchOnFunctionError=v["bisect_batch_on_function_error"],
        DestinationConfig={"OnFailure": {"Destination": destination["destination_arn"]}},
        FilterCriteria={
            "Filters": [{"Pattern": f["pattern"]} for f in first(v["filter_criteria"])["filter"]]
        },
        FunctionResponseTypes=v["function_response_types"],
        MaximumRecordAgeInSeconds=int(v["maximum_record_age_in_seconds"]),
        MaximumRetryAttempts=int(v["maximum_retry_attempts"]),
        StartingPosition=v["starting_position"],
    )


def aws_lambda_function(v):
    logging = first(v["logging_config"])
    yield "lambda", "CreateFunction", given(
        FunctionName=v["function_name"],
        Description=v["description"],
        Role=v["role"],
        Runtime=v["runtime"],
        Handler=v["handler"],
        Architectures=v["architectures"],
        Code={"ZipFile": b"zip"},
        Publish=v["publish"],
        MemorySize=int(v["memory_size"]),
        Timeout=int(v["timeout"]),
        Environment={"Variables": first(v["environment"])["variables"]},
        LoggingConfig=given(LogFormat=logging["log_format"], LogGroup=logging["log_group"]),
    )
    if v["reserved_concurrent_executions"] >= 0:
        yield "lambda", "PutFunctionConcurrency", {
            "FunctionName": v["function_name"],
            "ReservedConcurrentExecutions": int(v["reserved_concurrent_executions"]),
        }


def aws_lambda_function_event_invoke_config(v):
    yield "lambda", "PutFunctionEventInvokeConfig", {
        "FunctionName": v["function_name"],
        "MaximumRetryAttempts": int(v["maximum_retry_attempts"]),
        "MaximumEventAgeInSeconds": int(v["maximum_event_age_in_seconds"]),
    }


def aws_lambda_permission(v):
    yield "lambda", "AddPermission", given(
        FunctionName=v["function_name"],
        Qualifier=v["qualifier"],
        StatementId=v["statement_id"],
        Action=v["action"],
        Principal=v["principal"],
        SourceArn=v["source_arn"],
    )


def aws_s3_bucket(v):
    yield "s3", "CreateBucket", {"Bucket": v["bucket"]}


def aws_s3_bucket_lifecycle_configuration(v):
    yield "s3", "PutBucketLifecycleConfiguration", {
        "Bucket": v["bucket"],
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "ID": rule["id"],
                    "Status": rule["status"],
                    "Filter": {},
                    "NoncurrentVersionExpiration": {
                        "NoncurrentDays": int(first(rule["noncurrent_version_expiration"])["noncurrent_days"])
                    },
                    "AbortIncompleteMultipartUpload": {
                        "DaysAfterInitiation": int(
                            first(rule["abort_incomplete_multipart_upload"])["days_after_initiation"]
                        )
                    },
                }
                for rule in v["rule"]
            ]
        },
    }


def aws_s3_bucket_ownership_controls(v):
    rules = [{"ObjectOwnership": rule["object_ownership"]} for rule in v["rule"]]
    yield "s3", "PutBucketOwnershipControls", {"Bucket": v["bucket"], "OwnershipControls": {"Rules": rules}}


def aws_s3_bucket_policy(v):
    yield "s3", "PutBucketPolicy", {"Bucket": v["bucket"], "Policy": v["policy"]}


def aws_s3_bucket_public_access_block(v):
    yield "s3", "PutPublicAccessBlock", {
        "Bucket": v["bucket"],
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": v["block_public_acls"],
            "BlockPublicPolicy": v["block_public_policy"],
            "IgnorePublicAcls": v["ignore_public_acls"],
            "RestrictPublicBuckets": v["restrict_public_buckets"],
        },
    }


def aws_s3_bucket_server_side_encryption_configuration(v):
    algorithm = first(first(v["rule"])["apply_server_side_encryption_by_default"])["sse_algorithm"]
    yield "s3", "PutBucketEncryption", {
        "Bucket": v["bucket"],
        "ServerSideEncryptionConfiguration": {
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]
        },
    }


def aws_s3_bucket_versioning(v):
    status = first(v["versioning_configuration"])["status"]
    yield "s3", "PutBucketVersioning", {"Bucket": v["bucket"], "VersioningConfiguration": {"Status": status}}


def aws_s3_object(v):
    yield "s3", "PutObject", given(
        Bucket=v["bucket"], Key=v["key"], ContentType=v["content_type"], CacheControl=v["cache_control"]
    )


def aws_sns_topic(v):
    attributes = given(KmsMasterKeyId=v.get("kms_master_key_id"))
    yield "sns", "CreateTopic", given(Name=v["name"], Attributes=attributes)


def aws_sns_topic_policy(v):
    yield "sns", "SetTopicAttributes", {
        "TopicArn": v["arn"],
        "AttributeName": "Policy",
        "AttributeValue": v["policy"],
    }


def aws_sns_topic_subscription(v):
    yield "sns", "Subscribe", {
        "TopicArn": v["topic_arn"],
        "Protocol": v["protocol"],
        "Endpoint": v["endpoint"],
    }


def aws_sqs_queue(v):
    yield "sqs", "CreateQueue", {
        "QueueName": v["name"],
        "Attributes": {
            "MessageRetentionPeriod": str(int(v["message_retention_seconds"])),
            "SqsManagedSseEnabled": str(v["sqs_managed_sse_enabled"]).lower(),
        },
    }


def requests(resource):
    """Fails on a resource type that nobody has thought of here."""
    return list(globals()[resource["type"]](resource["values"]))


# --- what the stand-ins invent, as AWS would write it -----------------------------------------

INVENTED = {
    "arn:aws:stub:us-east-1:123456789012:aws_apigatewayv2_api/execution_arn": "arn:aws:execute-api:us-west-2:123456789012:a1b2c3d4e5",
    "arn:aws:stub:us-east-1:123456789012:aws_cloudwatch_event_rule/arn": (
        "arn:aws:events:us-west-2:123456789012:rule/mta-chat-canary"
    ),
    "arn:aws:stub:us-east-1:123456789012:aws_cloudwatch_log_group/arn": "arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/mta-chat",
    "arn:aws:stub:us-east-1:123456789012:aws_dynamodb_table/arn": "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat",
    "arn:aws:stub:us-east-1:123456789012:aws_dynamodb_table/stream_arn": (
        "arn:aws:dynamodb:us-west-2:123456789012:table/mta-chat-leads/stream/2026-11-30T00:00:00.000"
    ),
    "arn:aws:stub:us-east-1:123456789012:aws_sqs_queue/arn": "arn:aws:sqs:us-west-2:123456789012:mta-chat-leads-failed",
    "arn:aws:stub:us-east-1:123456789012:aws_iam_role/arn": "arn:aws:iam::123456789012:role/mta-chat",
    "arn:aws:stub:us-east-1:123456789012:aws_lambda_function/arn": (
        "arn:aws:lambda:us-west-2:123456789012:function:mta-chat"
    ),
    "arn:aws:stub:us-east-1:123456789012:aws_lambda_alias/invoke_arn": (
        "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/"
        "arn:aws:lambda:us-west-2:123456789012:function:mta-chat:live/invocations"
    ),
    "stub-aws_lambda_function-version": "7",
    "arn:aws:stub:us-east-1:123456789012:aws_s3_bucket/arn": "arn:aws:s3:::mta-terraform-state-dev",
    "arn:aws:stub:us-east-1:123456789012:aws_sns_topic/arn": "arn:aws:sns:us-west-2:123456789012:mta-chat-alarms",
    "stub-aws_apigatewayv2_api-id": "a1b2c3d4e5",
    "stub-aws_apigatewayv2_integration-id": "i1n2t3e",
}


def as_aws_writes(resource):
    text = json.dumps(resource)
    for invented, real in INVENTED.items():
        text = text.replace(invented, real)
    return json.loads(text)
