"""Serving Slack until stopped, over Socket Mode or signed HTTP requests."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from filelock import FileLock, Timeout

from bot.assistant import Assistant
from bot.rehearsal import rehearse
from bot.settings import Settings
from bot.slack.app import Desk, make_desk
from bot.slack.clients import asking_client
from bot.slack.leaving import Sign, leave, leave_after
from bot.slack.logs import set_up_logs
from bot.slack.ports import Port, event_routes, figures_port
from bot.slack.reaching import unreached
from bot.slack.socket_mode import Socket
from bot.state import Journal
from bot.state.database import open_database
from corpus.errors import HomeBusy, InputError, PocError

log = logging.getLogger(__name__)

_BEAT, _HOUR = 10.0, 3600.0
_SWITCH, _LET_GO = 0.001, 0.05
_FINISHING, _LONGEST_END = 3.0, 8.0
"""Seconds for what is being worked on, and for the whole end: Docker kills ten seconds after SIGTERM."""


def serve(assistant: Assistant, settings: Settings) -> None:
    """Connects to Slack and answers until SIGINT or SIGTERM; raises PocError where it cannot begin.

    After the signal the process ends by itself within ten seconds, whatever is being worked on then.
    """
    set_up_logs()
    sys.setswitchinterval(_SWITCH)  # acknowledgements must not wait behind answers that are being worked out
    name, bot_user = _who_am_i(settings)
    with _alone(settings) as alone:
        journal = Journal(open_database(settings.home, settings.database_url))
        assistant.heed(journal.verdicts)
        desk = make_desk(assistant, journal, settings, bot_user)
        sign, stop = Sign(), threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, sign.give)
        leave_after(sign, stop, _LONGEST_END)
        _begin(desk, settings, alone, stop)
        try:
            with _transport(desk, settings) as connected, _figures(assistant, desk, settings, connected):
                print(
                    f"POC Desk is in Slack as @{name}. Mention it in a channel, or send it a direct message. "
                    "Ctrl-C ends it.",
                    flush=True,
                )
                rehearsal = threading.Thread(
                    target=_rehearse, args=(assistant, desk, stop), name="rehearsal", daemon=True
                )
                rehearsal.start()
                sign.wait()
                desk.worker.close()
                rehearsal.join(_FINISHING)
        finally:  # where Slack opens no connection, too: what was left open before is being worked on already
            stop.set()
            is_done = desk.worker.stop(_FINISHING)
            desk.windows.stop()
            desk.pictures.stop()
            journal.close()
        if not is_done:
            leave()


def _who_am_i(settings: Settings) -> tuple[str, str]:
    """Name and id of the bot in Slack; raises InputError where it is not let in, or Slack is not reached."""
    if settings.slack_mode == "http" and not settings.slack_signing_secret:
        raise InputError("POC_SLACK_MODE is http and SLACK_SIGNING_SECRET is not set. Set it: requests are checked.")
    try:
        found = asking_client(settings).auth_test()
    except Exception as error:
        raise unreached(error, settings.slack_api_url, "SLACK_BOT_TOKEN") from None
    return str(found["user"]), str(found["user_id"])


@contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    """Holds the home's SQLite journal for one bot; True where no other bot can be using the journal."""
    if settings.database_url:
        yield False
        return
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.home / "slack.lock", timeout=1):
            yield True
    except Timeout:
        raise HomeBusy("Another bot is serving Slack from this home. Stop it, or set POC_DATABASE_URL.") from None


def _begin(desk: Desk, settings: Settings, alone: bool, stop: threading.Event) -> None:
    """Takes up what a bot that died left open, and starts all threads."""
    desk.journal.beat()
    _adopt(desk, alone)
    desk.worker.start(settings.slack_workers)
    threading.Thread(target=desk.slow.run, args=(stop,), name="slow", daemon=True).start()
    threading.Thread(target=_keep_house, args=(desk, settings, alone, stop), name="house", daemon=True).start()


def _rehearse(assistant: Assistant, desk: Desk, stop: threading.Event) -> None:
    """Makes ready what the first answer would wait for; questions that are there go first."""
    try:
        for _ in rehearse(assistant):
            while len(desk.worker.line) and not stop.wait(_LET_GO):
                pass
            if stop.is_set():
                return
    except Exception as error:  # the first answer makes it itself, and tells what is wrong
        log.warning("the rehearsal was left: %s", type(error).__name__)


def _adopt(desk: Desk, alone: bool) -> None:
    for entry in desk.journal.adopt(alone=alone):
        desk.worker.line.put_anyway(entry.id, entry.user)


def _keep_house(desk: Desk, settings: Settings, alone: bool, stop: threading.Event) -> None:
    """Says that this bot lives, takes over what others left or no line has, and deletes what is old."""
    purged, missed = float("-inf"), dict[str, str]()
    while not stop.is_set():
        try:
            desk.journal.beat()
            if not alone:
                _adopt(desk, alone)
            missed = desk.worker.take_up(missed)
            desk.pictures.tidy()
            if time.monotonic() - purged > _HOUR:
                desk.journal.purge(settings.keep_days)
                purged = time.monotonic()
        except Exception as error:
            log.error("the journal could not be looked after: %s", type(error).__name__)
        stop.wait(_BEAT)


@contextmanager
def _transport(desk: Desk, settings: Settings) -> Iterator[Callable[[], bool]]:
    """The way on which Slack reaches the bot, open inside; what is given tells whether it is open now.

    One port serves what comes from outside: Slack's requests in http mode, and source pages where they are set.
    """
    is_http = settings.slack_mode == "http"
    routes = {**(event_routes(desk.app) if is_http else {}), **(desk.source.routes() if desk.source else {})}
    port = Port(settings.slack_http_host, settings.slack_http_port, routes) if routes else None
    socket = None if is_http else Socket(desk.app, settings.slack_app_token, desk.client)
    with ExitStack() as stack:
        if port is not None:
            port.start()
            stack.callback(port.stop)
        if socket is not None:
            socket.start()
            stack.callback(socket.stop)
        yield socket.is_connected if socket is not None else lambda: True


@contextmanager
def _figures(assistant: Assistant, desk: Desk, settings: Settings, connected: Callable[[], bool]) -> Iterator[None]:
    """Health and figures on their port, where there is one; a port that is taken does not keep the bot from work."""
    if not settings.metrics_port:
        yield
        return
    port: Port = figures_port(settings.metrics_port, desk.metrics, lambda: _health(assistant, desk, connected))
    try:
        port.start()
    except InputError as error:
        log.warning("no health and figures: %s", error)
        yield
        return
    try:
        yield
    finally:
        port.stop()


def _health(assistant: Assistant, desk: Desk, connected: Callable[[], bool]) -> Mapping[str, object]:
    """Whether questions can arrive, be written down and be answered; the snapshot in service, and why no newer one."""
    try:
        snapshot = assistant.in_service().id
    except PocError:
        snapshot = ""
    found = {
        "connected": connected(), "token": not desk.worker.token_refused, "snapshot": bool(snapshot),
        "journal": desk.journal.is_well,
    }  # fmt: skip
    problem = str(assistant.problem or "")
    return {"ok": all(found.values()), **found, "index": snapshot, "problem": problem, "waiting": len(desk.worker.line)}
