"""The connection to the model's provider: TLS, proxies, addresses, and HTTP as others write it."""

import base64
import concurrent.futures
import contextlib
import os
import shutil
import socket
import ssl
import threading
import time

import pytest
from certificates import EXPIRED, NOT_YET_VALID, Authority
from conftest import WIDE, run
from fake_openai import FakeOpenAi
from fake_proxy import FakeProxy
from model_behaviours import TEXT, normal
from model_chat import FORMS, Visitor, ask, assert_catalogue_answered, assert_failed, assert_model_answered
from streaming_test import EVENTS

UNAVAILABLE = (503, "AI service unavailable", 5)
WRONG = (502, "AI service error")

# What may be set where the tests run must not decide here.
ALONE = {name: "" for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
                               "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")}

FAR = "api.provider.invalid"  # has no address: it is reached through a proxy or not at all


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority") / "trusted")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """An authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("authority") / "stranger")


@pytest.fixture
def chat_with(start, authority):
    """Starts a server whose model is at the URL, and which trusts the authority."""
    def start_server(url, *arguments, fallback="none", **environment):
        return start(*WIDE, "--model-url", url, "--set", f"model.fallback={fallback}", *arguments,
                     env=ALONE | {"SSL_CERT_FILE": str(authority.file)} | environment)
    return start_server


@pytest.fixture
def secure(authority):
    """A provider with a certificate for its name and its address."""
    with FakeOpenAi(tls=authority.server("localhost", "127.0.0.1")) as provider:
        yield provider


@pytest.fixture
def far(authority):
    with FakeOpenAi(tls=authority.server(FAR)) as provider:
        yield provider


def causes(server):
    return [line["cause"] for line in server.log() if line["message"] == "model call failed"]


# --- Certificates ---

@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_a_provider_of_a_trusted_authority_answers(chat_with, secure, headers):
    seen = ask(chat_with(secure.url_at("localhost")), headers=headers)
    assert_model_answered(seen, TEXT)
    assert seen.errors == 0
    assert secure.calls[0].headers["host"] == f"localhost:{secure.port}"


@pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl command makes the names")
def test_authorities_may_be_in_a_folder_of_hashed_names(chat_with, secure, authority, tmp_path):
    folder = authority.make_hashed_folder(tmp_path / "hashed")
    server = chat_with(secure.url_at("localhost"), SSL_CERT_FILE="", SSL_CERT_DIR=str(folder))
    assert_model_answered(ask(server), TEXT)


@pytest.mark.parametrize("host, expected", [("localhost", "localhost"), ("127.0.0.1", None)])
def test_the_server_is_told_the_name_it_is_asked_for_but_no_address(chat_with, authority, host, expected):
    with FakeOpenAi(tls=authority.server(host)) as provider:
        assert_model_answered(ask(chat_with(provider.url_at(host))), TEXT)
        assert provider.names_asked_for == [expected]


REFUSED = {  # the provider's certificate, the host it is asked under, and the reason as the log has it
    "an unknown authority": ("stranger", ["localhost"], {}, "localhost", "unable to get local issuer certificate"),
    "expired": ("authority", ["localhost"], EXPIRED, "localhost", "certificate has expired"),
    "not valid yet": ("authority", ["localhost"], NOT_YET_VALID, "localhost", "certificate is not yet valid"),
    "another host's": ("authority", ["other.invalid"], {}, "localhost", "ostname mismatch"),
    # The common name means nothing any more (RFC 9525, 2).
    "another host's with this common name": (
        "authority", ["other.invalid"], {"common_name": "localhost"}, "localhost", "ostname mismatch"),
    "none, only this common name": (
        "authority", [], {"common_name": "localhost"}, "localhost", "ostname mismatch"),
    "an address's, with this common name": (
        "authority", ["127.0.0.1"], {"common_name": "localhost"}, "localhost", "ostname mismatch"),
    "only this common name, which is an address": (
        "authority", [], {"common_name": "127.0.0.1"}, "127.0.0.1", "IP address mismatch"),
    "a name's, but an address is asked": ("authority", ["localhost"], {}, "127.0.0.1", "IP address mismatch"),
    "another address's": ("authority", ["127.0.0.2"], {}, "127.0.0.1", "IP address mismatch"),
}


