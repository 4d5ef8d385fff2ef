import shutil
from pathlib import Path

import pytest

from bot.assistant import Assistant
from corpus.pictures import draw
from scripts.commands.marks import AGREE, _draw, _random, look
from scripts.evaluation.under_marks import letters, read_by_eye, read_by_poppler, read_by_pypdf
from tests.pdfs import FILLER, simple
from tests.test_corpus_pictures import SENTENCE, letters_of

needs = [
    pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")
    for name in ("pdftotext", "tesseract")
]
pytestmark = needs


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.pdf"
    path.write_bytes(simple(FILLER).done())
    return path


def test_other_readers_find_the_words_under_their_marks_and_nothing_more(page: Path) -> None:
    wanted = letters(SENTENCE)
    [picture] = draw(page, [1], letters_of(page, SENTENCE))
    assert read_by_poppler(page, 1, picture.marks) == wanted
    assert read_by_eye([picture, picture]) == [wanted, wanted]
    assert wanted in read_by_pypdf(page, 1)


def test_they_notice_a_mark_in_the_wrong_place(page: Path) -> None:
    [picture] = draw(page, [1], letters_of(page, SENTENCE))
    lower = tuple((left, top + 13.5, right, bottom + 13.5) for left, top, right, bottom in picture.marks)
    assert read_by_poppler(page, 1, lower) != letters(SENTENCE)


def test_random_slices_of_the_samples_are_marked_where_others_read_them(samples: Assistant) -> None:
    searcher, home = samples.searcher(), samples.settings.home
    for found in look([_draw(searcher, home, document, span) for document, span in _random(searcher, 8, 3)]):
        assert all(found[name] for name in AGREE), found
