"""Questions for trials: some hundred different ones, since twenty people do not ask the same eight."""

from __future__ import annotations

_ASKED = (
    "Who is responsible for {}?",
    "What does the policy say about {}?",
    "Who leads on {} in the mission?",
    "How is {} planned?",
    "What must the head of mission do about {}?",
    "Which tasks of the military concern {}?",
    "What is the role of the police in {}?",
    "How often is {} reviewed?",
    "What are the limits of {}?",
    "Which sections of the mission take part in {}?",
    "How is {} weighed against the consent of the host state?",
    "Who has to be told of {}?",
)
_SUBJECTS = (
    "early warning", "the use of force", "the threat assessment", "work with communities", "joint planning",
    "child protection", "conflict-related sexual violence", "local mediation", "the protection of displaced people",
    "quick response", "night patrols", "human rights monitoring", "support to national forces", "alerts",
    "the mission's strategy for protection", "training before deployment", "attacks on civilians",
    "the host state's responsibility", "the analysis of information", "contingency plans", "protection by presence",
    "the withdrawal of a mission", "public information", "accountability", "the physical protection of civilians",
)  # fmt: skip
DIFFERENT = len(_ASKED) * len(_SUBJECTS)
"""So many questions differ; after them they begin again."""


def question(number: int) -> str:
    """The question of a number; neighbours differ in both what and how they ask (12 and 25 share no divisor)."""
    return _ASKED[number % len(_ASKED)].format(_SUBJECTS[number % len(_SUBJECTS)])
