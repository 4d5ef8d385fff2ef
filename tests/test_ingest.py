import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import ANY

import pytest

from corpus.errors import GateClosed, InputError, NoSnapshot, PathError, TooSlow
from corpus.model import Card, Status
from corpus.read import digest_of
from corpus.worker import Limits, Readers, Reading, Source
from index import Embedder, Searcher, current_id, list_snapshots, open_current, open_snapshot
from index.gather import Gathered
from index.ingest import ingest
from index.plan import Plan
from index.readings import Readings, reading_key
from index.report import Changes, FileOutcome, Report, read_report
from index.run import Run, Wishes
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

    def index(self, *roots: Path, **otherwise: Any) -> Report:
        return ingest(self.home, roots or [self.docs], self._with[0], readers=self._with[1], **otherwise)

    @property
    def embedder(self) -> Embedder:
        return self._with[0]

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


def test_progress_tells_how_many_files_there_are_and_then_each_of_them(
    house: House, embedder: Embedder, readers: Readers
) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "wells.pdf", WELLS)
    told: list[tuple[str, int]] = []

    def progress(outcome: FileOutcome | None, total: int) -> None:
        told.append((outcome.file if outcome else "", total))

    ingest(house.home, [house.docs], embedder, readers=readers, progress=progress)
    assert told[0] == ("", 2)
    assert sorted(told[1:]) == [("lanterns.pdf", 2), ("wells.pdf", 2)]


def test_equal_bytes_are_one_document_with_two_names(house: House) -> None:
    first = paper(house.docs / "lanterns.pdf", LANTERNS)
    shutil.copy(first, house.docs / "a copy of lanterns.pdf")
    report = house.index()
    assert outcomes(report) == {"lanterns.pdf": "indexed", "a copy of lanterns.pdf": "same content"}
    assert report.files[0].reason == "It has the same content as lanterns.pdf."
    [card] = house.cards()
    assert card.names == ("lanterns.pdf", "a copy of lanterns.pdf")


