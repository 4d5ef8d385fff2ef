"""How an answer looks in Slack, and that it always fits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Outcome, PassageView
from bot.showing import Reference
from bot.slack.layout import Buttons, fallback, notice, reply
from bot.slack.limits import CUT, FALLBACK, MESSAGE_BLOCKS, PAYLOAD, escape, lines, pieces, shorten, weight
from prompts import render, word
from tests.desks import answered, citation, claim, silent, words
from tests.slack_stand_in.payloads import content_of

LONG = "The mission shall protect civilians within its capabilities and areas of deployment. " * 400
NASTY = "<!channel> <@U0BORIS> &amp; *bold* _it_ ~x~ `code` :wave: <https://evil.example|here>\n> quote"
BUTTONS = Buttons("abc123", adviser=True, share=True)


def sent(message: object) -> dict[str, object]:
    """The message as Slack would take it; raises where Slack would refuse it."""
    return content_of({"text": message.text, "blocks": message.blocks, "metadata": message.metadata})  # type: ignore[attr-defined]


def test_an_answer_shows_claims_strength_sources_buttons_and_thumbs_in_this_order() -> None:
    message = reply(answered(), BUTTONS)
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["rich_text", "context", "divider", "section", "section", "actions", "context_actions"]
    seen = words(message.blocks)
    for part in ("Patrols shall be planned.", "[1]", "Duty · policy", "The policy (S/1)", "para. 1", "p. 3"):
        assert part in seen
    sent(message)


def test_words_of_a_document_are_shown_letter_by_letter_and_call_nobody() -> None:
    message = reply(answered(claim(NASTY)), BUTTONS)
    quoted = message.blocks[0]["elements"][0]["elements"][0]
    assert quoted == {"type": "text", "text": NASTY}
    mrkdwn = json.dumps([block for block in message.blocks if block["type"] != "rich_text"])
    assert "<!" not in mrkdwn and "<@" not in mrkdwn and "<http" not in mrkdwn
    assert "<!channel>" not in message.text and "&lt;!channel&gt;" in message.text


def test_titles_sections_and_notices_are_escaped() -> None:
    where = citation(document="<!here> & more", section="<@U0BORIS>", symbol="")
    message = reply(answered(claim("Yes.", where), notices=("<!everyone>",)), BUTTONS, notices=["<@U1>"])
    assert "<" not in words([block for block in message.blocks if block["type"] != "rich_text"])
    assert "<" not in message.text


def test_buttons_carry_ids_alone() -> None:
    message = reply(answered(), BUTTONS)
    values = [part.split('"')[0] for part in json.dumps(message.blocks).split('"value": "')[1:]]
    assert values == [f"{'d' * 64}.0.25.{values[0].rsplit('.', 1)[1]}", "abc123", "abc123", "good.abc123", "bad.abc123"]
    assert set(message.metadata["event_payload"]) == {"question", "outcome"}


@pytest.mark.parametrize("claims", [1, 3, 5])
def test_long_quotations_are_shortened_with_a_sign_and_the_way_to_the_whole(claims: int) -> None:
    message = reply(answered(*(claim(LONG, citation(n, LONG)) for n in range(1, claims + 1))), BUTTONS)
    sent(message)
    quoted = [b["elements"][0]["elements"][0]["text"] for b in message.blocks if b["type"] == "rich_text"]
    assert len(quoted) == claims
    assert all(text.endswith(CUT) and LONG.startswith(text.removesuffix(CUT)) for text in quoted)
    assert escape(render("shown_in_part")) in words(message.blocks)
    assert words(message.blocks).count(word("show_passage")) >= claims


def test_a_short_claim_beside_a_long_one_stays_whole() -> None:
    message = reply(answered(claim("Short."), claim(LONG, citation(2, LONG))), BUTTONS)
    sent(message)
    assert "Short." in words(message.blocks)


@pytest.mark.parametrize("count", [9, 40, 120])
def test_no_number_of_a_source_is_lost_however_many_there_are(count: int) -> None:
    many = [citation(n, "x" * 40, paragraph=f"{n} (a)", section="A long section " * 6) for n in range(1, count + 1)]
    message = reply(answered(claim("A list. " * 30, *many)), BUTTONS)
    sent(message)
    listed = words([block for block in message.blocks if block["type"] == "section"])
    assert all(f"[{n}]" in listed for n in range(1, count + 1))


def test_nothing_is_offered_under_a_refusal_or_an_error() -> None:
    for outcome in (Outcome.REFUSED, Outcome.ERROR):
        message = reply(silent("No.", outcome), BUTTONS)
        assert [block["type"] for block in message.blocks] == ["section"]


def near(rank: int, text: str) -> PassageView:
    return PassageView(
        rank=rank, file="f", document="Doc", pages=(1,), page_labels=("1",), paragraph="1", section="S", text=text,
        score=1.0, document_id="e" * 64, start=0, end=9,
    )  # fmt: skip


def test_an_abstention_shows_the_nearest_passages_unless_nothing_is_near() -> None:
    passages = [near(rank, LONG) for rank in range(1, 6)]
    message = reply(silent(render("abstain_nearest", why=""), Outcome.ABSTAINED, *passages), BUTTONS)
    sent(message)
    assert words(message.blocks).count(word("show_passage")) == 3
    nothing = silent(render("abstain_nothing_near", contact="x"), Outcome.ABSTAINED, *passages)
    assert word("show_passage") not in words(reply(nothing, BUTTONS).blocks)


def test_of_the_nearest_passages_headings_are_left_out_and_a_document_is_named_once() -> None:
    title = "The long title of the first report on the harbour and all of its piers"
    named = {"document": title, "symbol": "X/2030/1"}
    passages = [near(1, "Harbours").model_copy(update={"heading": True})]
    passages += [near(rank, LONG).model_copy(update=named) for rank in (2, 3)]
    shown = words(reply(silent(render("abstain_nearest", why=""), Outcome.ABSTAINED, *passages), BUTTONS).blocks)
    assert "Harbours" not in shown and shown.count("X/2030/1") == 2 and shown.count("The long title of the first") == 1
    alone = reply(silent(render("abstain_nearest", why=""), Outcome.ABSTAINED, passages[0]), BUTTONS)
    assert "Harbours" in words(alone.blocks)


def test_the_fallback_holds_claims_and_sources_and_stays_short() -> None:
    text = fallback(answered(*(claim(LONG, citation(n, LONG)) for n in range(1, 6))))
    assert len(text) <= FALLBACK and all(f"[{n}]" in text for n in range(1, 6))
    assert fallback(answered()).startswith("Patrols shall be planned. [1]\n[1] The policy")


def test_a_notice_is_escaped() -> None:
    assert notice("<!channel>", "x").text == "&lt;!channel&gt;"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=9000), min_size=1, max_size=5), st.integers(1, 30))
def test_every_answer_fits(texts: list[str], sources: int) -> None:
    claims = [
        claim(text, *(citation(n, text, document=text[:900] or "x") for n in range(1, sources + 1))) for text in texts
    ]
    message = reply(answered(*claims, notices=("n" * 400,) * 4), BUTTONS)
    assert len(message.blocks) <= MESSAGE_BLOCKS and weight(message.blocks) <= PAYLOAD + 1200
    sent(message)


@given(st.text(max_size=4000), st.integers(1, 500))
def test_pieces_are_the_text_and_fit(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert "".join(parts) == text and all(len(part) <= limit for part in parts)


@given(st.text(max_size=900), st.integers(20, 300))
def test_a_shortened_text_fits_and_says_that_more_follows(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= max(limit, len(text) if len(text) <= limit else limit)
    assert short == text or (short.endswith(CUT) and text.startswith(short.removesuffix(CUT)))


def test_lines_are_joined_into_as_few_texts_as_hold_them() -> None:
    assert lines(["a" * 10, "b" * 10, "c"], 22) == ["a" * 10 + "\n" + "b" * 10, "c"]


def test_a_document_is_told_in_full_once_and_a_long_path_of_headings_by_its_last() -> None:
    path = f"Tasks of the mission in all its sectors and seasons › {'Coordination ' * 3}› Patrols by night"
    said = claim("One. Two.", citation(1, document="The plan"), citation(2, document="The plan", section=path))
    first, second = (block for block in reply(answered(said), Buttons("q")).blocks if block.get("accessory"))
    assert "The plan (S/1) · Patrols" in first["text"]["text"] and "in force" in first["text"]["text"]
    assert second["text"]["text"] == "*[2]* S/1 · … › Patrols by night · para. 2 · p. 3"


def test_a_long_title_is_cut_in_the_sources_where_a_symbol_names_the_document() -> None:
    title = "Identical letters on " + "the protection of civilians and " * 6
    named, nameless = (
        words(reply(answered(claim("Yes.", citation(document=title, symbol=symbol))), BUTTONS).blocks)
        for symbol in ("S/2031/7", "")
    )
    assert title.strip() not in named and "S/2031/7" in named and "Identical letters on the protection" in named
    assert title.strip() in nameless


def test_who_decides_which_document_is_not_here_and_any_doubt_stand_above_the_answer_and_other_notices_below() -> None:
    heads = (render("decision_now", contact="the duty officer"), render("absent_notice", document="S/RES/2729"))
    first = (*heads, render("unsure_notice"))
    message = reply(answered(notices=(*first, "Below.")), BUTTONS)
    seen = words(message.blocks)
    places = [seen.index(each) for each in (*first, "Patrols shall", "Below.")]
    assert places == sorted(places)
    assert seen.count(first[0]) == 1


def test_show_passage_opens_at_the_item_of_a_list_and_not_at_its_lead_in() -> None:
    lead, item = citation(1, "Patrols shall:"), citation(1, "(a) go out at night;", start=40, end=60)
    message = reply(answered(claim("Patrols shall: […] (a) go out at night;", lead, item)), BUTTONS)
    [button] = [block["accessory"] for block in message.blocks if block.get("block_id") == "source_1"]
    assert button["value"] == Reference.of(item).encode()
