"""What a reference names, and whether a document is meant."""

from datetime import date

import pytest

from bot.quotes.references import names_card, reference_of, same_document
from corpus.model import Card

MANDATE = Card(
    names=("S_RES_2999 (2030).en.pdf",), title="Resolution 2999 (2030)", symbols=("S/RES/2999 (2030)",),
    document_type="resolution", issuer="Security Council", issued=date(2030, 5, 8), missions=("UNMISS",),
)  # fmt: skip
REPORT = Card(
    names=("S_2030_12.en.pdf",), title="Situation in South Sudan", symbols=("S/2030/12",),
    document_type="report of the Secretary-General", issuer="Secretary-General", issued=date(2030, 4, 7),
    missions=("UNMISS",),
)  # fmt: skip
BRIEF = Card(names=("lanterns-2030.pdf",), title="Lanterns and Piers", document_type="policy brief", issuer="Ana Holm")
POLICY = Card(
    names=("policy.pdf",), title="The Protection of Civilians in United Nations Peacekeeping", document_type="policy"
)
CARDS = {"mandate": MANDATE, "report": REPORT, "brief": BRIEF, "policy": POLICY}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("S/RES/2999 (2030), para. 3", {"mandate"}),
        ("S/RES/2999", {"mandate"}),
        ("resolution 2999", {"mandate"}),
        ("UNSCR 2999 (2030)", {"mandate"}),
        ("2999 (2030)", {"mandate"}),
        ("Security Council resolution 2999 (2031)", set()),
        ("UNMISS resolution", {"mandate"}),
        ("the Secretary-General's report of 7 April 2030", {"report"}),
        ("the Secretary-General's report of 8 April 2030", set()),
        ("SG report on UNMISS, April 2030", {"report"}),
        ("MONUSCO report", set()),
        ("the brief", {"brief"}),
        ("the policy brief, p. 3", {"brief"}),
        ("Holm, Lanterns and Piers", {"brief"}),
        ("the POC policy", {"policy"}),
        ("Kigali Principles", set()),
        ("footnote 18", set()),
        ("", set()),
    ],
)
def test_a_reference_means_the_documents_that_all_it_says_fits(text: str, meant: set[str]) -> None:
    reference = reference_of(text)
    assert {name for name, card in CARDS.items() if names_card(reference, card)} == meant


def test_a_place_alone_names_no_document() -> None:
    assert not reference_of("footnote 18, p. 3").names_document
    assert reference_of("the handbook").names_document


def test_a_year_that_only_one_name_gives_does_not_part_them() -> None:
    assert same_document("S/RES/2999", "S/RES/2999 (2030)")
    assert not same_document("S/RES/2999 (2031)", "S/RES/2999 (2030)")
    assert not same_document("S/RES/2999", "S/RES/2998")
