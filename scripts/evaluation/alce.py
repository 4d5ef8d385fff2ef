"""Citation recall and precision as ALCE defines them (https://arxiv.org/abs/2305.14627, section 3), with a support test
that is deterministic: a statement is supported by citations when every run of it stands, letter by letter and digit by
digit, in the text of the pages that they name.

ALCE asks a language model whether a passage entails a statement. Statements here are verbatim, so what can go wrong is
the place: a page that does not hold the words supports nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np

from bot.model import Answer, Citation
from corpus.model import GAP
from index import Store

PageText = Callable[[Citation], str]


def page_text(store: Store) -> PageText:
    """Gives the letters and digits of all the pages that a citation names, in reading order."""

    def text_of(citation: Citation) -> str:
        document = store.document(citation.document_id)
        pages, _ = store.glyphs(citation.document_id)
        places = np.flatnonzero(np.isin(pages, np.array(citation.pages, dtype=pages.dtype)))
        return _plain("".join(document.text[place] for place in places.tolist()))

    return text_of


def supports(texts: Sequence[str], statement: str) -> bool:
    """Whether every run of a statement stands in one of the texts; no text supports nothing."""
    runs = [_plain(run) for run in statement.split(GAP.strip())]
    return bool(texts) and all(any(run in text for text in texts) for run in runs if run)


def citation_recall(answer: Answer, text_of: PageText) -> list[bool]:
    """For each statement, whether its citations together support it."""
    return [supports([text_of(c) for c in claim.citations], claim.text) for claim in answer.claims]


def citation_precision(answer: Answer, text_of: PageText) -> list[bool]:
    """For each citation, whether it is of use: its statement is supported, and it bears some of that support.

    A citation is of no use where it supports nothing of the statement by itself and the others support it without it.
    """
    found: list[bool] = []
    for claim in answer.claims:
        texts = [text_of(c) for c in claim.citations]
        whole = supports(texts, claim.text)
        for i, citation in enumerate(claim.citations):
            others = texts[:i] + texts[i + 1 :]
            bears = supports([texts[i]], citation.quote) or not supports(others, claim.text)
            found.append(whole and bears)
    return found


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
