"""Nothing lost and nothing doubled: Slack's troubles, restarts in the middle, full lines."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from sqlalchemy.exc import OperationalError

from bot.slack import clients, post, worker
from bot.slack.layout import metadata
from bot.state import Asked, Ending, Journal, Kind
from bot.state.database import FILE, open_database
from prompts import render, word
from tests.desks import AMINA, BORIS, FIELD, Served, serving
from tests.slack_stand_in import StandIn

QUESTION = "Who plans the zebra patrols?"


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def desk(slack: StandIn, tmp_path: Path) -> Iterator[Served]:
    with serving(slack, tmp_path) as served:
        yield served


@pytest.fixture
def resting(slack: StandIn, tmp_path: Path) -> Iterator[Served]:
    """A desk that is not started yet."""
    with serving(slack, tmp_path, start=False) as served:
        yield served


def asked_before(desk: Served, kind: Kind = Kind.MENTION, **more: str) -> tuple[str, str]:
    """A question in the journal of a bot that died: its id, and the ts of its message."""
    said = desk.slack.say(AMINA, FIELD, QUESTION)
    given = {"event_id": "E1", "team": "T0STANDIN", "channel": FIELD, "user": AMINA, "text": QUESTION, **more}
    id_ = desk.desk.journal.record(Asked(kind=kind, message_ts="" if kind.private else said.ts, **given))
    return id_, said.ts


def killed(desk: Served) -> None:
    """The process died: another one takes over its journal."""
    desk.make()
    desk.start()


def test_a_rate_limit_is_waited_out(desk: Served) -> None:
    desk.slack.order("fail", method="chat.postMessage", kind="ratelimited", retry_after=1)
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    desk.reply(said)
    assert desk.ended(1) == {"answered": 1}
    first, second = desk.slack.calls("chat.postMessage")[:2]
    assert second.at - first.at >= 1 and len(desk.replies(said)) == 1


@pytest.mark.parametrize("kind", ["server_error", "unavailable", "reset", "hang"])
@pytest.mark.parametrize("done", [False, True], ids=["not done", "done"])
def test_a_reply_whose_fate_is_unknown_is_looked_for_before_it_is_sent_again(
    slack: StandIn, tmp_path: Path, kind: str, done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "_SECONDS", 1)
    with serving(slack, tmp_path) as desk:
        slack.order("fail", method="chat.postMessage", kind=kind, done=done)
        said = slack.mention(AMINA, FIELD, QUESTION)
        desk.reply(said)
        assert desk.ended(1) == {"answered": 1}
        assert len(desk.replies(said)) == 1
        assert len(slack.calls("chat.postMessage")) == (1 if done else 2)
        assert len(slack.calls("conversations.replies")) >= 1


def test_an_archived_channel_is_told_directly(desk: Served) -> None:
    desk.assistant.go_on.clear()
    desk.slack.mention(AMINA, FIELD, QUESTION)
    assert desk.assistant.began.wait(10)
    desk.slack.order("archive", channel=FIELD)
    desk.assistant.go_on.set()
    told = desk.slack.wait_for(lambda: _direct(desk))
    assert f"<#{FIELD}>" in told[0]["text"] and desk.ended(1) == {"error": 1}


def test_a_deleted_thread_is_told_directly(desk: Served) -> None:
    desk.assistant.go_on.clear()
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    assert desk.assistant.began.wait(10)
    desk.slack.order("delete", channel=FIELD, ts=said.ts, thread=True)
    desk.assistant.go_on.set()
    desk.slack.wait_for(lambda: _direct(desk))
    assert desk.ended(1) == {"error": 1}


def test_a_revoked_token_keeps_the_question_until_it_is_back(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_TOKEN_PAUSE", 0.3)
    desk.assistant.go_on.clear()
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    assert desk.assistant.began.wait(10)
    desk.slack.order("revoke", token=desk.slack.bot_token)
    desk.assistant.go_on.set()
    desk.slack.wait_for(lambda: any(call.error == "token_revoked" for call in desk.slack.calls("chat.postMessage")))
    assert desk.desk.journal.counts() == {"open": 1}
    desk.slack.order("revoke", token=desk.slack.bot_token, revoked=False)
    desk.reply(said)
    assert desk.ended(1) == {"answered": 1} and not desk.desk.worker.token_refused


def test_what_slack_refuses_in_form_ends_in_a_sentence(desk: Served) -> None:
    desk.slack.order("fail", method="chat.postMessage", error="msg_blocks_too_long")
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    code = reply["metadata"]["event_payload"]["question"]
    assert reply["text"] == render("error_reference", code=code)
    assert desk.ended(1) == {"error": 1}


def test_after_many_tries_the_question_ends(slack: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_TRIES", 2)
    with serving(slack, tmp_path) as desk:
        slack.order("fail", method="chat.postMessage", kind="ratelimited", times=2, retry_after=0)
        slack.mention(AMINA, FIELD, QUESTION)
        slack.wait_for(lambda: _direct(desk))
        assert desk.ended(1) == {"error": 1}


def test_a_dropped_socket_is_opened_again_and_what_was_sent_meanwhile_is_answered(desk: Served) -> None:
    desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    desk.slack.order("drop")
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    desk.slack.wait_for(lambda: desk.slack.order("connections"), 20)
    desk.slack.order("advance", seconds=400)
    desk.reply(said, timeout=20)
    desk.slack.settle()
    assert len(desk.replies(said)) == 1


def test_an_open_question_of_a_bot_that_died_is_answered(resting: Served) -> None:
    _, ts = asked_before(resting)
    killed(resting)
    reply = resting.slack.wait_for(lambda: resting.slack.messages(FIELD, ts)[1:])[0]
    assert reply["metadata"]["event_payload"]["outcome"] == "answered"
    assert resting.slack.calls("conversations.replies") == []


def test_a_reply_that_went_out_before_the_bot_died_is_found_on_a_later_page(
    resting: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "_PAGE", 2)
    id_, ts = asked_before(resting)
    resting.desk.journal.posting(id_)
    for number in range(5):
        resting.slack.say(BORIS, FIELD, f"talk {number}", ts)
    about = metadata(id_, "abstained")
    resting.desk.client.chat_postMessage(channel=FIELD, thread_ts=ts, text="Nothing near.", metadata=about)
    killed(resting)
    assert resting.ended(1) == {"abstained": 1}
    assert len([m for m in resting.slack.messages(FIELD, ts) if m.get("bot_id")]) == 1
    assert len(resting.slack.calls("conversations.replies")) >= 3


def test_a_reply_that_did_not_go_out_before_the_bot_died_is_sent(resting: Served) -> None:
    id_, ts = asked_before(resting)
    resting.desk.journal.posting(id_)
    killed(resting)
    assert resting.ended(1) == {"answered": 1}
    assert len(resting.slack.messages(FIELD, ts)) == 2


def test_other_apps_metadata_is_not_taken_for_a_reply(resting: Served) -> None:
    id_, ts = asked_before(resting)
    resting.desk.journal.posting(id_)
    resting.slack.say(BORIS, FIELD, "mine", ts, metadata=metadata(id_, "answered"))
    killed(resting)
    assert resting.ended(1) == {"answered": 1}
    assert len([m for m in resting.slack.messages(FIELD, ts) if m.get("bot_id")]) == 1


def test_a_private_reply_goes_out_at_most_once_and_its_asker_learns_of_the_doubt(resting: Served) -> None:
    id_, _ = asked_before(resting, Kind.SLASH, response_url=f"{resting.slack.base_url}none")
    resting.desk.journal.posting(id_)
    killed(resting)
    told = resting.slack.wait_for(lambda: _direct(resting))
    assert told[0]["text"] == render("unsure_private", code=id_)
    assert resting.slack.ephemerals(AMINA) == [] and resting.assistant.asked == []
    assert resting.ended(1) == {"error": 1}


def test_what_ended_is_never_taken_up_again(resting: Served) -> None:
    id_, ts = asked_before(resting)
    assert resting.desk.journal.finish(id_, Ending.ANSWERED, "1.1")
    killed(resting)
    said = resting.slack.mention(BORIS, FIELD, QUESTION)
    resting.reply(said)
    assert len(resting.slack.messages(FIELD, ts)) == 1


def test_when_the_line_is_full_the_asker_is_told_and_others_are_served(slack: StandIn, tmp_path: Path) -> None:
    with serving(slack, tmp_path, slack_workers=1, slack_queue=2, slack_queue_each=1) as desk:
        desk.assistant.go_on.clear()
        first = slack.mention(AMINA, FIELD, "one?")
        assert desk.assistant.began.wait(10)
        waiting = slack.mention(AMINA, FIELD, "two?")
        slack.settle()
        turned_away = slack.mention(AMINA, FIELD, "three?")
        assert desk.reply(turned_away)["text"] == render("busy")
        other = slack.mention(BORIS, FIELD, "four?")
        slack.settle()
        desk.assistant.go_on.set()
        assert desk.reply(first) and desk.reply(waiting) and desk.reply(other)
        assert [ask.text for ask in desk.assistant.asked] == ["one?", "two?", "four?"]
        assert desk.ended(4) == {"answered": 3, "error": 1}


def test_one_person_does_not_starve_another(slack: StandIn, tmp_path: Path) -> None:
    with serving(slack, tmp_path, slack_workers=1) as desk:
        desk.assistant.go_on.clear()
        said = [slack.mention(AMINA, FIELD, f"amina {number}?") for number in range(6)]
        slack.settle()
        said.append(slack.mention(BORIS, FIELD, "boris?"))
        slack.settle()
        desk.assistant.go_on.set()
        for each in said:
            desk.reply(each)
        assert [ask.text for ask in desk.assistant.asked].index("boris?") <= 2


def test_an_end_finishes_the_answer_at_work_and_leaves_what_waits_to_the_next_start(
    slack: StandIn, tmp_path: Path
) -> None:
    with serving(slack, tmp_path, slack_workers=4) as desk:
        desk.assistant.go_on.clear()
        said = [slack.mention(person, FIELD, f"{person}?") for person in (AMINA, BORIS)]
        said.append(slack.mention(AMINA, FIELD, "and who else?"))
        assert desk.assistant.began.wait(10)
        slack.wait_for(lambda: len(desk.desk.worker.line) == 3)
        desk.desk.worker.close()
        desk.assistant.go_on.set()
        assert desk.desk.worker.stop(20)
        begun = len(desk.assistant.asked)
        assert begun < 3
        assert desk.desk.journal.counts() == {"answered": begun, "open": 3 - begun}
        desk.stop()
        desk.make()
        desk.start()
        for each in said:
            desk.reply(each)
        assert desk.ended(3) == {"answered": 3} and [len(desk.replies(each)) for each in said] == [1, 1, 1]


def test_an_end_does_not_wait_for_ever_for_what_goes_on(slack: StandIn, tmp_path: Path) -> None:
    with serving(slack, tmp_path) as desk:
        desk.assistant.go_on.clear()
        slack.mention(AMINA, FIELD, QUESTION)
        assert desk.assistant.began.wait(10)
        assert not desk.desk.worker.stop(0.05)
        desk.assistant.go_on.set()
        assert desk.desk.worker.stop(20)


def test_slow_work_shows_a_status_and_clears_it(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.slow._AFTER", 0.0)
    desk.assistant.go_on.clear()
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    assert desk.assistant.began.wait(10)
    desk.desk.slow.look()
    assert desk.slack.order("status", channel=FIELD, thread_ts=said.ts) == word("status_working")
    desk.assistant.go_on.set()
    desk.reply(said)
    desk.ended(1)
    desk.desk.slow.look()
    desk.desk.slow.look()
    assert desk.slack.order("status", channel=FIELD, thread_ts=said.ts) == ""


def test_no_word_of_a_question_is_in_logs_figures_or_the_database_of_the_refused(
    slack: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with serving(slack, tmp_path) as desk:
        slack.order("fail", method="chat.postMessage", kind="server_error")
        desk.reply(slack.mention(AMINA, FIELD, QUESTION))
        slack.slash(AMINA, FIELD, "/poc", QUESTION)
        slack.wait_for(lambda: slack.ephemerals(AMINA))
        slack.slash(AMINA, FIELD, "/poc", "forget")
        slack.wait_for(lambda: len(slack.ephemerals(AMINA)) > 1)
        desk.ended(2)
        figures = generate_latest(desk.desk.metrics.registry).decode()
    assert "zebra" not in caplog.text and "zebra" not in figures and AMINA not in figures
    assert "Unsure" in caplog.text and 'poc_endings_total{ending="answered"} 2.0' in figures
    with sqlite3.connect(tmp_path / FILE) as database:
        assert "zebra" not in "\n".join(database.iterdump())


def _direct(desk: Served) -> list[dict[str, object]]:
    """What the bot wrote to Amina directly."""
    try:
        return [message for message in desk.slack.messages("D0AMINA") if message.get("bot_id")]
    except KeyError:
        return []


def waited(is_so: Callable[[], bool]) -> None:
    """Returns once something is so in the bot, of which Slack learns nothing."""
    pause, until = threading.Event(), time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        pause.wait(0.02)


def test_an_open_question_that_no_line_has_is_taken_up_at_the_second_look(desk: Served) -> None:
    id_, ts = asked_before(desk)
    missed = desk.desk.worker.take_up({})
    assert missed == {id_: AMINA} and desk.desk.journal.counts() == {"open": 1}
    desk.desk.worker.take_up(missed)
    assert desk.ended(1) == {"answered": 1}
    assert desk.desk.worker.take_up(missed) == {}
    assert len([m for m in desk.slack.messages(FIELD, ts) if m.get("bot_id")]) == 1


def test_what_is_waiting_or_worked_on_is_not_taken_up_twice(desk: Served) -> None:
    desk.assistant.go_on.clear()
    said = [desk.slack.mention(AMINA, FIELD, QUESTION) for _ in range(8)]
    waited(lambda: len(desk.desk.worker.line) == 8)
    assert desk.desk.worker.take_up(desk.desk.journal.own_open()) == {}
    for id_ in desk.desk.journal.own_open():
        desk.desk.worker.accept(id_, AMINA)
    desk.assistant.go_on.set()
    assert desk.ended(8) == {"answered": 8}
    assert [len(desk.replies(each)) for each in said] == [1] * 8


def test_a_bot_that_stood_still_does_not_post_what_another_one_took_over(desk: Served, tmp_path: Path) -> None:
    desk.assistant.go_on.clear()
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    assert desk.assistant.began.wait(10)
    late = Journal(open_database(tmp_path), lambda: time.time() + 100)
    assert len(late.adopt(alone=False)) == 1
    desk.assistant.go_on.set()
    waited(lambda: not desk.desk.worker.line.jobs())
    desk.slack.settle()
    assert desk.replies(said) == []
    late.close()
    desk.stop()
    killed(desk)
    desk.reply(said)
    assert desk.ended(1) == {"answered": 1} and len(desk.replies(said)) == 1


def test_a_question_that_fails_whatever_is_tried_ends_and_its_asker_is_told_in_a_direct_thread_too(
    desk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_TRIES", 2)
    monkeypatch.setattr(worker, "_LONGEST", 0.1)

    def failing(*_: object) -> str:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(post.Poster, "send", failing)
    said = desk.slack.dm(AMINA, QUESTION)
    assert desk.ended(1) == {"error": 1}
    [told] = desk.slack.wait_for(lambda: [m for m in desk.slack.messages(said.channel) if m.get("bot_id")])
    assert "was not answered" in told["text"]


def delivered_again(desk: Served, is_so: Callable[[], bool]) -> None:
    """Lets Slack's minutes pass, in which it delivers again what nobody took, until something is so."""
    pause = threading.Event()
    for _ in range(200):
        if is_so():
            return
        desk.slack.order("advance", seconds=10)
        pause.wait(0.05)
    raise TimeoutError("Slack delivered it for half an hour")


