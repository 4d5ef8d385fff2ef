"""Places inside documents as people name them."""

import pytest

from bot.quotes.places import Level, path_of, places_in, without_places

P, N, G, S, X = Level.PARAGRAPH, Level.FOOTNOTE, Level.PAGE, Level.SECTION, Level.ANNEX


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("S/RES/2779 (2025), para. 3 (a) (i)", [(P, ("3", "a", "i"))]),
        ("paragraph 36(i)", [(P, ("36", "i"))]),
        ("OP 12", [(P, ("12",))]),
        ("paragraphs 9 and 19", [(P, ("9",)), (P, ("19",))]),
        ("paras. 3–5", [(P, ("3",)), (P, ("4",)), (P, ("5",))]),
        ("paras 3 (a)-(c)", [(P, ("3", "a")), (P, ("3", "b")), (P, ("3", "c"))]),
        ("footnote 18", [(N, ("18",))]),
        ("brief, fn. 4", [(N, ("4",))]),
        ("p. 12", [(G, ("12",))]),
        ("pp. 4-6", [(G, ("4",)), (G, ("5",)), (G, ("6",))]),
        ("page iv", [(G, ("iv",))]),
        ("section II.B", [(S, ("ii", "b"))]),
        ("annex II, para. 4", [(X, ("ii",)), (P, ("4",))]),
        ("preambular paragraph 3", [(Level.PREAMBLE, ("3",))]),
        ("the brief", []),
    ],
)
def test_places_are_read(text: str, found: list[tuple[Level, tuple[str, ...]]]) -> None:
    assert [(place.level, place.path) for place in places_in(text)] == found


def test_a_place_holds_what_lies_deeper_in_it() -> None:
    [place] = places_in("para. 3 (a)")
    assert place.holds(("3", "a")) and place.holds(("3", "a", "i"))
    assert not place.holds(("3",)) and not place.holds(("3", "b"))


def test_labels_in_parts_and_texts_without_places() -> None:
    assert path_of("3 (a) (i)") == ("3", "a", "i")
    assert without_places("the handbook, p. 12").strip(" ,") == "the handbook"