@pytest.mark.parametrize("fallback", ["none", "catalogue"])
@pytest.mark.parametrize("name", REFUSED)
def test_a_certificate_that_is_not_good_is_refused(chat_with, request, name, fallback):
    issuer, hosts, options, asked, reason = REFUSED[name]
    with FakeOpenAi(tls=request.getfixturevalue(issuer).server(*hosts, **options)) as provider:
        server = chat_with(provider.url_at(asked), fallback=fallback)
        seen = ask(server)
        if fallback == "none":
            assert_failed(seen, *UNAVAILABLE)
        else:
            assert_catalogue_answered(seen)
        assert reason in causes(server)[0]
        assert provider.connections == 3
        # Before the end of the handshake nothing can be said.
        assert (provider.names_asked_for, provider.calls) == ([], [])


ZONES = ["[::1%1]", "[::1%25lo]", "[::1%lo]"]


@pytest.mark.parametrize("host", ZONES)
@pytest.mark.parametrize("hosts", [["localhost"], ["::2"], ["other.invalid"]], ids="-".join)
def test_an_address_with_a_zone_does_not_switch_the_name_check_off(chat_with, authority, hosts, host):
    with FakeOpenAi("::1", tls=authority.server(*hosts)) as provider:
        server = chat_with(provider.url_at(host), MTA_CHAT_MODEL_API_KEY="sk-never-sent")
        assert_failed(ask(server), *UNAVAILABLE)
        assert "IP address mismatch" in causes(server)[0]
        assert (provider.names_asked_for, provider.calls) == ([], []), "the key has not been sent"


@pytest.mark.parametrize("host", ZONES)
def test_an_address_with_a_zone_is_found_and_its_certificate_is_good_without(chat_with, authority, host):
    with FakeOpenAi("::1", tls=authority.server("::1")) as provider:
        assert_model_answered(ask(chat_with(provider.url_at(host))), TEXT)
        assert provider.calls[0].headers["host"] == f"[::1]:{provider.port}"
        assert provider.names_asked_for == [None]


UNENCRYPTED = "the API key is sent unencrypted"


@pytest.mark.parametrize("url, key, warned", [
    ("http://api.provider.example/v1", "sk-1", True), ("http://8.8.8.8:80/v1", "sk-1", True),
    ("http://[2001:db8::1]/v1", "sk-1", True), ("https://api.provider.example/v1", "sk-1", False),
    ("http://api.provider.example/v1", "", False), ("http://127.0.0.1:1/v1", "sk-1", False),
    ("http://my_ollama:11434/v1", "sk-1", False), ("http://192.168.0.7/v1", "sk-1", False),
    ("http://[fd00::1]/v1", "sk-1", False)])
def test_a_key_that_is_sent_unencrypted_to_a_public_host_is_warned_of_at_the_start(chat_with, url, key, warned):
    server = chat_with(url, MTA_CHAT_MODEL_API_KEY=key)
    lines = [line for line in server.log() if line["message"].startswith(UNENCRYPTED)]
    assert [(line["level"], line["setting"]) for line in lines] == [("WARN", "model.base_url")] * warned
    assert "sk-1" not in server.stderr_path.read_text()


def test_a_bedrock_key_that_is_sent_unencrypted_is_warned_of_too(start):
    server = start(*WIDE, "--set", "model.provider=bedrock", env=ALONE | {
        "AWS_REGION": "us-east-1", "AWS_BEARER_TOKEN_BEDROCK": "sk-1",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": "http://bedrock.example"})
    line, = [line for line in server.log() if line["message"].startswith(UNENCRYPTED)]
    assert (line["setting"], line["host"]) == ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "bedrock.example")


def test_without_settings_only_the_systems_authorities_are_trusted(chat_with, secure):
    server = chat_with(secure.url_at("localhost"), SSL_CERT_FILE="")
    assert_failed(ask(server), *UNAVAILABLE)
    assert "unable to get local issuer certificate" in causes(server)[0]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_tls_1_1_is_refused(chat_with, authority):
    old = authority.server("localhost")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    with FakeOpenAi(tls=old) as provider:
        server = chat_with(provider.url_at("localhost"))
        assert_failed(ask(server), *UNAVAILABLE)
        assert "version" in causes(server)[0]
        assert provider.names_asked_for == []
        # Who still speaks it is answered.
        client = ssl.create_default_context(cafile=authority.file)
        client.minimum_version = ssl.TLSVersion.TLSv1
        client.set_ciphers("DEFAULT@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", provider.port)) as connection, \
                client.wrap_socket(connection, server_hostname="localhost") as tls:
            assert tls.version() == "TLSv1.1"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(chat_with, authority, version):
    tls = authority.server("localhost")
    tls.minimum_version = tls.maximum_version = version
    with FakeOpenAi(tls=tls) as provider:
        server = chat_with(provider.url_at("localhost"))
        for _ in range(2):
            assert_model_answered(ask(server), TEXT)
        assert len(provider.names_asked_for) == 1


