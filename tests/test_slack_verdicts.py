"""Advisers in Slack: buttons in the passage's modal for their group alone, forms, and the line on the message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.slack.verdict_views import Judged
from bot.state import Judgement, Verdict
from prompts import render, word
from tests.desks import AMINA, BORIS, FIELD, Served, serving, words
from tests.slack_stand_in import Json, StandIn

QUESTION = "Who is responsible for early warning?"
WORDING = "Who is responsible for early warning in a mission?"
GROUP = "S0ADVISERS"


@pytest.fixture
def desk(tmp_path: Path, samples: Assistant) -> Iterator[Served]:
    before = samples.settings
    with StandIn() as slack:
        slack.order("add_group", id=GROUP, users=[BORIS])
        with serving(slack, tmp_path, samples, adviser_group=GROUP) as served:
            yield served
    samples.settings = before


def modal(desk: Served, user: str, depth: int = 1) -> Json:
    return desk.slack.wait_for(lambda: desk.slack.views(user)[depth - 1 :])[0]


def begun(desk: Served, kind: str) -> Json:
    """The reply, once an adviser has opened the form for a verdict on its first source."""
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    desk.slack.click(BORIS, reply, "show_passage")
    desk.slack.click(BORIS, modal(desk, BORIS), f"verdict_{kind}")
    modal(desk, BORIS, 2)
    return reply


def verdict(desk: Served) -> Verdict:
    (kept,) = desk.slack.wait_for(lambda: desk.desk.journal.verdicts.all())
    return kept


def message(desk: Served, reply: Json, sign: str) -> Json:
    """The reply as it stands once a verdict's sign is in it."""

    def found() -> list[Json]:
        return [m for m in desk.slack.messages(FIELD) if m["ts"] == reply["ts"] and sign in words(m["blocks"])]

    return desk.slack.wait_for(found)[0]


def test_the_buttons_are_there_for_the_group_and_for_nobody_else(desk: Served) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION))
    for user in (AMINA, BORIS):
        desk.slack.click(user, reply, "show_passage")
    assert word("verdict_confirm") not in words(modal(desk, AMINA)["blocks"])
    assert word("verdict_confirm") in words(modal(desk, BORIS)["blocks"])


def test_a_confirmation_is_kept_in_the_advisers_words_and_seen_on_the_message(desk: Served) -> None:
    reply = begun(desk, "confirm")
    desk.slack.submit_view(BORIS, {"verdict_wording": WORDING})
    kept = verdict(desk)
    assert (kept.kind, kept.wording, kept.adviser) == (Judgement.CONFIRM, WORDING, BORIS)
    line = render("verdict_line_confirm", number="[1]", date=f"{kept.day.day} {kept.day:%B %Y}", note="")
    shown = message(desk, reply, line)
    at = [block["block_id"] for block in shown["blocks"]]
    assert at.index("verdict_source_1") == at.index("source_1") + 1
    assert shown["metadata"] == reply["metadata"] and len(shown["blocks"]) == len(reply["blocks"]) + 1


def test_a_correction_finds_the_right_passage_inside_the_modal(desk: Served) -> None:
    reply = begun(desk, "correct")
    form = modal(desk, BORIS, 2)
    desk.slack.click(BORIS, form, "verdict_search", "Who sends early-warning messages?")
    found = desk.slack.wait_for(lambda: [v for v in desk.slack.views(BORIS) if word("verdict_choose") in words(v)])
    desk.slack.click(BORIS, found[-1], "verdict_choose")
    desk.slack.wait_for(lambda: [v for v in desk.slack.views(BORIS) if word("verdict_chosen") in words(v["blocks"])])
    desk.slack.submit_view(BORIS, {"verdict_wording": WORDING})
    kept = verdict(desk)
    assert kept.right and kept.right != kept.reference
    shown = message(desk, reply, "✎")
    corrected = next(block for block in shown["blocks"] if block["block_id"] == "verdict_source_1")
    assert corrected["accessory"]["value"] == kept.right


def test_a_correction_without_passage_or_note_and_one_without_wording_are_sent_back(desk: Served) -> None:
    begun(desk, "correct")
    desk.slack.submit_view(BORIS, {"verdict_wording": WORDING})
    errors = desk.slack.wait_for(lambda: desk.slack.views(BORIS)[-1].get("errors"))
    assert errors == {"verdict_note": render("verdict_needs_passage")}
    desk.slack.submit_view(BORIS, {"verdict_wording": "?", "verdict_note": "See the annex."})
    desk.slack.wait_for(lambda: "verdict_wording" in (desk.slack.views(BORIS)[-1].get("errors") or {}))
    assert desk.desk.journal.verdicts.all() == ()


def test_a_later_verdict_on_the_same_source_takes_the_earlier_ones_place(desk: Served) -> None:
    reply = begun(desk, "reject")
    desk.slack.submit_view(BORIS, {"verdict_wording": WORDING, "verdict_note": "Replaced since."})
    message(desk, reply, "Replaced since.")
    before = [view["id"] for view in desk.slack.views(BORIS)]
    desk.slack.click(BORIS, message(desk, reply, "✗"), "show_passage")
    (fresh,) = desk.slack.wait_for(lambda: [v for v in desk.slack.views(BORIS) if v["id"] not in before])
    desk.slack.click(BORIS, fresh, "verdict_confirm")
    modal(desk, BORIS, 2)
    desk.slack.submit_view(BORIS, {"verdict_wording": WORDING})
    shown = message(desk, reply, "✓")
    assert "✗" not in words(shown["blocks"])


def test_one_who_left_the_group_judges_nothing_more(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.audience._KEPT", 0.0)
    begun(desk, "confirm")
    desk.slack.order("add_group", id=GROUP, users=[])
    desk.slack.submit_view(BORIS, {"verdict_wording": WORDING})
    desk.slack.wait_for(lambda: render("verdict_gone") in words(desk.slack.views(BORIS)))
    assert desk.desk.journal.verdicts.all() == ()


def test_a_private_answer_is_judged_without_a_message_to_mark(desk: Served) -> None:
    desk.slack.slash(BORIS, FIELD, "/poc", QUESTION)
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(BORIS))[0]
    desk.slack.click(BORIS, shown, "show_passage")
    desk.slack.click(BORIS, modal(desk, BORIS), "verdict_confirm")
    modal(desk, BORIS, 2)
    desk.slack.submit_view(BORIS, {"verdict_wording": WORDING})
    assert verdict(desk).wording == WORDING
    assert desk.slack.messages(FIELD) == []


def test_what_a_button_carries_is_read_back_and_nothing_else() -> None:
    about = Judged("d.1.2.abc", "C1", "1.2", "source_3", "confirm")
    assert Judged.decode(about.encode()) == about and about.number == "[3]"
    assert Judged.decode("nonsense") is None
    assert len(Judged("d" * 130, "C" * 12, "1" * 20, "source_10", "correct", "d" * 130).encode()) < 400
