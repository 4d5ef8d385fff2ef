"""A sentence gets the strength of its main clause, and never more than its own words carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Strength
from bot.strength import opens_as_resolution, strength_of

DUTY, AUTHORIZATION, REQUEST = Strength.DUTY, Strength.AUTHORIZATION, Strength.REQUEST
RECOMMENDATION, PROPOSAL, COMMITMENT = Strength.RECOMMENDATION, Strength.PROPOSAL, Strength.COMMITMENT
HEARSAY, STATEMENT = Strength.HEARSAY, Strength.STATEMENT

RESOLUTIONS = [
    ("Decides that the mission shall keep its present ceiling of troops until 31 May;", DUTY),
    ("Also decides to renew the mandate for nine months;", DUTY),
    ("Decides to remain actively seized of the matter.", STATEMENT),
    ("Demands that every party open the road to relief convoys, and encourages donors to give more;", DUTY),
    ("4. Demands the release of all detained staff;", DUTY),
    ("Demanding that the shelling of the town end,", DUTY),
    ("Demanding conditions in the hills slowed the patrols.", STATEMENT),
    ("Authorizes the force to use every lawful means within its area of deployment;", AUTHORIZATION),
    ("Requests the Secretary-General to ensure that all contingents shall report within a day;", REQUEST),
    ("Further calls upon the provisional authorities to return the seized vehicles;", REQUEST),
    ("Urging neighbouring States to keep their borders open to those who flee,", REQUEST),
    ("Calling upon all sides to spare the markets,", REQUEST),
    ("Encouraging the early return of teachers to the camps,", REQUEST),
    ("Encouraged by the first steps towards a truce,", STATEMENT),
    ("Reiterates its urgent call for a halt to the fighting;", REQUEST),
    ("Recommends a joint review of the plan before the rains;", RECOMMENDATION),
    ("Recalling its resolution on the safety of humanitarian workers,", STATEMENT),
    ("Expressing grave concern at reports that villages were allegedly burned,", STATEMENT),
    ("Welcomes the ceasefire, and requests the envoy to brief members each quarter;", REQUEST),
    ("Condemns the raid on the clinic, demands that the wounded be let through, and urges restraint;", DUTY),
    ("Stresses that the safety of civilians shall come first in the use of helicopters;", DUTY),
    ("Notes that the freedom to leave the camps should be respected;", RECOMMENDATION),
    ("Underlining that such attacks may amount to war crimes,", STATEMENT),
    ("Reminds the new rulers of their responsibility towards everyone on their soil;", DUTY),
    ("Expresses its readiness to look again at the ceiling;", STATEMENT),
    ("Requests for escort rose in the second quarter.", STATEMENT),
    ("Demands on the field hospital grew in March.", STATEMENT),
]

POLICIES = [
    ("Each mission must draw up a protection strategy within six months.", DUTY),
    ("Heads of office are to meet local leaders every week.", DUTY),
    ("The threat at hand is to determine which tool is chosen.", DUTY),
    ("The adviser is “to ensure that every plan names the people at risk”.", DUTY),
    ("The policy states that patrols shall not be used to gather taxes.", DUTY),
    ("The manual outlines that teams are to listen before they plan, in each village.", DUTY),
    ("The checklist is a tool that is to be filled in before any truck is lent.", DUTY),
    ("Commanders are required to write down each caveat.", DUTY),
    ("The host government bears the primary responsibility to protect its people.", DUTY),
    ("The joint cell is responsible for coordinating the early warning network.", DUTY),
    ("The policy requires missions to consult women's groups.", DUTY),
    ("Missions may use force to stop an attack on a camp.", AUTHORIZATION),
    ("UNMISS may also take all necessary steps to clear the runway.", AUTHORIZATION),
    ("The brigade is authorized to disarm the raiders.", AUTHORIZATION),
    ("Police units are mandated to guard the gates by night.", AUTHORIZATION),
    ("Missions should share their warnings with the humanitarian country team.", RECOMMENDATION),
    ("Patrols ought to stay long enough to be known.", RECOMMENDATION),
    ("The leadership needs to explain the mandate in the local language.", RECOMMENDATION),
    ("It is essential that liaison staff speak with both herders and farmers.", RECOMMENDATION),
    ("The board recommends that the base be moved before the rains.", RECOMMENDATION),
    ("Planners are encouraged to consult the women's council.", REQUEST),
    ("The declaration calls on Member States to lift hidden caveats.", REQUEST),
    ("We commit to brief our contingents on the mandate before they leave.", COMMITMENT),
    ("Contributing countries commit, in the declaration, to disclose their caveats.", COMMITMENT),
    ("The ministers pledged to open the western road.", COMMITMENT),
    ("Two ministers presented pledges to open the western road.", STATEMENT),
    ("The ministry pledges to open the western road.", COMMITMENT),
    ("In spring the Council decided that the wardens should keep their boats.", STATEMENT),
    ("In spring the Council decided that all wardens shall keep their boats.", DUTY),
    ("It should further be noted that the wardens have two boats.", STATEMENT),
    ("It should be further noted that the wardens have two boats.", STATEMENT),
    ("The two chiefs undertook to return the cattle.", COMMITMENT),
    ("Both militias committed violations near the bridge.", STATEMENT),
    ("Staff must report any act that may be a war crime.", DUTY),
    ("If the force must withdraw, the camps could be left open to attack.", PROPOSAL),
    ("Where a threat is clear, the mission must act.", DUTY),
]

PAPERS = [
    ("The brief proposes that mentors could be paired with new leaders.", PROPOSAL),
    ("Leaders may have to weigh access against candour.", PROPOSAL),
    ("A shared map might help both sections.", PROPOSAL),
    ("It would be important to include the youth groups.", PROPOSAL),
    ("The section suggests that trust is built in small steps.", PROPOSAL),
    ("A local committee may be better placed than the mission.", PROPOSAL),
    ("Bases that are far from a road could be supplied by river.", PROPOSAL),
    ("When missions hesitate they could lose the trust of the town.", PROPOSAL),
    ("This section describes risks that missions could face.", STATEMENT),
    ("The aim is to help readers choose.", STATEMENT),
    ("The first step is to map the markets.", STATEMENT),
    ("The answer is to be found in the second chapter.", STATEMENT),
    ("The delay is due to the floods.", STATEMENT),
    ("The addendum aims to clarify who answers for what.", STATEMENT),
    ("The objectives, as listed in the plan, are to calm both towns.", STATEMENT),
    ("It must be emphasized that the rains came early.", STATEMENT),
    ("It must be emphasized that patrols should listen.", RECOMMENDATION),
    ("It is important to note that the rains came early.", STATEMENT),
    ("The claim that the bridge fell is wrong.", STATEMENT),
    ("A reform is required to keep pace.", STATEMENT),
    ("Teams moved the tents in order to free the road.", STATEMENT),
    ("The unit is able to reach the valley in a day.", STATEMENT),
    ("Tools such as radio are cheap.", STATEMENT),
    ("What should a mission do first?", STATEMENT),
    ("Nothing in this paper means that missions must leave.", STATEMENT),
    ("That does not imply that every base must be defended.", STATEMENT),
    ("Contingents are not required to carry journalists.", STATEMENT),
    ("More support is required to keep the clinic open.", STATEMENT),
    ("Observers lacked the military might of their neighbours.", STATEMENT),
    ("Smith, “Why the Council Must Act”, Journal of Peace, 2015, p. 3.", STATEMENT),
]

REPORTS = [
    ("I call on both armies to let the convoys pass.", REQUEST),
    ("I condemn the raid and once again urge the militia to free the children.", REQUEST),
    ("I reiterate my call for an end to the siege.", REQUEST),
    ("I recommend that the mandate be renewed for one year.", RECOMMENDATION),
    ("I should be grateful if this letter were circulated.", STATEMENT),
    ("The Special Representative called on the parties to hold their fire.", STATEMENT),
    ("The envoy said that all foreign troops must go.", STATEMENT),
    ("The Council requested a report by the end of May.", STATEMENT),
    ("On 14 May, two patrols reached the lake.", STATEMENT),
    ("Civilians could not return to the burned villages.", STATEMENT),
    ("The road was cleared by noon, and convoys could reach the area again.", STATEMENT),
    ("The election will be held in December.", STATEMENT),
    ("The mission will need to adapt its bases.", RECOMMENDATION),
    ("Should the truce fail, the camps may fill again.", PROPOSAL),
    ("Supplies now have to come through the southern port.", STATEMENT),
    ("All those responsible must be brought to justice.", DUTY),
    ("The army reportedly ordered that everyone must leave.", HEARSAY),
    ("The commander was allegedly absent.", HEARSAY),
    ("Some argue that the mission should leave.", HEARSAY),
    ("The general is said to control the mines.", HEARSAY),
    ("There are reports of troops turning back at roadblocks.", HEARSAY),
    ("According to unverified accounts, ten houses were burned.", HEARSAY),
    ("Media reports indicate that the bridge fell.", HEARSAY),
    ("Rumours that the bridge fell were everywhere.", HEARSAY),
    ("The radio should answer rumours early.", Strength.RECOMMENDATION),
    ("The militia claimed that its men had left the town.", HEARSAY),
    ("Those who allegedly burned the school must be tried.", DUTY),
]


@pytest.mark.parametrize(("sentence", "expected"), RESOLUTIONS + POLICIES + PAPERS + REPORTS)
def test_a_sentence_has_the_strength_of_its_main_clause(sentence: str, expected: Strength) -> None:
    assert strength_of(sentence) is expected


@pytest.mark.parametrize(
    ("lead_in", "item", "expected"),
    [
        (
            "Decides that the mission shall have these tasks:",
            "(a) To use all necessary means to guard the camps;",
            DUTY,
        ),
        ("Decides that the mission shall have these tasks;\n(a) Protection:", "(i) To deter raids;", DUTY),
        ("Authorizes the force:", "(i) To search vehicles at the gates;", AUTHORIZATION),
        ("Calls upon the authorities to:", "• Open the road to the lake,", REQUEST),
        ("Leaders could have a part in grasping:", "• the mandate and its limits;", PROPOSAL),
        ("Leaders could have a part in grasping:", "• what staff must report, and units must record;", PROPOSAL),
        ("Some argue:", "that the base must close;", HEARSAY),
        ("The plan is long. Missions should:", "map the markets.", RECOMMENDATION),
        ("Missions must act. The factors are:", "time;", STATEMENT),
        ("The mission should:", "It could also listen.", PROPOSAL),
        ("Decides that the mission shall:", "To act, noting that it is fully authorized to move;", DUTY),
        ("The sections are:", "Civil Affairs, which must report weekly;", STATEMENT),
    ],
)
def test_an_item_without_a_marker_of_its_own_takes_its_lead_ins(lead_in: str, item: str, expected: Strength) -> None:
    assert strength_of(item, lead_in=lead_in) is expected


@pytest.mark.parametrize(
    "broken", ["The threat\nis to  be met.", "Heads of office “are to meet” leaders.", "The chief is\u00a0to act."]
)
def test_spacing_and_quotation_marks_make_no_difference(broken: str) -> None:
    assert strength_of(broken) is DUTY


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Recalling its resolution 2677 (2023),", True),
        ("The Security Council, Acting under Chapter VII of the Charter,", True),
        ("3. Also requests the Secretary-General to report;", True),
        ("Encouraging people to vote took months.", False),
        ("The mission decides each case alone.", False),
    ],
)
def test_a_paragraph_of_a_resolution_is_known_by_its_opening(sentence: str, expected: bool) -> None:
    assert opens_as_resolution(sentence) is expected


@given(st.text(max_size=300))
def test_any_text_has_a_strength(text: str) -> None:
    assert strength_of(text, lead_in=text) in Strength


@given(st.sampled_from([sentence for sentence, label in POLICIES if label is DUTY]))
def test_a_duty_that_is_only_hearsay_is_never_shown_as_a_duty(sentence: str) -> None:
    assert strength_of("Reportedly, " + sentence[0].lower() + sentence[1:]) is HEARSAY


def test_what_a_definition_says_could_happen_is_no_proposal() -> None:
    assert strength_of("A severe incident is one that could cost many lives.") is Strength.STATEMENT
    assert strength_of("The alert log is a tool that shall be kept by every base.") is Strength.DUTY
