"""Events as Lambda hands them out, members and forms after AWS's documentation."""

import base64
import json
import urllib.parse

from questions import new_question

ADDRESS = "203.0.113.7"
API_REQUEST_ID = "JKJaXmPLvHcESHA="


def http_api(method="POST", path="/chat", body=None, headers=None, address=ADDRESS, stage="$default", query="",
             cookies=None, as_base64=False):
    """Payload 2.0 of an HTTP API. `path` is without the stage; a list as a header's value is several
    lines; an address of None leaves it out."""
    raw_path = path if stage == "$default" else f"/{stage}{path}"
    http = {"method": method, "path": raw_path, "protocol": "HTTP/1.1", "sourceIp": address,
            "userAgent": "curl/8.5.0"}
    event = {
        "version": "2.0", "routeKey": "$default", "rawPath": raw_path, "rawQueryString": query,
        "headers": {"host": "abc123.execute-api.eu-central-1.amazonaws.com", "x-forwarded-proto": "https"} |
                   {name: joined(value) for name, value in (headers or {}).items()},
        "requestContext": {
            "accountId": "123456789012", "apiId": "abc123", "stage": stage, "requestId": API_REQUEST_ID,
            "domainName": "abc123.execute-api.eu-central-1.amazonaws.com", "domainPrefix": "abc123",
            "http": {name: value for name, value in http.items() if value is not None},
            "routeKey": "$default", "time": "12/Mar/2026:19:03:58 +0000", "timeEpoch": 1773342238000},
    }
    if query:
        event["queryStringParameters"] = dict(urllib.parse.parse_qsl(query))
    if cookies:
        event["cookies"] = cookies
    return event | body_members(body, as_base64)


def function_url(**arguments):
    """Payload 2.0 of a Function URL."""
    event = http_api(**arguments)
    domain = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws"
    event["headers"]["host"] = domain
    event["requestContext"] |= {"accountId": "anonymous", "apiId": domain.split(".")[0], "domainName": domain,
                                "domainPrefix": domain.split(".")[0], "authentication": None}
    return event


def rest_api(method="POST", path="/chat", body=None, headers=None, address=ADDRESS, stage="dev", query="",
             version=None, as_base64=False):
    """Payload 1.0: of a REST API (no version), or of an HTTP API that was set up so ("1.0")."""
    lists = {"Host": ["abc123.execute-api.eu-central-1.amazonaws.com"]}
    lists |= {name: value if isinstance(value, list) else [value] for name, value in (headers or {}).items()}
    parameters = urllib.parse.parse_qsl(query)
    identity = {"accessKey": None, "accountId": None, "caller": None, "cognitoIdentityId": None,
                "sourceIp": address, "user": None, "userAgent": "curl/8.5.0", "userArn": None}
    event = {
        "resource": path, "path": path, "httpMethod": method,
        "headers": {name: values[-1] for name, values in lists.items()}, "multiValueHeaders": lists,
        "queryStringParameters": dict(parameters) or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in parameters} or None,
        "pathParameters": None, "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012", "apiId": "abc123", "stage": stage, "requestId": API_REQUEST_ID,
            "domainName": "abc123.execute-api.eu-central-1.amazonaws.com", "domainPrefix": "abc123",
            "extendedRequestId": "JKJaXmPLvHcESHA=", "httpMethod": method, "resourceId": "gbr8gd",
            "identity": identity if address else {name: value for name, value in identity.items()
                                                  if name != "sourceIp"},
            "path": f"/{stage}{path}", "protocol": "HTTP/1.1", "resourcePath": path,
            "requestTime": "12/Mar/2026:19:03:58 +0000", "requestTimeEpoch": 1773342238000},
        "body": None, "isBase64Encoded": False,
    }
    if version:
        event = {"version": version} | event
    return event | body_members(body, as_base64)


def joined(value):
    return ", ".join(value) if isinstance(value, list) else value


def body_members(body, as_base64):
    """A body that is no UTF-8 can only travel as base64."""
    if body is None:
        return {"isBase64Encoded": False}
    data = body if isinstance(body, bytes) else body.encode()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        as_base64 = True
    if as_base64:
        return {"body": base64.b64encode(data).decode(), "isBase64Encoded": True}
    return {"body": text, "isBase64Encoded": False}


def question(message=None, **members):
    return json.dumps({"message": message or new_question()} | members)


WARM_UP = {"warmup": True}


def scheduled(source="aws.events", detail=None):
    return {"version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event",
            "source": source, "account": "123456789012", "time": "2026-03-12T19:05:00Z", "region": "eu-central-1",
            "resources": ["arn:aws:events:eu-central-1:123456789012:rule/keep-warm"],
            "detail": {} if detail is None else detail}


# EventBridge rules, and EventBridge Scheduler with its default input.
SCHEDULED = {"rule": scheduled(), "scheduler": scheduled("aws.scheduler", "{}")}

S3 = {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-central-1",
                   "eventTime": "2026-03-12T19:05:00.000Z", "eventName": "ObjectCreated:Put",
                   "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "a-bucket"},
                          "object": {"key": "HappyFace.jpg", "size": 1024}}}]}
SQS = {"Records": [{"messageId": "059f36b4-87a3-44ab-83d2-661975830a7d", "receiptHandle": "AQEBwJnKyrHigUMZj6r",
                    "body": question("WORDS of a visitor"), "attributes": {"ApproximateReceiveCount": "1"},
                    "messageAttributes": {}, "eventSource": "aws:sqs", "awsRegion": "eu-central-1"}]}
OTHER_EVENTBRIDGE = scheduled("aws.ec2") | {"detail-type": "EC2 Instance State-change Notification"}

UNSUPPORTED = {"s3": S3, "sqs": SQS, "another EventBridge event": OTHER_EVENTBRIDGE, "an object": {}, "a list": [],
               "a text": "text", "a number": 5, "null": None, "no warm-up": {"warmup": False}}

# What a fuzzer would send: anything is an answer but silence.
MALFORMED = {
    "2.0 with no context": {"version": "2.0", "rawPath": "/chat", "body": "{}"},
    "2.0 with a context of another type": {"version": "2.0", "rawPath": "/chat", "requestContext": []},
    "2.0 with no http": {"version": "2.0", "rawPath": "/chat", "requestContext": {"stage": "$default"}},
    "a path of another type": http_api() | {"rawPath": 5},
    "an empty path": http_api() | {"rawPath": ""},
    "headers of another type": http_api(body="{}") | {"headers": ["a"]},
    "a header of another type": http_api(body="{}", headers={"x": 5}),
    "a body of another type": http_api() | {"body": {"message": "hi"}},
    "no base64": http_api() | {"body": "%%%", "isBase64Encoded": True},
    "a header with a line break": http_api(body="{}", headers={"x-request-id": "a\r\nSet-Cookie: b=c"}),
    "a stage with slashes": http_api() | {"rawPath": "/chat/chat", "requestContext": http_api()["requestContext"] |
                                          {"stage": "../chat"}},
    "a method with a blank": http_api(method="GET /x"),
    "1.0 with null everywhere": {name: None for name in rest_api()} | {"httpMethod": "POST"},
    "another version": http_api() | {"version": "3.0"},
}
