"""Socket Mode: the connection over which Slack sends, kept open.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

from bot.slack.reaching import unreached

log = logging.getLogger(__name__)

_PING, _LOOK = 3.0, 0.5
_CLOSING = 4.0
"""Seconds for closing: a read of the connection is waited for, which ends after three."""
_CONCURRENT = 40
_BUFFER = 1 << 16


class Socket:
    """One connection, opened again when it breaks.

    slack_sdk takes a connection that was broken without a word for gone only after five pings that failed
    (slack_sdk 3.47, socket_mode/builtin/connection.py, check_state); here one is enough.
    """

    def __init__(self, app: App, app_token: str, client: WebClient) -> None:
        self._handler = SocketModeHandler(
            app, app_token, web_client=client, receive_buffer_size=_BUFFER, ping_interval=_PING, concurrency=_CONCURRENT
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="socket", daemon=True)

    def start(self) -> None:
        """Connects; raises InputError where Slack opens no connection, with the reason."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]
        except Exception as error:
            raise unreached(error, self._handler.client.web_client.base_url, "SLACK_APP_TOKEN") from None
        self._thread.start()

    def stop(self) -> None:
        """Closes the connection for good, within a few seconds.

        slack_sdk waits without end for its threads, and one of them never ends where the connection is being opened
        again just then: it misses the sign that tells it to (slack_sdk 3.47, builtin/client.py, _run_current_session).
        """
        client = self._handler.client
        self._stop.set()
        client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        closing = threading.Thread(target=self._close, name="closing", daemon=True)
        closing.start()
        deadline = time.monotonic() + _CLOSING
        while closing.is_alive() and time.monotonic() < deadline:
            client.current_session_state.terminated = True
            closing.join(_LOOK / 5)

    def _close(self) -> None:
        client = self._handler.client
        client.current_session_state.terminated = True
        if client.current_session is not None:
            with suppress(OSError):  # Slack's answer ends the read that closing waits for, up to three seconds
                client.current_session.ping("closing")
        closed(client)
        with suppress(AttributeError):
            client.disconnect()  # one that was opened meanwhile

    def is_connected(self) -> bool:
        """Whether the connection is open now."""
        return self._handler.client.is_connected()

    def _watch(self) -> None:
        client = self._handler.client
        while not self._stop.wait(_LOOK):
            session = client.current_session
            if session is None or not session.is_active() or not session.consecutive_check_state_error_count:
                continue
            try:
                session.disconnect()
                client.connect_to_new_endpoint()
            except Exception as error:  # the client's own watch tries again at the next ping
                log.warning("the connection could not be opened again: %s", type(error).__name__)


def closed(client: SocketModeClient) -> None:
    """Closes a client of slack_sdk, also where its connection is closed by another thread just then.

    It looks whether the socket is there before it takes the lock (slack_sdk 3.47, builtin/connection.py, disconnect).
    """
    with suppress(AttributeError):
        client.close()
        return
    client.close()
