"""One thing under two names is found under both; two things under names that look alike stay apart."""

from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.settings import Settings
from bot.spelling import glossed
from index import Embedder, LiveSearcher
from index.ingest import ingest
from tests.papers import paper

PAPERS = {
    "spelt": "The Joint Mission Analysis Centre keeps a list of quarrels over wells and reads it aloud on Mondays.",
    "short": "UNPOL keeps a list of broken bridges and reads it aloud on Tuesdays, whatever the weather may be.",
    "leaders": "Senior mission leadership keeps the keys of the archive and hands them over on the last Friday.",
    "refugees": "UNHCR keeps the tents for families and counts them every spring before the rains begin again.",
    "rights": "OHCHR keeps the training notes for officers and counts them every autumn before the courses begin.",
    "juba": "In South Sudan the mission keeps boats on the river and paints them white in the dry season.",
    "khartoum": "In the Sudan the panel keeps horses by the river and brushes them white in the dry season.",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("names")
    for name, text in PAPERS.items():
        paper(folder / "papers" / f"{name}.pdf", (text,))
    ingest(folder / "home", [folder / "papers"], embedder)
    return Assistant(LiveSearcher(folder / "home", embedder), Settings(home=folder / "home"))


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("What does the JMAC keep?", "spelt"),
        ("What does the United Nations police keep?", "short"),
        ("What does SML keep?", "leaders"),
        ("What does the UN Refugee Agency keep?", "refugees"),
        ("What does UNHCHR keep?", "rights"),
        ("What is kept in South Sudan?", "juba"),
        ("What is kept in the Sudan?", "khartoum"),
    ],
)
def test_the_right_paper_comes_first(desk: Assistant, question: str, file: str) -> None:
    assert desk.ask(question).passages[0].file == f"{file}.pdf"


def test_a_name_that_no_document_uses_is_followed_by_the_one_that_they_use(desk: Assistant) -> None:
    everyone = frozenset[str]()
    assert glossed("What does the JMAC keep?", desk.searcher(), everyone) == (
        "What does the JMAC (Joint Mission Analysis Centre) keep?"
    )
    for used_or_unknown in ("What does UNPOL keep?", "What does the MONUSCO keep?", "Who keeps the keys?"):
        assert glossed(used_or_unknown, desk.searcher(), everyone) == used_or_unknown


def test_a_symbol_keeps_its_letters(desk: Assistant) -> None:
    assert glossed("What does S/RES/2999 say?", desk.searcher(), frozenset()) == "What does S/RES/2999 say?"
