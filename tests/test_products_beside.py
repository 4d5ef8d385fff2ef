"""Plain questions that ask for a brief, and the ground of a tension."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.products import routed
from corpus.vocabulary import Vocabulary

VOCABULARY = Vocabulary.load()


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is my job on POC as a civil affairs officer?", "who"),
        ("what are our responsibilities on protection as the JMAC", "who"),
        ("How does UNMISS's mandate on POC differ from MONUSCO's?", "compare"),
        ("What changed since the last report on UNMISS?", "compare"),
    ],
)
def test_a_plain_question_is_led_to_its_brief(question: str, name: str) -> None:
    found = routed(question, VOCABULARY)
    assert found is not None and found[0] == name


@pytest.mark.parametrize(
    "question",
    [
        "Who is responsible for strategic threat assessments?",
        "What is the role of the police?",
        "What does UNMISS report?",
    ],
)
def test_other_questions_are_answered_as_ever(question: str) -> None:
    assert routed(question, VOCABULARY) is None


def test_a_role_question_gets_the_roles_brief_and_a_dilemma_both_poles(samples: Assistant) -> None:
    mine = samples.beside(samples.ask("What is my job on POC as a civil affairs officer?"))
    assert mine is not None and mine.name == "who" and mine.lines
    dilemma = samples.ask("How do we weigh acting against government forces when we need the government's consent?")
    poles = samples.beside(dilemma)
    assert dilemma.tensions == ("principles_pragmatism",)
    assert poles is not None and poles.name == "tension" and len(poles.sections[0].cells) == 2


def test_a_comparison_for_which_a_document_is_missing_leaves_the_answer_alone(samples: Assistant) -> None:
    assert samples.beside(samples.ask("How does UNMISS's mandate on POC differ from MONUSCO's?")) is None
