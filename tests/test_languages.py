"""Questions in another language: French by the field's words, and a notice that says what was searched."""

from __future__ import annotations

import pytest

from bot.languages import in_english, language_asked, language_notice
from corpus.french import FILE, glossed
from corpus.model import Card
from corpus.vocabulary import Vocabulary
from prompts import render

ENGLISH = [Card(names=("a.pdf",)), Card(names=("b.pdf",)), Card(names=("c.pdf",), language="fr")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Qui est responsable de la protection des civils ?", "fr"),
        ("¿Quién es responsable de la protección de los civiles?", "es"),
        ("من المسؤول عن حماية المدنيين؟", "ar"),
        ("Who is responsible for the protection of civilians?", "en"),
        ("JMAC role?", "en"),
        ("mandat MINUSCA", "en"),
        ("SCR 2999 para 14?", "en"),
        ("what does HRDDP para 14 say", "en"),
        ("Harbour declaration para 15 - caveats", "en"),
        ("Lamp tasks UN AU joint roadmap which ones", "en"),
        ("E/2031/L.7 para 7", "en"),
        ("QUI EST RESPONSABLE DES PHARES", "fr"),
        ("combien de gardes UNPOL a la MINUSCA", "fr"),
        ("violations SOFA combien", "fr"),
        ("qui decide de l'emploi du phare", "fr"),
    ],
)
def test_the_language_of_a_question_is_told(text: str, language: str) -> None:
    assert language_asked(text) == language


def test_french_words_of_the_field_become_english_and_the_rest_is_left_out() -> None:
    gloss = glossed("Combien de personnes déplacées y a-t-il au Soudan du Sud depuis 2025, selon la MINUSCA ?")
    assert gloss == "how many displaced persons South Sudan 2025 MINUSCA"
    assert glossed("Bonjour, ça va ?") == ""


def test_the_longest_french_phrase_wins() -> None:
    assert "South Sudan" in glossed("au Soudan du Sud") and glossed("au Soudan") == "Sudan"


def test_official_french_names_of_the_vocabulary_are_found_too() -> None:
    assert "Force Commander" in in_english("Quel est le rôle du commandant de la Force ?", Vocabulary.load())


def test_every_entry_has_letters_on_both_sides() -> None:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, _, french = line.partition(":")
            assert english.strip() and french.strip(" []")


def test_the_notice_says_what_was_done_and_only_where_the_documents_are_in_english() -> None:
    assert language_notice("fr", ENGLISH, translated=True) == render("question_glossed", language="French")
    assert language_notice("ar", ENGLISH, translated=False) == render("question_language", language="Arabic")
    assert language_notice("en", ENGLISH, translated=False) == ""
    assert language_notice("fr", [Card(names=("a.pdf",), language="fr")], translated=True) == ""
    assert language_notice("fr", [], translated=True) == ""
