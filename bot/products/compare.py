"""Two sources side by side on the same subjects, every line cited, contradictions shown with their dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.products.build import Draft, DraftCell, DraftSection, finished, nearest, strength_in
from bot.products.cells import found_for
from bot.products.frames import Frame, frames_of
from bot.products.gather import Ground, Near, Sentence
from bot.products.model import Product
from bot.products.narrowing import narrowed
from bot.products.sources import Source
from index import EmbeddingInput
from prompts import said

_MOST = 2
_ALIKE = 0.72
"""From this cosine on, two sentences of two documents speak of the same thing and may contradict each other."""
_FIGURE = re.compile(r"(?<![\w/(])\d[\d,.]*(?:\s*(?:per cent|%|million))?(?![\w/)])")
_LABEL = re.compile(r"^\s*\(?\d{1,3}[.)]\s")
_NOT = re.compile(r"\b(?:not|no longer|without|never|cease|neither|nor)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Row:
    """One subject with what each source says of it."""

    key: str
    heading: str
    found: tuple[tuple[Near, ...], tuple[Near, ...]]


def compare(
    ground: Ground, one: Source, other: Source, contact: str, subject: str = "", *, mandates: bool = False
) -> Product:
    """The two sources on a ``subject``, or on each subject of mandates and reports that one of them speaks of.

    ``mandates`` says that two mandates were asked for: a resolution that sets none is then named.
    """
    wanted = _wanted(subject)
    found = [found_for(narrowed(ground, source.documents), wanted, _all) for source in (one, other)]
    rows = [_Row(key, _heading(key, subject), (_best(found[0][key]), _best(found[1][key]))) for key in wanted]
    rows = [row for row in rows if any(row.found)]
    notes = [_differences(ground, row) for row in rows]
    sections = tuple(
        DraftSection(row.key, row.heading, beside=True, cells=_cells(row, (one, other), note))
        for row, note in zip(rows, notes, strict=True)
    )
    differing = [row.heading for row, note in zip(rows, notes, strict=True) if any(any(side) for side in note)]
    notices = [said("compare_missions")] if one.missions != other.missions and one.missions and other.missions else []
    notices.append(said("compare_differ", subjects="; ".join(differing)) if differing else said("compare_no_clash"))
    notices += [
        said("compare_no_mandate", document=source.name)
        for source, side in zip((one, other), found, strict=True)
        if mandates and not side.get("term")
    ]
    if not rows:
        notices = [said("compare_nothing", subject=subject or said("compare_any_subject"))]
    draft = Draft(
        "compare", said("compare_title", one=one.name, other=other.name), sections, notices=tuple(notices),
        next_step=said("compare_next", contact=contact),
    )  # fmt: skip
    return finished(ground, draft)


def _all(ground: Ground, sentence: Sentence, cosine: float) -> bool:
    """Every sentence of the two sources may speak, a party's letter too where it is one of them."""
    return True


def _wanted(subject: str) -> dict[str, Frame]:
    """The frames of all subjects, or one for the subject that was asked for."""
    return {"subject": Frame(means=(subject,), nearest=0.5)} if subject else frames_of("compare")


def _heading(key: str, subject: str) -> str:
    return said("compare_on_subject") if subject else said(f"compare_{key}")


def _best(found: Sequence[Near]) -> tuple[Near, ...]:
    return nearest(
        (near for near in found if near.sentence.document.blocks[near.sentence.block].label != "preamble"), _MOST
    )


def _cells(row: _Row, sources: tuple[Source, Source], notes: tuple[tuple[str, ...], ...]) -> tuple[DraftCell, ...]:
    return tuple(
        DraftCell(f"source_{n}", source.dated, "", found, said("compare_silent"), note)
        for n, (source, found, note) in enumerate(zip(sources, row.found, notes, strict=True), 1)
    )


def _differences(ground: Ground, row: _Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """For each line of both sides, how it differs from the line of the other side that speaks of the same thing."""
    ones, others = row.found
    notes: tuple[list[str], list[str]] = ([""] * len(ones), [""] * len(others))
    if ones and others:
        texts = [near.sentence.own for near in (*ones, *others)]
        rows = ground.searcher.embedder.encode_passages([EmbeddingInput("", text) for text in texts]).passages
        cosines = rows[: len(ones)] @ rows[len(ones) :].T
        for i, j in np.argwhere(cosines >= _ALIKE).tolist():
            if kind := _difference(ones[i], others[j]):
                notes[0][i] = notes[1][j] = said(f"compare_{kind}")
    return tuple(notes[0]), tuple(notes[1])


def _difference(one: Near, other: Near) -> str:
    """How two sentences on the same thing differ: in a figure, in a negation, in strength; empty where they agree."""
    a, b = (_LABEL.sub("", near.sentence.own) for near in (one, other))
    figures = [set(_FIGURE.findall(text)) for text in (a, b)]
    if figures[0] and figures[1] and not figures[0] & figures[1]:
        return "figures"
    if bool(_NOT.search(a)) != bool(_NOT.search(b)):
        return "negation"
    return "strength" if strength_in(one.sentence) is not strength_in(other.sentence) else ""
