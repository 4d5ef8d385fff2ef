"""How documents stand to each other, as they or catalogue.yaml say."""

from datetime import date

import pytest

from corpus.mandates import extended
from corpus.model import Block, BlockKind, Card
from corpus.relations import Kind, Relation, latest, relations_of


def cards(**fields: dict[str, object]) -> dict[str, Card]:
    return {id_: Card.model_validate({"names": (f"{id_}.pdf",), **given}) for id_, given in fields.items()}


REPORT: dict[str, object] = {
    "document_type": "report of the Secretary-General", "title": "The harbour", "missions": ("UNMISS",),
}  # fmt: skip


def test_what_a_document_says_that_it_replaces_is_replaced_by_it() -> None:
    made = cards(old={"symbols": ("REF/2015.1",)}, new={"symbols": ("REF/2023.5",), "replaces": ("REF/2015.1",)})
    assert relations_of(made) == [Relation("old", Kind.REPLACED, "REF/2023.5", "new")]


def test_a_successor_that_is_not_indexed_is_named_all_the_same() -> None:
    made = cards(old={"replaced_by": ("S/RES/9 (2031)",)})
    assert relations_of(made) == [Relation("old", Kind.REPLACED, "S/RES/9 (2031)", "")]


def test_a_title_names_a_document_too() -> None:
    made = cards(old={"title": "Lantern policy"}, new={"title": "New policy", "replaces": ("Lantern Policy",)})
    assert [r.document for r in relations_of(made)] == ["old"]


def test_a_later_report_continues_the_one_that_it_names_and_those_of_its_series() -> None:
    made = cards(
        named={"symbols": ("S/2030/9",)},
        first={"symbols": ("S/2031/1",), "issued": date(2031, 1, 1), **REPORT},
        second={"symbols": ("S/2031/2",), "issued": date(2031, 4, 1), "continues": ("S/2030/9",), **REPORT},
        other={"issued": date(2031, 5, 1), **REPORT, "missions": ("MINUSCA",)},
    )
    assert relations_of(made) == [
        Relation("named", Kind.CONTINUED, "S/2031/2", "second"),
        Relation("first", Kind.CONTINUED, "S/2031/2", "second"),
    ]


def test_a_mandate_is_renewed_by_a_later_resolution_that_extends_it_further() -> None:
    made = cards(
        old={"issued": date(2030, 4, 29), "extends": (("UNMISS", date(2031, 4, 30)),)},
        new={"symbols": ("S/RES/9 (2031)",), "issued": date(2031, 4, 30), "extends": (("UNMISS", date(2032, 4, 30)),)},
        other={"issued": date(2031, 6, 1), "extends": (("MINUSCA", date(2032, 6, 1)),)},
    )
    assert relations_of(made) == [Relation("old", Kind.RENEWED, "S/RES/9 (2031)", "new")]


def test_a_star_tells_the_reissue_from_the_first_issue() -> None:
    made = cards(first={"symbols": ("S/2031/5",)}, again={"symbols": ("S/2031/5",), "reissued": True})
    assert relations_of(made) == [Relation("first", Kind.REISSUED, "S/2031/5", "again")]


def test_a_corrigendum_corrects_its_document() -> None:
    made = cards(whole={"symbols": ("E/2031/5",)}, corrected={"symbols": ("E/2031/5/Corr.1",)})
    assert relations_of(made) == [Relation("whole", Kind.CORRECTED, "E/2031/5/Corr.1", "corrected")]


def test_a_draft_is_one_of_the_adopted_text() -> None:
    made = cards(draft={"symbols": ("S/2031/7",)}, text={"symbols": ("S/RES/9 (2031)",)})
    assert relations_of(made, [("draft", "text")]) == [Relation("draft", Kind.DRAFT, "S/RES/9 (2031)", "text")]


def test_the_newest_of_several_successors_is_the_one_to_name() -> None:
    made = cards(a={"issued": date(2031, 1, 1)}, b={"issued": date(2032, 1, 1)})
    rows = [Relation("x", Kind.RENEWED, name, name) for name in ("a", "b", "")]
    found = latest(rows, made)
    assert found is not None and found.other == "b"
    assert latest([], made) is None


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        ("1. Decides to extend the mandate of UNMISS until 30 April 2032;", (("UNMISS", date(2032, 4, 30)),)),
        ("1. Extends until 1 June 2032 the mandate of the mission;", ()),
        ("24. Decides to extend the mandate of the Panel of Experts until 30 May 2032;", ()),
        ("5. Recalls its decision to extend the mandate of UNMISS until 30 April 2032;", ()),
        ("2. Decides to renew the mandates of MINUSCA through 15 November 2032;", (("MINUSCA", date(2032, 11, 15)),)),
    ],
)
def test_whose_mandate_is_extended_until_when(paragraph: str, found: tuple[tuple[str, date], ...]) -> None:
    block = Block(BlockKind.PARAGRAPH, 0, len(paragraph), label="1")
    assert extended(paragraph, [block], ()) == found
