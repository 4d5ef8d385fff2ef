"""HTTP mode with signed requests, health and figures; logs that hold no words of others."""

from __future__ import annotations

import io
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.logs import KindOnly, NoMessages
from bot.slack.metrics import Metrics
from bot.slack.ports import Port, event_routes, figures_port
from corpus.errors import InputError
from tests.desks import AMINA, FIELD, Served, serving, words
from tests.slack_stand_in import StandIn

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
QUESTION = "Who plans the zebra patrols?"


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def desk(slack: StandIn, tmp_path: Path) -> Iterator[Served]:
    """A desk that Slack reaches over HTTP."""
    with serving(slack, tmp_path, start=False, slack_mode="http", SLACK_SIGNING_SECRET=SECRET) as served:
        served.desk.worker.start(2)
        port = Port("127.0.0.1", 0, event_routes(served.desk.app))
        port.start()
        slack.order("deliver_to", url=f"http://127.0.0.1:{port.port}/slack/events", secret=SECRET)
        yield served
        port.stop()


def get(port: Port, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_signed_event_is_answered(desk: Served) -> None:
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    assert "Patrols shall be planned." in words(desk.reply(said)["blocks"])
    desk.slack.settle()
    assert all(ack.ok for ack in desk.slack.acks) and len(desk.replies(said)) == 1


def test_commands_and_buttons_work_over_http(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "help")
    assert "/poc forget" in desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[0]["text"]
    desk.slack.slash(AMINA, FIELD, "/poc", QUESTION)
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA)[1:])[0]
    desk.slack.click(AMINA, shown, "feedback", "negative")
    desk.slack.wait_for(lambda: desk.slack.views(AMINA))


def test_an_unsigned_event_is_refused(desk: Served) -> None:
    url = desk.slack._slack.delivery.courier._url  # type: ignore[attr-defined]
    desk.slack.order("deliver_to", url=url, secret="wrong")
    desk.slack.mention(AMINA, FIELD, QUESTION)
    desk.slack.wait_for(lambda: desk.slack.acks)
    assert not desk.slack.acks[0].ok
    assert desk.desk.journal.counts() == {} and desk.assistant.asked == []


@pytest.mark.parametrize(("ok", "status"), [(True, 200), (False, 503)])
def test_health_and_figures(ok: bool, status: int) -> None:
    metrics = Metrics()
    metrics.ended.labels("answered").inc()
    port = figures_port(0, metrics, lambda: {"ok": ok, "index": "s1"})
    port.start()
    try:
        assert get(port, "/healthz")[0] == status
        assert json.loads(get(port, "/healthz")[1]) == {"ok": ok, "index": "s1"}
        assert 'poc_endings_total{ending="answered"} 1.0' in get(port, "/metrics")[1]
        assert get(port, "/")[0] == 404
    finally:
        port.stop()


def test_a_port_that_is_taken_is_said_so() -> None:
    first = figures_port(0, Metrics(), lambda: {"ok": True})
    first.start()
    try:
        with pytest.raises(InputError, match="Set another"):
            figures_port(first.port, Metrics(), lambda: {"ok": True}).start()
    finally:
        first.stop()


def test_other_libraries_words_and_an_exceptions_message_stay_out_of_the_logs() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(KindOnly("%(levelname)s %(name)s %(message)s"))
    handler.addFilter(NoMessages())
    log = logging.Logger("slack_bolt.App")
    log.addHandler(handler)
    own = logging.Logger("bot.slack.worker")
    own.addHandler(handler)
    log.error("Failed on zebra (error: BrokenPipeError, message: zebra)")
    try:
        raise ValueError("zebra")
    except ValueError:
        log.exception("zebra")
        own.exception("question %s failed", "abc")
    said = out.getvalue()
    assert "zebra" not in said
    assert "BrokenPipeError" in said and "ValueError" in said and "question abc failed" in said
