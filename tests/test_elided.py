"""Sections in a list that share the word for an office."""

import pytest

from corpus.vocabulary import Vocabulary

WORDS = Vocabulary.load()


def named(text: str) -> dict[str, str]:
    return {text[m.start : m.end]: m.concept.id for m in WORDS.find(text) if m.concept.kind == "role"}


def test_each_item_of_a_list_of_offices_names_its_section_also_over_a_line_break() -> None:
    text = "Apart from Public Information, Human Rights, Women Protection and Gender\noffices, SSR has a part."
    assert named(text) == {
        "Public Information": "public_information",
        "Human Rights": "human_rights_section",
        "Women Protection": "women_protection_advisers",
        "Gender": "gender_section",
        "SSR": "ssr",
    }


def test_a_list_of_two_in_small_letters_is_one() -> None:
    assert named("Ask the human rights and civil affairs officers.") == {
        "human rights": "human_rights_section",
        "civil affairs officers": "civil_affairs",
    }


@pytest.mark.parametrize(
    "text",
    [
        "They report on human rights and on gender.",
        "Respect for human rights and other offices.",
        "Human rights matter. So do shelter and medical teams.",
        "and offices",
    ],
)
def test_without_a_list_of_offices_a_subject_stays_a_subject(text: str) -> None:
    assert named(text) == {}
