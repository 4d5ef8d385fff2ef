"""Windows in Slack: seen at once however long they take, never left at the announcement, and told where they fail."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.slack.limits import Block
from bot.slack.views import waiting_view
from prompts import render
from tests.desks import AMINA, BORIS, FIELD, TEAM, Served, serving, words
from tests.slack_stand_in import Json, StandIn

QUESTION = "Who is responsible for early warning?"
GROUP = "S0ADVISERS"
WAITING = words(waiting_view()["blocks"])


@pytest.fixture
def desk(tmp_path: Path, samples: Assistant) -> Iterator[Served]:
    before = samples.settings
    with StandIn() as slack:
        slack.order("add_group", id=GROUP, users=[BORIS])
        with serving(slack, tmp_path, samples, adviser_group=GROUP, adviser_channel=TEAM) as served:
            yield served
    samples.settings = before


class Held:
    """A function that waits until it is let go on; ``begun`` counts its calls."""

    def __init__(self, own: Callable[..., Any]) -> None:
        self._own, self.go_on, self.begun = own, threading.Event(), threading.Semaphore(0)

    def __call__(self, *given: Any, **more: Any) -> Any:
        self.begun.release()
        assert self.go_on.wait(30)
        return self._own(*given, **more)


def held(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> Held:
    slow = Held(getattr(owner, name))
    monkeypatch.setattr(owner, name, slow)
    return slow


def seen(desk: Served, text: str, user: str = AMINA) -> Json:
    """A person's topmost window, once a text stands in it."""

    def found() -> list[Json]:
        return [view for view in desk.slack.views(user)[-1:] if text in words(view["blocks"])]

    return desk.slack.wait_for(found)[0]


def late(desk: Served, slow: Held, text: str, user: str = AMINA) -> Json:
    """The window, which says that it is being made, and what it becomes."""
    seen(desk, WAITING, user)
    slow.go_on.set()
    return seen(desk, text, user)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("forum", "Should we shoot the men at the gate now?", "people in command"),
        ("who", "zebra", "No role, tier or mission was recognised"),
        ("compare", "UNMISS", "Two documents are needed"),
    ],
)
def test_a_window_whose_answer_is_there_at_once_does_not_stay_at_the_announcement(
    desk: Served, name: str, typed: str, said: str
) -> None:
    for _ in range(3):
        desk.slack.slash(AMINA, FIELD, "/poc", name)
        desk.slack.wait_for(lambda: [v for v in desk.slack.views(AMINA) if v["private_metadata"] == name])
        desk.slack.submit_view(AMINA, {"words": typed})
        desk.slack.settle()
        desk.slack.wait_for(lambda: [v for v in desk.slack.views(AMINA) if not v["private_metadata"]])
        assert said in words(desk.slack.views(AMINA)[-1]["blocks"])


