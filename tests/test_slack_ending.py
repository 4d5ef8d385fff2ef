"""An orderly end: nothing that goes on, and nothing that hangs, keeps the process alive."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.slack.app import make_desk
from bot.slack.socket_mode import Socket
from bot.state import Journal
from bot.state.database import open_database
from tests.desks import BOT, Canned, Settings
from tests.slack_stand_in import StandIn

ROOT = Path(__file__).resolve().parent.parent
LOCKED = "threading.Thread(target=threading.Event().wait).start()"


@contextmanager
def connected(home: Path) -> Iterator[Socket]:
    """A desk's connection to the stand-in, open."""
    with StandIn() as slack:
        settings = Settings(SLACK_API_URL=slack.base_url, SLACK_BOT_TOKEN=slack.bot_token, home=home)
        journal = Journal(open_database(home))
        desk = make_desk(Canned(settings), journal, settings, BOT)
        socket = Socket(desk.app, slack.app_token, desk.client)
        socket.start()
        slack.wait_for(lambda: slack.order("connections"))
        yield socket
        desk.app.listener_runner.listener_executor.shutdown()
        journal.close()


def test_a_connection_that_is_opened_again_while_it_is_closed_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(tmp_path) as socket:
        client = socket._handler.client
        disconnect, listens = client.disconnect, threading.Event()

        def opened_again_meanwhile() -> None:  # by another thread in life, that of slack_sdk's watch or of ours
            monkeypatch.setattr(client, "disconnect", disconnect)
            disconnect()
            client.on_message_listeners.append(lambda _: listens.set())
            client.connect_to_new_endpoint(force=True)
            assert listens.wait(10)

        monkeypatch.setattr(client, "disconnect", opened_again_meanwhile)
        ending = threading.Thread(target=socket.stop, daemon=True)
        ending.start()
        ending.join(20)
        assert not ending.is_alive() and not socket.is_connected()


def test_closing_a_connection_that_is_silent_does_not_wait_for_slack_to_speak(tmp_path: Path) -> None:
    with connected(tmp_path) as socket:
        began = time.monotonic()
        socket.stop()
        assert time.monotonic() - began < 2.5  # a read of the connection takes three seconds where nothing comes


@pytest.mark.parametrize("last", ["leave()", "leave_within(0.1)"])
def test_the_process_leaves_though_a_thread_of_its_own_never_ends(last: str) -> None:
    program = f"import threading; from bot.slack.leaving import *; print('said'); {LOCKED}; {last}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and done.stdout == "said\n"
    assert "taken up at the next start" in done.stderr


SIGNALLED = """
import signal, threading, time
from bot.slack.leaving import wait_for

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())

def other():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    time.sleep(60)

threading.Thread(target=other, daemon=True).start()
wait_for(stop)
print("woken")
"""


def test_a_signal_that_the_system_gives_to_another_thread_ends_the_wait_too() -> None:
    done = subprocess.run([sys.executable, "-c", SIGNALLED], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and done.stdout == "woken\n", done.stderr
