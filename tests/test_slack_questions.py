"""From a question in Slack to its reply: mentions, direct messages, follow-ups, commands, shortcuts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model import Outcome
from prompts import render
from tests.desks import AMINA, BORIS, BOT, FIELD, Canned, Served, answered, claim, serving, silent, words
from tests.slack_stand_in import StandIn

QUESTION = "Who plans the patrols?"


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def desk(slack: StandIn, tmp_path: Path) -> Iterator[Served]:
    with serving(slack, tmp_path) as served:
        yield served


def nothing_more(desk: Served, count: int) -> None:
    """All deliveries are over, and the bot was asked so many questions in all."""
    desk.slack.settle()
    assert sum(desk.ended(count).values()) == count


def test_a_mention_is_answered_once_in_its_thread_though_it_arrives_as_two_events(desk: Served) -> None:
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    reply = desk.reply(said)
    assert len(said.event_ids) == 2
    assert "Patrols shall be planned." in words(reply["blocks"]) and "[1]" in reply["text"]
    assert desk.assistant.asked[0].text == QUESTION
    nothing_more(desk, 1)
    assert len(desk.replies(said)) == 1


def test_a_reply_carries_the_questions_id_and_no_previews(desk: Served) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    payload = reply["metadata"]["event_payload"]
    assert set(payload) == {"question", "outcome"} and payload["outcome"] == "answered"
    assert desk.desk.journal.entry(payload["question"]) is not None
    assert (reply["unfurl_links"], reply["unfurl_media"]) == (False, False)


def test_an_event_that_is_delivered_again_is_no_new_question(desk: Served) -> None:
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    desk.reply(said)
    for event in said.event_ids:
        desk.slack.order("repeat", event_id=event)
    nothing_more(desk, 1)
    assert len(desk.replies(said)) == 1


def test_an_event_whose_acknowledgement_was_lost_is_answered_once(desk: Served) -> None:
    desk.slack.order("lose_acks", times=2)
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    desk.reply(said)
    desk.slack.wait_for(lambda: any(ack.attempt == 1 for ack in desk.slack.acks))
    desk.slack.order("advance", seconds=400)
    nothing_more(desk, 1)
    assert len(desk.replies(said)) == 1


def test_nothing_is_acknowledged_that_could_not_be_written_down(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    record, failed = desk.desk.journal.record, threading.Semaphore(0)

    def failing(asked: object) -> str:
        failed.release()
        raise OSError("disk full")

    monkeypatch.setattr(desk.desk.journal, "record", failing)
    said = desk.slack.mention(AMINA, FIELD, QUESTION)
    assert failed.acquire(timeout=10) and failed.acquire(timeout=10)
    monkeypatch.setattr(desk.desk.journal, "record", record)
    desk.slack.order("advance", seconds=4)
    desk.reply(said)
    desk.slack.settle(30)
    assert not desk.slack.acks[0].ok and len(desk.replies(said)) == 1


def test_other_bots_edits_and_plain_talk_are_no_questions(desk: Served) -> None:
    desk.slack.say("U0OTHER", FIELD, f"<@{BOT}> {QUESTION}", bot_id="B0OTHER")
    plain = desk.slack.say(AMINA, FIELD, QUESTION)
    desk.slack.order("edit", user=AMINA, channel=FIELD, ts=plain.ts, text=f"<@{BOT}> {QUESTION}")
    desk.slack.settle()
    assert desk.desk.journal.counts() == {}
    assert desk.assistant.asked == []


def test_the_askers_next_question_in_the_thread_needs_no_mention(desk: Served) -> None:
    first = desk.slack.mention(AMINA, FIELD, QUESTION)
    desk.reply(first)
    desk.ended(1)
    desk.slack.say(AMINA, FIELD, "And who approves them?", first.ts)
    desk.reply(first, 2)
    assert desk.assistant.asked[1].history == (QUESTION,)


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (BORIS, "And who approves them?"),
        (AMINA, "Thank you, that helps."),
        (AMINA, f"What do you think, <@{BORIS}>?"),
        (AMINA, "<!here> who approves them?"),
    ],
)
def test_other_talk_in_the_thread_is_left_alone(desk: Served, who: str, text: str) -> None:
    first = desk.slack.mention(AMINA, FIELD, QUESTION)
    desk.reply(first)
    desk.ended(1)
    desk.slack.say(who, FIELD, text, first.ts)
    nothing_more(desk, 1)
    assert [ask.text for ask in desk.assistant.asked] == [QUESTION] and len(desk.replies(first)) == 1


def test_follow_ups_can_be_switched_off(slack: StandIn, tmp_path: Path) -> None:
    with serving(slack, tmp_path, follow_ups=False) as desk:
        first = slack.mention(AMINA, FIELD, QUESTION)
        desk.reply(first)
        desk.ended(1)
        slack.say(AMINA, FIELD, "And who approves them?", first.ts)
        nothing_more(desk, 1)
        assert [ask.text for ask in desk.assistant.asked] == [QUESTION] and len(desk.replies(first)) == 1


def test_a_direct_message_is_answered_and_its_thread_gets_a_title(desk: Served) -> None:
    said = desk.slack.dm(AMINA, QUESTION)
    desk.reply(said)
    call = desk.slack.wait_for(lambda: desk.slack.calls("assistant.threads.setTitle"))[0]
    assert call.args["title"] == QUESTION and call.error == ""
    assert AMINA in desk.assistant.asked[0].audience


def test_a_channel_gets_what_the_channel_may_see_and_a_hint_that_there_is_more(desk: Served) -> None:
    desk.assistant.limited = frozenset({AMINA})
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    assert desk.assistant.asked[0].audience == {FIELD}
    assert render("private_offer") in words(reply["blocks"])
    other = desk.reply(desk.slack.mention(BORIS, FIELD, QUESTION))
    assert render("private_offer") not in words(other["blocks"])


def test_hello_and_help_are_answered_with_help(desk: Served) -> None:
    for text in ("help", "Hello!", ""):
        assert "/poc" in desk.reply(desk.slack.mention(AMINA, FIELD, text))["text"]
    assert desk.assistant.asked == []


def test_a_command_is_answered_for_the_asker_alone(desk: Served) -> None:
    channel = desk.slack.order("add_channel", name="far", members=[AMINA], bot=False)
    desk.slack.slash(AMINA, channel, "/poc", QUESTION)
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))
    assert "Patrols shall be planned." in words(shown[0]["blocks"])
    assert desk.slack.messages(channel) == []
    assert desk.assistant.asked[0].audience == {AMINA, channel}
    assert len(shown) == 1


def test_an_unknown_subcommand_is_a_question(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "tiers")
    desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))
    assert desk.assistant.asked[0].text == "tiers"


@pytest.mark.parametrize("text", ["", "help", "HELP "])
def test_the_command_helps(desk: Served, text: str) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", text)
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))
    assert "/poc forget" in shown[0]["text"]


def test_a_person_can_have_their_questions_forgotten(desk: Served) -> None:
    said = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    other = desk.reply(desk.slack.mention(BORIS, FIELD, QUESTION))
    desk.ended(2)
    desk.slack.slash(AMINA, FIELD, "/poc", "forget")
    desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))
    texts = [
        entry.text if (entry := desk.desk.journal.entry(each["metadata"]["event_payload"]["question"])) else None
        for each in (said, other)
    ]
    assert texts == ["", QUESTION]


def test_the_shortcut_asks_about_a_message_in_private(desk: Served) -> None:
    said = desk.slack.say(BORIS, FIELD, "We hear that patrols need a plan")
    desk.slack.shortcut(AMINA, "ask_about", FIELD, said.ts)
    desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))
    assert desk.assistant.asked[0].text == "We hear that patrols need a plan"
    assert desk.slack.ephemerals(BORIS) == [] and len(desk.slack.messages(FIELD)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "A witness named John Deng saw it, who protects him?",
        "Call +211 912 345 678 about the threat?",
        "Is 4.85165, 31.58247 in the area of the mission?",
        "Between us and off the record: who leads?",
    ],
)
def test_what_looks_sensitive_is_answered_directly(desk: Served, text: str) -> None:
    said = desk.slack.mention(AMINA, FIELD, text)
    reply = desk.reply(said)
    assert reply["text"] == render("sent_privately")
    direct = [m for m in desk.slack.messages("D0AMINA") if m.get("bot_id")]
    assert len(direct) == 1 and "Patrols shall be planned." in words(direct[0]["blocks"])
    assert len(desk.replies(said)) == 1


def test_each_way_to_end_is_in_the_journal(slack: StandIn, tmp_path: Path) -> None:
    ends = {
        "a": answered(claim("Yes.")),
        "b": silent("Nothing near."),
        "c": silent("Not for us.", Outcome.REFUSED),
        "d": silent("Too long.", Outcome.ERROR),
    }
    with serving(slack, tmp_path) as desk:
        desk.assistant.answer = lambda ask: ends[ask.text]
        said = [slack.mention(AMINA, FIELD, text) for text in ends]
        replies = [desk.reply(each) for each in said]
        assert desk.ended(4) == {"answered": 1, "abstained": 1, "refused": 1, "error": 1}
        refused = desk.desk.journal.entry(replies[2]["metadata"]["event_payload"]["question"])
        assert refused is not None and refused.text == ""


def test_a_failure_ends_with_a_reference_that_the_log_knows(
    slack: StandIn, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(ask: object) -> None:
        raise ValueError(QUESTION)

    with serving(slack, tmp_path) as desk:
        desk.assistant = Canned(desk.settings)
        desk.desk.worker._answering._assistant.answer = broken  # type: ignore[attr-defined]
        reply = desk.reply(slack.mention(AMINA, FIELD, QUESTION))
        code = reply["metadata"]["event_payload"]["question"]
        assert reply["text"] == render("error_reference", code=code)
        assert code in caplog.text and QUESTION not in caplog.text
        assert desk.ended(1) == {"error": 1}
