"""Where documents do speak, a brief's cell is not silent: who leads or takes part, the factors in a list."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.products.framed import under
from bot.products.gather import Near, Sentence
from bot.settings import Settings
from corpus.model import Authority, Span
from index import BuildOptions, Embedder, LiveSearcher, SnapshotBuilder
from tests.builders import document

GUIDE = (
    "UN police officers assist the national police against criminal activity and lawlessness that threaten civilians.",
    "The senior mission leadership has to manage the response to every armed group that threatens people.",
    "Civil Affairs officers support mediation between herders and farmers who threaten each other.",
    "• time, and the season in which civilians are threatened.",
    "Hold-ups by armed robbery gangs have threatened civilians who travel to the market.",
    "Gender-based violence and threats to civilians by community-based groups are to be looked at.",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("home")
    with SnapshotBuilder(home, embedder, BuildOptions()) as builder:
        builder.add(*document("guide", GUIDE, title="Guide", authority=Authority.GUIDANCE))
        builder.finish()
        builder.publish()
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


def cells(desk: Assistant, product: str, cell: str) -> dict[str, tuple[str, ...]]:
    """The lines of a cell of this id by section."""
    return {
        section.id: tuple(line.claim.text for line in each.lines)
        for section in desk.product(product).sections
        for each in section.cells
        if each.id == cell
    }


def test_who_leads_is_told_and_else_who_takes_part(desk: Assistant) -> None:
    told = cells(desk, "tools", "lead")
    assert told["threat_armed_groups"] == (GUIDE[1],)
    assert told["threat_crime"] == (GUIDE[0],)
    assert told["threat_security_forces"] == ()


def test_what_a_tier_shows_is_not_said_again_and_a_sentence_without_an_actor_is_no_answer(desk: Assistant) -> None:
    assert cells(desk, "tools", "tier_I")["threat_communities"] == (GUIDE[2],)
    assert cells(desk, "tools", "lead")["threat_communities"] == ()
    assert GUIDE[4] not in cells(desk, "tools", "lead")["threat_crime"]


def test_an_item_that_opens_with_a_factor_is_found(desk: Assistant) -> None:
    assert cells(desk, "checklist", "factor_time")["factors"] == (GUIDE[3],)


def test_gender_based_is_no_base(desk: Assistant) -> None:
    assert cells(desk, "checklist", "proximity")["lenses"] == ()


def near(start: int, cosine: float) -> Near:
    made, _ = document("d", ("a" * 99,))
    span = Span(start, start + 9)
    return Near(Sentence(made, 0, span, (span,), "", "", ""), cosine)


def test_a_sentence_stands_under_the_nearest_question() -> None:
    found = {"one": [near(0, 0.6), near(20, 0.5)], "two": [near(0, 0.7)]}
    assert under(("one", "two"), found) == {("d", 0): "two", ("d", 20): "one"}


def test_a_question_that_would_stay_empty_takes_a_line_from_one_that_has_more() -> None:
    found = {"one": [near(0, 0.7), near(20, 0.6)], "two": [near(0, 0.5), near(20, 0.4)], "three": []}
    assert under(("one", "two", "three"), found) == {("d", 0): "two", ("d", 20): "one"}
    assert under(("one", "two"), {"one": [near(0, 0.7)], "two": [near(0, 0.5)]}) == {("d", 0): "one"}
