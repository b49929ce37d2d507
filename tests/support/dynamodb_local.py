"""AWS's DynamoDB Local: what DynamoDB does, in a process of our own.

    with DynamoDbLocal(folder) as local:
        local.create_tables()
        ...                                  # a server with local.environment()
        assert local.scan(CONVERSATIONS) == []

Items go in and come out in DynamoDB's JSON: {"session_id": {"S": "…"}, "timestamp": {"N": "1"}}.
"""

import fcntl
import json
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

RATE_LIMITS = "mta-chat-ratelimit-dev"
CONVERSATIONS = "mta-chat-conversations-dev"
LEDGER = "mta-chat-ledger-dev"
LEADS = "mta-chat-leads-dev"
KNOWLEDGE = "mta-chat-knowledge-dev"
TABLES = {RATE_LIMITS: (("ip", "S"), ("minute_bucket", "S")),
          CONVERSATIONS: (("session_id", "S"), ("timestamp", "N")),
          LEDGER: (("period", "S"),),
          LEADS: (("pk", "S"), ("sk", "S")),
          KNOWLEDGE: (("pk", "S"), ("sk", "N"))}
KEY_TYPES = "HASH", "RANGE"


def definitions(keys):
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in keys.items()]


def key_schema(keys):
    return [{"AttributeName": name, "KeyType": key_type} for (name, _), key_type in zip(keys, KEY_TYPES)]


DAY_INDEX_KEYS = (("day", "S"), ("timestamp", "N"))
DAY_INDEX = {"IndexName": "by_day", "KeySchema": key_schema(DAY_INDEX_KEYS),
             "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["expires_at", "model", "record"]}}

LEADS_INDEXES = {"by_due": (("due", "S"), ("next_attempt_at", "N"), ["event_at"]),
                 "by_time": (("listed", "S"), ("created_at", "N"), ["data"])}


def leads_table():
    """What CreateTable is told of it, but for its name: as modules/dynamodb_leads makes it."""
    keys = dict(TABLES[LEADS])
    for *index_keys, _ in LEADS_INDEXES.values():
        keys |= dict(index_keys)
    return {"BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": definitions(keys),
            "KeySchema": key_schema(TABLES[LEADS]),
            "GlobalSecondaryIndexes": [
                {"IndexName": name, "KeySchema": key_schema(index_keys),
                 "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": projected}}
                for name, (*index_keys, projected) in LEADS_INDEXES.items()],
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}}


# DynamoDB Local keeps the tables of each access key and region apart.
ACCESS_KEY = "AKIDLOCAL"
REGION = "eu-central-1"

POM = pathlib.Path(__file__).with_name("dynamodb_local") / "pom.xml"
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "build/dynamodb_local"
READY_SECONDS = 40


def unavailable():
    """Why it cannot run here, or None."""
    wanted = ["java"] if is_installed() else ["java", "mvn"]
    missing = [program for program in wanted if not shutil.which(program)]
    return f"no {' and no '.join(missing)} here, which DynamoDB Local needs" if missing else None


def is_installed():
    marker = FOLDER / "pom.xml"
    return marker.exists() and marker.read_text() == POM.read_text()


def install():
    FOLDER.parent.mkdir(exist_ok=True)
    with FOLDER.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ./dev test runs several parts at once
        if not is_installed():
            download()


