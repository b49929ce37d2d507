"""Proxies in front, and those that nobody has named."""

import pytest
from conftest import WIDE
from limits_test import wait_for_room_in_the_bucket

LIMITED = [*WIDE[:4], "--set", "rate_limit.max=2", "--set", "rate_limit.window_seconds=3600"]


def warnings(server):
    return [line for line in server.log() if line["level"] == "WARN"]


def test_a_proxy_that_is_not_named_is_warned_of_once(start):
    server = start(*WIDE)
    server.chat("hello")
    assert warnings(server) == []
    for number in range(5):
        server.chat("hello", {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": "for=203.0.113.7"})
    [warning] = warnings(server)
    assert warning["setting"] == "server.trusted_proxies"
    assert "server.trusted_proxies" in warning["message"]
    assert "127.0.0.1" not in str(warning) and "203.0.113" not in str(warning)


@pytest.mark.parametrize("trusted", ["127.0.0.1", "::ffff:127.0.0.1", "::ffff:127.0.0.0/104", "::ffff:7f00:1"])
@pytest.mark.parametrize("listen", ["127.0.0.1:0", "[::]:0"])
def test_a_proxy_is_known_by_its_ipv4_address_in_either_form(start, trusted, listen):
    wait_for_room_in_the_bucket(3600)
    server = start(*LIMITED, "--set", f"server.listen={listen}", "--set", f"server.trusted_proxies={trusted}")
    statuses = [server.chat("hello", {"X-Forwarded-For": f"203.0.113.{i}"}).status for i in range(5)]
    assert statuses == [200] * 5, "each is a visitor of his own"
    assert warnings(server) == []
