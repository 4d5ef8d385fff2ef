"""Drafts as files."""

from pathlib import Path

import pytest
from docx import Document

from bot.quotes import draft_of, read_draft
from corpus.errors import PathError, ReadingError
from tests.papers import LANTERNS, paper


def test_the_places_of_a_text_are_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("one\ntwo “three”\n", encoding="utf-8")
    draft = read_draft(path)
    assert draft == draft_of("one\ntwo “three”\n")
    assert draft.place(draft.text.index("“")) == "line 2"


def test_a_word_file_keeps_its_block_quotations_and_tables(tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("The rules say:")
    word.add_paragraph("Count every lantern.", style="Quote")
    word.add_table(1, 1).cell(0, 0).text = "“in a table”"
    word.save(str(tmp_path / "note.docx"))
    draft = read_draft(tmp_path / "note.docx")
    assert draft.text == "The rules say:\n\n> Count every lantern.\n\n“in a table”"
    assert draft.place(draft.text.index("“")) == "paragraph 3"


def test_a_pdf_is_read_by_our_own_reader(tmp_path: Path) -> None:
    draft = read_draft(paper(tmp_path / "note.pdf", LANTERNS))
    at = draft.text.index("shall count every lantern")
    assert draft.place(at) == "page 1"


@pytest.mark.parametrize("name", ["missing.txt", "binary.txt", "broken.docx", "folder"])
def test_what_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00bad")
    (tmp_path / "broken.docx").write_bytes(b"no zip at all")
    (tmp_path / "folder").mkdir()
    with pytest.raises(PathError, match=r"\.$"):
        read_draft(tmp_path / name)


def test_a_damaged_pdf_is_told_as_everywhere(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(ReadingError):
        read_draft(tmp_path / "broken.pdf")
