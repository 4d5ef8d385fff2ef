"""True sentences of the documents, changed in one word or in typography alone: a quote check must tell them apart."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from corpus.model import BlockKind, Document
from corpus.sentences import sentences_of

_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE)
_MODALS = ("shall", "should", "must", "may", "can", "could", "will", "would", "might")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,4}(?![\w/-]|[.,]\d)")
_MODAL = re.compile(rf"\b(?:{'|'.join(_MODALS)})\b")
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|shall|should|must|may|can|could|will|would)\b(?! not)")
_SHORTEST, _LONGEST = 8, 60


class Trial(NamedTuple):
    """A text to check: what was done to it, the text, and the file and the sentence that it came from."""

    change: str
    text: str
    truth: str
    file: str


def sentences(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """File and text of every sentence of eight to sixty words."""
    found: list[tuple[str, str]] = []
    for document in documents:
        for block in document.blocks:
            if block.kind in _KINDS:
                texts = (document.text[a:b] for a, b in sentences_of(document.text, block.start, block.end))
                found += [(document.card.file, t) for t in texts if _SHORTEST <= len(t.split()) <= _LONGEST]
    return found


def draft(documents: Sequence[Document], words: int, seed: int) -> str:
    """A note of about so many words: true and changed sentences in quotation marks, each with the document it is from.

    Two paragraphs of three also hold a sentence of their own, as notes do.
    """
    names = {document.card.file: document.card.short for document in documents}
    true, changed = noisy(documents, words, seed), altered(documents, words, seed)
    text, number = "", 0
    while len(text.split()) < words:
        number += 1
        trial = next(changed if number % 3 == 0 else true)
        own = "The section was asked to look into this and to come back before the next meeting. " if number % 3 else ""
        quoted = " ".join(trial.text.split()).replace("“", "‘").replace("”", "’")
        text += f"{number}. {own}It is written that “{quoted}” ({names[trial.file]}).\n\n"
    return text


def altered(documents: Sequence[Document], count: int, seed: int) -> Iterator[Trial]:
    """Sentences with one number, negation, modal verb or name changed, each kind as often as the others.

    A changed sentence that stands somewhere as it is now would be a true one, and is passed over.
    """
    chance = random.Random(seed)
    pool = sentences(documents)
    everything = "\n".join(_letters(document.text) for document in documents)
    names = sorted({name for _, text in pool for name in _NAME.findall(text)})
    kinds = ("number", "negation", "modal", "name")
    made = 0
    while made < count:
        file, text = chance.choice(pool)
        kind = kinds[made % len(kinds)]
        changed = _changed(kind, text, names, chance)
        if changed and _letters(changed) not in everything:
            made += 1
            yield Trial(kind, changed, text, file)


def _changed(kind: str, text: str, names: Sequence[str], chance: random.Random) -> str:
    """The sentence with one change of a kind; empty where it has nothing to change."""
    match kind:
        case "number":
            return _replaced(text, _NUMBER, lambda old: str(int(old) + chance.choice((1, 2, 3, 10, 100))), chance)
        case "modal":
            return _replaced(text, _MODAL, lambda old: chance.choice([m for m in _MODALS if m != old]), chance)
        case "name":
            return _replaced(text, _NAME, lambda old: chance.choice([n for n in names if n != old]), chance)
        case _:
            without = re.sub(r"\b(?:not|never|no) |\bn[’']t\b", "", text, count=1)
            return without if without != text else _replaced(text, _VERB, lambda old: f"{old} not", chance)


def _replaced(text: str, pattern: re.Pattern[str], new: Callable[[str], str], chance: random.Random) -> str:
    matches = list(pattern.finditer(text))
    if not matches:
        return ""
    match = chance.choice(matches)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


def noisy(documents: Sequence[Document], count: int, seed: int) -> Iterator[Trial]:
    """Slices of sentences with two to four changes of typography."""
    chance = random.Random(seed)
    pool = sentences(documents)
    for _ in range(count):
        file, text = chance.choice(pool)
        words = text.split()
        length = chance.randint(min(6, len(words)), len(words))
        start = chance.randint(0, len(words) - length)
        truth = re.split(r"\s+", text)[start : start + length]
        noise = chance.sample(sorted(_NOISE), chance.randint(2, 4))
        noisy_text = " ".join(truth)
        for name in noise:
            noisy_text = _NOISE[name](noisy_text, chance)
        yield Trial("+".join(noise), noisy_text, " ".join(truth), file)


def _swapped(text: str, pairs: str) -> str:
    return text.translate({ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)})


def _broken(text: str, chance: random.Random) -> str:
    """A long word broken at a line's end."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if word.isalpha() and len(word) > 7]
    if long:
        i = chance.choice(long)
        words[i] = f"{words[i][:4]}-\n{words[i][4:]}"
    return " ".join(words)


def _softened(text: str, chance: random.Random) -> str:
    return re.sub(r"\b([A-Za-z]{4})([A-Za-z]{4,})", "\\1\u00ad\\2", text, count=2)


_NOISE: dict[str, Callable[[str, random.Random], str]] = {
    "capitals": lambda text, chance: text.upper(),
    "small letters": lambda text, chance: text.lower(),
    "other quotation marks": lambda text, chance: _swapped(text, "“\"”\"‘'’'"),
    "double spaces": lambda text, chance: text.replace(" ", "  ", 3),
    "no-break spaces": lambda text, chance: text.replace(" ", "\u00a0", 2),
    "line breaks": lambda text, chance: re.sub(r" (\w+) (\w+) ", r" \1\n\2 ", text, count=4),
    "broken word": _broken,
    "soft hyphens": _softened,
    "other hyphens": lambda text, chance: re.sub(r"(?<=\w)-(?=[A-Za-z])", "‑", text),
    "other dashes": lambda text, chance: text.replace("–", "—"),
    "ligatures": lambda text, chance: text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "full stop left out": lambda text, chance: text.rstrip(".;:,"),
    "quotation marks around": lambda text, chance: f"“{text}”",
    "ellipsis in front": lambda text, chance: f"… {text}",
}  # fmt: skip


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
