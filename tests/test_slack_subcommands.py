"""Sub-commands of ``/poc``: answered through the journal, opened at once, or done at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack import subcommands
from bot.slack.calls import Call, Subcommand
from bot.slack.layout import Message, said
from bot.slack.limits import Block
from bot.slack.subcommands import help_text, meant
from bot.slack.views import notice_view
from corpus.errors import InputError
from prompts import render, word
from tests.desks import AMINA, FIELD, TEAM, Served, serving, words
from tests.slack_stand_in import StandIn


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """A table with sub-commands of every kind; the list holds what they were called with."""
    made: list[Call] = []

    def measure(call: Call) -> Message:
        made.append(call)
        if call.argument == "nothing":
            raise InputError("There is no depth of nothing. Name a bay.")
        if call.argument == "abyss":
            raise ValueError(call.argument)
        return said(f"{call.argument}: 4 m", call.id, "abstained" if call.argument == "?" else "answered")

    def choose(call: Call) -> Block:
        made.append(call)
        return notice_view("Choose a bay.")

    def ring(call: Call) -> str:
        made.append(call)
        return "Ding."

    table = (
        Subcommand(
            "depth", answers=measure, opens=choose, said=True, meant=lambda rest, words: not rest.startswith("of ")
        ),
        Subcommand("quiet", answers=measure),
        Subcommand("ring", at_once=ring),
    )
    monkeypatch.setattr(subcommands, "TABLE", table)
    return made


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def desk(slack: StandIn, tmp_path: Path, calls: list[Call]) -> Iterator[Served]:
    with serving(slack, tmp_path) as served:
        yield served


def whispered(desk: Served, count: int = 1) -> str:
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA)[count - 1 :])[0]
    return words(shown.get("blocks")) or str(shown["text"])


def test_a_subcommand_is_answered_once_and_for_the_asker_alone(desk: Served, calls: list[Call]) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "DEPTH  North Bay ")
    assert whispered(desk) == "North Bay: 4 m"
    desk.slack.settle()
    assert desk.ended(1) == {"answered": 1} and len(desk.slack.ephemerals(AMINA)) == 1
    [call] = calls
    assert (call.argument, call.user, call.audience) == ("North Bay", AMINA, {AMINA, FIELD})
    entry = desk.desk.journal.entry(call.id)
    assert entry is not None and entry.text == "DEPTH  North Bay"
    assert desk.assistant.asked == [] and desk.slack.messages(FIELD) == []


def test_a_message_says_how_its_entry_ends(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "depth ?")
    assert desk.ended(1) == {"abstained": 1}


def test_what_goes_wrong_in_a_subcommand_is_told(desk: Served, caplog: pytest.LogCaptureFixture) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "depth nothing")
    assert whispered(desk) == "There is no depth of nothing. Name a bay."
    desk.slack.slash(AMINA, FIELD, "/poc", "depth abyss")
    assert "reference" in whispered(desk, 2) or "code" in whispered(desk, 2)
    assert desk.ended(2) == {"error": 2} and "abyss" not in caplog.text


def test_words_that_do_not_fit_a_subcommand_are_a_question(desk: Served, calls: list[Call]) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "depth of the bay?")
    whispered(desk)
    assert desk.assistant.asked[0].text == "depth of the bay?" and calls == []


def test_without_an_argument_a_window_opens_and_nothing_is_journalled(desk: Served, calls: list[Call]) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "depth")
    view = desk.slack.wait_for(lambda: desk.slack.views(AMINA))[-1]
    assert "Choose a bay." in words(view["blocks"])
    assert desk.desk.journal.counts() == {} and calls[0].id == ""


def test_a_window_that_slack_does_not_open_is_told(desk: Served) -> None:
    desk.slack.order("fail", method="views.open", error="expired_trigger_id")
    desk.slack.slash(AMINA, FIELD, "/poc", "depth")
    assert whispered(desk) == render("window_late")
    desk.slack.order("fail", method="views.open", kind="server_error", times=3)
    desk.slack.slash(AMINA, FIELD, "/poc", "depth")
    assert whispered(desk, 2).startswith(render("action_failed", code="\0").partition("\0")[0])


def test_what_is_done_at_once_is_said_with_the_acknowledgement(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "ring")
    assert whispered(desk) == "Ding." and desk.desk.journal.counts() == {}


def test_some_work_in_messages_too_with_the_audience_of_the_place(desk: Served, calls: list[Call]) -> None:
    direct = desk.reply(desk.slack.dm(AMINA, "depth North &amp; South Bay"))
    assert words(direct["blocks"]) == "North & South Bay: 4 m"
    open_ = desk.reply(desk.slack.mention(AMINA, TEAM, "depth North Bay"))
    assert words(open_["blocks"]) == "North Bay: 4 m"
    assert [call.audience for call in calls] == [{AMINA}, {TEAM}]


def test_others_are_questions_in_messages(desk: Served, calls: list[Call]) -> None:
    desk.reply(desk.slack.dm(AMINA, "quiet North Bay"))
    assert desk.assistant.asked[0].text == "quiet North Bay" and calls == []


def test_help_lists_every_subcommand_with_what_it_does() -> None:
    listed = help_text("your POC adviser")
    for each in subcommands.TABLE:
        typed, _, does = word(f"command_{each.name}").partition(" – ")
        assert f"`/poc {typed}" in listed and typed.startswith(each.name) and does in listed
        assert each.answers or each.opens or each.at_once


def test_a_name_alone_in_a_longer_question_calls_nothing() -> None:
    assert meant("help us with the mandate") is None and meant("forget") is not None


@pytest.mark.parametrize("typed", ["selfcheck", "self-check", "Self check", "SELF-CHECK"])
def test_self_check_may_be_written_as_one_word_or_two(typed: str) -> None:
    found = meant(typed)
    assert found is not None and found[0].name == "selfcheck"
    assert meant("self-checks of leaders") is None
