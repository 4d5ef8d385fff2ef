"""Cells from frames: what each looks for, found in one go, kept where a sentence itself names or means it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from bot.products.build import is_of_a_party
from bot.products.frames import Frame
from bot.products.gather import Ground, Near, Sentence, Wanted, gather

Test = Callable[[Ground, Sentence, float], bool]


def found_for(ground: Ground, wanted: Mapping[str, Frame], also: Test | None = None) -> dict[str, list[Near]]:
    """What was found for each frame, nearest first; ``also`` is a further test for all of them.

    Without one, letters of governments and other parties are left out: what they say is their own view.
    """
    keys, also = list(wanted), also or _is_no_partys
    found = gather(ground, [wanted_of(wanted[key], also) for key in keys])
    return dict(zip(keys, found, strict=True))


def wanted_of(frame: Frame, also: Test | None = None) -> Wanted:
    """The sentences that a frame looks for."""

    def keeps(ground: Ground, sentence: Sentence, cosine: float) -> bool:
        return fits(ground, frame, sentence) and (also is None or also(ground, sentence, cosine))

    return Wanted(frame.means, frame.nearest, keeps=keeps)


def fits(ground: Ground, frame: Frame, sentence: Sentence) -> bool:
    """Whether a sentence names one of each group of concepts, and holds one of each group of words."""
    if any(not _words(group).search(sentence.own) for group in frame.words):
        return False
    if not frame.names:
        return True
    named = {match.concept.id for match in ground.names(sentence.text)}
    return all(named & set(group) for group in frame.names)


def _is_no_partys(ground: Ground, sentence: Sentence, cosine: float) -> bool:
    return not is_of_a_party(sentence)


@lru_cache(maxsize=256)
def _words(group: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in group)})", re.IGNORECASE)
