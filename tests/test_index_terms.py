import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S/RES/2779 (2025)", ["s/res/2779", "res", "2779", "2025"]),
        ("early-warning", ["earlywarn", "earli", "warn"]),
        ("1,200 displaced", ["1200", "displac"]),
        ("2.5 per cent", ["2.5", "cent"]),
        ("the U.N. and UNMISS's IDPs", ["un", "unmiss", "idp"]),
        ("The WHO, which helps", ["who", "help"]),
        ("who helps", ["help"]),
        ("shall not", ["shall", "not"]),
        ("peace\u2011keeping", ["peacekeep", "peac", "keep"]),
        ("", []),
    ],
)
def test_text_becomes_these_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text())
def test_any_text_becomes_terms_without_spaces(text: str) -> None:
    assert all(term and not any(character.isspace() for character in term) for term in terms(text))
