from itertools import pairwise

import pytest

from corpus.glyphs import Glyph
from corpus.marks import Letter, marks_of
from tests.pages import glyphs

LINE = glyphs("patrols leave at dawn", left=72, baseline=100)
NEXT = glyphs("and return at dusk", left=72, baseline=114)


def letters(*placed: Glyph) -> list[Letter]:
    return [(letter, glyph.box) for glyph in placed for letter in glyph.text]


def test_the_words_of_a_line_are_one_box_and_two_lines_are_two() -> None:
    [one] = marks_of(letters(*LINE), LINE + NEXT)
    assert (one[0], one[2]) == (LINE[0].left, LINE[-1].right)
    assert len(marks_of(letters(*LINE, *NEXT), LINE + NEXT)) == 2


def test_a_box_holds_the_quoted_glyphs_and_no_other() -> None:
    quoted = LINE[7:14]
    [(left, top, right, bottom)] = marks_of(letters(*quoted), LINE + NEXT)
    for glyph in LINE + NEXT:
        middle = (glyph.left + glyph.right) / 2, glyph.baseline - 2
        assert (left < middle[0] < right and top < middle[1] < bottom) == (glyph in quoted)


def test_a_mark_of_a_note_between_two_words_stays_free() -> None:
    first, second = glyphs("forces", left=72), glyphs("may act", left=120)
    note = glyphs("16", left=first[-1].right)
    boxes = marks_of(letters(*first, *second), first + note + second)
    assert len(boxes) == 2
    assert boxes[0][2] <= note[0].left and boxes[1][0] >= note[-1].right


@pytest.mark.parametrize("change", [{"left": 200.0, "right": 205.0}, {"text": "x"}])
def test_one_letter_out_of_place_and_nothing_is_marked(change: dict[str, object]) -> None:
    wanted = letters(*LINE)
    other = [*LINE[:5], Glyph(**{name: getattr(LINE[5], name) for name in Glyph.__slots__} | change), *LINE[6:]]
    assert marks_of(wanted, other) == ()
    assert marks_of(wanted, []) == () == marks_of([], LINE)


def test_the_hyphen_that_breaks_a_quoted_word_is_marked_with_it() -> None:
    first, hyphen = glyphs("protec", left=72, baseline=100), glyphs("-", left=300, baseline=100)
    hyphen = [Glyph("-", first[-1].right, first[-1].top, first[-1].right + 4, first[-1].bottom, 100, first[-1].face)]
    rest = glyphs("tion", left=72, baseline=114)
    [one, two] = marks_of(letters(*first, *rest), first + hyphen + rest)
    assert one[2] == hyphen[0].right
    assert two[2] == rest[-1].right


def test_a_ligature_is_marked_for_each_of_its_letters() -> None:
    word = [*glyphs("of", left=72), Glyph("fi", 90, 91, 96, 103, 100, LINE[0].face)]
    assert len(marks_of([("f", word[-1].box)], word)) == 1


def test_columns_far_apart_are_not_joined() -> None:
    left, right = glyphs("tier", left=72), glyphs("lead", left=400)
    boxes = marks_of(letters(*left, *right), left + right)
    assert all(one[2] < two[0] for one, two in pairwise(boxes)) and len(boxes) == 2