# --- Kept connections ---

@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_two_chats_take_one_handshake(chat_with, secure, headers):
    server = chat_with(secure.url)
    for _ in range(2):
        assert_model_answered(ask(server, headers=headers), TEXT)
    assert len(secure.names_asked_for) == 1
    assert [call.connection for call in secure.calls] == [0, 0]


@pytest.mark.parametrize("says_goodbye", [True, False], ids=["with a goodbye", "without"])
def test_a_kept_tls_connection_that_the_provider_closed_is_no_error(chat_with, secure, says_goodbye):
    def answer_and_close(exchange):
        normal()(exchange)
        exchange.close(says_goodbye)

    server = chat_with(secure.url)
    secure.behave(answer_and_close, normal())
    for _ in range(2):
        seen = ask(server)
        assert_model_answered(seen, TEXT)
    assert seen.errors == 0
    assert [call.connection for call in secure.calls] == [0, 1]


@pytest.mark.parametrize("end", [lambda exchange: exchange.close(), lambda exchange: exchange.close(False),
                                 lambda exchange: exchange.reset()], ids=["goodbye", "closed", "reset"])
def test_a_kept_tls_connection_that_closes_under_the_request_is_replaced_once(chat_with, secure, end):
    server = chat_with(secure.url)
    ask(server)
    secure.behave(end, normal())
    seen = ask(server)
    assert_model_answered(seen, TEXT)
    assert seen.errors == 0
    assert [call.connection for call in secure.calls] == [0, 0, 1]


# --- Proxies ---

@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
def test_a_proxy_leads_to_the_provider(chat_with, far, headers):
    with FakeProxy(far.port) as proxy:
        server = chat_with(f"https://{FAR}/v1", HTTPS_PROXY=proxy.url)
        for _ in range(2):
            seen = ask(server, headers=headers)
            assert_model_answered(seen, TEXT)
        assert seen.errors == 0
        (connect, *lines), = proxy.requests
    assert connect == f"CONNECT {FAR}:443 HTTP/1.1"
    assert lines == [f"Host: {FAR}:443"]
    assert far.names_asked_for == [FAR]
    assert far.calls[0].headers["host"] == FAR
    assert "proxy-authorization" not in far.calls[0].headers


def test_a_port_and_the_proxys_credentials_are_sent_to_the_proxy_alone(chat_with, far):
    with FakeProxy(far.port) as proxy:
        url = f"http://visitor:p%40ss:w%C3%B6rd@{proxy.place}"
        server = chat_with(f"https://{FAR}:8443/v1", HTTPS_PROXY=url, MTA_CHAT_MODEL_API_KEY="sk-the-key")
        assert_model_answered(ask(server), TEXT)
        (connect, *lines), = proxy.requests
    assert connect == f"CONNECT {FAR}:8443 HTTP/1.1"
    assert sorted(lines) == [
        f"Host: {FAR}:8443", "Proxy-Authorization: Basic " + base64.b64encode("visitor:p@ss:wörd".encode()).decode()]
    call, = far.calls
    assert call.headers["authorization"] == "Bearer sk-the-key"
    assert "proxy-authorization" not in call.headers


def test_a_certificate_is_checked_behind_a_proxy_too(chat_with, secure):
    with FakeProxy(secure.port) as proxy:
        server = chat_with(f"https://{FAR}/v1", HTTPS_PROXY=proxy.url)
        assert_failed(ask(server), *UNAVAILABLE)
    assert "ostname mismatch" in causes(server)[0]
    assert (secure.names_asked_for, secure.calls) == ([], [])


