"""Connections to Slack: one for many calls, never a call sent twice, and each kind of trouble told apart as before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_sdk.errors import SlackApiError

from bot.settings import Settings
from bot.slack import connections as kept
from bot.slack.clients import asking_client, posting_client
from bot.slack.connections import Connections, KeptWebhookClient
from bot.slack.trouble import Later, Unsure, sorted_out

Turn = Callable[[BaseHTTPRequestHandler], None]


def good(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, 200, b'{"ok": true}')


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def closing(handler: BaseHTTPRequestHandler) -> None:
    """A whole answer, and then the connection is closed without a word of it."""
    good(handler)
    handler.close_connection = True


def silence(handler: BaseHTTPRequestHandler) -> None:
    """The call arrives, and the connection is closed instead of an answer."""
    handler.close_connection = True


@dataclass
class Server:
    """Answers calls by ``turns`` in order, then well; keeps how many connections and calls there were."""

    url: str = ""
    turns: list[Turn] = field(default_factory=list)
    connections: int = 0
    calls: int = 0
    closed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def setup(self) -> None:
            found.connections += 1
            super().setup()

        def finish(self) -> None:
            super().finish()
            self.connection.close()
            found.closed.release()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            found.calls += 1
            (found.turns.pop(0) if found.turns else good)(self)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps what the server would print of each call out of the tests' output."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Keeps out of the tests' output that a client had gone before its late answer came."""

    http = Quiet(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{http.server_address[1]}/api/"
    yield found
    http.shutdown()
    http.server_close()


@pytest.fixture
def settings(server: Server) -> Settings:
    return Settings(SLACK_API_URL=server.url, SLACK_BOT_TOKEN="xoxb-1")


def test_calls_of_all_clients_share_a_connection(server: Server, settings: Settings) -> None:
    shared = Connections()
    asking, posting = asking_client(settings, shared), posting_client(settings, shared)
    for _ in range(5):
        asking.auth_test()
        posting.chat_postMessage(channel="C1", text="One ship – two lamps")
        webhook = KeptWebhookClient(f"{server.url}hook", retry_handlers=[], connections=shared)
        assert webhook.send(text="x").status_code == 200
    assert (server.calls, server.connections) == (15, 1)


def test_calls_at_the_same_time_have_a_connection_each(server: Server, settings: Settings) -> None:
    meet = threading.Barrier(3)
    server.turns = [lambda handler: (meet.wait(10), good(handler))[1]] * 3
    client = asking_client(settings)
    threads = [threading.Thread(target=client.auth_test) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)
    assert (server.calls, server.connections) == (3, 3)


def test_a_connection_that_was_closed_meanwhile_is_not_used_again(server: Server, settings: Settings) -> None:
    client = posting_client(settings)
    for _ in range(4):
        server.turns = [closing]
        client.chat_postMessage(channel="C1", text="x")
        assert server.closed.acquire(timeout=10)
    assert (server.calls, server.connections) == (4, 4)


def test_a_connection_that_lay_idle_for_long_is_not_used_again(
    server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = posting_client(settings)
    client.auth_test()
    monkeypatch.setattr(kept, "_IDLE", 0.0)
    client.auth_test()
    assert (server.calls, server.connections) == (2, 2)


def test_a_post_whose_answer_is_lost_goes_out_once_and_counts_as_unsure(server: Server, settings: Settings) -> None:
    client = posting_client(settings)
    client.auth_test()
    server.turns = [silence]
    with pytest.raises(Exception) as raised:
        client.chat_postMessage(channel="C1", text="x")
    assert isinstance(sorted_out(raised.value), Unsure) and server.calls == 2
    client.auth_test()
    assert (server.calls, server.connections) == (3, 2)


def test_a_question_whose_answer_is_lost_is_asked_again(server: Server, settings: Settings) -> None:
    client = asking_client(settings)
    client.auth_test()
    server.turns = [silence]
    assert client.auth_test()["ok"] and server.calls == 3


def test_an_answer_that_comes_too_late_is_never_taken_for_the_next_ones(server: Server, settings: Settings) -> None:
    go_on = threading.Event()
    server.turns = [lambda handler: (go_on.wait(10), answer(handler, 200, b'{"ok": true, "of": "first"}'))[1]]
    client = posting_client(settings)
    client.timeout = 0.2
    with pytest.raises(TimeoutError) as raised:
        client.auth_test()
    assert isinstance(sorted_out(raised.value), Unsure)
    client.timeout = 10
    go_on.set()
    assert "of" not in client.auth_test().data and server.connections == 2


def test_429_and_5xx_are_told_apart_and_leave_the_connection_open(server: Server, settings: Settings) -> None:
    client = posting_client(settings)
    wait = {"Retry_After": "7"}
    server.turns = [
        lambda handler: answer(handler, 429, b'{"ok": false, "error": "ratelimited"}', **wait),
        lambda handler: answer(handler, 503, b"{}"),
    ]
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel="C1", text="x")
    trouble = sorted_out(raised.value)
    assert isinstance(trouble, Later) and trouble.seconds == 7
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel="C1", text="x")
    assert isinstance(sorted_out(raised.value), Unsure)
    client.auth_test()
    assert (server.calls, server.connections) == (3, 1)


def test_where_nothing_listens_a_post_counts_as_unsure() -> None:
    settings = Settings(SLACK_API_URL="http://127.0.0.1:1/api/", SLACK_BOT_TOKEN="xoxb-1")
    with pytest.raises(OSError) as raised:
        posting_client(settings).chat_postMessage(channel="C1", text="x")
    assert isinstance(sorted_out(raised.value), Unsure)
