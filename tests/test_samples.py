"""The bundled sample documents: built from their sources, marked on every page, described in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from corpus.model import Card
from scripts.commands.build_samples import SAMPLES, SOURCES, build, main, stale
from scripts.samples.text import Kind, SourceError, read_marking, read_sample

MARKING = read_marking(SOURCES / "marking.yaml")
NAMES = sorted(path.name for path in SAMPLES.glob("*.pdf"))


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    return build()


def words(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def page_texts(name: str) -> list[str]:
    return [words(page.extract_text()) for page in PdfReader(SAMPLES / name).pages]


def flat(outline: list[Any]) -> Iterator[Any]:
    """Entries of an outline in reading order, whatever their depth."""
    for entry in outline:
        yield from flat(entry) if isinstance(entry, list) else [entry]


def test_there_are_four_samples() -> None:
    assert len(NAMES) == 4


def test_the_committed_samples_are_what_the_command_builds(built: dict[str, bytes]) -> None:
    assert stale(built, SAMPLES) == []


def test_two_builds_give_the_same_bytes(built: dict[str, bytes]) -> None:
    assert build() == built


def test_a_changed_sample_is_noticed(
    built: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, data in built.items():
        (tmp_path / name).write_bytes(data)
    assert main(["--check", "--out", str(tmp_path)]) == 0
    (tmp_path / NAMES[0]).write_bytes(built[NAMES[1]])
    assert main(["--check", "--out", str(tmp_path)]) == 1
    assert NAMES[0] in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_marked_as_a_sample_and_numbered(name: str) -> None:
    texts = page_texts(name)
    assert 3 <= len(texts) <= 6
    for number, text in enumerate(texts, start=1):
        assert MARKING.running_head in text
        assert text.endswith(f" {number}")


@pytest.mark.parametrize("name", NAMES)
def test_the_first_page_says_what_it_is(name: str) -> None:
    source = read_sample(SOURCES / name.replace(".pdf", ".md"))
    first = page_texts(name)[0]
    assert MARKING.first_page in first
    assert source.symbol in first
    assert f"{source.issued.day} {source.issued:%B %Y}" in first


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_name_it(name: str) -> None:
    source = read_sample(SOURCES / name.replace(".pdf", ".md"))
    reader = PdfReader(SAMPLES / name)
    assert reader.metadata is not None
    assert reader.metadata.title == source.title
    assert reader.metadata.author == MARKING.author
    assert reader.metadata.subject == source.subject


@pytest.mark.parametrize("name", NAMES)
def test_each_entry_of_the_outline_leads_to_the_page_of_its_heading(name: str) -> None:
    source = read_sample(SOURCES / name.replace(".pdf", ".md"))
    headings = [piece.text for piece in source.pieces if piece.kind in (Kind.HEADING, Kind.SUBHEADING)]
    reader = PdfReader(SAMPLES / name)
    entries = list(flat(reader.outline))
    texts = page_texts(name)
    pages = [reader.get_destination_page_number(entry) for entry in entries]
    assert [entry.title for entry in entries] == headings
    assert pages == sorted(page for page in pages if page is not None)
    assert all(entry.title in texts[page] for entry, page in zip(entries, pages, strict=True) if page is not None)


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_agrees_with_the_source(name: str) -> None:
    catalogue = yaml.safe_load((SAMPLES / "catalogue.yaml").read_text(encoding="utf-8"))
    assert sorted(catalogue) == NAMES
    card = Card(names=(name,), **catalogue[name])
    source = read_sample(SOURCES / name.replace(".pdf", ".md"))
    assert (card.title, card.symbol, card.issued) == (source.title, source.symbol, source.issued)
    assert card.sample


def test_the_first_sample_answers_the_question_of_the_readme() -> None:
    text = " ".join(page_texts(NAMES[0]))
    assert "The Joint Mission Analysis Centre (JMAC) is responsible for strategic threat assessments." in text


def test_each_footnote_stands_below_the_text_on_the_page_of_its_mark() -> None:
    source = read_sample(SOURCES / "sample-3-tensions.md")
    texts = page_texts("sample-3-tensions.pdf")
    assert len(source.notes) == 12
    for mark, note in source.notes.items():
        [page] = [text for text in texts if f"{mark} {words(note)}" in text]
        marked = next(piece.text for piece in source.pieces if f"[^{mark}]" in piece.text)
        before = words(marked.split(f"[^{mark}]")[0]).split("]")[-1][-25:]
        assert page.index(before + mark) < page.index(words(note))


def test_each_pull_quote_repeats_words_of_the_body() -> None:
    source = read_sample(SOURCES / "sample-3-tensions.md")
    quotes = [piece.text for piece in source.pieces if piece.kind is Kind.PULL_QUOTE]
    body = " ".join(piece.text for piece in source.pieces if piece.kind is Kind.PARAGRAPH)
    assert len(quotes) == 3
    assert all(quote in body for quote in quotes)


def test_the_list_of_warning_signs_is_longer_than_a_passage() -> None:
    source = read_sample(SOURCES / "sample-4-threats-and-early-warning.md")
    items = [piece.text for piece in source.pieces if piece.kind is Kind.BULLET]
    assert sum(len(item.split()) for item in items) > 120


def test_the_table_of_alerts_adds_up() -> None:
    source = read_sample(SOURCES / "sample-4-threats-and-early-warning.md")
    [table] = [piece.table for piece in source.pieces if piece.table]
    *rows, total = [[int(cell.strip("*")) for cell in row[1:4]] for row in table.rows[1:]]
    assert [sum(column) for column in zip(*rows, strict=True)] == total


def test_a_source_with_a_broken_table_is_refused_by_name(tmp_path: Path) -> None:
    head = "---\ntitle: T\nsubtitle: S\nsymbol: X/1\nissued: 2026-03-02\nsubject: S\npaper: A4\n---\n"
    path = tmp_path / "broken.md"
    path.write_text(head + "| a | b |\n|---|---|\n| 1 |\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"broken\.md: the rows of a table differ in length"):
        read_sample(path)
