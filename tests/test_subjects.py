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


def test_a_question_that_asks_for_a_role_takes_those_of_the_first_two_claims_beside_the_one_that_it_names() -> None:
    said = ("UN police help the JMAC.", "Civil Affairs listens.", "The JOC waits.")
    wanted = ("Joint Mission Analysis Centre", "UN Police", "Civil Affairs")
    assert roles("Who helps the JMAC?", *said) == wanted
    assert roles("Which section helps the JMAC?", *said) == wanted
    assert roles("When does the JMAC meet?", *said) == wanted[:1]


def test_a_question_where_to_meet_asks_for_a_forum() -> None:
    said = "The Protection Cluster is the place for that."
    assert roles("Where do we sit down with the NGOs?", said) == ("NGOs", "Protection Cluster")


def test_a_name_inside_words_that_concern_somebody_else_is_part_of_them() -> None:
    assert roles("What do the countries that send troops promise?") == ("Troop- and police-contributing countries",)


def test_military_police_and_civilian_together_are_the_whole_mission() -> None:
    assert roles("What is it?", "A forum of military, police and civilian staff.") == ()
    assert roles("What is it?", "A forum of military and UN police staff.") == ("Military component", "UN Police")


def test_the_name_of_a_subject_names_no_section_in_a_claim() -> None:
    assert roles("What is wanted?", "Respect for the rule of law is wanted.") == ()
    assert roles("What is wanted?", "Staff for the rule of law section are wanted.") == ("Rule of Law/Justice",)


def test_a_question_without_a_role_takes_those_of_the_first_three_claims() -> None:
    said = ("Civil Affairs listens.", "The JOC waits.", "UNPOL walks.", "The NGOs watch.")
    assert roles("Who does what?", *said) == ("Civil Affairs", "Joint Operations Centre", "UN Police")


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("Which resolution says so?", "Security Council"),
        ("Are the children here looked after?", "Child Protection"),
        ("Sexual violence is on the rise. What now?", "Women protection advisers"),
        ("Bandits rob travellers. Is that ours?", "UN Police"),
        ("Can we influence public opinion?", "Public Information"),
        ("What does the HRDDP demand?", "Human Rights"),
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


def test_a_section_is_no_tier_and_which_tier_is_told_by_the_claim_that_names_one() -> None:
    assert subjects_of(WORDS, "Has the DDR section a hand in it?", []).tiers == ()
    said = [claim("There are Tier I, Tier II and Tier III."), claim("Handover is planned in Tier III.")]
    assert subjects_of(WORDS, "Which tier is it?", said).tiers == ("III",)
    assert subjects_of(WORDS, "Which tier is it?", said[:1]).tiers == ("I", "II", "III")
    assert subjects_of(WORDS, "How many are there?", said).tiers == ("I", "II", "III")


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
