import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import InputError, NoSnapshot, PathError
from corpus.model import Card, Status
from corpus.overrides import Overrides
from corpus.worker import Readers, Reading, Source
from index import Embedder, Searcher, current_id, open_current
from index.ingest import FileOutcome, Report, _take, ingest
from tests.builders import document
from tests.papers import LANTERNS, WELLS, paper


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(workers=1) as pool:
        yield pool


class House:
    """A home and a folder of PDFs beside it."""

    def __init__(self, base: Path, embedder: Embedder, readers: Readers) -> None:
        self.home, self.docs, self._with = base / "home", base / "docs", (embedder, readers)
        self.docs.mkdir()

    def index(self, *roots: Path) -> Report:
        return ingest(self.home, roots or [self.docs], self._with[0], readers=self._with[1])

    def cards(self) -> list[Card]:
        searcher = Searcher(open_current(self.home), self._with[0])
        return sorted(searcher.cards.values(), key=lambda card: card.file)


@pytest.fixture
def house(tmp_path: Path, embedder: Embedder, readers: Readers) -> House:
    return House(tmp_path, embedder, readers)


def outcomes(report: Report) -> dict[str, str]:
    return {file.file: file.outcome for file in report.files}


def test_every_file_has_an_outcome_and_the_counts_agree(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "wells.pdf", WELLS)
    (house.docs / "letter.pdf").write_text("Dear all,", encoding="utf-8")
    (house.docs / "nothing.pdf").touch()
    report = house.index()
    assert outcomes(report) == {
        "lanterns.pdf": "indexed", "letter.pdf": "not a PDF", "nothing.pdf": "empty file", "wells.pdf": "indexed",
    }  # fmt: skip
    assert all(bool(file.reason) == (file.outcome != "indexed") for file in report.files)
    assert (report.indexed, report.pages) == (2, 2)
    assert report.passages == sum(file.passages for file in report.files) > 0
    assert report.seconds.keys() == {"parse", "embed", "write", "total"}
    assert report.snapshot == current_id(house.home)


def test_progress_tells_each_file_and_how_many_there_are(house: House, embedder: Embedder, readers: Readers) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "wells.pdf", WELLS)
    told: list[tuple[str, int]] = []

    def progress(outcome: FileOutcome, total: int) -> None:
        told.append((outcome.file, total))

    ingest(house.home, [house.docs], embedder, readers=readers, progress=progress)
    assert sorted(told) == [("lanterns.pdf", 2), ("wells.pdf", 2)]


def test_equal_bytes_are_one_document_with_two_names(house: House) -> None:
    first = paper(house.docs / "lanterns.pdf", LANTERNS)
    shutil.copy(first, house.docs / "a copy of lanterns.pdf")
    report = house.index()
    assert outcomes(report) == {"lanterns.pdf": "indexed", "a copy of lanterns.pdf": "same content"}
    assert report.files[0].reason == "It has the same content as lanterns.pdf."
    [card] = house.cards()
    assert card.names == ("lanterns.pdf", "a copy of lanterns.pdf")


def test_equal_names_in_two_folders_are_cited_by_the_shortest_path(house: House) -> None:
    paper(house.docs / "2024" / "note.pdf", LANTERNS)
    paper(house.docs / "2025" / "note.pdf", WELLS)
    house.index()
    assert [card.file for card in house.cards()] == ["2024/note.pdf", "2025/note.pdf"]


def test_equal_bytes_for_two_audiences_stay_apart(house: House) -> None:
    for name in ("all.pdf", "cell.pdf"):
        paper(house.docs / name, LANTERNS, title="Lanterns")
    (house.docs / "catalogue.yaml").write_text("cell.pdf:\n  audience: [C1]\n", encoding="utf-8")
    house.index()
    assert {card.file: card.audience for card in house.cards()} == {"all.pdf": (), "cell.pdf": ("C1",)}


