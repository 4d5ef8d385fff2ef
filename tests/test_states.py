"""States in a text, by any name of theirs."""

from __future__ import annotations

import pytest

from corpus.states import states_in


def named(text: str) -> list[tuple[str, str]]:
    """Each State's first name, and how the text calls it."""
    return [(state.names[0], text[state.start : state.end]) for state in states_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Guards from Nepal and Nigerien trainers", [("Nepal", "Nepal"), ("Niger", "Nigerien")]),
        ("who pays in south sudan, and who in sudan?", [("South Sudan", "south sudan"), ("Sudan", "sudan")]),
        ("What did London say?", [("United Kingdom", "London")]),
        ("THE REPLY OF TURKEY", [("Türkiye", "TURKEY")]),
        ("a turkey, a chad and a car for us in the uk", []),
        ("the US and the UK", [("United States", "US"), ("United Kingdom", "UK")]),
        ("Papua New Guinea, Guinea-Bissau, Equatorial Guinea and Guinea",
         [(name, name) for name in ("Papua New Guinea", "Guinea-Bissau", "Equatorial Guinea", "Guinea")]),
        ("Congolese soldiers", [("Democratic Republic of the Congo", "Congolese")]),
        ("Omanian Chadwick Perugia", []),
        ("", []),
    ],
)  # fmt: skip
def test_the_longest_name_counts_and_small_letters_only_where_they_make_no_other_word(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert named(text) == found


def test_a_name_of_two_states_brings_the_names_of_both() -> None:
    [state] = states_in("Congo")
    assert {"Kinshasa", "Brazzaville"} <= set(state.names)
