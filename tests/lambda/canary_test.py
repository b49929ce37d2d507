"""The canary: the same package as a function of its own, which asks the deployed chat from outside."""

import contextlib
import http.server
import json
import re
import subprocess
import sys
import threading
import time
import zipfile

import pytest
from certificates import Authority
from dynamodb_local import CONVERSATIONS, RATE_LIMITS
from fake_openai import FakeOpenAi
from lambda_events import SCHEDULED, WARM_UP, http_api, question, rest_api
from lambda_function import BOOTSTRAP, CREDENTIALS, ROOT, SECRET
from lambda_gateway import LambdaGateway
from lambda_invocation import ERROR_TYPE
from model_behaviours import normal, status

ANSWER = {"response": "Two of them.", "model": "openai.gpt-oss-120b-1:0", "session_id": "abc"}
NAMESPACE = "mta-chat/test"


def canary_settings(endpoint, **more):
    """What modules/canary tells the function, and nothing else: no secret, no table, no model."""
    return {"_HANDLER": "canary", "MTA_CHAT_LAMBDA_CANARY_ENDPOINT": endpoint, "MTA_CHAT_METRICS_NAMESPACE": NAMESPACE,
            "MTA_CHAT_SESSION_SECRET": None, "MTA_CHAT_KNOWLEDGE_DIRECTORY": None, "MTA_CHAT_STORAGE_KIND": None,
            "MTA_CHAT_MODEL_PROVIDER": None, "MTA_CHAT_RATE_LIMIT_MAX": None} | more


@pytest.fixture
def start_canary(start_function):
    return lambda endpoint, **more: start_function(**canary_settings(endpoint, **more))


def check(canary, event=None, **options):
    """A scheduled check, once the function is idle again."""
    return canary.invoke(SCHEDULED["rule"] if event is None else event, **options).wait_until_back()


def failures(canary, invocation):
    """The one metric of a check, after CloudWatch has looked at it; and the line was written in time."""
    line = canary.metrics(invocation)
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert directive == {"Namespace": NAMESPACE, "Dimensions": [[]],
                         "Metrics": [{"Name": "CanaryFailures", "Unit": "Count"}]}
    written = canary.log(invocation.log_start, invocation.posts[-1].log_size)
    assert [line for line in written if "_aws" in line], "a frozen process writes nothing"
    return line["CanaryFailures"]


def line_of(canary, invocation):
    [line] = [line for line in canary.lines_of(invocation) if line.get("message") == "canary"]
    return line


def assert_good(canary, invocation):
    assert invocation.error is None
    assert invocation.posts[-1].json == {"status": "answered by the model"}
    assert failures(canary, invocation) == 0
    line = line_of(canary, invocation)
    assert (line["level"], line["cause"], line["status"]) == ("INFO", None, 200)


def assert_failed(canary, invocation, cause):
    assert invocation.posts[-1].headers[ERROR_TYPE] == "Function.CanaryFailed"
    assert cause in invocation.error["errorMessage"]
    assert failures(canary, invocation) == 1
    line = line_of(canary, invocation)
    assert line["level"] == "ERROR" and cause in line["cause"]


# --- the whole deployment

@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The package as scripts/build_lambda.sh packs it, unpacked as Lambda unpacks it."""
    folder = tmp_path_factory.mktemp("package")
    subprocess.run([sys.executable, ROOT / "scripts/pack.py", folder / "bootstrap.zip", f"{BOOTSTRAP}=bootstrap",
                    f"{ROOT}/knowledge=knowledge"], check=True)
    with zipfile.ZipFile(folder / "bootstrap.zip") as archive:
        archive.extractall(folder / "task")
    (folder / "task/bootstrap").chmod(0o755)
    return folder / "task"


@contextlib.contextmanager
def bedrock():
    with FakeOpenAi(base="/openai/v1") as fake:
        yield fake


def deployed_settings(bedrock, dynamodb):
    """As modules/lambda_chat sets the chat's function, at the stand-ins."""
    return dynamodb.environment() | {
        "MTA_CHAT_STORAGE_KIND": None, "MTA_CHAT_MODEL_PROVIDER": None, "MTA_CHAT_KNOWLEDGE_DIRECTORY": None,
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.origin, "MTA_CHAT_BUDGET_MAX_USD_PER_DAY": "5",
        "MTA_CHAT_BUDGET_MAX_USD_PER_MONTH": "60", "MTA_CHAT_CORS_ALLOWED_ORIGINS": "https://medical-tech-aesthetic.com",
        "MTA_CHAT_RATE_LIMIT_MAX": "15"}


