"""The picture of a page in Show passage: the modal first, the picture when it is drawn, and only for that modal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.slack.pictures import Pictures
from bot.source.links import Links, key_of
from prompts import render, word
from tests.desks import AMINA, FIELD, Served, serving, words
from tests.slack_stand_in import Json, StandIn

QUESTION = "Who is responsible for early warning?"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def desk(slack: StandIn, tmp_path: Path, samples: Assistant, samples_home: Path) -> Iterator[Served]:
    """A desk over the bundled samples, with their PDFs."""
    before = samples.settings
    (tmp_path / "files").symlink_to(samples_home / "files")
    with serving(slack, tmp_path, samples) as served:
        yield served
    samples.settings = before


def pressed(desk: Served) -> Json:
    """The modal after its picture, or what stands in its stead, came."""
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION), timeout=60)
    desk.slack.click(AMINA, reply, "show_passage")
    follows = word("picture_follows")
    return desk.slack.wait_for(lambda: [v for v in desk.slack.views(AMINA) if follows not in words(v["blocks"])], 60)[0]


def test_the_modal_opens_before_its_picture_and_the_picture_is_seen_there_alone(desk: Served) -> None:
    view = pressed(desk)
    [image] = [block for block in view["blocks"] if block["type"] == "image"]
    assert desk.slack.order("file", id=image["slack_file"]["id"]).startswith(PNG)
    assert "marked" in image["alt_text"] and image["title"]["text"].startswith(word("page"))
    [opened] = desk.slack.calls("views.open")
    assert word("picture_follows") in str(opened.args["view"])
    assert opened.at < desk.slack.calls("files.getUploadURLExternal")[0].at
    assert not desk.slack.calls("files.completeUploadExternal")[0].args.get("channel_id")
    assert [m for m in desk.slack.messages(FIELD) if m.get("files")] == []
    assert desk.slack.calls("views.update")[-1].error == ""


def test_where_the_app_may_not_upload_the_words_stay_and_a_sentence_says_so(desk: Served) -> None:
    desk.slack.order("fail", method="files.getUploadURLExternal", error="missing_scope", times=9)
    view = pressed(desk)
    assert render("page_not_drawn") in words(view["blocks"])
    assert not [block for block in view["blocks"] if block["type"] == "image"]


def test_a_pdf_that_is_not_kept_leaves_the_passage_without_a_word_of_pictures(desk: Served) -> None:
    (desk.settings.home / "files").unlink()
    reply = desk.reply(desk.slack.mention(AMINA, FIELD, QUESTION), timeout=60)
    desk.slack.click(AMINA, reply, "show_passage")
    view = desk.slack.wait_for(lambda: desk.slack.views(AMINA))[0]
    assert word("picture_follows") not in words(view["blocks"])
    desk.slack.settle()
    assert desk.slack.calls("files.getUploadURLExternal") == desk.slack.calls("views.update") == []


def test_uploaded_pictures_are_deleted_when_the_bot_ends(desk: Served) -> None:
    view = pressed(desk)
    [image] = [block for block in view["blocks"] if block["type"] == "image"]
    desk.desk.pictures.stop()
    [call] = desk.slack.calls("files.delete")
    assert call.args["file"] == image["slack_file"]["id"]


def test_a_picture_is_deleted_after_an_hour_though_nobody_asks_for_another(
    desk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed(desk)
    desk.desk.pictures.tidy()
    desk.slack.settle()
    assert desk.slack.calls("files.delete") == []
    monkeypatch.setattr("bot.slack.pictures._KEPT", 0.0)
    desk.desk.pictures.tidy()
    desk.slack.wait_for(lambda: desk.slack.calls("files.delete"))


def test_a_modal_that_was_closed_meanwhile_is_left(slack: StandIn, desk: Served) -> None:
    drawn: list[str] = []
    pictures = Pictures(desk.desk.client)
    pictures.add("V0GONE", lambda: drawn.append("x") or (), lambda blocks: {"type": "modal", "title": {
        "type": "plain_text", "text": "t"}, "blocks": list(blocks)})  # fmt: skip
    slack.wait_for(lambda: [c for c in slack.calls("views.update") if c.error == "not_found"])
    pictures.stop()
    assert drawn == ["x"]


def test_where_a_source_page_is_set_a_signed_link_to_it_stands_below_the_picture(
    slack: StandIn, tmp_path: Path, samples: Assistant, samples_home: Path
) -> None:
    before = samples.settings
    (tmp_path / "files").symlink_to(samples_home / "files")
    with serving(slack, tmp_path, samples, source_url="https://desk.example") as desk:
        view = pressed(desk)
        [button] = [block["elements"][0] for block in view["blocks"] if block["type"] == "actions"]
        assert desk.desk.source is not None
        ticket = Links("", key_of(tmp_path)).read(button["url"].rpartition("/")[2])
    samples.settings = before
    assert button["url"].startswith("https://desk.example/source/")
    assert ticket is not None and ticket.audience == frozenset()  # no document of the samples is limited
