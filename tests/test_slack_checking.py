"""``/poc check`` and the shortcut that checks a message: private, once, journalled, within Slack's limits."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.assistant import EVERYONE, Assistant
from bot.quotes import Check, Finding, Verdict
from bot.slack.checking import _bare, laid_out
from bot.slack.intake import CHECK
from bot.slack.limits import MESSAGE_BLOCKS, PAYLOAD, weight
from prompts import word
from scripts.evaluation.quote_changes import altered
from tests.conftest import ROOT
from tests.desks import AMINA, BORIS, FIELD, Served, serving, words
from tests.slack_stand_in import StandIn
from tests.slack_stand_in.payloads import content_of


@pytest.fixture(scope="module")
def true_and_changed(samples: Assistant) -> tuple[str, str]:
    """A sentence of the samples, and the same with one modal verb changed."""
    store = samples.searcher().store
    trials = altered([store.document(id_) for id_ in store.ids], 40, seed=3)
    trial = next(t for t in trials if t.change == "modal" and '"' not in t.truth and "“" not in t.truth)
    return trial.truth, trial.text


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def desk(slack: StandIn, tmp_path: Path, samples: Assistant) -> Iterator[Served]:
    settings = samples.settings
    with serving(slack, tmp_path, samples) as served:
        yield served
    samples.settings = settings


def whispered(desk: Served) -> str:
    return words(desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[-1].get("blocks"))


def test_a_quotation_is_checked_for_the_asker_alone(desk: Served, true_and_changed: tuple[str, str]) -> None:
    _, changed = true_and_changed
    desk.slack.slash(AMINA, FIELD, "/poc", f'check "{changed}"')
    seen = whispered(desk)
    assert "Altered" in seen and "the document has" in seen
    assert desk.slack.ephemerals(BORIS) == [] and desk.slack.messages(FIELD) == []
    assert desk.ended(1) == {"answered": 1}


def test_the_words_behind_the_quotation_say_where_it_is_said_to_stand(
    desk: Served, true_and_changed: tuple[str, str]
) -> None:
    true, _ = true_and_changed
    desk.slack.slash(AMINA, FIELD, "/poc", f"check “{true}” the Kigali Principles, p. 3")
    seen = whispered(desk)
    assert word("verdict_elsewhere") in seen and "Misattributed" not in seen and "✗" not in seen


@pytest.mark.parametrize("text", ["check", "check “”", "check S/RES/2999 (2030), para. 3"])
def test_nothing_to_check_is_told_in_a_sentence(desk: Served, text: str) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", text)
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[-1]
    assert (words(shown.get("blocks")) or str(shown["text"])).rstrip().endswith(".")


def test_the_shortcut_checks_a_message_and_nothing_of_it_is_logged(
    desk: Served, true_and_changed: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    true, changed = true_and_changed
    said = desk.slack.say(BORIS, FIELD, f"The draft says “{changed}” and also “{true}”.")
    desk.slack.shortcut(AMINA, CHECK, FIELD, said.ts)
    seen = whispered(desk)
    assert "Altered" in seen and "Exact" in seen
    assert desk.slack.ephemerals(BORIS) == [] and len(desk.slack.messages(FIELD)) == 1
    assert changed[:40] not in caplog.text


def test_its_text_is_deleted_like_a_questions(desk: Served, true_and_changed: tuple[str, str]) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", f'check "{true_and_changed[0]}"')
    whispered(desk)
    desk.ended(1)
    assert desk.desk.journal.forget(AMINA) == 1


def test_many_findings_fit_and_the_rest_is_counted(samples: Assistant, true_and_changed: tuple[str, str]) -> None:
    found = samples.check(true_and_changed[1], audience=EVERYONE)
    message = laid_out([Finding(start=i, end=i + 1, quotation=found) for i in range(120)], "abc")
    assert len(message.blocks) <= MESSAGE_BLOCKS and weight(message.blocks) <= PAYLOAD
    assert "do not fit here" in words(message.blocks)
    content_of({"text": message.text, "blocks": message.blocks, "metadata": message.metadata})


def test_words_of_people_call_nobody() -> None:
    nasty = "<!channel> & *bold* <@U0BORIS>"
    found = Check(quote=nasty, claimed="", verdict=Verdict.ABSENT, notices=(nasty,))
    message = laid_out([Finding(start=0, end=1, quotation=found)], "abc")
    sections = [block for block in message.blocks if block["type"] != "rich_text"]
    assert "<!channel>" not in words(sections) and "<!channel>" not in message.text


def test_the_manifest_has_the_shortcut() -> None:
    manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    assert CHECK in [shortcut["callback_id"] for shortcut in manifest["features"]["shortcuts"]]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        (" (S/RES/2999 (2030), para. 3).", "S/RES/2999 (2030), para. 3"), ("S/RES/2999 (2030)", "S/RES/2999 (2030)"),
        ("(the Kigali Principles)", "the Kigali Principles"), ("(S/RES/2999 (2030)", "S/RES/2999 (2030)"),
        ("(a) of the annex (b)", "(a) of the annex (b)"), ("p. 3)", "p. 3"), ("", ""),
    ],
)  # fmt: skip
def test_brackets_around_a_place_go_and_those_inside_it_stay(typed: str, place: str) -> None:
    assert _bare(typed) == place
