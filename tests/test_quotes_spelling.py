"""British and American spelling, and words that change a sense."""

import pytest

from bot.quotes.spelling import is_pronoun, is_sensitive, joined, spelling_key


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("prioritised", "prioritized"), ("organisation", "organization"), ("neighbourhoods", "neighborhoods"),
        ("programme", "program"), ("kilometres", "kilometers"), ("defence", "defense"), ("travelling", "traveling"),
        ("fulfilment", "fulfillment"), ("manoeuvres", "maneuvers"), ("analysed", "analyzed"), ("enrol", "enroll"),
        ("focussed", "focused"), ("judgement", "judgment"), ("ageing", "aging"),
    ],
)  # fmt: skip
def test_two_spellings_have_one_key(british: str, american: str) -> None:
    assert spelling_key(british) == spelling_key(american)


@pytest.mark.parametrize(
    ("one", "other"), [("four", "for"), ("hour", "hor"), ("rise", "rize"), ("advice", "advise"), ("forces", "force")]
)
def test_two_words_have_two(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


def test_words_written_apart() -> None:
    assert joined("percent") == joined("per" + "cent") == "percent"


@pytest.mark.parametrize("word", ["not", "no", "shall", "may", "all", "5", "isn't", "cannot"])
def test_words_that_change_a_sense(word: str) -> None:
    assert is_sensitive(word)


def test_other_words_do_not() -> None:
    assert not is_sensitive("lantern") and is_pronoun("they") and not is_pronoun("crews")
