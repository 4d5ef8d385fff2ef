"""Whether a text holds a bank's evidence: letters and numbers count, typography and hyphens at line ends do not."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"\d(?:[\d.,/]*\d)?")


def holds(text: str, quote: str, share: float = 0.6) -> bool:
    """Whether ``text`` holds one run of the quote's words that has ``share`` of its letters and five words (or all)."""
    run = longest_run(text, quote)
    letters, wanted = len(_letters(run)), len(_letters(quote))
    return letters > 0 and letters >= share * wanted and (letters == wanted or len(run.split()) >= 5)


def longest_run(text: str, quote: str) -> str:
    """The longest run of the quote's words whose letters stand in ``text``; empty where one of its numbers does not."""
    haystack, words = _letters(text), quote.split()
    sizes = [len(_letters(word)) for word in words]
    best: tuple[int, int, int] = (0, 0, 0)
    for start in range(len(words)):
        if sum(sizes[start:]) <= best[0]:
            break
        end = _furthest(haystack, words, start)
        best = max(best, (sum(sizes[start:end]), -start, end))
    run = " ".join(words[-best[1] : best[2]])
    digits = re.sub(r"\s", "", text)
    return run if all(number in digits for number in _NUMBER.findall(run)) else ""


def _furthest(haystack: str, words: list[str], start: int) -> int:
    """The end of the longest run of words from ``start`` that stands in the text, by bisection."""
    low, high = start, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if _letters(" ".join(words[start:middle])) in haystack:
            low = middle
        else:
            high = middle - 1
    return low


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalpha())