def test_a_brief_that_takes_long_is_announced_and_comes(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = held(monkeypatch, desk.assistant, "product")
    desk.slack.slash(AMINA, FIELD, "/poc", "forum")
    desk.slack.wait_for(lambda: desk.slack.views(AMINA))
    desk.slack.submit_view(AMINA, {"words": "early warning"})
    late(desk, slow, "Where to raise it")
    assert all(ack.ok for ack in desk.slack.acks)


@pytest.mark.parametrize(
    ("held_up", "button", "said"),
    [("show", "show_passage", "early warning"), ("ask", "ask_adviser", QUESTION)],
    ids=["a passage", "the preview for advisers"],
)
def test_what_takes_long_behind_a_button_is_announced_and_comes(
    desk: Served, monkeypatch: pytest.MonkeyPatch, held_up: str, button: str, said: str
) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    slow = held(monkeypatch, desk.assistant, held_up)
    desk.slack.click(AMINA, reply, button)
    shown = words(late(desk, slow, said)["blocks"])
    assert said in shown and WAITING not in shown
    assert len(desk.slack.views(AMINA)) == 1


def test_an_advisers_form_and_its_search_are_announced_and_come(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    desk.slack.click(BORIS, reply, "show_passage")
    passage = desk.slack.wait_for(lambda: desk.slack.views(BORIS))[0]
    with monkeypatch.context() as patched:
        slow = held(patched, desk.assistant, "show")
        desk.slack.click(BORIS, passage, "verdict_correct")
        form = late(desk, slow, render("verdict_search_hint"), BORIS)
    slow = held(monkeypatch, desk.assistant, "ask")
    desk.slack.click(BORIS, form, "verdict_search", "threat assessment")
    assert render("verdict_search_hint") in words(seen(desk, WAITING, BORIS)["blocks"])
    assert "Choose" in words(late(desk, slow, "threat assessment", BORIS)["blocks"])


def test_a_window_that_was_closed_meanwhile_is_left(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    slow = held(monkeypatch, desk.assistant, "show")
    desk.slack.click(AMINA, reply, "show_passage")
    seen(desk, WAITING)
    desk.slack.order("close_view", user=AMINA)
    slow.go_on.set()
    desk.slack.wait_for(lambda: len(desk.slack.calls("views.update")) == 1)
    desk.slack.settle()
    assert desk.slack.views(AMINA) == [] and desk.slack.ephemerals(AMINA) == []


def test_clicks_that_are_slow_keep_no_other_click_waiting(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "tension armed-unarmed")
    brief = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[0]
    slow = held(monkeypatch, desk.assistant, "product")
    for _ in range(12):
        desk.slack.click(AMINA, brief, "brief_pdf")
    assert slow.begun.acquire(timeout=10)
    reply = desk.reply(desk.slack.mention(BORIS, FIELD, QUESTION))
    desk.slack.click(BORIS, reply, "show_passage")
    seen(desk, "early warning", BORIS)
    slow.go_on.set()
    desk.slack.settle(30)
    assert all(ack.ok for ack in desk.slack.acks)


def test_whoever_presses_something_that_fails_is_told_with_a_code_that_the_log_has(
    desk: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise OSError("riders near Tamba")

    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    monkeypatch.setattr(desk.desk.journal, "rate", broken)
    desk.slack.click(AMINA, reply, "feedback", "negative")
    told = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[0]["text"]
    code = re.search(r"code (\w+)", told)
    assert code and code[1] in caplog.text and "Tamba" not in caplog.text + told


def test_what_fails_in_a_window_is_told_there_and_its_words_stay_out_of_the_log(
    desk: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Block:
        raise OSError("riders near Tamba")

    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    monkeypatch.setattr(desk.assistant, "show", broken)
    desk.slack.click(AMINA, reply, "show_passage")
    shown = words(seen(desk, render("window_failed"))["blocks"])
    assert "early warning" not in shown and "Tamba" not in shown + caplog.text


def test_a_window_that_slack_did_not_open_in_time_is_told(desk: Served) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    desk.slack.order("fail", method="views.open", error="expired_trigger_id")
    desk.slack.click(AMINA, reply, "show_passage")
    assert desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[0]["text"] == render("window_late")


def test_both_shortcuts_are_acknowledged(desk: Served) -> None:
    said = desk.slack.say(BORIS, FIELD, "“All of it” (POCDESK/SAMPLE/1)")
    for number, name in enumerate(("ask_about", "check_quotations")):
        desk.slack.shortcut(AMINA, name, FIELD, said.ts)
        desk.slack.wait_for(lambda number=number: desk.slack.ephemerals(AMINA)[number:])
    desk.slack.settle()
    assert all(ack.ok for ack in desk.slack.acks)


def test_a_brief_is_announced_as_a_file_and_opens_whole(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "who all")
    brief = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[0]
    assert render("brief_in_part") in words(brief["blocks"])
    desk.slack.click(AMINA, brief, "brief_whole")
    whole = seen(desk, "Who does what")
    assert len(words(whole["blocks"])) > len(words(brief["blocks"]))
    desk.slack.click(AMINA, brief, "brief_docx")
    assert desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA)[1:])[0]["text"] == render("brief_sending")
    desk.slack.wait_for(lambda: desk.slack.calls("files.completeUploadExternal"))
