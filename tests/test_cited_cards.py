"""Documents that are known by citation alone."""

from dataclasses import replace

from corpus.cited_cards import CitedIn, cited_only
from corpus.model import CitedDocument, Document
from tests.builders import document


def citing(id_: str, *names: str, **card: object) -> Document:
    """A document that cites these names, each at the position of its rank."""
    made, _ = document(id_, ("Some text.",), **card)
    return replace(made, cited=tuple(CitedDocument(name, (n,)) for n, name in enumerate(names)))


def test_a_cited_document_is_listed_with_every_place() -> None:
    cards = cited_only([citing("a", "S/2031/1"), citing("b", "A/99/1", "S/2031/1")])
    assert [(card.name, card.cited_in) for card in cards] == [
        ("S/2031/1", (CitedIn("a", (0,)), CitedIn("b", (1,)))),
        ("A/99/1", (CitedIn("b", (0,)),)),
    ]


def test_an_indexed_document_is_left_out() -> None:
    cards = cited_only([citing("a", "S/2031/1", "S/RES/2979 (2031)"), citing_nothing("b", symbols=["S/2031/1"])])
    assert [card.name for card in cards] == ["S/RES/2979 (2031)"]


def citing_nothing(id_: str, **card: object) -> Document:
    made, _ = document(id_, ("Some text.",), **card)
    return replace(made, cited=())


def test_a_resolution_is_indexed_whatever_the_year_in_brackets() -> None:
    assert cited_only([citing("a", "S/RES/2979"), citing_nothing("b", symbols=["S/RES/2979 (2031)"])]) == []


def test_one_symbol_of_two_is_enough_to_be_indexed() -> None:
    held = citing_nothing("b", symbols=["A/99/95", "S/2031/446"])
    assert cited_only([citing("a", "A/99/95-S/2031/446", "S/2031/446"), held]) == []


def test_a_title_that_is_indexed_is_left_out() -> None:
    assert cited_only([citing("a", "Keeping Bridges Safe"), citing_nothing("b", title="Keeping bridges safe")]) == []


def test_a_known_instrument_brings_its_symbol_and_kind() -> None:
    (card,) = cited_only([citing("a", "HIPPO report")])
    assert (card.symbol, card.kind) == ("A/70/95-S/2015/446", "report")


def test_a_resolution_is_known_as_one() -> None:
    (card,) = cited_only([citing("a", "S/RES/2979 (2031)")])
    assert (card.symbol, card.kind) == ("S/RES/2979 (2031)", "resolution")


def test_citations_are_read_from_the_text_where_the_document_carries_none() -> None:
    made, _ = document("a", ("It recalls document S/2031/77 and again S/2031/77.",))
    (card,) = cited_only([replace(made, cited=())])
    assert (card.name, len(card.cited_in[0].positions)) == ("S/2031/77", 2)
