"""Quotations and references of a draft, and which goes with which."""

import pytest

from bot.quotes.draft import Part, parts_of


def quoted(text: str) -> list[str]:
    return [text[p.start : p.end] for p in parts_of(text) if p.is_quotation]


def named(text: str) -> list[str]:
    return [text[p.start : p.end] for p in parts_of(text) if not p.is_quotation]


def only(text: str) -> Part:
    [part] = [p for p in parts_of(text) if p.is_quotation]
    return part


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It “shall count” them.", ["“shall count”"]),
        ('It "shall count" and "may not close" it.', ['"shall count"', '"may not close"']),
        ("Il « doit compter » tout.", ["« doit compter »"]),
        ("It says „shall count“ today.", ["„shall count“"]),
        ("It is ‘closed at night by order’ now.", ["‘closed at night by order’"]),
        ("The crews' boats aren't the Master's; it's ‘late’.", []),
        ("A “text with an “inner” one” ends.", ["“text with an “inner” one”"]),
        ("As follows:\n\n> Count every lantern\n> before dusk.\n\nEnd.", ["> Count every lantern\n> before dusk.\n"]),
        ("As follows:\n\n    Count every lantern.\n\nEnd.", ["    Count every lantern.\n"]),
        ("A list:\n\n    - one thing\n    - another\n", []),
        ('It "runs over\na line\'s end" here.', ['"runs over\na line\'s end"']),
        ("No quotation at all.", []),
    ],
)
def test_quotations_are_found_whatever_their_marks(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize("mark", ["“", '"', "«"])
def test_a_mark_that_never_closes_ends_with_its_paragraph(mark: str) -> None:
    text = f"It {mark}shall count every lantern.\n\nAnother paragraph."
    part = only(text)
    assert not part.closed and text[part.start : part.end] == f"{mark}shall count every lantern."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See S/RES/2999 (2030), para. 3 (a) (i), and more.", ["S/RES/2999 (2030), para. 3 (a) (i)"]),
        ("See paragraph 10 of resolution 2999 (2030).", ["paragraph 10 of resolution 2999 (2030)"]),
        ("The A4P Declaration, paragraph 15, says so.", ["A4P Declaration, paragraph 15"]),
        ("S/2030/12, footnote 18; S/2030/13.", ["S/2030/12, footnote 18", "S/2030/13"]),
        ("It “cites S/2030/12 itself” there.", []),
    ],
)
def test_references_are_found_with_their_places_outside_of_quotations(text: str, found: list[str]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("It “shall count” (S/RES/2999 (2030), para. 3).", "S/RES/2999 (2030), para. 3"),
        ("It “shall count.”12 (brief, fn. 4)", "brief, fn. 4"),
        ("Resolution 2999 (2030) “shall count” them. S/2030/12 does not.", "Resolution 2999 (2030)"),
        ("The Secretary-General's report of 7 April 2030 “counts” it.", "Secretary-General's report of 7 April 2030"),
        ("The policy brief says:\n\n> Count every lantern.\n", "policy brief"),
        ("It “shall count” (and more).", ""),
        ("S/2030/12 is old. It “shall count” them.", ""),
    ],
)
def test_a_quotation_goes_with_the_reference_behind_it_or_in_its_sentence(text: str, claimed: str) -> None:
    assert next(iter(only(text).claims), "") == claimed
