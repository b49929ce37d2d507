"""The function that delivers leads: started by the stream of their table, and every minute by a schedule."""

import base64
import functools
import json

import botocore.session
import pytest
from dynamodb_local import ACCESS_KEY, LEADS, REGION
from dynamodb_proxy import broken
from fake_sns import FakeSns
from lambda_events import SCHEDULED, http_api
from lambda_invocation import ERROR_TYPE
from standardwebhooks import Webhook
from webhook_receiver import WebhookReceiver

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
NAMESPACE = "mta-chat/test"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:leads"


@functools.cache
def streams_client(url):
    return botocore.session.get_session().create_client(
        "dynamodbstreams", endpoint_url=url, region_name=REGION,
        aws_access_key_id=ACCESS_KEY, aws_secret_access_key="local/secret")


class Stream:
    """The stream of the leads' table, as Lambda reads it."""

    def __init__(self, dynamodb):
        self._client = streams_client(dynamodb.url)
        self.arn = dynamodb.call("DescribeTable", TableName=LEADS)["Table"]["LatestStreamArn"]
        self._seen = set()                 # sequence numbers

    def new_leads(self):
        """The records since the last call that the filter of modules/leads_delivery lets through, as Lambda's event."""
        shards = self._client.describe_stream(StreamArn=self.arn)["StreamDescription"]["Shards"]
        records = [record for shard in shards for record in self._records(shard["ShardId"])
                   if record["dynamodb"]["SequenceNumber"] not in self._seen]
        self._seen |= {record["dynamodb"]["SequenceNumber"] for record in records}
        assert all(record["eventSource"] == "aws:dynamodb" for record in records)
        return {"Records": [self._as_lambda_writes(record) for record in records if is_new_lead(record)]}

    def _records(self, shard):
        iterator = self._client.get_shard_iterator(StreamArn=self.arn, ShardId=shard,
                                                   ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        return self._client.get_records(ShardIterator=iterator)["Records"]

    def _as_lambda_writes(self, record):
        change = dict(record["dynamodb"])
        change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
        return record | {"dynamodb": change, "eventSourceARN": self.arn}


def is_new_lead(record):
    return record["eventName"] == "INSERT" and record["dynamodb"]["Keys"]["sk"] == {"S": "lead"}


@pytest.fixture
def receiver():
    with WebhookReceiver() as receiving:
        yield receiving


@pytest.fixture
def stream(dynamodb):
    return Stream(dynamodb)


@pytest.fixture
def chat(start_function, dynamodb):
    """The chat's own function, which makes leads and delivers none."""
    return start_function(**dynamodb.environment(), MTA_CHAT_STORAGE_KIND="dynamodb", MTA_CHAT_LEADS_ENABLED="true",
                          MTA_CHAT_LEADS_MAX_PER_VISITOR_PER_HOUR="1000")


@pytest.fixture
def start_delivery(start_function, dynamodb):
    """What modules/leads_delivery tells the function, and nothing else."""
    def start(**settings):
        environment = {name: value for name, value in dynamodb.environment().items() if name.startswith("AWS_")}
        return start_function(**environment | {
            "_HANDLER": "leads", "MTA_CHAT_LEADS_ENABLED": "true", "MTA_CHAT_STORAGE_LEADS_TABLE": LEADS,
            "MTA_CHAT_METRICS_NAMESPACE": NAMESPACE, "MTA_CHAT_SESSION_SECRET": None,
            "MTA_CHAT_KNOWLEDGE_DIRECTORY": None, "MTA_CHAT_STORAGE_KIND": None, "MTA_CHAT_MODEL_PROVIDER": None,
            "MTA_CHAT_RATE_LIMIT_MAX": None} | settings)
    return start


def telling(receiver):
    return {"MTA_CHAT_LEADS_WEBHOOK_URL": receiver.url, "MTA_CHAT_LEADS_WEBHOOK_ALLOW_PRIVATE": "true",
            "MTA_CHAT_LEADS_WEBHOOK_SECRET": SECRET}


def leave(chat, number):
    consent = chat.invoke(http_api("GET", "/leads/consent")).wait()
    version = json.loads(consent.body)["consent"]["en"]["version"]
    body = {"phone": f"+96655012345{number}", "name": "Dr. Planted", "consent": {"version": version, "given": True}}
    answer = chat.invoke(http_api(path="/leads", body=json.dumps(body))).wait()
    assert answer.status == 201, answer.body
    return json.loads(answer.body)["lead_id"]


def invoke(delivery, event):
    """With the time that modules/leads_delivery gives it."""
    return delivery.invoke(event, deadline_ms=60_000)


def answered(invocation):
    """What the function has answered, once it is idle again."""
    invocation.wait_until_back()
    assert invocation.error is None, invocation.error
    return invocation.posts[-1].json


def failures(invocation):
    return [failure["itemIdentifier"] for failure in answered(invocation)["batchItemFailures"]]


def delivered(receiver):
    return [Webhook(SECRET).verify(hook.body, hook.headers)["data"]["id"] for hook in receiver.hooks]


def sequence_numbers(event):
    return [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]


def test_the_stream_of_new_leads_delivers_them(chat, start_delivery, receiver, stream):
    leads = [leave(chat, number) for number in range(3)]
    event = stream.new_leads()
    assert len(event["Records"]) == 3
    delivery = start_delivery(**telling(receiver))
    invocation = invoke(delivery, event)
    assert failures(invocation) == []
    assert sorted(delivered(receiver)) == sorted(leads)
    metrics = delivery.metrics(invocation)
    assert (metrics["LeadsUndelivered"], metrics["LeadsOldestUndelivered"]) == (0, 0)
    assert stream.new_leads()["Records"] == [], "delivering is no new lead"
    assert failures(invoke(delivery, event)) == []
    assert answered(invoke(delivery, SCHEDULED["rule"])) == {"tried": 0}
    assert len(receiver.hooks) == 3, "each once, whoever comes again"


def test_what_failed_is_the_schedules(chat, start_delivery, receiver, stream):
    receiver.answer(503)
    lead = leave(chat, 1)
    delivery = start_delivery(**telling(receiver))
    invocation = invoke(delivery, stream.new_leads())
    assert failures(invocation) == [], "the outbox says when it is tried again"
    assert delivery.metrics(invocation)["LeadsUndelivered"] == 1
    while len(receiver.hooks) < 2:      # 5 to 5.5 s
        answered(invoke(delivery, SCHEDULED["rule"]))
    assert delivered(receiver) == [lead, lead]
    first, second = receiver.hooks
    assert first.id == second.id


def test_a_batch_in_whose_middle_the_table_fails_goes_on_from_there(chat, start_delivery, receiver, stream, proxy):
    leads = [leave(chat, number) for number in range(3)]
    event = stream.new_leads()
    delivery = start_delivery(**telling(receiver), AWS_ENDPOINT_URL_DYNAMODB=proxy.url)
    receiver.on_hook = lambda count: proxy.fail(broken(), times=1000) if count == 2 else None
    failed = failures(invoke(delivery, event))
    assert len(receiver.hooks) == 2, "nothing is sent that cannot be noted"
    proxy.heal()
    first = delivered(receiver)[0]
    assert set(failed) == {number for number, lead in zip(sequence_numbers(event), ordered(event, leads))
                           if lead != first}
    rest = {"Records": [record for record in event["Records"] if record["dynamodb"]["SequenceNumber"] in failed]}
    while set(delivered(receiver)) != set(leads):    # the second is held for 30 s
        assert len(receiver.hooks) < 5
        answered(invoke(delivery, rest))
    assert len({hook.id for hook in receiver.hooks}) == 3, "none has two ids"


def ordered(event, leads):
    """The lead of each record."""
    keys = [json.dumps(record["dynamodb"]["Keys"]) for record in event["Records"]]
    return [next(lead for lead in leads if lead in key) for key in keys]


def test_a_table_that_does_not_answer_fails_every_record_and_the_schedule(chat, start_delivery, receiver, stream, proxy):
    leave(chat, 1)
    event = stream.new_leads()
    delivery = start_delivery(**telling(receiver), AWS_ENDPOINT_URL_DYNAMODB=proxy.url)
    proxy.fail(broken(), times=1000)
    assert failures(invoke(delivery, event)) == sequence_numbers(event)
    invocation = invoke(delivery, SCHEDULED["rule"])
    invocation.wait_until_back()
    assert invocation.posts[-1].headers[ERROR_TYPE] == "Function.StoreFailed"
    assert receiver.hooks == []


def test_a_lead_is_mailed_once_and_before_the_webhook(chat, start_delivery, receiver, stream):
    receiver.answer(503)
    lead = leave(chat, 1)
    with FakeSns() as sns:
        delivery = start_delivery(**telling(receiver), MTA_CHAT_LEADS_SNS_TOPIC=TOPIC, AWS_ENDPOINT_URL_SNS=sns.url)
        answered(invoke(delivery, stream.new_leads()))
        [mail] = sns.published
        assert mail["TopicArn"] == TOPIC
        assert lead in mail["Message"] and "+966550123451" in mail["Message"]
        while len(receiver.hooks) < 2:
            answered(invoke(delivery, SCHEDULED["rule"]))
        assert len(sns.published) == 1


def test_mails_alone_are_enough(chat, start_delivery, stream):
    leave(chat, 1)
    with FakeSns() as sns:
        delivery = start_delivery(MTA_CHAT_LEADS_SNS_TOPIC=TOPIC, AWS_ENDPOINT_URL_SNS=sns.url)
        sns.refuses = True
        invocation = invoke(delivery, stream.new_leads())
        answered(invocation)
        [line] = [line for line in delivery.lines_of(invocation) if line.get("message") == "lead not delivered"]
        assert line["cause"] == "SNS: status 403 AuthorizationError"
        sns.refuses = False
        while not sns.published:
            answered(invoke(delivery, SCHEDULED["rule"]))


def test_nothing_of_a_lead_is_logged(chat, start_delivery, receiver, stream):
    receiver.answer(503)
    leave(chat, 1)
    delivery = start_delivery(**telling(receiver))
    answered(invoke(delivery, stream.new_leads()))
    for value in ("Planted", "550123451", "planted-secret-of-the-url", SECRET):
        assert value not in delivery.output()


def test_other_events_are_refused(start_delivery, receiver):
    delivery = start_delivery(**telling(receiver))
    for event in (http_api(body="{}"), {"Records": [{"eventSource": "aws:sqs"}]}, {}):
        invocation = invoke(delivery, event)
        invocation.wait_until_back()
        assert invocation.posts[-1].headers[ERROR_TYPE] == "Function.UnsupportedEvent"


@pytest.mark.parametrize("missing, problem", [
    ({"MTA_CHAT_STORAGE_LEADS_TABLE": None}, "MTA_CHAT_STORAGE_LEADS_TABLE"),
    ({"MTA_CHAT_LEADS_WEBHOOK_URL": None}, "nobody is told of them"),
    ({"MTA_CHAT_LEADS_WEBHOOK_SECRET": None}, "MTA_CHAT_LEADS_WEBHOOK_SECRET")])
def test_it_refuses_to_start_without_what_it_needs(start_delivery, receiver, missing, problem):
    delivery = start_delivery(**telling(receiver) | missing)
    delivery.wait_for_end()
    [post] = delivery.api.init_errors
    assert post.headers[ERROR_TYPE] == "Runtime.InvalidConfiguration"
    assert problem in post.json["errorMessage"]
