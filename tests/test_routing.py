from datetime import date

import pytest

from bot.routing import bonuses, fits_of
from corpus.model import Card

CARDS = {
    "r2779": Card(names=("a.pdf",), symbols=("S/RES/2779 (2025)",), title="Resolution 2779 (2025)",
                  missions=("UNMISS",), document_type="resolution", issued=date(2025, 5, 8)),
    "r2773": Card(names=("b.pdf",), symbols=("S/RES/2773 (2025)",), title="Resolution 2773 (2025)",
                  missions=("MONUSCO",), document_type="resolution", issued=date(2025, 2, 21)),
    "rep1": Card(names=("c.pdf",), symbols=("S/2025/97",), title="Situation in the Central African Republic",
                 missions=("MINUSCA",), document_type="report of the Secretary-General", issued=date(2025, 2, 14)),
    "rep2": Card(names=("d.pdf",), symbols=("S/2025/176",), title="Report on harbours", missions=("MONUSCO",),
                 document_type="report of the Secretary-General", issued=date(2025, 3, 20)),
    "plain": Card(names=("e.pdf",)),
}  # fmt: skip


def best(question: str) -> str:
    added = bonuses(fits_of(question, CARDS))
    return max(added, key=lambda id_: added[id_]) if added else ""


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("What does S/RES/2779 (2025) ask for?", "r2779"),
        ("what does s/2025/97 say about roads", "rep1"),
        ("what does resolution 2773 decide?", "r2773"),
        ("res. 2779 on elections", "r2779"),
        ("What is MINUSCA doing in the east?", "rep1"),
        ("what did the MONUSCO report tell", "rep2"),
        ("which MONUSCO resolution", "r2773"),
        ("the report of March 2025", "rep2"),
        ("anything on harbours?", "rep2"),
    ],
)
def test_a_question_that_names_a_document_lifts_it(question: str, document: str) -> None:
    assert best(question) == document


@pytest.mark.parametrize("question", ["Who protects civilians?", "", "'; DROP --", "S/", "(2030)", "1 2 3", "الحماية"])
def test_a_question_that_names_none_lifts_none(question: str) -> None:
    assert bonuses(fits_of(question, CARDS)) == {}


def test_a_year_alone_is_no_resolution() -> None:
    assert best("what happened on 20 March 2025?") == "rep2"
    assert fits_of("what happened in 2779?", CARDS).keys() >= {"r2779"}


def test_fits_lie_between_0_and_1_and_bonuses_stay_small() -> None:
    fits = fits_of("latest MONUSCO resolution S/RES/2773 of 21 February 2025, Resolution 2773 (2025)", CARDS)
    for fit in fits.values():
        assert all(0 <= value <= 1 for value in (fit.document, fit.title, fit.mission, fit.month, fit.kind))
    assert all(0 <= value <= 1 for value in bonuses(fits).values())


def test_no_documents_no_fits() -> None:
    assert fits_of("S/RES/2779", {}) == {}