@pytest.mark.parametrize("names, answers", [(["*.provider.invalid"], True), (["*.invalid"], False),
                                            (["*.other.invalid", FAR.upper()], True)], ids=str)
def test_a_wildcard_stands_for_one_whole_label(chat_with, authority, names, answers):
    with FakeOpenAi(tls=authority.server(*names)) as provider, FakeProxy(provider.port) as proxy:
        seen = ask(chat_with(f"https://{FAR}/v1", fallback="catalogue", HTTPS_PROXY=proxy.url))
        if answers:
            assert_model_answered(seen, TEXT)
        else:
            assert_catalogue_answered(seen)


@pytest.mark.parametrize("variables", [["https_proxy"], ["https_proxy", "HTTPS_PROXY"]], ids="+".join)
def test_the_lower_case_name_works_and_comes_first(chat_with, far, variables):
    with FakeProxy(far.port) as proxy, FakeProxy(answer=b"HTTP/1.1 502 Bad Gateway\r\n\r\n") as other:
        places = dict(zip(variables, [proxy.url, other.url]))
        assert_model_answered(ask(chat_with(f"https://{FAR}/v1", **places)), TEXT)
        assert not other.requests


def test_a_proxy_needs_no_scheme(chat_with, far):
    with FakeProxy(far.port) as proxy:
        assert_model_answered(ask(chat_with(f"https://{FAR}/v1", HTTPS_PROXY=proxy.place)), TEXT)