def download():
    shutil.rmtree(FOLDER, ignore_errors=True)
    result = subprocess.run(
        ["mvn", "--batch-mode", "--quiet", "--file", POM, "dependency:copy-dependencies",
         f"-DoutputDirectory={FOLDER / 'lib'}"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, f"Maven did not bring DynamoDB Local: {result.stdout}{result.stderr}"
    shutil.copy(POM, FOLDER / "pom.xml")


class DynamoDbError(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        self.name = body.get("__type", "").rpartition("#")[2]


class DynamoDbLocal:
    """Keeps its tables in memory: what was in them is gone after a stop."""

    def __init__(self, folder):
        self._log_path = folder / "dynamodb-local.log"
        self._process = None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def environment(self, url=None):
        """What a process needs to use these tables, through a proxy where its `url` is given."""
        return {"AWS_ENDPOINT_URL_DYNAMODB": url or self.url, "AWS_REGION": REGION,
                "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": "local/secret",
                "RATELIMIT_TABLE_NAME": RATE_LIMITS, "CONVERSATIONS_TABLE_NAME": CONVERSATIONS,
                "MTA_CHAT_STORAGE_LEDGER_TABLE": LEDGER, "MTA_CHAT_STORAGE_LEADS_TABLE": LEADS}

    def start(self):
        if self._process:
            return
        install()
        # Between a stop and a start an outgoing connection of someone else may hold the port a while.
        for _ in range(3):
            if self._run():
                return
        raise AssertionError(f"DynamoDB Local did not start: {self._log_path.read_text()}")

    def stop(self):
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self):
        self.stop()
        self.start()

    def call(self, operation, **members):
        # It looks at the form of a signature only.
        request = urllib.request.Request(self.url, json.dumps(members).encode(), {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "X-Amz-Date": "20260101T000000Z",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/{REGION}/dynamodb/"
                             "aws4_request, SignedHeaders=host;x-amz-date, Signature=00"})
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            with error:
                raise DynamoDbError(error.code, json.load(error)) from None

    def create_tables(self, with_day_index=True):
        """All of them, empty."""
        for table in self.call("ListTables")["TableNames"]:
            self.call("DeleteTable", TableName=table)
        self.call("CreateTable", TableName=LEADS, **leads_table())
        self._set_time_to_live(LEADS)
        for table, keys in TABLES.items():
            if table == LEADS:
                continue
            indexed = with_day_index and table == CONVERSATIONS
            attributes = dict(keys) | dict(DAY_INDEX_KEYS) if indexed else dict(keys)
            indexes = {"GlobalSecondaryIndexes": [DAY_INDEX]} if indexed else {}
            self.call("CreateTable", TableName=table, BillingMode="PAY_PER_REQUEST",
                      AttributeDefinitions=definitions(attributes), KeySchema=key_schema(keys), **indexes)
            if table != KNOWLEDGE:  # no version expires
                self._set_time_to_live(table)

    def _set_time_to_live(self, table):
        self.call("UpdateTimeToLive", TableName=table,
                  TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"})

    def add_day_index(self):
        """As Terraform does where the table is there already."""
        self.call("UpdateTable", TableName=CONVERSATIONS,
                  AttributeDefinitions=definitions(dict(TABLES[CONVERSATIONS]) | dict(DAY_INDEX_KEYS)),
                  GlobalSecondaryIndexUpdates=[{"Create": DAY_INDEX}])
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            [index] = self.call("DescribeTable", TableName=CONVERSATIONS)["Table"]["GlobalSecondaryIndexes"]
            if index["IndexStatus"] == "ACTIVE":
                return
            time.sleep(0.02)
        raise AssertionError("the index did not become active")

    def turns_of_day(self, day, **members):
        """As the index has them, the newest first."""
        return self.call("Query", TableName=CONVERSATIONS, IndexName=DAY_INDEX["IndexName"], ScanIndexForward=False,
                         KeyConditionExpression="#day = :day", ExpressionAttributeNames={"#day": "day"},
                         ExpressionAttributeValues={":day": {"S": day}}, **members)["Items"]

    def scan(self, table):
        """All items, in the order of their keys."""
        items, start = [], {}
        while start is not None:
            page = self.call("Scan", TableName=table, ConsistentRead=True, **start)
            items += page["Items"]
            next_key = page.get("LastEvaluatedKey")
            start = {"ExclusiveStartKey": next_key} if next_key else None
        return sorted(items, key=lambda item: key_of(table, item))

    def put(self, table, item):
        self.call("PutItem", TableName=table, Item=item)

    def delete(self, table, item):
        self.call("DeleteItem", TableName=table, Key={name: item[name] for name, _ in TABLES[table]})

    def _run(self):
        """False where it ended instead of listening. The options make it start in a third of the time."""
        with open(self._log_path, "wb") as log:
            self._process = subprocess.Popen(
                ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.library.path=lib",
                 "-cp", "lib/*", "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                 "-inMemory", "-port", str(self.port), "-disableTelemetry"],
                cwd=FOLDER, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self.call("ListTables")
                return True
            except OSError:
                time.sleep(0.02)
        self.stop()
        return False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


def key_of(table, item):
    return [int(item[name]["N"]) if kind == "N" else item[name][kind] for name, kind in TABLES[table]]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
