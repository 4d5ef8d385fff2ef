"""One PDF becomes a document, or an error that names what is wrong with it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject
from reportlab.lib.utils import ImageReader

from corpus.errors import (
    Damaged,
    EmptyFile,
    Encrypted,
    NoPages,
    NotAPdf,
    NoText,
    NoTextLayer,
    Placeholder,
    ReadingError,
    TooLarge,
)
from corpus.language import other_script
from corpus.model import BlockKind
from corpus.read import MAX_PAGES, digest_of, read, read_bytes
from tests.pdfs import FILLER, Paper, made, of, rewritten, simple, unicode_map


def locked(password: str) -> bytes:
    """A PDF that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(simple().done())))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_pages(count: int) -> bytes:
    """A PDF whose page tree holds the same page that many times."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(simple().done())))
    tree = writer._root_object["/Pages"].get_object()  # type: ignore[attr-defined]
    kids = tree["/Kids"]
    first = kids[0]
    kids.clear()
    kids.extend([first] * count)
    tree[NameObject("/Count")] = NumberObject(count)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(pages: int = 1) -> Paper:
    paper = Paper()
    for n in range(pages):
        if n:
            paper.turn()
        paper.canvas.drawImage(ImageReader(Image.new("RGB", (30, 40), "grey")), 50, 50, 400, 600)
    return paper


def blank() -> bytes:
    """A page on which nothing stands."""
    paper = Paper()
    paper.turn()
    return paper.done()


BAD = {
    "empty": (b"", EmptyFile),
    "text": (b"Dear colleague, please find attached.", NotAPdf),
    "web page": (b"<html><body>Not found</body></html>" * 100, NotAPdf),
    "head alone": (b"%PDF-1.7\n", Damaged),
    "half": (simple(pages=3).done()[:900], Damaged),
    "nonsense": (b"%PDF-1.7\n" + bytes(range(256)) * 20, Damaged),
    "no pages": (with_pages(0), NoPages),
    "never a page": (Paper().done(), NoPages),
    "picture": (picture().done(), NoTextLayer),
    "blank": (blank(), NoText),
    "locked": (locked("sesame"), Encrypted),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_ends_as_a_named_outcome(name: str) -> None:
    data, kind = BAD[name]
    with pytest.raises(ReadingError) as caught:
        read_bytes(data, f"{name}.pdf")
    assert type(caught.value) is kind
    assert caught.value.outcome != ReadingError.outcome
    assert str(caught.value).endswith(".") and "Traceback" not in str(caught.value)


def test_the_outcomes_have_different_names() -> None:
    kinds = {kind for _, kind in BAD.values()} | {TooLarge}
    assert len({kind.outcome for kind in kinds}) == len(kinds)


def test_the_right_password_opens_a_locked_file() -> None:
    assert of(read_bytes(locked("sesame"), "a.pdf", "sesame"), BlockKind.PARAGRAPH) == [" ".join(FILLER)]


def test_a_wrong_password_is_told_from_none() -> None:
    with pytest.raises(Encrypted, match=r"password that catalogue\.yaml gives does not open"):
        read_bytes(locked("sesame"), "a.pdf", "barley")


def test_a_password_that_is_not_needed_does_no_harm() -> None:
    assert of(read_bytes(simple().done(), "a.pdf", "sesame"), BlockKind.PARAGRAPH) == [" ".join(FILLER)]


def test_too_many_pages_are_refused_before_any_is_read() -> None:
    with pytest.raises(TooLarge, match=str(MAX_PAGES)):
        read_bytes(with_pages(MAX_PAGES + 1), "a.pdf")


def test_a_page_that_is_a_picture_is_reported_and_the_others_are_read() -> None:
    paper = simple()
    paper.turn()
    paper.canvas.drawImage(ImageReader(Image.new("RGB", (30, 40), "grey")), 50, 50, 400, 600)
    paper.turn()
    paper.turn()
    paper.lines(72, 120, FILLER)
    document = made(paper)
    assert [page.note for page in document.pages] == ["", "a picture without text", "empty", ""]
    assert of(document, BlockKind.PARAGRAPH) == [" ".join(FILLER)] * 2
    assert set(document.glyph_page.tolist()) == {0, 1, 4}


def test_a_broken_page_is_reported_and_the_others_are_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(simple(pages=3).done())))
    tree = writer._root_object["/Pages"].get_object()  # type: ignore[attr-defined]
    tree["/Kids"][1] = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/Nothing")}))
    out = io.BytesIO()
    writer.write(out)
    document = read_bytes(out.getvalue(), "a.pdf")
    assert [bool(page.note) for page in document.pages] == [False, True, False]
    assert of(document, BlockKind.PARAGRAPH) == [" ".join(FILLER)] * 2


def test_a_page_with_broken_content_is_reported_and_the_others_are_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(simple(pages=2).done())))
    stream = StreamObject()
    stream.set_data(b"\x00\xff BT ( unbalanced [ << ET Q Q Q")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    document = read_bytes(out.getvalue(), "a.pdf")
    assert [page.note for page in document.pages] == ["empty", ""]
    assert of(document, BlockKind.PARAGRAPH) == [" ".join(FILLER)]


def test_a_page_of_letters_that_cannot_be_told_is_reported() -> None:
    data = rewritten(simple().done(), unicode_map(e="E001", a="E002", t="D800", o="FFFD"))
    assert [page.note for page in read_bytes(data, "a.pdf").pages] == ["letters that cannot be told"]


def test_a_page_with_nothing_but_its_running_head_is_reported() -> None:
    paper = Paper()
    for number in range(1, 5):
        paper.write(72, 40, "POCDESK/2031/7", 8)
        paper.write(500, 800, f"{number}/4", 8)
        if number != 3:
            paper.lines(72, 120, FILLER)
        paper.turn()
    notes = [page.note for page in made(paper).pages]
    assert [bool(note) for note in notes] == [False, False, True, False] and "running head" in notes[2]


def test_a_page_in_another_script_is_reported() -> None:
    page = [*"Annex", *("\u0627\u0644\u0628\u0639\u062b\u0629" * 20)]
    assert other_script(page) == "Arabic"
    assert other_script([*"Миссия охраняет мост и дорогу к нему днём и ночью без сна"]) == "Cyrillic"
    assert other_script([*("The mission (البعثة) keeps watch over the bridge." * 3)]) == ""
    assert other_script([*"البعثة"]) == other_script([]) == ""


def test_a_page_that_says_that_the_document_was_not_found_is_no_document() -> None:
    paper = Paper()
    paper.write(72, 120, "The document you are looking for does not exist in the system.")
    with pytest.raises(Placeholder):
        made(paper)


def test_deep_nesting_ends_as_a_named_outcome_or_is_read() -> None:
    """Arrays in arrays, and a page tree of one child each, both thousands deep."""
    data = simple().done()
    deep = data.replace(b"/Contents", b"/Deep " + b"[" * 60_000 + b"]" * 60_000 + b" /Contents", 1)
    for each in (deep, nested_tree(20_000)):
        try:
            assert read_bytes(each, "a.pdf").text
        except ReadingError as error:
            assert error.outcome != ReadingError.outcome


def nested_tree(depth: int) -> bytes:
    """A PDF whose one page hangs under so many levels of its page tree."""
    rows = [b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj"]
    for n in range(2, depth + 2):
        rows.append(b"%d 0 obj<</Type/Pages/Count 1/Kids[%d 0 R]>>endobj" % (n, n + 1))
    rows.append(b"%d 0 obj<</Type/Page/MediaBox[0 0 99 99]/Parent %d 0 R>>endobj" % (depth + 2, depth + 1))
    return b"%PDF-1.7\n" + b"\n".join(rows) + b"\ntrailer<</Root 1 0 R>>"


def test_text_far_off_the_page_is_left_out() -> None:
    paper = simple()
    paper.write(1e7, 400, "far away")
    paper.write(72, -1e7, "far above")
    assert of(made(paper), BlockKind.PARAGRAPH) == [" ".join(FILLER)]


def test_a_page_of_absurd_size_is_read() -> None:
    paper = Paper(size=(14000.0, 14000.0))
    paper.lines(72, 120, FILLER)
    document = made(paper)
    assert " ".join(FILLER) in document.text
    assert (document.pages[0].width, document.pages[0].height) == (pytest.approx(14000), pytest.approx(14000))


def test_bytes_before_the_head_are_passed_over() -> None:
    assert read_bytes(b"\r\n  \n" + simple().done(), "a.pdf").pages


def test_a_document_is_known_by_its_bytes(tmp_path: Path) -> None:
    data = simple().done()
    for name in ("one.pdf", "two.pdf"):
        (tmp_path / name).write_bytes(data)
    one, two = read(tmp_path / "one.pdf"), read(tmp_path / "two.pdf")
    assert one.id == two.id == digest_of(data)
    assert (one.card.file, two.card.file) == ("one.pdf", "two.pdf")
    assert one.text == two.text


def test_reading_twice_gives_the_same_blocks() -> None:
    data = simple(FILLER, FILLER, pages=3).done()
    first, second = read_bytes(data, "a.pdf"), read_bytes(data, "a.pdf")
    assert (first.text, first.blocks, first.marks) == (second.text, second.blocks, second.marks)
    assert (first.glyph_box == second.glyph_box).all()


def test_the_samples_are_read_without_a_note(sample_documents: tuple[object, ...]) -> None:
    assert [page.note for document in sample_documents for page in document.pages if page.note] == []  # type: ignore[attr-defined]
