from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.model import Citation
from bot.settings import Settings
from bot.showing import Reference, spans_of
from index import Embedder, LiveSearcher
from index.ingest import ingest
from index.originals import FOLDER
from tests.papers import LANTERNS, WELLS, paper


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    """Two papers, of which one is for the channel C1 alone."""
    base = tmp_path_factory.mktemp("desk")
    paper(base / "docs" / "lanterns.pdf", LANTERNS)
    paper(base / "docs" / "wells.pdf", WELLS)
    (base / "docs" / "catalogue.yaml").write_text("wells.pdf:\n  audience: [C1]\n", encoding="utf-8")
    ingest(base / "home", [base / "docs"], embedder)
    return Assistant(LiveSearcher(base / "home", embedder), Settings(home=base / "home"))


def cited(desk: Assistant, question: str, audience: frozenset[str] = frozenset()) -> Citation:
    answer = desk.ask(question, audience=audience)
    return answer.claims[0].citations[0]


def test_a_quotation_has_its_page_with_its_words_marked_and_told(desk: Assistant) -> None:
    where = cited(desk, "Who counts every lantern in the harbour?")
    [picture] = desk.pictures(Reference.of(where))
    assert (picture.page, picture.is_marked) == (1, True)
    assert picture.png.startswith(b"\x89PNG")
    assert picture.label in picture.alt and where.document in picture.alt and where.quote[:60] in picture.alt
    assert len(picture.alt) <= 2000


def test_a_page_is_shown_to_those_alone_who_may_see_its_document(desk: Assistant) -> None:
    audience = frozenset({"C1"})
    reference = Reference.of(cited(desk, "When is the water of each village well tested?", audience))
    assert len(desk.pictures(reference, audience=audience)) == 1
    assert desk.pictures(reference) == () == desk.pictures(reference, audience=frozenset({"C2"}))
    assert desk.pictures(reference, page=1) == ()


def test_another_page_of_the_document_has_no_marks_and_says_its_number(desk: Assistant) -> None:
    reference = Reference.of(cited(desk, "Who counts every lantern in the harbour?"))
    assert [p.is_marked for p in desk.pictures(reference, page=1)] == [True]
    assert desk.pictures(reference, page=2) == ()


def test_words_that_are_there_no_more_and_a_pdf_that_is_not_kept_give_nothing(desk: Assistant) -> None:
    reference = Reference.of(cited(desk, "Who counts every lantern in the harbour?"))
    gone = Reference(reference.document, reference.start + 1, reference.end, reference.mark)
    assert desk.pictures(gone) == ()
    kept = desk.settings.home / FOLDER / f"{reference.document}.pdf"
    kept.rename(kept.with_suffix(".away"))
    try:
        assert desk.pictures(reference) == ()
    finally:
        kept.with_suffix(".away").rename(kept)


def test_a_passage_is_marked_as_it_is_shown_its_parts_alone(samples: Assistant) -> None:
    searcher = samples.searcher()
    numbers = range(searcher.snapshot.manifest.counts.passages)
    parts = [p for p in searcher.store.passages(numbers) if len(p.spans) == 2]
    assert parts
    for part in parts:
        assert spans_of(searcher, Reference(part.document, part.start, part.end, ""), frozenset()) == part.spans


def test_every_sample_passage_is_marked_on_its_page(samples: Assistant, samples_home: Path) -> None:
    searcher = samples.searcher()
    numbers = range(0, searcher.snapshot.manifest.counts.passages, 9)
    for passage in searcher.store.passages(numbers):
        found = samples.pictures(Reference(passage.document, passage.start, passage.end, ""))
        assert found and all(picture.is_marked for picture in found), passage
