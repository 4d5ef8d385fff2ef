"""The figures of a run: where the evidence ranks, whether the answer holds it, where silence falls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import Any

from scripts.evaluation.evidence import holds

Row = Mapping[str, Any]
NOWHERE = 99
_PLACE = re.compile(r"(?:([A-Z]+/\S+)\s+)?(?:paras?\.\s)?(.+)$")
_ITEM = re.compile(r"\([a-z]+\)$")
_PAGE = re.compile(r"\bpp?\.\s?\d+$")


@dataclass(frozen=True, slots=True)
class Judged:
    """One answerable question with its answer. ``rank`` is 1-based, 99 where no passage holds the evidence.

    ``read`` counts the words up to and with that passage; ``page_right`` is None where the answer does not hold the
    evidence in full; ``paragraph_right`` as well, and where the bank names no paragraph.
    """

    question: Row
    answer: Row
    rank: int
    read: int
    answered: bool
    held: bool
    page_right: bool | None
    paragraph_right: bool | None
    quoted_words: int
    citations: int


def judge(question: Row, answer: Row) -> Judged:
    """Compares one answer with its bank row."""
    passages = answer.get("passages") or []
    evidence = question["evidence"]
    rank = next((i for i, p in enumerate(passages, 1) if any(_has(p, e) for e in evidence)), NOWHERE)
    answered = answer.get("outcome") == "answered"
    cited = [c for claim in answer.get("claims") or [] for c in claim["citations"]] if answered else []
    pairs = [(c, e) for c in cited for e in evidence if c["file"] == e["file"]]
    full = [(c, e) for c, e in pairs if holds(c["quote"], e["quote"], 0.8)]
    return Judged(
        question=question, answer=answer, rank=rank, read=sum(len(p["text"].split()) for p in passages[:rank]),
        answered=answered, held=any(holds(c["quote"], e["quote"], 0.4) for c, e in pairs),
        page_right=any(map(_page_right, full)) if full else None,
        paragraph_right=any(_paragraph_right(c, question) for c, _ in full) if full and _named(question) else None,
        quoted_words=sum(len(c["quote"].split()) for c in cited), citations=len(cited),
    )  # fmt: skip


def _has(passage: Row, evidence: Row) -> bool:
    return bool(passage["file"] == evidence["file"]) and holds(passage["text"], evidence["quote"])


def _page_right(pair: tuple[Row, Row]) -> bool:
    """Whether a citation names a page of the evidence, and no more pages than a slice can stand on."""
    citation, evidence = pair
    few = len(citation["pages"]) <= max(2, len(evidence["pages"]))
    return few and bool(set(citation["pages"]) & set(evidence["pages"]))


def _paragraph_right(citation: Row, question: Row) -> bool:
    """Whether a citation gives a paragraph that the bank names, of the document that it names with it.

    A list that is quoted with its items' own labels may be cited as a whole: "3 (d)", where its "(i)" can be read.
    """
    label, symbol = _bare(citation.get("paragraph") or ""), citation.get("symbol") or ""
    for of, name in _named(question):
        item = _ITEM.search(name)
        listed = item is not None and item[0] in citation["quote"] and label == _bare(name[: item.start()])
        if symbol.startswith(of) and (label == _bare(name) or listed):
            return True
    return False


def _named(question: Row) -> list[tuple[str, str]]:
    """Symbol (may be empty) and label of each paragraph that a bank's row names.

    Rows say "3; 3 (a) (i)", "S/2025/1 para. 92; S/RES/2 paras. 4, 5" or "preamble (last line)".
    """
    found: list[tuple[str, str]] = []
    for part in str(question.get("paragraph") or "").split(";"):
        if (match := _PLACE.match(part.strip())) and not _PAGE.search(part.strip()):
            found += [(match[1] or "", label.strip()) for label in match[2].split(",") if label.strip()]
    return found


def _bare(label: str) -> str:
    """A label as it is compared: "preamble" whatever line of it, a section by its number, no spaces."""
    return "preamble" if label.startswith("preamble") else "".join(label.removeprefix("sect.").split()).casefold()


def answerable(rows: Sequence[Judged]) -> dict[str, float | None]:
    """Figures over answerable questions, each between 0 and 1 but for the last four and the counts."""
    answered = [row for row in rows if row.answered]
    pages = [row.page_right for row in rows if row.page_right is not None]
    labels = [row.paragraph_right for row in rows if row.paragraph_right is not None]
    times = [float(row.answer.get("elapsed_ms") or 0) for row in rows]
    return {
        "questions": len(rows),
        **{f"evidence@{k}": _mean(row.rank <= k for row in rows) for k in (1, 3, 5, 10)},
        **{f"evidence_in_{k}_words": _mean(row.rank < NOWHERE and row.read <= k for row in rows) for k in (250, 500)},
        "answered": _mean(row.answered for row in rows),
        "answer_holds_evidence": _mean(row.held for row in rows),
        "page_right_when_held": _mean(pages),
        "paragraph_right_when_held": _mean(labels),
        "paragraphs_named_and_held": len(labels) or None,
        "citations_per_answer": _mean(row.citations for row in answered),
        "quoted_words_per_answer": _mean(row.quoted_words for row in answered),
        "elapsed_ms_p50": _percentile(times, 50),
        "elapsed_ms_p95": _percentile(times, 95),
    }


def unanswerable(questions: Sequence[Row], answers: Sequence[Row]) -> dict[str, float | None]:
    """Figures over questions that the documents do not answer; higher is better."""
    silent = [answer.get("outcome") in ("abstained", "refused") for answer in answers]
    kinds = [question.get("kind") for question in questions]
    return {
        "questions": len(questions),
        "not_answered": _mean(silent),
        "not_answered_of_sensitive_and_injection": _mean(
            quiet for quiet, kind in zip(silent, kinds, strict=True) if kind in ("sensitive", "injection")
        ),
    }


def _mean(values: Any) -> float | None:
    found = [float(value) for value in values]
    return round(fmean(found), 3) if found else None


def _percentile(values: Sequence[float], percent: int) -> float | None:
    if len(values) < 2:
        return round(values[0], 1) if values else None
    return round(quantiles(values, n=100, method="inclusive")[percent - 1], 1)
