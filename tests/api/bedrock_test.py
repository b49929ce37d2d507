"""Amazon Bedrock as the provider: what is sent, how it is signed, and whose credentials sign it."""

import contextlib
import datetime
import json
import re
import time

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from certificates import Authority
from conftest import WIDE, Server, run
from fake_aws import INSTANCE_TOKEN, ROLE_FOLDER, FakeAwsMachine, credentials
from fake_openai import FakeOpenAi
from fake_proxy import FakeProxy
from model_behaviours import TEXT, error_mid_stream, normal, status, wrong_type
from model_chat import (BEHIND_A_PROXY, FORMS, MODEL, another_visitor, ask, assert_catalogue_answered,
                        assert_failed, assert_model_answered)
from questions import QUESTION
from streaming_test import EVENTS

PATH = "/openai/v1/chat/completions"
REGION = "us-west-2"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "AKIDENVIRONMENT/SECRET"}
TOKEN = {"AWS_SESSION_TOKEN": "AKIDENVIRONMENT+TOKEN=="}
BEARER = {"AWS_BEARER_TOKEN_BEDROCK": "bedrock-api-key-BEARER"}

UNAVAILABLE = (503, "AI service unavailable", 5)

# Where nothing is set up but the region; what may be set where the tests run must not decide here.
BARE = {"AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "HTTPS_PROXY": "", "https_proxy": ""}


@pytest.fixture
def fake():
    with FakeOpenAi(base="/openai/v1") as provider:
        yield provider


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def bedrock(start, fake, home):
    """Starts a server with Bedrock as its model, in an environment without credentials."""
    def start_server(*arguments, fallback="none", **environment):
        surroundings = BARE | {"HOME": str(home), "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": fake.origin}
        return start(*WIDE, "--set", "model.provider=bedrock", "--set", f"model.fallback={fallback}", *arguments,
                     env=surroundings | environment)
    return start_server


class Aging:
    """A server that has fetched credentials when this module began, and will be given others next time."""

    def __init__(self, stack, folder, first, then):
        self.fake = stack.enter_context(FakeOpenAi(base="/openai/v1"))
        self.machine = stack.enter_context(FakeAwsMachine())
        self.machine.gives = first
        self.server = Server(folder, *WIDE, "--set", "model.provider=bedrock", "--set", "model.fallback=none",
                             env=BARE | in_container(self.machine) | {
                                 "HOME": str(folder), "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": self.fake.origin})
        stack.callback(self.server.stop)
        assert_model_answered(ask(self.server), TEXT)
        self.machine.gives = then
        self.fetched_at = time.monotonic()

    def wait_until_more_may_be_fetched(self):
        time.sleep(max(0, self.fetched_at + 10.1 - time.monotonic()))


@pytest.fixture(scope="module", autouse=True)
def aging(tmp_path_factory):
    """Nothing is fetched within 10 s of the last time: other tests run meanwhile."""
    with contextlib.ExitStack() as stack:
        yield {name: Aging(stack, tmp_path_factory.mktemp("aging"), *gives) for name, gives in {
            "renewed": (credentials("AKIDFIRST", 240), credentials("AKIDSECOND")),
            "kept": (credentials("AKIDFIRST", 240), 500),
            "expired": (credentials("AKIDFIRST", 2), 500)}.items()}


def signer(call):
    return re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/.*", call.headers["authorization"]).group(1)


def assert_signed(call, key_id, token=None, region=REGION, scheme="http", secret=None, more=()):
    """As botocore would have signed this request at this time."""
    sent = call.headers
    at = datetime.datetime.strptime(sent["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    assert abs((at - datetime.datetime.now(datetime.UTC)).total_seconds()) < 30
    request = botocore.awsrequest.AWSRequest(
        method=call.method, url=f"{scheme}://{sent['host']}{call.path}", data=call.body,
        headers={name: sent[name] for name in ("host", "content-type", "accept", *more)})
    signing = botocore.auth.SigV4Auth(
        botocore.credentials.Credentials(key_id, secret or f"{key_id}/SECRET", token), "bedrock", region)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: at)
        signing.add_auth(request)
    assert sent["authorization"] == request.headers["Authorization"]
    assert sent.get("x-amz-security-token") == token
    assert set(sent) == {"host", "content-type", "accept", "accept-encoding", "content-length", "x-amz-date",
                         "authorization"} | ({"x-amz-security-token"} if token else set()) | set(more)


def causes(server):
    return [line["cause"] for line in server.log() if line["message"] == "model call failed"]


# --- The request ---

@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_the_request_is_what_bedrock_documents(bedrock, fake, headers):
    assert_model_answered(ask(bedrock(**KEYS), QUESTION, headers), TEXT)
    call, = fake.calls
    assert (call.method, call.path) == ("POST", PATH)
    assert call.headers["host"] == f"127.0.0.1:{fake.port}"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["accept"] == "text/event-stream, application/json"
    assert call.headers["content-length"] == str(len(call.body))
    assert {name: value for name, value in call.json.items() if name != "messages"} == {
        "model": MODEL, "max_completion_tokens": 1024, "temperature": 0.7, "top_p": 0.9,
        "reasoning_effort": "low", "stream": True, "stream_options": {"include_usage": True}}
    assert [message["role"] for message in call.messages] == ["system", "user"]
    assert call.messages[-1] == {"role": "user", "content": QUESTION}


@pytest.mark.parametrize("token", [None, "AKIDENVIRONMENT+TOKEN=="], ids=["keys", "keys and a session token"])
def test_it_is_signed_with_the_keys_of_the_environment(bedrock, fake, token):
    assert_model_answered(ask(bedrock(**KEYS, **(TOKEN if token else {}))), TEXT)
    assert_signed(fake.calls[0], "AKIDENVIRONMENT", token)


def test_whatever_is_asked_the_signature_is_right(bedrock, fake):
    questions = ["?", "بكم جهاز الهايفو؟ ٦٦٠٠", 'He said: "{\\"a\\": 1}" \\ / \u2028 \t \n end', "😀" * 200, "x" * 4000,
                 "عربي " * 800, "%20%2F+&=?#", "é e\u0301 \u00a0 \u200f", "<script>alert('1')</script>", "0",
                 *(f"question {number}: " + "a b  c   " * number for number in range(8))]
    server = bedrock(**KEYS, **TOKEN)
    session = None
    for number, question in enumerate(questions):
        seen = ask(server, question, [{}, EVENTS][number % 2], session_id=session)
        assert_model_answered(seen, TEXT)
        session = seen.head["session_id"]
    history = [{"role": "user", "content": "قبل"}, {"role": "assistant", "content": '"before"'}]
    for question in ("and now?", "و الآن؟"):
        ask(server, question, conversation_history=history)
    assert len(fake.calls) == len(questions) + 2 == 20
    for call in fake.calls:
        assert_signed(call, "AKIDENVIRONMENT", TOKEN["AWS_SESSION_TOKEN"])


def test_each_attempt_is_signed_for_itself(bedrock, fake):
    fake.behave(status(500), status(429, {"Retry-After": "1"}), normal())
    assert_model_answered(ask(bedrock(**KEYS)), TEXT)
    for call in fake.calls:
        assert_signed(call, "AKIDENVIRONMENT")
    assert fake.calls[2].headers["x-amz-date"] > fake.calls[0].headers["x-amz-date"]


@pytest.mark.parametrize("arguments, environment, region", [
    ([], {"AWS_REGION": "eu-central-1"}, "eu-central-1"),
    (["--set", "model.region=ap-south-1"], {}, "ap-south-1"),
    (["--set", "model.region=ap-south-1"], {"AWS_REGION": ""}, "ap-south-1")], ids=["AWS_REGION", "both", "setting"])
def test_the_region_is_signed(bedrock, fake, arguments, environment, region):
    assert_model_answered(ask(bedrock(*arguments, **KEYS, **environment)), TEXT)
    assert_signed(fake.calls[0], "AKIDENVIRONMENT", region=region)


def test_other_model_ids_are_sent_as_they_are(bedrock, fake):
    seen = ask(bedrock(**KEYS, BEDROCK_MODEL_ID="openai.gpt-oss-20b-1:0"))
    assert fake.calls[0].json["model"] == seen.head["model"] == "openai.gpt-oss-20b-1:0"
    assert_signed(fake.calls[0], "AKIDENVIRONMENT")


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_endpoint_may_end_with_a_slash(bedrock, fake, slash):
    server = bedrock(**KEYS, AWS_ENDPOINT_URL_BEDROCK_RUNTIME=fake.origin + slash)
    assert_model_answered(ask(server), TEXT)
    assert fake.calls[0].path == PATH


@pytest.mark.parametrize("region, host", [
    ("us-west-2", "bedrock-runtime.us-west-2.amazonaws.com"),
    ("eu-central-1", "bedrock-runtime.eu-central-1.amazonaws.com"),
    ("cn-north-1", "bedrock-runtime.cn-north-1.amazonaws.com.cn")])
def test_without_an_endpoint_the_regions_own_is_asked(bedrock, tmp_path, region, host):
    """A proxy is in the way, so that nothing leaves this machine."""
    authority = Authority(tmp_path / "authority")
    with FakeOpenAi(tls=authority.server(host), base="/openai/v1") as provider, FakeProxy(provider.port) as proxy:
        server = bedrock(**KEYS, **TOKEN, AWS_REGION=region, AWS_ENDPOINT_URL_BEDROCK_RUNTIME="", HTTPS_PROXY=proxy.url,
                         NO_PROXY="", no_proxy="", SSL_CERT_FILE=str(authority.file), SSL_CERT_DIR="")
        assert_model_answered(ask(server), TEXT)
        assert [head[0] for head in proxy.requests] == [f"CONNECT {host}:443 HTTP/1.1"]
        assert provider.names_asked_for == [host]
        assert provider.calls[0].headers["host"] == host
        assert_signed(provider.calls[0], "AKIDENVIRONMENT", TOKEN["AWS_SESSION_TOKEN"], region, scheme="https")


def test_without_a_region_there_is_no_start():
    done = run("check-config", "--set", "model.provider=bedrock", env=KEYS)
    assert done.returncode == 2 and "region" in done.stderr
    assert not any(secret in done.stderr for secret in KEYS.values())


# --- Keys that need no signature ---

@pytest.mark.parametrize("others", [{}, KEYS, KEYS | TOKEN, {"MTA_CHAT_MODEL_API_KEY": "sk-another"}],
                         ids=["alone", "access keys", "session keys", "model key"])
def test_a_bedrock_key_comes_before_all_else_and_nothing_is_signed(bedrock, fake, others):
    assert_model_answered(ask(bedrock(**BEARER, **others)), TEXT)
    sent = fake.calls[0].headers
    assert sent["authorization"] == "Bearer bedrock-api-key-BEARER"
    assert set(sent) == {"host", "content-type", "accept", "accept-encoding", "content-length", "authorization"}


def test_a_model_key_comes_before_access_keys(bedrock, fake):
    assert_model_answered(ask(bedrock(**KEYS, MTA_CHAT_MODEL_API_KEY="sk-another")), TEXT)
    assert fake.calls[0].headers["authorization"] == "Bearer sk-another"
    assert "x-amz-date" not in fake.calls[0].headers


@pytest.mark.parametrize("environment", [BEARER, {"MTA_CHAT_MODEL_API_KEY": "sk-another"}, KEYS | TOKEN],
                         ids=["bedrock key", "model key", "session keys"])
def test_a_line_end_behind_a_secret_does_not_break_the_request(bedrock, fake, environment):
    """Tools that fill the environment from files leave it there."""
    assert_model_answered(ask(bedrock(**{name: f"{value}\n" for name, value in environment.items()})), TEXT)
    call, = fake.calls
    assert call.headers.get("content-length") == str(len(call.body)) and call.json
    if environment.keys() & KEYS.keys():
        assert_signed(call, "AKIDENVIRONMENT", TOKEN["AWS_SESSION_TOKEN"])
    else:
        assert call.headers["authorization"] == f"Bearer {next(iter(environment.values()))}"


# --- Whose credentials ---

def write_credentials(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return {"AWS_SHARED_CREDENTIALS_FILE": str(path)}


def profile(name, key_id):
    return f"[{name}]\naws_access_key_id = {key_id}\naws_secret_access_key = {key_id}/SECRET\n"


def test_the_sources_are_asked_in_awss_order(bedrock, fake, tmp_path):
    with FakeAwsMachine() as container, FakeAwsMachine() as instance:
        container.gives = credentials("AKIDCONTAINER")
        instance.gives = credentials("AKIDINSTANCE")
        sources = [("AKIDENVIRONMENT", KEYS),
                   ("AKIDFILE", write_credentials(tmp_path / "credentials", profile("default", "AKIDFILE"))),
                   ("AKIDCONTAINER", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": container.container_uri}),
                   ("AKIDINSTANCE", {"AWS_EC2_METADATA_SERVICE_ENDPOINT": instance.origin,
                                     "AWS_EC2_METADATA_DISABLED": "false"})]
        for first, (expected, _) in enumerate(sources):
            environment = {name: value for _, variables in sources[first:] for name, value in variables.items()}
            assert_model_answered(ask(bedrock(**environment)), TEXT)
            assert signer(fake.calls[first]) == expected
            assert (container.fetches, instance.fetches) == (int(first >= 2), int(first == 3))


def test_half_of_a_pair_is_no_key_and_no_other_source_is_asked(bedrock, fake, tmp_path):
    file = write_credentials(tmp_path / "credentials", profile("default", "AKIDFILE"))
    server = bedrock(**file, AWS_ACCESS_KEY_ID="AKIDENVIRONMENT")
    assert_failed(ask(server), *UNAVAILABLE)
    assert "AWS_SECRET_ACCESS_KEY" in causes(server)[0]
    assert not fake.calls


MESSY = """# written by hand
   ; and by tools
[other]
aws_access_key_id=AKIDOTHER
aws_secret_access_key=AKIDOTHER/SECRET

[default]
# aws_access_key_id = AKIDOLD
;aws_secret_access_key = AKIDOLD/SECRET
region = eu-north-1
aws_access_key_id   =   AKIDDEFAULT\t
aws_secret_access_key=AKIDDEFAULT/SE=CR=ET\r

output=json
[mta chat]
aws_access_key_id = AKIDPROFILE
aws_session_token = AKIDPROFILE+TOKEN==
aws_secret_access_key = AKIDPROFILE/SECRET
[last]
aws_access_key_id = AKIDLAST
aws_secret_access_key = AKIDLAST/SECRET"""


def assert_signs_as_botocore_reads_it(bedrock, fake, path, name):
    expected = botocore.credentials.SharedCredentialProvider(str(path), name or None).load()
    assert expected.access_key
    assert_model_answered(ask(bedrock(AWS_SHARED_CREDENTIALS_FILE=str(path), AWS_PROFILE=name)), TEXT)
    assert_signed(fake.calls[0], expected.access_key, expected.token, secret=expected.secret_key)


@pytest.mark.parametrize("name", ["", "default", "other", "mta chat", "last"])
def test_a_profile_of_the_shared_file_signs(bedrock, fake, tmp_path, name):
    write_credentials(tmp_path / "credentials", MESSY)
    assert_signs_as_botocore_reads_it(bedrock, fake, tmp_path / "credentials", name)


WAYS = {
    "CRLF": profile("default", "AKIDFILE").replace("\n", "\r\n"),
    "indented": profile("default", "AKIDFILE").replace("aws_", "  aws_"),
    "a comment behind the name": profile("default", "AKIDFILE").replace("]", "] # the usual one"),
    "capitals": profile("default", "AKIDFILE").replace("aws_access_key_id", "AWS_ACCESS_KEY_ID"),
    "a nested setting": profile("default", "AKIDFILE") + "s3 =\n  aws_access_key_id = AKIDNESTED\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_the_shared_file_may_be_written_in_other_ways(bedrock, fake, tmp_path, way):
    write_credentials(tmp_path / "credentials", WAYS[way])
    assert_signs_as_botocore_reads_it(bedrock, fake, tmp_path / "credentials", "")


def test_the_shared_file_is_looked_for_at_home(bedrock, fake, home):
    write_credentials(home / ".aws/credentials", profile("default", "AKIDHOME"))
    assert_model_answered(ask(bedrock()), TEXT)
    assert_signed(fake.calls[0], "AKIDHOME")


def test_a_profile_that_is_not_there_is_named_and_no_other_taken(bedrock, fake, tmp_path):
    file = write_credentials(tmp_path / "credentials", profile("default", "AKIDFILE"))
    server = bedrock(**file, AWS_PROFILE="production")
    assert_failed(ask(server), *UNAVAILABLE)
    assert "production" in causes(server)[0] and file["AWS_SHARED_CREDENTIALS_FILE"] in causes(server)[0]
    assert not fake.calls


# --- Endpoints that give credentials ---

def in_container(machine, **environment):
    return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": machine.container_uri} | environment


def on_instance(machine):
    return {"AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.origin, "AWS_EC2_METADATA_DISABLED": ""}


@pytest.mark.parametrize("how", ["open", "token", "file"])
def test_a_containers_endpoint_gives_credentials(bedrock, fake, tmp_path, how):
    token_file = tmp_path / "token"
    token_file.write_text("FILE-TOKEN\n")
    by_variable = {"AWS_CONTAINER_AUTHORIZATION_TOKEN": "VARIABLE-TOKEN"}
    expected, environment = {
        "open": (None, {}), "token": ("VARIABLE-TOKEN", by_variable),
        "file": ("FILE-TOKEN", by_variable | {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(token_file)})}[how]
    with FakeAwsMachine(expected) as machine:
        assert_model_answered(ask(bedrock(**in_container(machine, **environment))), TEXT)
    assert_signed(fake.calls[0], "AKIDMACHINE", "AKIDMACHINE+TOKEN==")


@pytest.mark.parametrize("uri", ["http://credentials.invalid/v2", "http://192.0.2.1/v2", "http://127.0.0.1.invalid/",
                                 "file:///etc/passwd", "nonsense"])
def test_credentials_are_not_fetched_over_plain_http_from_elsewhere(bedrock, fake, uri):
    server = bedrock(AWS_CONTAINER_CREDENTIALS_FULL_URI=uri, AWS_CONTAINER_AUTHORIZATION_TOKEN="VARIABLE-TOKEN")
    assert_failed(ask(server), *UNAVAILABLE)
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https" in causes(server)[0]
    assert not fake.calls


def test_the_instance_gives_credentials_by_its_second_protocol(bedrock, fake):
    with FakeAwsMachine() as machine:
        assert_model_answered(ask(bedrock(**on_instance(machine))), TEXT)
        assert machine.requests == [("PUT", "/latest/api/token"), ("GET", ROLE_FOLDER),
                                    ("GET", ROLE_FOLDER + machine.role)]
    assert_signed(fake.calls[0], "AKIDMACHINE", "AKIDMACHINE+TOKEN==")


def test_the_instances_first_protocol_is_not_used(bedrock, fake):
    with FakeAwsMachine(has_imds_v2=False) as machine:
        assert_failed(ask(bedrock(**on_instance(machine))), *UNAVAILABLE)
        assert machine.requests == [("PUT", "/latest/api/token")]
    assert not fake.calls


@pytest.mark.parametrize("value", ["true", "True"])
def test_the_instance_is_not_asked_where_that_is_switched_off(bedrock, fake, value):
    with FakeAwsMachine() as machine:
        assert_failed(ask(bedrock(**on_instance(machine) | {"AWS_EC2_METADATA_DISABLED": value})), *UNAVAILABLE)
        assert not machine.requests
    assert not fake.calls


@pytest.mark.parametrize("gives, reason", [
    (500, "answered 500"), ({}, "without credentials"), ({"AccessKeyId": "AKIDMACHINE"}, "without credentials")],
    ids=["500", "nothing", "half"])
@pytest.mark.parametrize("place", [in_container, on_instance])
def test_an_endpoint_that_gives_no_credentials_is_named(bedrock, fake, place, gives, reason):
    with FakeAwsMachine() as machine:
        machine.gives = gives
        server = bedrock(**place(machine))
        assert_failed(ask(server), *UNAVAILABLE)
        assert machine.origin.removeprefix("http://") in causes(server)[0] and reason in causes(server)[0]
        ask(server)
        assert machine.fetches == 1, "asked again too soon"
    assert not fake.calls


@pytest.mark.parametrize("place", [in_container, on_instance])
def test_credentials_are_fetched_once_for_many_chats(bedrock, fake, place):
    with FakeAwsMachine() as machine:
        server = bedrock(**place(machine))
        for number in range(5):
            assert_model_answered(ask(server, headers=[{}, EVENTS][number % 2]), TEXT)
        assert machine.fetches == 1
    assert {signer(call) for call in fake.calls} == {"AKIDMACHINE"}


@pytest.mark.parametrize("then", [credentials("AKIDSECOND"), 500], ids=["renewed", "not renewed"])
def test_credentials_that_have_expired_sign_no_more(bedrock, fake, then):
    with FakeAwsMachine() as machine:
        machine.gives = credentials("AKIDFIRST", 2)
        server = bedrock(**in_container(machine))
        assert_model_answered(ask(server), TEXT)
        machine.gives = then
        time.sleep(2)
        seen = ask(server)
        if then == 500:
            assert_failed(seen, *UNAVAILABLE)
            assert len(fake.calls) == 1
        else:
            assert_model_answered(seen, TEXT)
            assert_signed(fake.calls[1], "AKIDSECOND", "AKIDSECOND+TOKEN==")


# --- No credentials ---

@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_without_credentials_the_model_is_not_available(bedrock, fake, headers):
    seen = ask(bedrock(), headers=headers)
    assert_failed(seen, *UNAVAILABLE)
    assert seen.errors == 1, "trying again would find no more"
    assert not fake.calls


def test_the_log_says_where_credentials_were_looked_for(bedrock):
    server = bedrock()
    ask(server)
    cause, = causes(server)
    for place in ("AWS_ACCESS_KEY_ID", "credentials file", "container", "instance"):
        assert place in cause


def test_without_credentials_the_catalogue_answers(bedrock, fake):
    assert_catalogue_answered(ask(bedrock(fallback="catalogue")))
    assert not fake.calls


def test_missing_credentials_do_not_open_the_circuit(bedrock):
    server = bedrock(*BEHIND_A_PROXY, fallback="catalogue")
    for _ in range(6):
        assert_catalogue_answered(ask(server, headers=another_visitor()))
    assert len(causes(server)) == 6
    assert all("no AWS credentials" in cause for cause in causes(server))


# --- What stays secret ---

@pytest.mark.parametrize("how", ["keys", "bearer", "file", "container", "instance"])
def test_no_log_line_holds_a_secret(bedrock, fake, tmp_path, how):
    with FakeAwsMachine("CONTAINER-AUTHORIZATION" if how == "container" else None) as machine:
        environment = {
            "keys": KEYS | TOKEN, "bearer": BEARER,
            "file": write_credentials(tmp_path / "credentials", profile("default", "AKIDFILE")),
            "container": in_container(machine, AWS_CONTAINER_AUTHORIZATION_TOKEN="CONTAINER-AUTHORIZATION"),
            "instance": on_instance(machine)}[how]
        server = bedrock(**environment)
        assert_model_answered(ask(server), TEXT)
        secrets = [INSTANCE_TOKEN, "CONTAINER-AUTHORIZATION", "/SECRET", "+TOKEN", "BEARER",
                   fake.calls[0].headers["authorization"].rpartition("=")[2], "AKID"]
        everything = json.dumps(fake.calls[0].headers) + " ".join(secrets)
        fake.behave(status(403, {"X-Echo": everything.replace('"', "")}, everything), status(400, message=everything),
                    error_mid_stream("Yes", message=everything), wrong_type(everything.encode()))
        for headers in ({}, EVENTS, {}, EVENTS):
            ask(server, headers=headers)
        metrics = server.metrics()
    assert server.stop() == 0
    logged = server.stderr_path.read_text()
    assert len(causes(server)) == 4
    for secret in secrets:
        assert secret not in logged and secret not in metrics


@pytest.mark.parametrize("gives", [500, {"AccessKeyId": "AKIDMACHINE", "Token": "AKIDMACHINE+TOKEN=="}])
def test_no_log_line_holds_a_secret_of_an_endpoint_that_fails(bedrock, gives):
    with FakeAwsMachine("CONTAINER-AUTHORIZATION") as machine:
        machine.gives = gives
        server = bedrock(**in_container(machine, AWS_CONTAINER_AUTHORIZATION_TOKEN="CONTAINER-AUTHORIZATION"))
        assert_failed(ask(server), *UNAVAILABLE)
    assert server.stop() == 0
    logged = server.stderr_path.read_text()
    assert not any(secret in logged for secret in ("CONTAINER-AUTHORIZATION", "+TOKEN", "AKID"))


# --- Credentials that grow old: last, so that little is left to wait for ---

def test_credentials_are_renewed_before_they_expire(aging):
    """Those of the last 5 minutes are due, though not before 10 s have passed since they were fetched."""
    server, machine, calls = aging["renewed"].server, aging["renewed"].machine, aging["renewed"].fake.calls
    if time.monotonic() < aging["renewed"].fetched_at + 9:
        assert_model_answered(ask(server), TEXT)
        assert machine.fetches == 1
    aging["renewed"].wait_until_more_may_be_fetched()
    for _ in range(3):
        assert_model_answered(ask(server), TEXT)
    assert machine.fetches == 2
    assert {signer(call) for call in calls[:-3]} == {"AKIDFIRST"}
    for call in calls[-3:]:
        assert_signed(call, "AKIDSECOND", "AKIDSECOND+TOKEN==")


def test_credentials_that_are_still_good_are_kept_where_they_cannot_be_renewed(aging):
    aging["kept"].wait_until_more_may_be_fetched()
    for _ in range(3):
        assert_model_answered(ask(aging["kept"].server), TEXT)
    assert aging["kept"].machine.fetches == 2, "one renewal is tried, and not again too soon"
    assert {signer(call) for call in aging["kept"].fake.calls} == {"AKIDFIRST"}


def test_an_endpoint_that_fails_is_not_asked_by_every_chat_once_credentials_have_expired(aging):
    aging["expired"].wait_until_more_may_be_fetched()
    for _ in range(3):
        assert_failed(ask(aging["expired"].server), *UNAVAILABLE)
    assert aging["expired"].machine.fetches == 2
    assert len(aging["expired"].fake.calls) == 1
