"""What stands in no brief as if it were guidance: accounts of what happened, a party's own view, reproaches."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.assistant import Assistant
from bot.products import Product
from bot.products.agents import is_sent
from bot.products.pdf_file import as_pdf
from bot.settings import Settings
from corpus.model import Authority
from index import BuildOptions, Embedder, LiveSearcher, SnapshotBuilder
from tests.builders import document

GUIDE = (
    "Teams should look at the likelihood of attacks and at warning signs of an attack on civilians.",
    "Where armed groups threaten civilians, missions should answer with mediation and patient dialogue.",
)
TOLD = (
    "Warning signs of an imminent attack on civilians at Oria grew likely after the market was closed.",
    "Armed groups that threaten civilians stayed on in spite of mediation and dialogue in the valley.",
    "I condemn the armed groups that threaten civilians and their offensive operations in the valley.",
    "I welcome the decision of the Protection Cluster to meet with agencies and organisations in the valley.",
)
LETTER = ("Our army gives early warning and protects civilians against attacks that are likely at any time.",)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("home")
    report = {"authority": Authority.REPORT, "document_type": "report of the Secretary-General"}
    letter = {"authority": Authority.BACKGROUND, "document_type": "letter of a Member State"}
    with SnapshotBuilder(home, embedder, BuildOptions()) as builder:
        builder.add(*document("guide", GUIDE, title="Guide", authority=Authority.GUIDANCE))
        builder.add(*document("report", TOLD, title="Report", **report))
        builder.add(*document("letter", LETTER, title="Letter", **letter))
        builder.finish()
        builder.publish()
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


def texts(product: Product) -> set[str]:
    return {line.claim.text for line in product.lines}


def test_a_checklist_holds_what_guides_and_no_account_of_what_happened(desk: Assistant) -> None:
    shown = texts(desk.product("checklist"))
    assert GUIDE[0] in shown and not shown & {*TOLD, *LETTER}


def test_a_tool_is_what_somebody_may_use_and_not_what_a_report_deplores(desk: Assistant) -> None:
    shown = texts(desk.product("tools"))
    assert GUIDE[1] in shown and not shown & set(TOLD)


def test_that_somebody_welcomes_a_forum_does_not_tell_what_it_is_for(desk: Assistant) -> None:
    assert not texts(desk.product("forum")) & set(TOLD)


def test_roles_without_a_task_are_named_together_at_the_end(desk: Assistant) -> None:
    last = desk.product("who").sections[-1]
    assert last.id == "silent" and not last.cells and "Civil Affairs" in last.said


def test_each_of_a_row_of_advisers_is_deployed() -> None:
    text = (
        "including by the use and deployment of Child Protection Advisers, Women Protection Advisers, and civilian "
        "Gender Advisers"
    )
    assert all(is_sent(text, text.index(name)) for name in ("Child Protection", "Women Protection", "Gender"))


def test_an_exercises_key_begins_on_a_page_of_its_own(samples: Assistant) -> None:
    assert [section.id for section in samples.product("exercise", "1").sections if section.apart] == ["key"]


def test_no_page_of_an_exercise_is_empty(samples: Assistant) -> None:
    for seed in "123":
        pages = PdfReader(BytesIO(as_pdf(samples.product("exercise", seed)))).pages
        assert all(len(page.extract_text().split()) > 25 for page in pages)