def test_a_question_that_cannot_be_written_down_is_not_lost_in_silence(
    desk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = desk.desk.journal.record

    def full(_: Asked) -> str:
        raise OperationalError("INSERT", None, OSError("database or disk is full"))

    monkeypatch.setattr(desk.desk.journal, "record", full)
    said = [desk.slack.mention(AMINA, FIELD, QUESTION), desk.slack.dm(BORIS, QUESTION)]
    delivered_again(desk, lambda: all(desk.replies(each) for each in said))
    told = [desk.reply(each)["text"] for each in said]
    assert told == [render("not_taken")] * 2
    monkeypatch.setattr(desk.desk.journal, "record", record)
    desk.slack.order("advance", seconds=4000)
    desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    assert [len(desk.replies(each)) for each in said] == [1, 1]


def test_a_question_that_is_written_down_at_the_last_delivery_is_answered_and_nothing_else_is_said(
    desk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, failures = desk.desk.journal.record, [1, 2, 3]

    def late(asked: Asked) -> str:
        if failures:
            failures.pop()
            raise OperationalError("INSERT", None, OSError("database is locked"))
        return record(asked)

    monkeypatch.setattr(desk.desk.journal, "record", late)
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    delivered_again(desk, lambda: bool(desk.replies(said)))
    assert desk.ended(1) == {"answered": 1} and len(desk.replies(said)) == 1
