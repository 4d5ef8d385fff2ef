"""Hand-labelled sentences against what the rules make of them: strength, voice, and what is shown as binding."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.compose import claims_of, is_binding
from bot.evidence import Evidence
from bot.model import Strength, Voice
from corpus.errors import QuestionFileError
from corpus.model import Document, Span
from corpus.passages import block_at
from index import Store

_FILE = TypeAdapter(dict[str, list[tuple[int, str, str, Strength, Voice]]])


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of one sentence: its file, the mark of its text, its half (``tune`` or ``kept``)."""

    file: str
    mark: str
    half: str
    strength: Strength
    voice: Voice


@dataclass(frozen=True, slots=True)
class Compared:
    """A labelled sentence with what the rules say of it, and whether it is shown as a binding duty."""

    label: Label
    text: str
    strength: Strength
    voice: Voice
    binding: bool

    @property
    def inflated(self) -> bool:
        """Whether it is shown as binding although it is no duty in the document's own voice."""
        return self.binding and (self.label.strength is not Strength.DUTY or self.label.voice is not Voice.OWN)


def read_labels(path: Path) -> list[Label]:
    """The labels of a file; raises QuestionFileError, which says what is wrong with it."""
    try:
        rows = _FILE.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise QuestionFileError(
            f"{path.name} holds no labels: each row is [place, mark, half, strength, voice] below a file's name."
        ) from error
    return [Label(file, mark, half, s, v) for file, each in rows.items() for _, mark, half, s, v in each]


def mark_of(text: str) -> str:
    """16 digits that stand for a sentence: of the sha256 of its letters and digits in small letters."""
    return hashlib.sha256("".join(c for c in text.casefold() if c.isalnum()).encode()).hexdigest()[:16]


def compare(store: Store, labels: Sequence[Label]) -> list[Compared]:
    """The labelled sentences that the store holds, each once; those of other documents are passed over."""
    wanted = {(label.file, label.mark): label for label in labels}
    found: list[Compared] = []
    for document, span in _sentences(store, {label.file for label in labels}):
        text = document.text[span.start : span.end]
        label = wanted.pop((document.card.file, mark_of(text)), None)
        if label is not None:
            evidence = Evidence(document, (span,), block_at(document.blocks, span.start), 0.0)
            (claim,) = claims_of(store, [evidence])
            found.append(Compared(label, text, claim.strength, claim.voice, is_binding(claim)))
    return found


def _sentences(store: Store, files: set[str]) -> Iterator[tuple[Document, Span]]:
    for id_, card in store.cards().items():
        if card.file in files:
            document = store.document(id_)
            for passage in store.passages(store.passage_numbers(id_)):
                yield from ((document, span) for span in passage.sentences)


def accuracy(rows: Iterable[Compared]) -> dict[str, float]:
    """Shares between 0 and 1 of strengths and voices that agree, and how many are shown stronger than they may be."""
    found = list(rows)
    count = len(found) or 1
    return {
        "sentences": len(found),
        "strength": round(sum(r.strength is r.label.strength for r in found) / count, 3),
        "voice": round(sum(r.voice is r.label.voice for r in found) / count, 3),
        "shown_as_binding": sum(r.binding for r in found),
        "wrongly_shown_as_binding": sum(r.inflated for r in found),
    }


def confusion(rows: Iterable[Compared]) -> Counter[tuple[Strength, Strength]]:
    """How often a labelled strength (first) was taken for another (second)."""
    return Counter((row.label.strength, row.strength) for row in rows)
