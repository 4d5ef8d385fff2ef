"""Words of a quotation as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quotes.words import Joint, Kind, bare, words_of


def keys(text: str) -> list[str]:
    return [word.key for word in words_of(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Harbour Master’s “lanterns”", 'the harbour master\'s "LANTERNS"'),
        ("ﬁve  boats\nof the ﬂeet", "five boats of the fleet"),
        ("har\u00adbour", "harbour"),
        ("1,250 nets", "1250 nets"),
        ("1\u00a0250 nets", "1250 nets"),
        ("non‑local – crews", "non-local - crews"),
        ("Office ’s lamp", "Office’s lamp"),
    ],
)
def test_typography_makes_no_difference(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5 nets", "15 nets"),
        ("5 per cent", "5%"),
        ("15% of nets", "15 of nets"),
        ("the crew's boat", "the crews boat"),
        ("$5", "€5"),
        ("a fall of −5", "a fall of 5"),
        ("pier 15–20", "pier 1520"),
    ],
)
def test_what_carries_meaning_does(one: str, other: str) -> None:
    assert keys(one) != keys(other)


@pytest.mark.parametrize("gap", ["…", "...", "[…]", "[...]", "(…)", ". . .", "[. . .]"])
def test_every_ellipsis_is_one_word_of_its_own(gap: str) -> None:
    words = words_of(f"count {gap} lanterns")
    assert [word.kind for word in words] == [Kind.WORD, Kind.GAP, Kind.WORD]


def test_dots_that_lead_to_a_page_number_are_nothing() -> None:
    assert keys("Lanterns .......... 12") == ["lanterns", "12"]


def test_brackets_are_numbered_and_may_stand_inside_a_word() -> None:
    assert [(word.key, word.bracket) for word in words_of("[t]he [old] pier")] == [
        ("t", 1), ("he", 0), ("old", 2), ("pier", 0),
    ]  # fmt: skip


def test_a_hyphen_and_a_line_end_join_tightly_and_a_dash_between_blanks_does_not() -> None:
    joints = [word.joint for word in words_of("har-\nbour – pier fog/rain")]
    assert joints == [Joint.OPEN, Joint.TIGHT, Joint.OPEN, Joint.OPEN, Joint.TIGHT]


@given(st.text(max_size=200))
def test_a_words_characters_are_a_slice_that_has_its_key(text: str) -> None:
    end = 0
    for word in words_of(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end


def test_a_key_without_accents() -> None:
    assert bare("côte") == "cote" and bare("cote") == "cote"