def test_a_document_that_was_added_already_is_not_added_again(tmp_path: Path) -> None:
    made, passages = document("d", LANTERNS)
    added: list[str] = []
    builder = SimpleNamespace(home=tmp_path, add=lambda document, _: added.append(document.id))
    taken: dict[str, str] = {}
    told = [
        _take(builder, Reading(Source(Path(name), (name,)), made, tuple(passages)), {Path(name): Overrides()}, taken)
        for name in ("one.pdf", "two.pdf")
    ]
    assert added == ["d"]
    assert [(file.file, file.outcome) for [file] in told] == [("one.pdf", "indexed"), ("two.pdf", "same content")]


@pytest.mark.parametrize("also", ["inner", "inner/cell.pdf"])
def test_a_root_inside_another_keeps_what_the_outer_one_says(house: House, also: str) -> None:
    paper(house.docs / "inner" / "cell.pdf", LANTERNS)
    (house.docs / "catalogue.yaml").write_text("inner/cell.pdf:\n  audience: [C1]\n", encoding="utf-8")
    house.index(house.docs, house.docs / also)
    assert [card.audience for card in house.cards()] == [("C1",)]


def test_the_inner_root_has_the_last_word(house: House) -> None:
    paper(house.docs / "inner" / "note.pdf", LANTERNS)
    (house.docs / "catalogue.yaml").write_text("inner/note.pdf:\n  title: Outer\n", encoding="utf-8")
    (house.docs / "inner" / "catalogue.yaml").write_text("note.pdf:\n  title: Inner\n", encoding="utf-8")
    house.index(house.docs / "inner", house.docs)
    assert [card.title for card in house.cards()] == ["Inner"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("replaced_by: [S/RES/9]", Status.SUPERSEDED),
        ("replaced_by: [S/RES/9]\n  status: in force", Status.SUPERSEDED),
        ("replaced_by: [S/RES/9]\n  status: draft", Status.DRAFT),
        ("status: in force", Status.IN_FORCE),
    ],
)
def test_a_document_that_was_replaced_is_superseded(house: House, said: str, status: Status) -> None:
    paper(house.docs / "note.pdf", LANTERNS)
    (house.docs / "catalogue.yaml").write_text(f"note.pdf:\n  {said}\n", encoding="utf-8")
    house.index()
    assert [card.status for card in house.cards()] == [status]


def test_a_file_leaves_when_it_is_gone_from_its_root(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "wells.pdf", WELLS)
    house.index()
    (house.docs / "wells.pdf").unlink()
    house.index()
    assert [card.file for card in house.cards()] == ["lanterns.pdf"]


def roots_of_trouble(house: House) -> dict[str, Sequence[Path]]:
    empty = house.docs.parent / "empty"
    empty.mkdir()
    (house.docs.parent / "text.pdf").write_text("no PDF", encoding="utf-8")
    return {
        "gone": [house.docs, house.docs.parent / "gone"],
        "empty": [empty],
        "no PDF": [house.docs.parent / "text.pdf"],
    }


@pytest.mark.parametrize("trouble", ["gone", "empty", "no PDF"])
def test_what_cannot_be_indexed_leaves_the_served_snapshot_in_service(house: House, trouble: str) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    served = house.index().snapshot
    with pytest.raises((InputError, PathError)) as caught:
        house.index(*roots_of_trouble(house)[trouble])
    assert current_id(house.home) == served
    assert "\n" not in str(caught.value)


def test_a_first_run_on_nothing_publishes_nothing(house: House) -> None:
    with pytest.raises(InputError, match="no PDF in the indexed folders"):
        house.index()
    with pytest.raises(NoSnapshot):
        current_id(house.home)


def test_a_file_that_cannot_be_opened_is_told_and_the_others_go_on(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    (house.docs / "broken.pdf").symlink_to(house.docs / "nowhere.pdf")
    assert outcomes(house.index()) == {"lanterns.pdf": "indexed"}