def test_the_canary_is_played_end_to_end(start_function, package, dynamodb, tmp_path):
    """Schedule, canary, https, gateway, chat, DynamoDB, Bedrock; Bedrock dies and comes back."""
    authority = Authority(tmp_path / "authority")
    with bedrock() as model:
        chat = start_function(command=(package / "bootstrap",), LAMBDA_TASK_ROOT=str(package),
                              **deployed_settings(model, dynamodb))
        with LambdaGateway(chat, tls=authority.server("localhost")) as gateway:
            canary = start_function(command=(package / "bootstrap",), LAMBDA_TASK_ROOT=str(package),
                                    **canary_settings(gateway.url, SSL_CERT_FILE=str(authority.file)))
            assert_good(canary, check(canary))
            assert [call.path for call in model.calls] == ["/openai/v1/chat/completions"]
            assert "AWS4-HMAC-SHA256" in model.calls[0].headers["authorization"]
            assert len(dynamodb.scan(RATE_LIMITS)) == 1, "it is counted like any visitor"
            assert len(dynamodb.scan(CONVERSATIONS)) == 1

            model.behave(status(503))
            assert_failed(canary, check(canary), "the catalogue answered in the model's place")
            model.behave(normal())
            assert_good(canary, check(canary))

            model.stop()
            assert_failed(canary, check(canary), "the catalogue answered in the model's place")
            assert gateway.statuses == [200] * 4, "no visitor sees a status that would tell"

            chat.process.kill()
            chat.expected_to_end = True
            chat.process.wait()
            assert_failed(canary, check(canary), "status 503: Service Unavailable")
        assert_failed(canary, check(canary), "no answer: ")


def test_a_cap_that_is_used_up_fails_it(start_function, start_canary, fake):
    chat = start_function(MTA_CHAT_MODEL_PROVIDER="openai", MTA_CHAT_MODEL_BASE_URL=fake.url,
                          MTA_CHAT_BUDGET_MAX_USD_PER_DAY="0.000001")
    with LambdaGateway(chat) as gateway:
        canary = start_canary(gateway.url)
        assert_failed(canary, check(canary), "its cap is used up")
    assert fake.calls == []


def test_without_a_fallback_the_models_error_fails_it(start_function, start_canary, fake):
    fake.behave(status(400))
    chat = start_function(MTA_CHAT_MODEL_PROVIDER="openai", MTA_CHAT_MODEL_BASE_URL=fake.url,
                          MTA_CHAT_MODEL_FALLBACK="none")
    with LambdaGateway(chat) as gateway:
        canary = start_canary(gateway.url)
        assert_failed(canary, check(canary), "status 502: AI service error")


def test_a_chat_without_a_model_fails_it(start_function, start_canary):
    with LambdaGateway(start_function()) as gateway:
        canary = start_canary(gateway.url)
        assert_failed(canary, check(canary), "no model is configured")


def test_each_check_asks_the_model_another_question(start_function, start_canary, fake):
    """With all that spares calls of the model: direct answers and the cache, as they are by default."""
    chat = start_function(MTA_CHAT_MODEL_PROVIDER="openai", MTA_CHAT_MODEL_BASE_URL=fake.url)
    with LambdaGateway(chat) as gateway:
        canary = start_canary(gateway.url)
        for number in range(1, 26):
            assert_good(canary, check(canary))
            assert len(fake.calls) == number, "neither a kept nor a direct answer"
    questions = {call.messages[-1]["content"] for call in fake.calls}
    assert len(questions) == 25
    assert all(re.search(r"\b[bcdfghjkmnpqrstvwxz]{12}\b", question) for question in questions)


