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


def test_a_connection_that_another_thread_closes_just_then_is_closed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(tmp_path) as socket:
        client = socket._handler.client
        session = client.current_session
        assert session is not None

        class Lock:  # the other thread is done just as this one gets the lock
            def __enter__(self) -> None:
                session.sock = None

            def __exit__(self, *_: object) -> None:
                monkeypatch.undo()

        monkeypatch.setattr(session, "sock_receive_lock", Lock())
        socket.stop()
        runners = (client.current_session_runner, client.current_app_monitor, client.message_processor)
        assert not any(runner.is_alive() for runner in runners)


def test_closing_a_connection_that_is_silent_does_not_wait_for_slack_to_speak(tmp_path: Path) -> None:
    with connected(tmp_path) as socket:
        began = time.monotonic()
        socket.stop()
        assert time.monotonic() - began < 2.5  # a read of the connection takes three seconds where nothing comes


@pytest.mark.parametrize(
    "last", ["leave()", "sign = Sign(); leave_after(sign, threading.Event(), 0.1); sign.give(); stuck.acquire()"]
)
def test_the_process_leaves_though_threads_of_its_own_never_end(last: str) -> None:
    start = "import threading; from bot.slack.leaving import *; stuck = threading.Lock(); stuck.acquire()"
    program = f"{start}; print('said', flush=True); {LOCKED}; {last}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and done.stdout == "said\n"
    assert "taken up at the next start" in done.stderr


def test_the_process_leaves_though_nobody_reads_what_it_says() -> None:
    program = (
        "import fcntl, logging, os; from bot.slack.leaving import leave\n"
        "os.set_blocking(2, False)\n"
        "try:\n"
        "    while True: os.write(2, b'x' * 4096)\n"
        "except BlockingIOError: os.set_blocking(2, True)\n"
        "leave()"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE) as silent:
        assert silent.wait(20) == 0


SIGNALLED = """
import signal, threading, time
from bot.slack.leaving import Sign

sign = Sign()
signal.signal(signal.SIGTERM, sign.give)

def other():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    time.sleep(60)

threading.Thread(target=other, daemon=True).start()
sign.wait()
print("woken")
"""


def test_a_signal_that_the_system_gives_to_another_thread_ends_the_wait_too() -> None:
    done = subprocess.run([sys.executable, "-c", SIGNALLED], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and done.stdout == "woken\n", done.stderr


ANYWHERE = """
import os, signal, sys, time
from bot.slack.leaving import Sign

def tried(step):
    sign, steps = Sign(), 0
    signal.signal(signal.SIGTERM, sign.give)
    def trace(frame, event, argument):
        nonlocal steps
        steps += 1
        if steps == step:
            os.kill(os.getpid(), signal.SIGTERM)
        return trace
    sys.settrace(trace)
    sign.wait(1.2)
    sys.settrace(None)
    os._exit(0 if sign.is_set() or steps < step else 1)

children = {os.fork() or tried(step): step for step in range(1, 41)}
until = time.monotonic() + 10
while children and time.monotonic() < until:
    pid, code = os.waitpid(-1, os.WNOHANG)
    if pid:
        step = children.pop(pid)
        if code:
            print("lost at step", step)
    else:
        time.sleep(0.05)
for pid, step in children.items():
    print("hangs at step", step)
    os.kill(pid, signal.SIGKILL)
"""


def test_a_signal_ends_the_wait_wherever_in_it_the_signal_comes() -> None:
    """threading.Event in its place hangs at half of these steps: the handler waits for what it interrupts."""
    done = subprocess.run([sys.executable, "-c", ANYWHERE], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.stdout, done.stderr) == ("", "")
