"""Why Slack is not reached at a start: each reason is named, with what to do."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import URLError

import pytest

from bot.settings import Settings
from bot.slack.clients import asking_client
from bot.slack.reaching import unreached
from bot.slack.run import _who_am_i
from corpus.errors import InputError
from tests.slack_stand_in import StandIn


class SignIn(BaseHTTPRequestHandler):
    """What a hotel's network shows in place of every page."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Welcome! Room number?</html>")

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def sign_in() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), SignIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    server.server_close()


def told(url: str, token: str = "xoxb-1") -> str:
    """What a start says over a server."""
    with pytest.raises(InputError) as raised:
        _who_am_i(Settings(SLACK_API_URL=url, SLACK_BOT_TOKEN=token))
    return str(raised.value)


def test_a_server_that_is_not_there_is_named_and_the_token_is_not_blamed() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = told(f"http://127.0.0.1:{port}/api/")
    assert f"127.0.0.1:{port} takes no connection" in said and "SLACK_API_URL" in said and "oken" not in said


def test_a_page_that_is_not_slacks_is_said_so_without_its_words(sign_in: str) -> None:
    said = told(sign_in)
    assert "is not Slack (HTTP 200)" in said and "Welcome" not in said and "oken" not in said


def test_an_address_that_is_none_is_said_so() -> None:
    assert "SLACK_API_URL is no address" in told("slack.com/api")


def test_each_refusal_says_which_token_and_what_to_do() -> None:
    with StandIn() as slack:
        assert "did not accept the bot token (invalid_auth)" in told(slack.base_url, "xoxb-no")
        slack.order("revoke", token=slack.app_token)
        client = asking_client(Settings(SLACK_API_URL=slack.base_url, SLACK_BOT_TOKEN=slack.bot_token))
        with pytest.raises(Exception, match="token_revoked") as raised:
            client.apps_connections_open(app_token=slack.app_token)
        said = str(unreached(raised.value, slack.base_url, "SLACK_APP_TOKEN"))
        assert "app-level token (token_revoked)" in said and "SLACK_APP_TOKEN" in said and "BOT" not in said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (socket.gaierror(-2, "unknown"), "is a name that nobody knows"),
        (ssl.SSLCertVerificationError("self-signed"), "showed a certificate that is not trusted"),
        (TimeoutError(), "did not answer in time"),
        (ConnectionResetError(), "broke off (ConnectionResetError)"),
    ],
)
def test_each_way_in_which_a_network_fails_is_told_from_the_others(reason: OSError, said: str) -> None:
    for error in (reason, URLError(reason)):
        message = str(unreached(error, "https://slack.com/api/", "SLACK_BOT_TOKEN"))
        assert f"slack.com {said}" in message and "SLACK_API_URL" not in message
