"""Every product over the policy brief and United Nations documents together: verbatim, and nothing inflated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.cite import verify
from bot.compose import is_binding
from bot.model import Strength
from bot.products import Product, names
from bot.products.labels import weight
from bot.settings import Settings
from index import Embedder, LiveSearcher
from prompts import said, strength_label

WORDS = {"tension": "armed-unarmed", "compare": "UNMISS mandate and MONUSCO mandate", "exercise": "7"}
WEAK = re.compile(r"\b(?:could|might|reportedly|allegedly|some argue|commits? to)\b")


@pytest.fixture(scope="module")
def real(real_home: Path, embedder: Embedder) -> Assistant:
    """An assistant over both corpora."""
    return Assistant(LiveSearcher(real_home, embedder), Settings(home=real_home))


@pytest.fixture(scope="module")
def products(real: Assistant) -> dict[str, Product]:
    return {name: real.product(name, WORDS.get(name, "")) for name in names()}


def test_every_line_is_the_stored_text(real: Assistant, products: dict[str, Product]) -> None:
    for product in products.values():
        verify(real.searcher().store, product.claims)
    assert sum(len(product.lines) for product in products.values()) > 100


def test_nothing_weaker_than_a_binding_duty_is_labelled_as_one(products: dict[str, Product]) -> None:
    labelled = [l_ for p in products.values() for l_ in p.lines if weight(l_).startswith(f"{strength_label('duty')} ")]
    assert labelled
    for line in labelled:
        assert is_binding(line.claim) and line.claim.strength is Strength.DUTY
        assert not WEAK.search(line.claim.text.partition(";")[0][:80])


def test_a_mandate_is_shown_with_its_mission(products: dict[str, Product]) -> None:
    for product in products.values():
        for line in product.lines:
            if line.claim.citations[0].symbol == "S/RES/2779 (2025)":
                assert said("for_missions", missions="UNMISS") in weight(line)


def test_two_mandates_stand_side_by_side_with_their_dates(products: dict[str, Product]) -> None:
    headings = {cell.heading for section in products["compare"].sections for cell in section.cells}
    assert {"S/RES/2779 (2025) (UNMISS), 8 May 2025", "S/RES/2773 (2025) (MONUSCO), 21 February 2025"} == headings


def test_one_report_of_a_mission_cannot_be_compared_with_the_last_one(real: Assistant) -> None:
    answer = real.ask("What changed since the last report on UNMISS?")
    assert real.beside(answer) is None


def test_where_the_documents_speak_no_cell_is_silent(products: dict[str, Product]) -> None:
    def lines(product: str, cell: str) -> dict[str, int]:
        return {s.id: len(c.lines) for s in products[product].sections for c in s.cells if c.id == cell}

    leads = lines("tools", "lead")
    assert all(leads[threat] for threat in ("threat_security_forces", "threat_armed_groups", "threat_crime"))
    assert lines("checklist", "factor_time")["factors"]


def test_no_tier_is_left_out_of_the_concept(products: dict[str, Product]) -> None:
    (concept,) = (c for s in products["selfcheck"].sections for c in s.cells if c.id == "mandate_2")
    tiers = {n for line in concept.lines for n in re.findall(r"Tier (I{1,3})\b", line.claim.text)}
    assert tiers == {"I", "II", "III"}
