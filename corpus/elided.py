"""Names that share the last word of a list: "human rights, gender and civil affairs officers" are three sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_SHARED = re.compile(
    r"\b(?:and|or)\s+((?:[\w’'/-]+\s+){1,3}?)(?:office|section|unit|component|division|team|officer|advis[eo]r)s\b"
)
_INSTEAD = ("section", "unit", "officers", "adviser")
_MOST_WORDS = 3
_REACH = 240


class Elided(NamedTuple):
    """An item of a list with the half-open range of its characters, and the full name that it stands for."""

    start: int
    end: int
    name: str


def elided(text: str, is_name: Callable[[str], bool]) -> Iterator[Elided]:
    """The items of such lists that with the shared word are names, from left to right; ``is_name`` tells whether.

    The item beside the shared word must be one, else it is no list of offices: "aid and political means".
    """
    for shared in _SHARED.finditer(text):
        last = _item(text, shared.start(1), shared.start(1) + len(shared[1].rstrip()), is_name)
        if last is None:
            continue
        found = [last]
        stop = len(text[: shared.start()].rstrip(" ,\n"))
        while stop > shared.start() - _REACH:
            begin = max(text.rfind(sign, 0, stop) for sign in ",;:.()•") + 1
            if item := _item(text, begin, stop, is_name):
                found.append(item)
            if begin == 0 or text[begin - 1] != "," or len(text[begin:stop].split()) > _MOST_WORDS:
                break
            stop = begin - 1
        yield from reversed(found)


def _item(text: str, start: int, end: int, is_name: Callable[[str], bool]) -> Elided | None:
    """The longest run of words up to ``end`` that with a word for an office is a name."""
    words = list(re.finditer(r"[\w’'/-]+", text[start:end]))[-_MOST_WORDS:]
    for word in words:
        item = " ".join(text[start + word.start() : end].split())
        for instead in _INSTEAD:
            if is_name(f"{item} {instead}"):
                return Elided(start + word.start(), end, f"{item} {instead}")
    return None
