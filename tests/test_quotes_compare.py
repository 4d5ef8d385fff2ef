"""Two runs of words: the same, honestly edited, or not."""

import pytest

from bot.quotes.compare import compare
from bot.quotes.model import Change
from bot.quotes.words import words_of

KNOWN = {
    "not",
    "able",
    "notable",
    "no",
    "where",
    "every",
    "day",
    "implementation",
    "security",
    "forces",
    "with",
    "out",
    "without",
}


def compared(ours: str, theirs: str, *marks: str) -> Change | None:
    return compare(words_of(ours), words_of(theirs), set(marks), KNOWN.__contains__)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("non-local", "nonlocal"), ("imple mentation", "implementation"), ("securityforces", "security forces"),
        ("U.N.", "UN"), ("COVID-19", "COVID19"), ("[T]he", "the"), ("km²", "km2"),
    ],
)  # fmt: skip
def test_the_same_letters_are_the_same_words(ours: str, theirs: str) -> None:
    assert compared(ours, theirs) is None


@pytest.mark.parametrize(
    ("ours", "theirs"), [("notable", "not able"), ("every day", "everyday"), ("1520", "15–20"), ("with out", "without")]
)
def test_unless_a_blank_makes_another_word_or_number(ours: str, theirs: str) -> None:
    assert compared(ours, theirs) is Change.CHANGED


@pytest.mark.parametrize(
    ("ours", "theirs"), [("per cent", "percent"), ("organise", "organize"), ("Cote", "Côte"), ("can not", "cannot")]
)
def test_another_spelling(ours: str, theirs: str) -> None:
    assert compared(ours, theirs) is Change.SPELLING


def test_accents_that_make_another_word_alter_it() -> None:
    assert compared("protège", "protégé") is Change.CHANGED and compared("ou", "où") is Change.CHANGED


def test_a_mark_of_this_place_is_no_word_and_another_number_is() -> None:
    assert compared("crews22", "crews", "22") is None and compared("2018.22", "2018", "22") is None
    assert compared("22", "", "22") is None
    assert compared("23", "", "22") is Change.ADDED and compared("crews23", "crews", "22") is Change.CHANGED
    assert compared("153", "15", "3") is Change.CHANGED


@pytest.mark.parametrize(
    ("ours", "theirs", "change"),
    [
        ("[the old]", "", Change.INSERTED), ("[not]", "", Change.ADDED), ("[all]", "", Change.ADDED),
        ("[the crews]", "they", Change.INSERTED), ("[the crews]", "the elders", Change.CHANGED),
        ("protect[ing]", "protect", Change.INSERTED), ("added", "", Change.ADDED), ("", "left", Change.LEFT_OUT),
    ],
)  # fmt: skip
def test_brackets_may_explain_and_may_not_deny(ours: str, theirs: str, change: Change) -> None:
    assert compared(ours, theirs) is change
