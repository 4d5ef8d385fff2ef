"""Finding the sentences that a product may show: searched under an audience, kept only where they are near enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bot.finding import ALL
from bot.saying import without_number
from corpus.model import BlockKind, Document, Span, slices
from corpus.passages import block_at
from corpus.sentences import sentences_of
from corpus.vocabulary import Match, Vocabulary
from index import Embedder, EmbeddingInput, Filters, Query, Searcher

# "This part identifies potential tensions": a document speaks of its own build.
_OF_ITSELF = re.compile(
    r"^(?:This|The) (?:part|section|(?:policy )?brief|paper|note|report|inter-linked tensions)\b[^.]{0,30}?"
    r"\b(?:identif\w+|is informed|are grouped|sets out|examines|describes the threats|draws on|could support|"
    r"could be of interest)\b"
)
_SAYS = re.compile(
    r"\b(?:is|are|was|were|can|may|shall|should|must|could|has|have|shows?|authori[sz]ed|aims?|states)\b"
)
Floats = npt.NDArray[np.float32]
PASSAGES = 60
"""How many passages are looked through for one concept."""
_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE})
_SHORTEST, _LEAD_WORDS, _LEADS = 6, 45, 4
_VECTORS: dict[tuple[str, str], Floats] = {}


@dataclass(frozen=True)
class Ground:
    """What a product stands on: the documents in service, as far as those who will see it may see them."""

    searcher: Searcher
    audience: frozenset[str]
    filters: Filters = ALL
    named: dict[str, tuple[Match, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def words(self) -> Vocabulary:
        """The words of the field, with those that administrators added."""
        return self.searcher.vocabulary

    def names(self, text: str) -> tuple[Match, ...]:
        """The concepts that a text names; each text is read once."""
        if text not in self.named:
            self.named[text] = self.words.find(text)
        return self.named[text]


@dataclass(frozen=True)
class Sentence:
    """A sentence that may be shown: ``spans`` with the lead-in of its list, where that is short enough to be shown.

    ``own`` is the sentence, ``text`` what would be shown, ``lead`` every lead-in above it.
    """

    document: Document
    block: int
    span: Span
    spans: tuple[Span, ...]
    own: str
    text: str
    lead: str

    @property
    def key(self) -> tuple[str, int]:
        """Where it lies."""
        return self.document.id, self.span.start


@dataclass(frozen=True)
class Near:
    """A sentence with its nearness to what was wanted: the highest cosine with one of the meanings."""

    sentence: Sentence
    cosine: float


@dataclass(frozen=True)
class Wanted:
    """What lines are wanted: ``means`` are texts held against each sentence, ``searched`` adds words to search by.

    ``nearest`` is the least cosine that counts; ``keeps`` is the test that the sentence itself must pass.
    """

    means: tuple[str, ...]
    nearest: float
    searched: str = ""
    keeps: Callable[[Ground, Sentence, float], bool] = lambda ground, sentence, cosine: True


def gather(ground: Ground, wanted: Sequence[Wanted]) -> list[list[Near]]:
    """For each of the wanted, the sentences that pass, nearest first; vectors are computed in one batch."""
    vectors = vectors_of(ground.searcher.embedder, [text for each in wanted for text in each.means])
    seen: dict[int, list[Sentence | None]] = {}
    found: list[list[Near]] = []
    at = 0
    for each in wanted:
        own = vectors[at : at + len(each.means)]
        at += len(each.means)
        numbers = _search(ground, each, own)
        _read(ground, [n for n in numbers if n not in seen], seen)
        found.append(_kept(ground, each, own, numbers, seen))
    return found


def _search(ground: Ground, wanted: Wanted, vectors: Sequence[Floats]) -> list[int]:
    """Numbers of the passages that are looked through, each once, best first for each meaning."""
    numbers: dict[int, None] = {}
    most = max(PASSAGES // len(wanted.means), 15)
    for text, vector in zip(wanted.means, vectors, strict=True):
        query = Query(f"{wanted.searched} {text}" if wanted.searched else text, vector=vector)
        hits = ground.searcher.search(query, most, audience=ground.audience, filters=ground.filters)
        numbers.update(dict.fromkeys(hit.passage for hit in hits))
    return list(numbers)


def _kept(
    ground: Ground,
    wanted: Wanted,
    vectors: Sequence[Floats],
    numbers: Sequence[int],
    seen: dict[int, list[Sentence | None]],
) -> list[Near]:
    cosines = [ground.searcher.sentence_cosines(vector, numbers) for vector in vectors]
    found: dict[tuple[str, int], Near] = {}
    for place, number in enumerate(numbers):
        best = np.max([rows[place] for rows in cosines], axis=0)
        for sentence, cosine in zip(seen[number], best.tolist(), strict=False):
            if sentence is not None and cosine >= wanted.nearest and wanted.keeps(ground, sentence, cosine):
                found.setdefault(sentence.key, Near(sentence, cosine))
    return sorted(found.values(), key=lambda near: -near.cosine)


def _read(ground: Ground, numbers: Sequence[int], seen: dict[int, list[Sentence | None]]) -> None:
    """Reads the sentences of passages; one that may not be shown is None, so that places stay those of the vectors."""
    for number, passage in zip(numbers, ground.searcher.store.passages(numbers), strict=True):
        document = ground.searcher.store.document(passage.document)
        fitting = passage.kind in _KINDS
        seen[number] = [_sentence(document, span) if fitting else None for span in passage.sentences]


def _sentence(document: Document, span: Span) -> Sentence | None:
    """A sentence with its lead-in; None for one that says too little, or that only introduces a list."""
    index = block_at(document.blocks, span.start)
    block = document.blocks[index]
    first = block.start == span.start
    span = without_number(document, block, span)
    own = document.text[span.start : span.end]
    if block.kind is BlockKind.FOOTNOTE and not _SAYS.search(own):
        return None  # it only names a source
    lead = _lead(document, index)
    if _OF_ITSELF.match(own) or _OF_ITSELF.match(lead):
        return None
    if (
        block.kind not in _KINDS
        or len(own.split()) + len(lead.split()) < _SHORTEST
        or own.rstrip().endswith((":", "?"))
    ):
        return None
    spans: tuple[Span, ...] = (span,)
    if block.lead_in is not None and first:
        above = document.blocks[block.lead_in]
        intro = sentences_of(document.text, above.start, above.end)[-1]
        if len(document.text[intro.start : intro.end].split()) <= _LEAD_WORDS:
            spans = (intro, span)
    return Sentence(document, index, span, spans, own, slices(document.text, spans), lead if first else "")


def _lead(document: Document, index: int) -> str:
    """The sentences that introduce a block, outermost first: the last one of each block above it."""
    parts: list[str] = []
    at = document.blocks[index].lead_in
    while at is not None and len(parts) < _LEADS:
        span = sentences_of(document.text, document.blocks[at].start, document.blocks[at].end)[-1]
        parts.append(document.text[span.start : span.end])
        at = document.blocks[at].lead_in
    return " ".join(reversed(parts))


def vectors_of(embedder: Embedder, texts: Sequence[str]) -> list[Floats]:
    """Unit vectors of texts, each computed once for a model; those that are new go in one batch."""
    model = embedder.fingerprint
    new = [text for text in dict.fromkeys(texts) if (model, text) not in _VECTORS]
    if new:
        rows = embedder.encode_passages([EmbeddingInput("", text) for text in new]).passages
        _VECTORS.update({(model, text): row for text, row in zip(new, rows, strict=True)})
    return [_VECTORS[model, text] for text in texts]
