"""A sentence is the document's own, or it names the document whose content it reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Voice
from bot.voice import voice_of

REPORTED = [
    ("According to the POC policy, teams are to listen first.", "the POC policy"),
    ("Missions are to stay near those at risk, according to the UN POC policy.", "the UN POC policy"),
    ("The POC policy states that patrols are to be frequent.", "The POC policy"),
    ("The POC policy also promotes joint planning with partners.", "The POC policy"),
    ("The addendum to the POC policy explains who answers for delays.", "The addendum to the POC policy"),
    ("The A4P Declaration highlights the need for clear roles.", "The A4P Declaration"),
    ("In the A4P Declaration states pledge to ease access.", "the A4P Declaration"),
    ("Donors commit, in the A4P Declaration, to share maps.", "the A4P Declaration"),
    (
        "UN Security Council resolution 2436 (2018) stresses good performance.",
        "UN Security Council resolution 2436 (2018)",
    ),
    ("Patient listening was also stressed in the chapters of the HIPPO report.", "the HIPPO report"),
    ("As the HIPPO report notes, politics must come first.", "the HIPPO report"),
    ("As reflected in resolution 2999 (2031), lamps should rather be kept lit.", "resolution 2999 (2031)"),
    (
        "The Council, in its resolutions 2997 (2029), 2998 (2030) and 2999 (2031), requested me to count the lamps.",
        "resolutions 2997 (2029), 2998 (2030) and 2999 (2031)",
    ),
    ("Clear roles are described in the policy on POC, among others.", "the policy on POC"),
    ("By its resolution 2759 (2024), the Council extended the mandate.", "resolution 2759 (2024)"),
    ("The Council, in its resolution 2760 (2024), requested a review.", "resolution 2760 (2024)"),
    ("The HRDDP requires a check before any support.", "The HRDDP"),
    (
        "The Council resolution on performance in 2018 stressed training.",
        "The Council resolution on performance in 2018",
    ),
    ("The Kigali Principles, launched in 2015, call on states to train their troops.", "The Kigali Principles"),
    ("The brigade may “disarm those who raid villages” (S/RES/2409, paragraph 36).", "S/RES/2409"),
    ("The UN\nPOC policy\nemphasizes the whole mission.", "The UN\nPOC policy"),
]

OWN = [
    "Decides that the mission shall stay until May;",
    "Requests the Secretary-General to report, as set out in resolution 2436 (2018);",
    "Recalling its resolution 2677 (2023),",
    "The Special Representative called on the parties to hold their fire.",
    "The Minister said that the army would withdraw.",
    "The Council of Elders met twice.",
    "The policy was adopted in 2015.",
    "The brief proposes that mentors could help.",
    "This report describes the work of the mission.",
    "The present report follows resolution 2729 (2024).",
    "This policy requires each mission to plan.",
    "Missions could train together.",
    "Patrols followed the guidance of the sector commander.",
    "It also states the obvious.",
    "Leaders could read the plan, the map and the mandate.",
]


@pytest.mark.parametrize(("sentence", "name"), REPORTED)
def test_a_reported_sentence_names_its_source_as_it_stands_there(sentence: str, name: str) -> None:
    assert voice_of(sentence) == (Voice.REPORTED, name)
    assert name in sentence


@pytest.mark.parametrize("sentence", OWN)
def test_other_sentences_are_the_documents_own(sentence: str) -> None:
    assert voice_of(sentence) == (Voice.OWN, "")


def test_a_sentence_that_points_back_takes_the_name_from_the_one_before() -> None:
    previous = "An addendum to the POC policy was issued in 2018."
    assert voice_of("It aims to say who answers for what.", previous=previous) == (
        Voice.REPORTED,
        "An addendum to the POC policy",
    )
    assert voice_of("It aims to help.", previous="The mission has a new plan.") == (Voice.OWN, "")


@pytest.mark.parametrize(
    ("sentence", "speaker", "voice"),
    [
        ("The policy requires each mission to plan.", "Policy on the Protection of Civilians", Voice.OWN),
        ("The policy requires each mission to plan.", "Report on Abyei", Voice.REPORTED),
        ("The HIPPO report stresses politics.", "Policy on the Protection of Civilians", Voice.REPORTED),
        ("S/RES/2436 (2018) stresses training.", "S/RES/2436 (2018)", Voice.OWN),
    ],
)
def test_a_document_that_names_itself_speaks_in_its_own_voice(sentence: str, speaker: str, voice: Voice) -> None:
    assert voice_of(sentence, speaker=speaker)[0] is voice


@given(st.text(max_size=200), st.text(max_size=100))
def test_a_name_is_always_a_slice_of_what_was_given(sentence: str, previous: str) -> None:
    voice, name = voice_of(sentence, previous=previous)
    assert (voice is Voice.REPORTED) == bool(name)
    assert name in sentence or name in previous