@pytest.mark.parametrize("copy", ["copy of it.pdf", "it (1).pdf", "it - Copy.pdf"])
def test_a_name_that_says_that_it_is_a_copy_is_not_the_one_that_is_cited(house: House, copy: str) -> None:
    first = paper(house.docs / "report on the lanterns (2025).pdf", LANTERNS)
    shutil.copy(first, house.docs / copy)
    house.index()
    assert [card.names for card in house.cards()] == [(first.name, copy)]


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
    taker = SimpleNamespace(add=lambda document, _: added.append(document.id))
    plan = Plan((), (), {}, "")
    run = Run(tmp_path, plan, None, Wishes(dry=True), Limits(), None, None, 0.0)
    told = [
        run._take(taker, Gathered(Reading(Source(Path(name), (name,)), made, tuple(passages)), kept=False))
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
    assert outcomes(house.index()) == {"broken.pdf": "cannot be opened", "lanterns.pdf": "indexed"}


def words_of(house: House) -> str:
    store = Searcher(open_current(house.home), house.embedder).store
    return " ".join(store.document(id_).text for id_ in store.ids)


def test_with_nothing_new_nothing_is_built_and_the_same_snapshot_stays(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    first = house.index()
    (house.docs / "lanterns.pdf").touch()
    again = house.index()
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.snapshot == first.snapshot == current_id(house.home)
    assert again.files == first.files and again.changes == Changes()


def test_only_what_is_new_or_changed_is_read(house: House) -> None:
    for name in ("a.pdf", "b.pdf"):
        paper(house.docs / name, LANTERNS, title=name)
    house.index()
    paper(house.docs / "b.pdf", WELLS)
    paper(house.docs / "c.pdf", WELLS, title="Third")
    report = house.index()
    assert (report.kept, report.indexed) == (1, 3)
    assert report.changes == Changes(added=("c.pdf",), changed=("b.pdf",))


def test_a_renamed_file_costs_no_reading_and_is_cited_by_its_new_name(house: House) -> None:
    paper(house.docs / "old.pdf", LANTERNS)
    house.index()
    (house.docs / "old.pdf").rename(house.docs / "new.pdf")
    report = house.index()
    assert (report.kept, report.changes) == (1, Changes(renamed=(("old.pdf", "new.pdf"),)))
    assert [card.file for card in house.cards()] == ["new.pdf"]


def test_what_catalogue_yaml_says_takes_effect_without_reading(house: House) -> None:
    paper(house.docs / "note.pdf", LANTERNS)
    house.index()
    (house.docs / "catalogue.yaml").write_text("note.pdf:\n  title: Another\nnoet.pdf:\n  title: Lost\n")
    report = house.index()
    assert (report.kept, report.unchanged, report.unused) == (1, False, ("noet.pdf",))
    assert [card.title for card in house.cards()] == ["Another"]


def test_what_is_kept_builds_the_same_index_as_reading_anew(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "wells.pdf", WELLS)
    house.index()
    paper(house.docs / "third.pdf", WELLS, title="Third")
    house.index()
    kept = open_current(house.home)
    house.index(wishes=Wishes(again=True))
    anew = open_current(house.home)
    assert kept.manifest.id != anew.manifest.id
    assert kept.manifest.corpus == anew.manifest.corpus


def test_an_interrupted_run_is_taken_up_where_it_was(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "wells.pdf", WELLS)

    def stop(outcome: FileOutcome | None, _: int) -> None:
        if outcome is not None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.index(progress=stop)
    assert not (house.home / "building").exists() or not list((house.home / "building").iterdir())
    assert house.index().kept == 1


def test_a_dry_run_reports_and_changes_nothing(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    served = house.index().snapshot
    paper(house.docs / "wells.pdf", WELLS)
    report = house.index(wishes=Wishes(dry=True))
    assert (report.changes.added, report.snapshot, current_id(house.home)) == (("wells.pdf",), "", served)
    assert [m.id for m in list_snapshots(house.home)] == [served]
    assert report.passages == house.index().passages


def test_the_report_is_kept_in_the_snapshot(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "lanterns again.pdf", [*LANTERNS, *LANTERNS], title="Again")
    (house.docs / "nothing.pdf").touch()
    report = house.index()
    assert read_report(open_current(house.home).manifest.report) == replace(report, seconds=ANY)
    assert [file.file for file in report.failures] == ["nothing.pdf"]


def test_a_check_that_fails_keeps_the_served_snapshot(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    served = house.index().snapshot
    paper(house.docs / "wells.pdf", WELLS)

    def check(folder: Path) -> dict[str, object]:
        assert Searcher(open_snapshot(folder), house.embedder).store.ids
        raise GateClosed("no")

    with pytest.raises(GateClosed):
        house.index(wishes=Wishes(check=check))
    assert current_id(house.home) == served


def test_a_cache_that_is_no_database_is_made_anew(house: House) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    (house.home / "cache").mkdir(parents=True)
    (house.home / "cache" / "readings.sqlite").write_bytes(b"no database" * 99)
    assert house.index().indexed == 1


@pytest.mark.parametrize("name", ["readings.sqlite", "embeddings.sqlite"])
@pytest.mark.parametrize("first", [0, 4096], ids=["from the first byte on", "behind its first page"])
def test_what_was_kept_and_is_damaged_is_thrown_away_and_all_is_indexed(house: House, name: str, first: int) -> None:
    paper(house.docs / "lanterns.pdf", LANTERNS)
    house.index()
    kept = house.home / "cache" / name
    with kept.open("r+b") as file:
        file.seek(first)
        file.write(b"\xa5" * (kept.stat().st_size - first))
    paper(house.docs / "wells.pdf", WELLS)
    assert outcomes(house.index()) == {"lanterns.pdf": "indexed", "wells.pdf": "indexed"}
    paper(house.docs / "more.pdf", WELLS, title="More")
    assert house.index().kept == 2


def test_limits_that_were_raised_are_tried_on_a_file_that_failed(house: House) -> None:
    path = paper(house.docs / "lanterns.pdf", LANTERNS)
    paper(house.docs / "wells.pdf", WELLS)
    source = Source(path, ("lanterns.pdf",), None, digest_of(path.read_bytes()))
    readings = Readings(house.home / "cache" / "readings.sqlite")
    failed = Reading(source, error=TooSlow("It took too long."))
    readings.put(reading_key(source, "", Limits()), source.digest, failed)
    readings.close()
    assert outcomes(house.index())["lanterns.pdf"] == "too slow"
    report = house.index(limits=Limits(240))
    assert (outcomes(report)["lanterns.pdf"], report.kept) == ("indexed", 1)
