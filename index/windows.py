"""From texts to token windows that fit the model, and back from token vectors to sentence and passage vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

CONTEXT_TOKENS = 96
CONTEXT_END = ". "

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbeddingInput:
    """What is embedded for one passage.

    ``context`` stands in front (symbol, mission, section). ``sentences`` are half-open character ranges
    inside ``text``, in order; none means that the whole text is one sentence.
    """

    context: str
    text: str
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """One row for the model: token ids, and the number of the segment whose vector each token goes to."""

    ids: Ints
    segments: Ints


class Encoding(Protocol):
    """What a fast tokenizer returns for one text."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Tokenizer(Protocol):
    """The part of a fast tokenizer that is used."""

    def encode_batch(self, input: list[str], add_special_tokens: bool = True) -> Sequence[Any]:
        """Tokenise texts, with character offsets."""

    def token_to_id(self, token: str) -> int | None:
        """Number of a token."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Windows of a list of passages, and what their segments mean.

    Segments are numbered: all sentences first (``offsets[i]:offsets[i + 1]`` belong to passage i), then one
    for each passage's context, then one for each passage's other tokens. ``parts[i]`` counts its windows.
    """

    windows: tuple[Window, ...]
    offsets: Ints
    parts: Ints

    @property
    def passages(self) -> int:
        """Number of passages."""
        return len(self.offsets) - 1

    @property
    def sentences(self) -> int:
        """Number of sentences."""
        return int(self.offsets[-1])

    @property
    def owners(self) -> Ints:
        """Passage that each segment belongs to."""
        numbers = np.arange(self.passages, dtype=np.int64)
        return np.concatenate((np.repeat(numbers, np.diff(self.offsets)), numbers, numbers))


def plan_windows(tokenizer: Tokenizer, items: Sequence[EmbeddingInput], max_tokens: int) -> Plan:
    """Cut passages into windows of at most ``max_tokens`` tokens, each with its passage's context in front.

    A passage that fits (nearly all do) is one window; a longer one becomes several of equal size.
    """
    counts = [max(1, len(item.sentences)) for item in items]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
    contexts = _context_ids(tokenizer, items)
    texts = tokenizer.encode_batch([_encodable(item.text) for item in items], add_special_tokens=False)
    frame = tuple(int(tokenizer.token_to_id(token) or 0) for token in ("[CLS]", "[SEP]"))
    windows: list[Window] = []
    parts = np.zeros(len(items), dtype=np.int64)
    for number, (item, text) in enumerate(zip(items, texts, strict=True)):
        context = contexts[item.context]
        segments = _segments(item, text.offsets, int(offsets[number]), int(offsets[-1]) + len(items) + number)
        marks = (int(offsets[-1]) + number, int(offsets[-1]) + len(items) + number)
        room = max_tokens - 2 - len(context)
        pieces = _pieces(np.array(text.ids, dtype=np.int64), segments, room)
        windows += [_window(frame, context, piece, marks) for piece in pieces]
        parts[number] = len(pieces)
    return Plan(tuple(windows), offsets, parts)


def batches(windows: Sequence[Window], token_budget: int) -> Iterator[list[Window]]:
    """Yield the windows shortest first, in batches of at most ``token_budget`` tokens, padding included."""
    batch: list[Window] = []
    for window in sorted(windows, key=lambda window: len(window.ids)):
        if batch and (len(batch) + 1) * len(window.ids) > token_budget:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def pool(plan: Plan, sums: Floats, context_weight: float) -> tuple[Floats, Floats]:
    """Turn sums of token vectors per segment into unit vectors: passages [n, d] and sentences [m, d].

    A passage's vector is the mean over all its tokens. A sentence's is the mean over its own tokens, to
    which the context's tokens are added ``context_weight`` times ("late chunking",
    https://arxiv.org/abs/2409.04701). A sentence without tokens takes its passage's vector.
    """
    owners = plan.owners
    sentences, contexts, others = np.split(sums, (plan.sentences, plan.sentences + plan.passages))
    totals = np.add.reduceat(sentences, plan.offsets[:-1], axis=0) + contexts + others
    own = owners[: plan.sentences]
    empty = ~sentences.any(axis=1)
    mixed = sentences + (context_weight / plan.parts[own])[:, None].astype(np.float32) * contexts[own]
    mixed[empty] = totals[own[empty]]
    return normalised(totals), normalised(mixed)


def normalised(vectors: Floats) -> Floats:
    """Scale rows to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _encodable(text: str) -> str:
    """Put a question mark for each lone surrogate, which the tokenizer refuses; places stay as they are."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _context_ids(tokenizer: Tokenizer, items: Sequence[EmbeddingInput]) -> dict[str, Ints]:
    names = list(dict.fromkeys(item.context for item in items))
    texts = [_encodable(name) + CONTEXT_END if name else "" for name in names]
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    return {
        name: np.array(encoding.ids[:CONTEXT_TOKENS], dtype=np.int64)
        for name, encoding in zip(names, encodings, strict=True)
    }


def _segments(item: EmbeddingInput, offsets: list[tuple[int, int]], first: int, other: int) -> Ints:
    starts_of_tokens = np.array([start for start, _ in offsets], dtype=np.int64)
    ranges = np.array(item.sentences or ((0, len(item.text)),), dtype=np.int64)
    sentence = np.searchsorted(ranges[:, 0], starts_of_tokens, side="right") - 1
    inside = (sentence >= 0) & (starts_of_tokens < ranges[sentence, 1])
    return np.where(inside, first + sentence, other)


def _pieces(ids: Ints, segments: Ints, room: int) -> list[tuple[Ints, Ints]]:
    count = max(1, -(-len(ids) // room))
    return list(zip(np.array_split(ids, count), np.array_split(segments, count), strict=True))


def _window(frame: tuple[int, ...], context: Ints, piece: tuple[Ints, Ints], marks: tuple[int, int]) -> Window:
    ids, segments = piece
    of_context, other = marks
    return Window(
        np.concatenate(([frame[0]], context, ids, [frame[1]])),
        np.concatenate(([other], np.full(len(context), of_context), segments, [other])),
    )