@pytest.mark.parametrize("answer", [b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.1 200 \r\nVia: 1.1 x\r\nX: y\r\n\r\n"],
                         ids=["HTTP/1.0", "with headers"])
def test_a_proxys_yes_may_be_written_in_other_ways(chat_with, far, answer):
    with FakeProxy(far.port, answer) as proxy:
        assert_model_answered(ask(chat_with(f"https://{FAR}/v1", HTTPS_PROXY=proxy.url)), TEXT)


@pytest.mark.parametrize("answer, reason", [
    (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "407"),
    (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nnope", "502"),
    (b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.invalid/\r\n\r\n", "302"),
    (b"220 mail.invalid ESMTP\r\n\r\n", "220 mail"),
    (b"", "End of file")], ids=["407", "502", "302", "no HTTP", "closed"])
def test_a_proxy_that_refuses_is_named_with_its_reason(chat_with, far, answer, reason):
    with FakeProxy(far.port, answer) as proxy:
        server = chat_with(f"https://{FAR}/v1", HTTPS_PROXY=f"http://visitor:PASSWORD@{proxy.place}")
        assert_failed(ask(server), *UNAVAILABLE)
        assert len(proxy.requests) == 3
    assert reason in causes(server)[0] and proxy.place in causes(server)[0]
    secret = base64.b64encode(b"visitor:PASSWORD").decode()
    assert not any(word in server.stderr_path.read_text() for word in ("PASSWORD", secret))
    assert far.connections == 0


def test_a_proxy_that_says_nothing_is_a_time_out_of_connecting(chat_with):
    with FakeProxy(answer=None) as proxy:
        server = chat_with(f"https://{FAR}/v1", "--set", "model.connect_timeout_ms=150", HTTPS_PROXY=proxy.url)
        assert_failed(ask(server), 504, "AI service timeout")
        assert len(proxy.requests) == 3


def test_a_proxy_that_is_not_there(chat_with):
    with FakeProxy() as proxy:
        pass
    server = chat_with(f"https://{FAR}/v1", HTTPS_PROXY=f"http://visitor:PASSWORD@{proxy.place}")
    assert_failed(ask(server), *UNAVAILABLE)
    assert proxy.place in causes(server)[0]
    assert "PASSWORD" not in server.stderr_path.read_text()


@pytest.mark.parametrize("exceptions", ["localhost", "*", "provider.invalid,localhost", " other , localhost ",
                                        "localhost:PORT", ".invalid,*", "LocalHost"])
def test_no_proxy_leads_straight_to_the_provider(chat_with, secure, exceptions):
    with FakeProxy(secure.port) as proxy:
        server = chat_with(secure.url_at("localhost"), HTTPS_PROXY=proxy.url,
                           NO_PROXY=exceptions.replace("PORT", str(secure.port)))
        assert_model_answered(ask(server), TEXT)
        assert not proxy.requests


@pytest.mark.parametrize("exceptions", [FAR, ".provider.invalid", ".invalid", "provider.invalid", "x," + FAR])
def test_no_proxy_names_hosts_and_domains(chat_with, far, exceptions):
    """Without the proxy there is no way to this provider."""
    with FakeProxy(far.port) as proxy:
        server = chat_with(f"https://{FAR}/v1", HTTPS_PROXY=proxy.url, NO_PROXY=exceptions)
        assert_failed(ask(server), *UNAVAILABLE)
        assert f"no address for {FAR}" in causes(server)[0]
        assert not proxy.requests


@pytest.mark.parametrize("exceptions", ["invalid.com", "i.provider.invalid", "rovider.invalid", ".localhost",
                                        f"{FAR}:8443", f"www.{FAR}"])
def test_no_proxy_is_not_for_others(chat_with, far, exceptions):
    with FakeProxy(far.port) as proxy:
        server = chat_with(f"https://{FAR}/v1", HTTPS_PROXY=proxy.url, NO_PROXY=exceptions)
        assert_model_answered(ask(server), TEXT)
        assert len(proxy.requests) == 1


def test_plain_http_uses_no_proxy(chat_with, fake):
    with FakeProxy(fake.port) as proxy:
        server = chat_with(fake.url, **{name: proxy.url for name in ALONE if name.lower().endswith("s_proxy")},
                           HTTP_PROXY=proxy.url, http_proxy=proxy.url)
        assert_model_answered(ask(server), TEXT)
        assert not proxy.requests


WRONG_PROXIES = {"ftp": "ftp://visitor:PASSWORD@proxy.invalid", "https": "https://visitor:PASSWORD@proxy.invalid",
                 "no host": "http://visitor:PASSWORD@", "port": "visitor:PASSWORD@proxy.invalid:99999"}


def assert_wrong_proxy(command, variable, url):
    done = run(command, env=ALONE | {variable: url})
    assert (done.returncode, done.stdout) == (2, "")
    line, = done.stderr.splitlines()
    assert line.startswith(f"environment {variable}: ")
    assert "PASSWORD" not in line


@pytest.mark.parametrize("command", ["check-config", "serve"])
@pytest.mark.parametrize("url", WRONG_PROXIES.values(), ids=WRONG_PROXIES)
def test_a_wrong_proxy_is_a_problem_of_the_configuration(url, command):
    assert_wrong_proxy(command, "HTTPS_PROXY", url)


def test_a_wrong_proxy_is_named_as_it_was_set():
    assert_wrong_proxy("check-config", "https_proxy", WRONG_PROXIES["ftp"])


# --- Addresses ---

def localhost_has(family):
    with contextlib.suppress(OSError):
        return bool(socket.getaddrinfo("localhost", 80, family=family, type=socket.SOCK_STREAM))
    return False


@pytest.mark.parametrize("address, family", [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_every_address_of_a_name_is_tried(chat_with, address, family):
    if not localhost_has(family):
        pytest.skip(f"localhost is not {address} here")
    with FakeOpenAi(address) as provider:
        seen = ask(chat_with(provider.url_at("localhost")))
        assert_model_answered(seen, TEXT)
        assert seen.errors == 0


def test_an_ipv6_address_is_written_in_brackets(chat_with, authority):
    try:
        provider = FakeOpenAi("::1", tls=authority.server("::1"))
    except OSError:
        pytest.skip("no IPv6 here")
    with provider:
        assert_model_answered(ask(chat_with(provider.url)), TEXT)
        assert provider.names_asked_for == [None]
        assert provider.calls[0].headers["host"] == f"[::1]:{provider.port}"


# --- HTTP in its many forms ---

SAID = "It is 6600 USD: ٦٦٠٠ 😀"
EVENT_STREAM = (
    'data: {"choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":null}]}\n\n'
    'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
    "data: [DONE]\n\n" % SAID).encode()
TYPE = b"Content-Type: text/event-stream\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
OK = b"HTTP/1.1 200 OK\r\n"


def chunks(size, extension=b"", trailers=b"", number="%x"):
    pieces = (EVENT_STREAM[at:at + size] for at in range(0, len(EVENT_STREAM), size))
    return b"".join((number % len(piece)).encode() + extension + b"\r\n" + piece + b"\r\n" for piece in pieces) + (
        b"0" + extension + b"\r\n" + trailers + b"\r\n")


SIZED_HEAD = OK + TYPE + b"Content-Length: %d\r\n\r\n" % len(EVENT_STREAM)
SIZED = SIZED_HEAD + EVENT_STREAM

LEGAL = {  # the answer, and whether the connection can serve the next one
    "a length": (SIZED, True),
    "100 before it": (b"HTTP/1.1 100 Continue\r\n\r\n" + SIZED, True),
    "103 before it": (b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" + SIZED, True),
    "102, 103 and 100 before it": (
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
        + OK + TYPE + CHUNKED + b"\r\n" + chunks(50), True),
    "chunk extensions": (OK + TYPE + CHUNKED + b"\r\n" + chunks(50, b';name=value;other="a;b"'), True),
    "trailers": (OK + TYPE + CHUNKED + b"Trailer: X-Sum\r\n\r\n" +
                 chunks(99, trailers=b"X-Sum: 1\r\nX-Y: z\r\n"), True),
    "chunks of one byte": (OK + TYPE + CHUNKED + b"\r\n" + chunks(1), True),
    "chunk sizes with zeros and capitals": (OK + TYPE + CHUNKED + b"\r\n" + chunks(43, number="000%X"), True),
    "HTTP/1.0 up to the end": (b"HTTP/1.0 200 OK\r\n" + TYPE + b"\r\n" + EVENT_STREAM, False),
    "HTTP/1.0 with a length": (SIZED.replace(b"HTTP/1.1", b"HTTP/1.0"), False),
    "HTTP/1.1 up to the end": (OK + TYPE + b"\r\n" + EVENT_STREAM, False),
    "lower case": (OK + (TYPE + CHUNKED).lower() + b"\r\n" + chunks(50), True),
    "upper case": (OK + b"CONTENT-TYPE: text/event-stream\r\nTRANSFER-ENCODING: CHUNKED\r\n\r\n" + chunks(50), True),
    "a type in capitals": (SIZED.replace(b"text/event-stream", b"Text/Event-Stream; Charset=UTF-8"), True),
    "a type with a charset": (SIZED.replace(b"text/event-stream", b"text/event-stream;charset=utf-8"), True),
    "Connection: close": (OK + b"Connection: close\r\n" + TYPE + CHUNKED + b"\r\n" + chunks(50), False),
    "no reason": (SIZED.replace(b"200 OK", b"200 "), True),
    "white space around values": (
        SIZED_HEAD.replace(b": ", b":\t  ").replace(b"m\r\n", b"m \t\r\n") + EVENT_STREAM, True),
    "no white space before values": (SIZED_HEAD.replace(b": ", b":") + EVENT_STREAM, True),
    "many headers": (OK + b"".join(b"X-%d: %s\r\n" % (n, b"v" * 200) for n in range(200)) + SIZED[len(OK):], True),
}


def raw(data, byte_by_byte=False, stays_open=False):
    def behaviour(exchange):
        exchange.byte_by_byte = byte_by_byte
        exchange.write(data)
        if not stays_open:
            exchange.close()
    return behaviour


@pytest.mark.parametrize("byte_by_byte", [False, True], ids=["at once", "byte by byte"])
@pytest.mark.parametrize("name", LEGAL)
def test_http_has_many_forms(chat_with, fake, name, byte_by_byte):
    data, stays_open = LEGAL[name]
    fake.behave(raw(data, byte_by_byte, stays_open))
    server = chat_with(fake.url)
    for headers in (EVENTS, {}):
        seen = ask(server, headers=headers)
        assert_model_answered(seen, SAID)
    assert seen.errors == 0
    assert [call.connection for call in fake.calls] == ([0, 0] if stays_open else [0, 1])


@pytest.mark.parametrize("name", ["HTTP/1.0 up to the end", "chunks of one byte", "trailers", "103 before it"])
def test_http_has_many_forms_within_tls(chat_with, secure, name):
    data, stays_open = LEGAL[name]
    secure.behave(raw(data, stays_open=stays_open))
    server = chat_with(secure.url)
    for headers in (EVENTS, {}):
        assert_model_answered(ask(server, headers=headers), SAID)
    assert len(secure.names_asked_for) == (1 if stays_open else 2)


ILLEGAL = {
    "garbage": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "binary garbage": bytes(range(256)) * 8,
    "HTTP/2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80\x00\x04\x00\x01\x00\x00\x00\x05",
    "one header of 100 KB": OK + b"X-Long: " + b"v" * 100_000 + b"\r\n" + SIZED[len(OK):],
    "headers of 100 KB": OK + b"".join(b"X-%d: %s\r\n" % (n, b"v" * 100) for n in range(1000)) + SIZED[len(OK):],
    "no status": SIZED.replace(b"200", b"abc"),
    "a header without a colon": SIZED.replace(b"Content-Type:", b"Content-Type"),
    "no number where a chunk begins": OK + TYPE + CHUNKED + b"\r\nzz\r\n" + EVENT_STREAM + b"\r\n0\r\n\r\n",
    "a chunk longer than its size": OK + TYPE + CHUNKED + b"\r\n5\r\n" + EVENT_STREAM + b"\r\n0\r\n\r\n",
    "two lengths": SIZED.replace(b"Content-Length: ", b"Content-Length: 7\r\nContent-Length: "),
    "a negative length": SIZED.replace(b"Content-Length: ", b"Content-Length: -"),
}


@pytest.mark.parametrize("headers", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", ILLEGAL)
def test_what_is_no_http_is_a_wrong_answer(chat_with, fake, name, headers):
    fake.behave(raw(ILLEGAL[name], stays_open=True), normal())
    server = chat_with(fake.url)
    seen = ask(server, headers=headers)
    assert_failed(seen, *WRONG)
    assert (len(fake.calls), seen.errors) == (1, 1)
    assert_model_answered(ask(server, headers=headers), TEXT)
    assert [call.connection for call in fake.calls] == [0, 1], "nothing of it is taken for the next answer"


@pytest.mark.parametrize("writes", [1, 2])
@pytest.mark.parametrize("provider", ["fake", "secure"])
def test_what_follows_an_answer_is_not_taken_for_the_next(chat_with, request, provider, writes):
    provider = request.getfixturevalue(provider)

    def two_answers(exchange):
        answers = [SIZED, SIZED.replace(b"6600", b"1111")]
        with exchange.in_one_segment():
            for piece in answers if writes == 2 else [b"".join(answers)]:
                exchange.write(piece)

    provider.behave(two_answers, normal())
    server = chat_with(provider.url)
    assert_model_answered(ask(server), SAID)
    assert_model_answered(ask(server), TEXT)
    assert [call.connection for call in provider.calls] == [0, 1]


# --- Many at once ---

def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def test_two_hundred_streams_at_once_all_end_and_leave_nothing_open(chat_with, secure):
    at_once, kept_for_the_next = 200, 64
    # On a busy machine so many handshakes, done in Python on the other side, take their time.
    server = chat_with(secure.url, "--set", "model.connect_timeout_ms=20000",
                       "--set", "model.between_chunks_timeout_ms=20000",
                       "--set", "server.max_connections_per_visitor=300")
    ask(server)
    before = descriptors(server)
    all_are_there = threading.Event()
    secure.behave(normal(gate=all_are_there))

    def visit(number):
        return Visitor(server, headers=EVENTS, request_id=f"visitor-{number}").read_to_the_end()

    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        visits = pool.map(visit, range(at_once))
        try:
            secure.wait_for_calls(1 + at_once, 20)
            assert descriptors(server) > 2 * at_once
        finally:
            all_are_there.set()
        for received in visits:
            head, _, body = received.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200") and body.endswith(b"0\r\n\r\n")
            assert b'"type":"finish"' in body and b"[DONE]" in body
    seen = ask(server)
    assert_model_answered(seen, TEXT)
    assert (seen.errors, seen.fallbacks) == (0, 0)
    assert len(secure.calls) == 1 + at_once + 1
    end = time.monotonic() + 5
    while descriptors(server) > before + kept_for_the_next:
        assert time.monotonic() < end, f"{descriptors(server)} descriptors, {before} before"
        time.sleep(0.02)
