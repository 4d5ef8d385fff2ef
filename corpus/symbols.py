"""A document's own symbols, as they stand in its running heads.

Symbols follow the United Nations editorial manual (https://www.un.org/dgacm/en/content/editorial-manual/symbols);
those of missions and other houses are built alike.
"""

from __future__ import annotations

import re
from collections import Counter

from corpus.opening import Opening

_SYMBOL = re.compile(r"[A-Z][A-Z-]{0,11}(?:/[A-Z0-9][A-Za-z0-9.()-]*)+(?:\s?\(\d{4}\))?")
_JOINT = re.compile(r"-(?=[A-Z]{1,8}/)|\s*[,–]\s*|\s+(?!\()")
_STAR = re.compile(r"\s?\*{1,3}$")
_FILE = re.compile(r"(?:^|_)((?:A|S|E|ST|DP|CEB)(?:_[A-Z0-9.()-]+)+)(?: \((\d{4})\))?(?=\.|,|$)")
_UNITED_NATIONS = re.compile(r"united nations|nations unies|naciones unidas", re.IGNORECASE)
_REISSUED = re.compile(r"\*+\s?(?:\w+\s)?reissued\b", re.IGNORECASE)
_REVISION = re.compile(r"/Rev\.(\d+)$")


def symbols_of(opening: Opening, name: str) -> tuple[str, ...]:
    """The symbols: the first of the running heads, and any other that stands there at least half as often.

    Where there is none, a file named as the United Nations name theirs (``S_1996_225.pdf``) tells, if the first
    page speaks of the United Nations.
    """
    found: Counter[str] = Counter()
    for line in opening.running:
        found.update(set(_symbols_in(line)))
    if not found:
        return _symbol_of_file(opening, name)
    ordered = list(dict.fromkeys(symbol for line in opening.running for symbol in _symbols_in(line)))
    often = found[ordered[0]]
    return tuple(symbol for symbol in ordered if 2 * found[symbol] >= often)


def symbol_in_name(name: str) -> str:
    """What of a file's name may tell its symbol; empty where nothing does."""
    match = _FILE.search(name)
    return match[0] if match else ""


def is_reissued(opening: Opening) -> bool:
    """Whether a star behind the symbol, or the note that it points to, says that the document was issued again."""
    starred = any(_STAR.search(line) and _symbols_in(line) for line in opening.running)
    return starred or bool(_REISSUED.search(opening.text[:8000]))


def revised_by(symbol: str) -> str:
    """The symbol of the text that a revision replaces: its own without "/Rev.1", or the revision before. Else empty."""
    revision = _REVISION.search(symbol)
    if revision is None:
        return ""
    root, number = symbol[: revision.start()], int(revision[1])
    return root if number == 1 else f"{root}/Rev.{number - 1}"


def _symbols_in(line: str) -> list[str]:
    """Symbols of a line that holds nothing else."""
    words = _JOINT.split(_STAR.sub("", line.strip()))
    own = all(_SYMBOL.fullmatch(word) and any(letter.isdigit() for letter in word) for word in words)
    return words if own else []


def _symbol_of_file(opening: Opening, name: str) -> tuple[str, ...]:
    match = _FILE.search(name)
    if not match or not _UNITED_NATIONS.search(opening.text[:600]):
        return ()
    symbol = re.sub(r"\.[a-z]{2}$", "", match[1]).replace("_", "/")
    return (f"{symbol} ({match[2]})" if match[2] else symbol,)
