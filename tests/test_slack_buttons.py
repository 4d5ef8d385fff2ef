"""Buttons, modals and tabs: passages, verdicts, sharing, advisers, the Home tab."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.model import Outcome
from bot.settings import Settings
from bot.showing import InService, Listed, Reference
from bot.slack.audience import Audiences
from bot.slack.home import age, home_view
from bot.slack.views import passage_view
from bot.state import Rating
from prompts import render, word
from tests.desks import AMINA, BORIS, FIELD, TEAM, Served, answered, serving, silent, words
from tests.slack_stand_in import Json, StandIn
from tests.slack_stand_in.payloads import checked_view

QUESTION = "Who is responsible for early warning?"
ZEBRA = "Who plans the zebra patrols?"


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def desk(slack: StandIn, tmp_path: Path) -> Iterator[Served]:
    with serving(slack, tmp_path, adviser_channel=TEAM) as served:
        yield served


@pytest.fixture
def sampled(slack: StandIn, tmp_path: Path, samples: Assistant) -> Iterator[Served]:
    """A desk over the bundled samples."""
    before = samples.settings
    with serving(slack, tmp_path, samples) as served:
        yield served
    samples.settings = before


def view_of(desk: Served, user: str = AMINA) -> Json:
    """The modal that a person has open, once it is there."""
    return desk.slack.wait_for(lambda: desk.slack.views(user))[-1]


def private(desk: Served, user: str = AMINA, text: str = ZEBRA, count: int = 1) -> Json:
    desk.slack.slash(user, FIELD, "/poc", text)
    return desk.slack.wait_for(lambda: desk.slack.ephemerals(user)[count - 1 :])[0]


def test_show_passage_opens_the_passage_verbatim_with_its_place_and_neighbours(sampled: Served) -> None:
    reply = sampled.reply(sampled.slack.mention(AMINA, FIELD, QUESTION))
    button = next(block["accessory"] for block in reply["blocks"] if block.get("accessory"))
    sampled.slack.click(AMINA, reply, "show_passage")
    seen = words(view_of(sampled)["blocks"])
    shown = sampled.assistant.show(Reference.decode(button["value"]))
    assert shown.text in seen and shown.citation.quote in shown.text
    assert word("passage_before") in seen or word("passage_after") in seen
    assert shown.citation.status in seen and shown.citation.document in seen


def test_a_passage_that_changed_or_is_hidden_is_not_shown(samples: Assistant) -> None:
    answer = samples.ask(QUESTION)
    reference = Reference.of(answer.claims[0].citations[0])
    assert samples.show(reference) is not None
    gone = Reference(reference.document, reference.start, reference.end, "00000000")
    assert samples.show(gone) is None
    assert samples.show(Reference("f" * 64, 0, 5, "")) is None
    assert escape_free(passage_view(None)) == render("passage_gone")
    assert Reference.decode("nonsense") is None and Reference.decode(reference.encode()) == reference


def escape_free(view: Json) -> str:
    checked_view(view, "modal")
    return str(view["blocks"][0]["text"]["text"])


def test_a_thumb_up_is_kept_with_ids_alone(desk: Served) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, ZEBRA))
    desk.slack.click(BORIS, reply, "feedback", "positive")
    desk.slack.wait_for(lambda: len(desk.slack.acks) > 2)
    desk.slack.settle()
    id_ = reply["metadata"]["event_payload"]["question"]
    assert _ratings(desk, 1) == [Rating(id_, BORIS, "good", "")]


def test_a_thumb_down_asks_for_a_reason(desk: Served) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, ZEBRA))
    desk.slack.click(AMINA, reply, "feedback", "negative")
    view = view_of(desk)
    id_ = reply["metadata"]["event_payload"]["question"]
    assert view["private_metadata"] == id_ and _ratings(desk, 1)[0].verdict == "bad"
    desk.slack.submit_view(AMINA, {"reason": "outdated"})
    desk.slack.wait_for(lambda: render("feedback_thanks") in words(desk.slack.views(AMINA)))
    assert _ratings(desk, 1) == [Rating(id_, AMINA, "bad", "outdated")]


def test_a_private_answer_is_shared_once_after_asking_for_the_channel(desk: Served) -> None:
    shown = private(desk)
    desk.slack.click(AMINA, shown, "share")
    desk.slack.click(AMINA, shown, "share")
    desk.slack.wait_for(lambda: desk.slack.messages(FIELD))
    desk.slack.settle()
    desk.ended(2)
    (message,) = desk.slack.messages(FIELD)
    told = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA)[1:])
    assert [each["text"] for each in told] == [render("shared_already")]
    assert [ask.audience for ask in desk.assistant.asked] == [{AMINA, FIELD}, {FIELD}]
    assert f"<@{AMINA}>" in words(message["blocks"]) and ZEBRA in words(message["blocks"])


def test_what_the_channel_may_not_see_is_not_shared(desk: Served) -> None:
    desk.assistant.answer = lambda ask: answered() if AMINA in ask.audience else silent("Nothing.", Outcome.ABSTAINED)
    desk.slack.click(AMINA, private(desk), "share")
    told = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA)[1:])[0]
    assert told["text"] == render("not_shared") and desk.slack.messages(FIELD) == []


def test_sharing_where_the_bot_is_no_member_says_what_to_do_and_may_be_tried_again(desk: Served) -> None:
    shown = private(desk)
    desk.slack.order("leave", user="U0BOT", channel=FIELD)
    desk.slack.click(AMINA, shown, "share")
    desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA)[1:])
    assert desk.slack.ephemerals(AMINA)[1]["text"] == render("share_needs_member")
    desk.ended(2)
    desk.slack._slack.workspace.channels[FIELD].members.add("U0BOT")
    desk.slack.click(AMINA, shown, "share")
    desk.slack.wait_for(lambda: desk.slack.messages(FIELD))


def test_somebody_elses_private_answer_is_not_theirs_to_share(desk: Served) -> None:
    shown = private(desk)
    desk.slack.click(BORIS, shown, "share")
    desk.slack.settle()
    desk.ended(1)
    assert desk.slack.messages(FIELD) == []


def test_a_question_goes_to_advisers_after_a_preview_and_once(desk: Served) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, ZEBRA))
    desk.slack.click(AMINA, reply, "ask_adviser")
    view = view_of(desk)
    assert ZEBRA in words(view["blocks"]) and view["private_metadata"] not in ("", ZEBRA)
    desk.slack.submit_view(AMINA)
    contact = desk.settings.contact
    desk.slack.wait_for(lambda: render("adviser_sending", contact=contact) in words(desk.slack.views(AMINA)))
    desk.slack.click(AMINA, reply, "ask_adviser")
    desk.slack.wait_for(lambda: render("adviser_already", contact=contact) in words(desk.slack.views(AMINA)))
    desk.ended(2)
    (message,) = desk.slack.messages(TEAM)
    assert ZEBRA in words(message["blocks"]) and f"<@{AMINA}>" in words(message["blocks"])
    assert desk.assistant.asked[-1].audience == frozenset(), (
        "the channel and the asker have nothing of their own in common"
    )
    told = desk.slack.wait_for(lambda: [m for m in _messages(desk, "D0AMINA") if m.get("bot_id")])
    assert told[0]["text"] == render("adviser_done", contact=desk.settings.contact)


def test_only_the_asker_passes_a_question_on(desk: Served) -> None:
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, ZEBRA))
    desk.slack.click(BORIS, reply, "ask_adviser")
    assert render("adviser_yours") in words(view_of(desk, BORIS)["blocks"])
    assert desk.slack.messages(TEAM) == []


def test_without_a_channel_of_advisers_there_is_no_button(slack: StandIn, tmp_path: Path) -> None:
    with serving(slack, tmp_path) as desk:
        reply = desk.reply(slack.mention(AMINA, FIELD, ZEBRA))
        assert "ask_adviser" not in json.dumps(reply["blocks"])


def test_a_question_that_was_forgotten_cannot_be_passed_on_or_shared(desk: Served) -> None:
    shown = private(desk)
    desk.ended(1)
    desk.desk.journal.forget(AMINA)
    desk.slack.click(AMINA, shown, "ask_adviser")
    assert render("text_gone") in words(view_of(desk)["blocks"])
    desk.slack.click(AMINA, shown, "share")
    desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA)[1:])
    assert desk.slack.ephemerals(AMINA)[1]["text"] == render("text_gone")


def test_the_home_tab_lists_what_is_indexed(sampled: Served) -> None:
    sampled.slack.open_home(AMINA)
    seen = words(sampled.slack.wait_for(lambda: sampled.slack.home(AMINA))["blocks"])
    service = sampled.assistant.in_service()
    for part in ("POCDESK/SAMPLE/1", "policy, in force", "4 pp.", service.id, word("example_1")):
        assert part in seen
    assert sampled.settings.contact in seen


def test_the_messages_tab_offers_four_questions_and_posts_nothing(desk: Served) -> None:
    desk.slack.open_home(AMINA, "messages")
    prompts = desk.slack.wait_for(lambda: desk.slack.order("prompts", user=AMINA))
    assert len(prompts) == 4
    assert "thread_ts" not in desk.slack.calls("assistant.threads.setSuggestedPrompts")[0].args
    assert desk.slack.calls("chat.postMessage") == []


def listed(count: int) -> list[Listed]:
    return [
        Listed(f"Title <{n}> " + "long " * 90, f"S/{n}", "f.pdf", date(2025, 1, 1), "policy", "draft", n, False)
        for n in range(count)
    ]


@pytest.mark.parametrize(("count", "page"), [(0, 0), (1, 0), (40, 0), (41, 1), (1095, 3), (1095, 99)])
def test_the_home_tab_fits_however_many_documents_there_are(count: int, page: int) -> None:
    service = InService("s", datetime(2026, 1, 1, tzinfo=UTC), count, count)
    view = home_view(listed(count), service, Settings(), page)
    checked_view(view, "home")
    assert "<" not in words(view["blocks"])


def test_pages_of_documents_are_turned(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.assistant, "documents", lambda audience: tuple(listed(90)))
    desk.slack.open_home(AMINA)
    first = desk.slack.wait_for(lambda: desk.slack.home(AMINA))
    assert "S/0 " in words(first["blocks"]) and "S/45 " not in words(first["blocks"])
    desk.slack.click(AMINA, first, "home_later")
    desk.slack.wait_for(lambda: "S/45 " in words(desk.slack.home(AMINA)["blocks"]))


def test_the_home_tab_asks_for_the_viewers_documents_alone(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[frozenset[str]] = []
    monkeypatch.setattr(desk.assistant, "documents", lambda audience: asked.append(audience) or ())
    desk.slack.order("add_group", id="S0POC", users=[AMINA])
    desk.assistant.limited = frozenset({"S0POC", "C0SECRET", "S0GONE"})
    for user in (AMINA, BORIS):
        desk.slack.open_home(user)
        desk.slack.wait_for(lambda user=user: desk.slack.home(user))
    assert asked == [{AMINA, "S0POC"}, {BORIS}]


def test_user_groups_are_asked_for_only_where_a_document_is_limited_to_one() -> None:
    class Client:
        calls: list[str] = []  # noqa: RUF012

        def usergroups_users_list(self, usergroup: str) -> dict[str, Any]:
            self.calls.append(usergroup)
            return {"users": ["U1"]}

    client = Client()
    limits: set[str] = {"C1"}
    audiences = Audiences(client, lambda: limits)  # type: ignore[arg-type]
    assert audiences.of_person("U1", "C1") == {"U1", "C1"} and client.calls == []
    limits.add("S1")
    assert audiences.of_person("U1", "D1") == {"U1", "S1"}
    assert audiences.of_person("U2") == {"U2"} and client.calls == ["S1"]
    assert audiences.of_channel("C1") == {"C1"}


def test_ages_are_said_in_the_unit_that_fits() -> None:
    now = datetime(2026, 1, 10, tzinfo=UTC)
    for gone, said in (({"minutes": 5}, "5 min"), ({"hours": 5}, "5 h"), ({"days": 5}, "5 days")):
        assert age(now - timedelta(**gone), now).startswith(said)


def _messages(desk: Served, channel: str) -> list[Json]:
    try:
        return desk.slack.messages(channel)
    except KeyError:
        return []


def _ratings(desk: Served, count: int) -> list[Rating]:
    """The verdicts, once there are so many: they are kept after the stand-in has its acknowledgement."""
    later = threading.Event()
    for _ in range(500):
        if len(found := desk.desk.journal.ratings()) >= count:
            return found
        later.wait(0.02)
    raise TimeoutError("no verdict was kept")
