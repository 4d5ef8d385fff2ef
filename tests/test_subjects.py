"""Whom and what an answer is about."""

import pytest

from bot.model import Claim, Strength, Voice
from bot.subjects import subjects_of
from corpus.vocabulary import Vocabulary
from scripts.evaluation.figures import Judged
from scripts.evaluation.labels import label_figures

WORDS = Vocabulary.load()


def claim(text: str) -> Claim:
    return Claim(text=text, strength=Strength.STATEMENT, voice=Voice.OWN, reported_from="", citations=())


def roles(question: str, *texts: str) -> tuple[str, ...]:
    return subjects_of(WORDS, question, [claim(text) for text in texts]).roles


def test_a_role_that_the_question_names_comes_first_and_one_in_passing_is_left_out() -> None:
    assert roles("What does the JMAC do?", "It writes for the Force Commander.") == ("Joint Mission Analysis Centre",)


def test_a_role_that_two_claims_name_counts() -> None:
    said = ("UN police patrol.", "Civil Affairs listens.", "The UN police report to nobody.")
    assert roles("What does the JMAC do?", *said) == ("Joint Mission Analysis Centre", "UN Police")


def test_a_question_without_a_role_takes_those_of_the_first_three_claims() -> None:
    said = ("Civil Affairs listens.", "The JOC waits.", "UNPOL walks.", "The NGOs watch.")
    assert roles("Who does what?", *said) == ("Civil Affairs", "Joint Operations Centre", "UN Police")


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Which resolution says so?", "Security Council"),
        ("Who looks after the children here?", "Child Protection"),
        ("Sexual violence is on the rise. What now?", "Women protection advisers"),
        ("Bandits rob travellers. Is that ours?", "UN Police"),
        ("Can we influence public opinion?", "Public Information"),
    ],
)
def test_a_subject_concerns_a_role_that_it_does_not_name(question: str, role: str) -> None:
    assert roles(question, "The JOC waits.") == (role,)


def test_a_claim_that_lists_many_roles_counts_only_where_a_list_is_asked_for() -> None:
    listed = "Civil Affairs, Human Rights Section, the JMAC, the JOC and UNPOL meet."
    assert roles("When do they meet?", listed) == ()
    assert len(roles("Which sections meet?", listed)) == 5


@pytest.mark.parametrize("text", ["people fled", "when missions support a force"])
def test_people_and_verbs_are_not_taken_for_roles(text: str) -> None:
    assert roles("Who does what?", text) == ()


def test_tiers_are_of_the_question_and_those_that_the_first_claim_names() -> None:
    said = [claim("Tier II is meant."), claim("Tier III as well.")]
    assert subjects_of(WORDS, "What about tier I?", said).tiers == ("I", "II")
    assert subjects_of(WORDS, "What about mediation?", [claim("Patrols go out.")]).tiers == ("I",)


def judged(answer: dict[str, object], **labels: object) -> Judged:
    return Judged(labels, answer, 1, 10, bool(answer), True, None, None, 0, 0)


def test_labels_are_counted_over_all_answered_rows_together() -> None:
    rows = [
        judged({"roles": ["A", "B"], "tensions": [], "tiers": []}, roles=["A"], tension="none", tiers=["I"]),
        judged({"roles": ["C"], "tensions": ["x"], "tiers": ["I"]}, roles=["C", "D"], tension="x", tiers=["I"]),
        judged({}, roles=["E"], tension="x", tiers=[]),
    ]
    figures = label_figures(rows)
    assert figures["roles_f1"] == 0.667
    assert figures["roles_precision"] == 0.667
    assert figures["tensions_f1"] == 1.0
    assert figures["tiers_recall"] == 0.5
    assert label_figures([judged({"roles": ["A"]})]) == {}