def test_a_check_is_found_in_the_chats_log(start_function, start_canary, fake):
    chat = start_function(MTA_CHAT_MODEL_PROVIDER="openai", MTA_CHAT_MODEL_BASE_URL=fake.url)
    with LambdaGateway(chat) as gateway:
        canary = start_canary(gateway.url)
        line = line_of(canary, check(canary))
        assert re.fullmatch(r"canary-[a-z]{12}", line["request_id"])
        assert [entry["request_id"] for entry in chat.log() if entry.get("message") == "request"] == [line["request_id"]]
        assert [headers["user-agent"] for headers, _ in gateway.requests] == ["mta-chat-canary"]


# --- an endpoint that is scripted

class Endpoint:
    """Answers `POST /dev/chat` by a script of (status, headers, body); the last one repeats. None: says nothing."""

    def __init__(self, *script):
        self.requests = []
        self._script = list(script)
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.requests.append((self.path, dict(self.headers), json.loads(body)))
                answer = endpoint._script.pop(0) if len(endpoint._script) > 1 else endpoint._script[0]
                if answer is None:
                    endpoint.gone.wait(60)
                    return
                code, headers, text = answer
                self.send_response(code)
                for name, value in ({"Content-Length": str(len(text.encode()))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.gone = threading.Event()
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/dev/chat"

    def __enter__(self):
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.gone.set()
        self._http.shutdown()
        self._http.server_close()


GOOD = 200, {}, json.dumps(ANSWER)
THROTTLED = 429, {}, '{"message":"Too Many Requests"}'  # API Gateway's, which says nothing of when


def limited(seconds):
    return 429, {"Retry-After": str(seconds)}, '{"error":"Rate limit exceeded","message":"later","request_id":"r"}'


def test_what_is_asked(start_canary):
    with Endpoint(GOOD) as endpoint:
        canary = start_canary(endpoint.url)
        assert_good(canary, check(canary))
    [(path, headers, body)] = endpoint.requests
    assert path == "/dev/chat"
    assert headers["Host"] == endpoint.url.split("/")[2]
    assert headers["Content-Type"] == "application/json"
    assert not {name.lower() for name in headers} & {"origin", "authorization", "cookie", "x-forwarded-for"}
    assert set(body) == {"message", "conversation_history"}


@pytest.mark.parametrize("answer,cause", [
    ((200, {}, json.dumps(ANSWER | {"fallback": True})), "in the model's place"),
    ((200, {}, "<html>Welcome to the hotel's network</html>"), "no answer of the chat"),
    ((200, {}, '{"message":"Hello from Lambda!"}'), "no answer of the chat"),
    ((403, {}, '{"message":"Forbidden"}'), "status 403: Forbidden"),
    ((404, {}, '{"message":"Not Found"}'), "status 404: Not Found"),
    ((302, {"Location": "http://127.0.0.1:1/"}, ""), "status 302"),
    ((500, {}, '{"message":"Internal Server Error"}'), "status 500: Internal Server Error")], ids=lambda value: str(value)[:40])
def test_anything_but_the_models_answer_fails_it(start_canary, answer, cause):
    with Endpoint(answer) as endpoint:
        canary = start_canary(endpoint.url)
        assert_failed(canary, check(canary), cause)
    assert len(endpoint.requests) == 1, "only what is throttled is asked again"


@pytest.mark.parametrize("script", [[THROTTLED, GOOD], [limited(1), THROTTLED, GOOD]], ids=["once", "twice"])
def test_who_is_throttled_asks_again(start_canary, script):
    with Endpoint(*script) as endpoint:
        canary = start_canary(endpoint.url)
        invocation = check(canary)
        assert_good(canary, invocation)
        assert line_of(canary, invocation)["attempts"] == len(endpoint.requests) == len(script)
    assert len({json.dumps(body) for _, _, body in endpoint.requests}) == 1


def test_who_stays_throttled_fails_after_three_attempts(start_canary):
    with Endpoint(limited(1)) as endpoint:
        canary = start_canary(endpoint.url)
        assert_failed(canary, check(canary), "status 429: Rate limit exceeded")
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize("seconds", ["60", "99999999999999999999", "-1e9", "soon"])
def test_a_wait_that_does_not_fit_is_not_waited_for(start_canary, seconds):
    with Endpoint(limited(seconds)) as endpoint:
        canary = start_canary(endpoint.url)
        begin = time.monotonic()
        assert_failed(canary, check(canary, deadline_ms=8_000), "status 429")
        assert time.monotonic() - begin < 8
    assert len(endpoint.requests) == 1


def test_an_endpoint_that_says_nothing_fails_it_in_time(start_canary):
    """Lambda kills what is not answered by its deadline, and then no metric would be written."""
    with Endpoint(None) as endpoint:
        canary = start_canary(endpoint.url)
        invocation = check(canary, deadline_ms=4_000)
        assert_failed(canary, invocation, "no answer: timed out")
        assert invocation.posts[-1].at < invocation.deadline_at


def test_a_certificate_that_is_not_trusted_fails_it(start_function, start_canary, tmp_path):
    trusted, other = Authority(tmp_path / "trusted"), Authority(tmp_path / "other")
    with LambdaGateway(start_function(), tls=other.server("localhost")) as gateway:
        canary = start_canary(gateway.url, SSL_CERT_FILE=str(trusted.file))
        assert_failed(canary, check(canary), "no answer: ")
    assert gateway.requests == []


def test_each_check_has_a_connection_of_its_own(start_canary):
    """One kept from before would not notice that a name or a certificate has ended."""
    with FakeOpenAi(base="") as endpoint:
        canary = start_canary(endpoint.url + "/chat")
        for _ in range(2):
            assert_failed(canary, check(canary), "status 404")
        assert endpoint.connections == 2


# --- who may start it, and with what

@pytest.mark.parametrize("kind", SCHEDULED)
def test_nothing_of_the_event_decides_what_is_asked(start_canary, kind):
    evil = SCHEDULED[kind] | {"url": "http://127.0.0.1:1/", "endpoint": "http://127.0.0.1:1/", "body": question(),
                              "detail": {"MTA_CHAT_LAMBDA_CANARY_ENDPOINT": "http://127.0.0.1:1/"}}
    with Endpoint(GOOD) as endpoint:
        canary = start_canary(endpoint.url)
        assert_good(canary, check(canary, evil))
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("event", [http_api(body=question()), rest_api(body=question()), WARM_UP, {}],
                         ids=["http api", "rest api", "warm-up", "nothing"])
def test_what_is_no_schedule_starts_no_check(start_canary, event):
    """So a URL that somebody puts in front of the function makes no requests."""
    with Endpoint(GOOD) as endpoint:
        canary = start_canary(endpoint.url)
        refused = check(canary, event)
        assert refused.error["errorType"] == "Function.UnsupportedEvent"
        assert canary.metrics(refused) is None
        assert_good(canary, check(canary))
    assert len(endpoint.requests) == 1


def test_a_schedule_starts_no_check_in_the_chats_function(start_function):
    """It has the endpoint in its settings, say, but not the handler."""
    with Endpoint(GOOD) as endpoint:
        chat = start_function(MTA_CHAT_LAMBDA_CANARY_ENDPOINT=endpoint.url)
        assert chat.invoke(SCHEDULED["rule"]).json == {"status": "warm"}
    assert endpoint.requests == []


@pytest.mark.parametrize("endpoint,named", [
    (None, "MTA_CHAT_LAMBDA_CANARY_ENDPOINT: it is not set"), ("", "MTA_CHAT_LAMBDA_CANARY_ENDPOINT: it is not set"),
    ("chat.example.com", '"chat.example.com"')])
def test_without_an_endpoint_it_does_not_start(start_canary, endpoint, named):
    canary = start_canary(endpoint)
    assert canary.wait_for_end() == 1
    [post] = canary.api.init_errors
    assert post.headers[ERROR_TYPE] == "Runtime.InvalidConfiguration"
    assert named in post.json["errorMessage"]


def test_nothing_of_the_answer_and_no_secret_is_in_the_log(start_canary):
    told = json.dumps(ANSWER | {"response": "ANSWER", "session_id": "SESSION"})
    with Endpoint((200, {}, told), (500, {}, told)) as endpoint:
        canary = start_canary(endpoint.url)
        assert_good(canary, check(canary))
        assert_failed(canary, check(canary), "status 500")
    for secret in ("ANSWER", "SESSION", SECRET, *CREDENTIALS.values()):
        assert secret not in canary.output()
