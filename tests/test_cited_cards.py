"""Documents that others cite: what is known of them, and where they are cited."""

from corpus.cited_cards import CitedCard, CitedIn, cited_cards
from corpus.model import Card, CitedDocument


def cards(**cited: tuple[list[str], dict[str, object]]) -> list[CitedCard]:
    """Cards of what documents cite: each by its id, with the names that it cites and the fields of its card."""
    own = {id_: Card.model_validate({"names": (f"{id_}.pdf",), **fields}) for id_, (_, fields) in cited.items()}
    places = {
        id_: tuple(CitedDocument(name, (n,)) for n, name in enumerate(names)) for id_, (names, _) in cited.items()
    }
    return cited_cards(own, places)


def only(found: list[CitedCard]) -> list[str]:
    """Names of those that are known by citation alone."""
    return [card.name for card in found if not card.indexed]


def test_a_cited_document_is_listed_with_every_place() -> None:
    found = cards(a=(["S/2031/1"], {}), b=(["A/99/1", "S/2031/1"], {}))
    assert [(card.name, card.cited_in) for card in found] == [
        ("S/2031/1", (CitedIn("a", (0,)), CitedIn("b", (1,)))),
        ("A/99/1", (CitedIn("b", (0,)),)),
    ]


def test_an_indexed_document_says_under_which_id() -> None:
    found = cards(a=(["S/2031/1", "S/RES/2979 (2031)"], {}), b=([], {"symbols": ["S/2031/1"]}))
    assert only(found) == ["S/RES/2979 (2031)"]
    assert next(card for card in found if card.name == "S/2031/1").indexed == ("b",)


def test_a_resolution_is_indexed_whatever_the_year_in_brackets() -> None:
    assert only(cards(a=(["S/RES/2979"], {}), b=([], {"symbols": ["S/RES/2979 (2031)"]}))) == []


def test_one_symbol_of_two_is_enough_to_be_indexed() -> None:
    held: dict[str, object] = {"symbols": ["A/99/95", "S/2031/446"]}
    assert only(cards(a=(["A/99/95-S/2031/446", "S/2031/446"], {}), b=([], held))) == []


def test_a_title_that_is_indexed_is_known() -> None:
    assert only(cards(a=(["Keeping Bridges Safe"], {}), b=([], {"title": "Keeping bridges safe"}))) == []


def test_a_document_that_names_itself_is_not_cited() -> None:
    assert cards(a=(["S/2031/1"], {"symbols": ["S/2031/1"]})) == []


def test_a_known_instrument_brings_its_symbol_and_kind() -> None:
    [card] = cards(a=(["HIPPO report"], {}))
    assert (card.symbol, card.kind) == ("A/70/95-S/2015/446", "report")


def test_a_resolution_is_known_as_one() -> None:
    [card] = cards(a=(["S/RES/2979 (2031)"], {}))
    assert (card.symbol, card.kind) == ("S/RES/2979 (2031)", "resolution")
