"""A paragraph or a footnote that a question points to: looked up by its label, not by likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.evidence import Evidence, Scored, choose, merged
from bot.question import Question
from bot.quotes.attribution import begins, preamble_of
from bot.quotes.places import Level, Place, path_of, places_in, without_places
from bot.routing import fits_of, named, names
from bot.saying import without_number
from corpus.missions import mentions
from corpus.model import BlockKind, Card, Document, Span
from corpus.sentences import sentences_of
from index import Searcher
from index.terms import terms

_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_LOOKED_UP = (Level.PARAGRAPH, Level.FOOTNOTE, Level.PREAMBLE)
_MOST_PLACES, _WORDS = 3, 250
_NAMES = re.compile(
    r"\b[AES]/[\w./()-]*\d(?:\s?\(\d{4}\))?|\b(?:UN)?SC\s?R(?:es)?\b\.?|\bres(?:olution)?s?\b\.?|\b\d{3,4}\b(?:\s?\(\d{4}\))?"
    r"|\b(?:reports?|letters?|mandate|note|security council|secretary-general'?s?|SG'?s?)\b",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(r"(?<![\w.(/)-])(\d{1,3}\s?\([a-z]{1,4}\)(?:\s?\([a-z0-9]{1,4}\))*)", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# "The last preambular paragraph", "the 3rd PP".
_ORDERED = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)}|last|final|\d{{1,2}}(?=st|nd|rd|th))(?:st|nd|rd|th)?\s+"
    r"(?:(?:preambular|preambulary|preamble)\s+(?:paragraph|para)\b\.?|PP\b)",
    re.IGNORECASE,
)
# "paragraph 20 of resolution 2625" in a question about another document.
_OF_ANOTHER = re.compile(
    r"\d[\d() a-z]* (?:of|in) (?:the )?(?:security council )?((?:(?:resolution|res\.?|SCR)\s*)?[12]\d{3})\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:what|which|does|do|did|is|are|in|of|the|there|says?|said|reads?|text|wording|quote|show|give|me|us|please|pls|full|"
    r"whole|exact|whats|annex(?:es)?|paras?|paragraphs?|content|contents|tell|about|and|list|see|look|up|operative|it|its|entire|rest|items?|summari[sz]e)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """A document and places in it that a question points to.

    ``runs`` are the blocks that stand at each place that the document has, in order. ``alone``: nothing else is asked.
    """

    document: Document
    places: tuple[Place, ...]
    runs: tuple[tuple[int, ...], ...]
    alone: bool

    def chosen(self, scored: Sequence[Scored], words: int, list_words: int) -> list[Evidence]:
        """What is shown of the place: what was found there for the question, or all of it up to 250 words."""
        spans = [self.document.blocks[i].span for run in self.runs for i in run]
        there = [
            each
            for each in scored
            if each.found.document.id == self.document.id
            and any(span.start <= each.span.start < span.end for span in spans)
        ]
        found = [] if self.alone else choose(there, words, list_words)
        room = max(_WORDS, list_words) // max(1, len(self.runs))
        return found or [each for run in self.runs for each in self._whole(run, room)]

    def _whole(self, run: Sequence[int], words: int) -> list[Evidence]:
        """A paragraph sentence by sentence, or one with its items as one piece, as far as so many words go."""
        first, *rest = run
        block = self.document.blocks[first]
        if not rest:
            span = without_number(self.document, block, block.span)
            sentences = sentences_of(self.document.text, span.start, span.end)
            kept = _within(self.document, sentences, words)
            return [Evidence(self.document, (each,), first, 1.0) for each in sentences[:kept]]
        spans = [self.document.blocks[i].span for i in run]
        kept = _within(self.document, spans, words)
        return [Evidence(self.document, merged(self.document, spans[:kept]), first, 1.0, kept - 1, len(rest))]


def pointed_at(searcher: Searcher, question: Question, cards: Mapping[str, Card]) -> Pointed | None:
    """The place that a question points to; None where it names none, or not in which of the documents, by id."""
    asked = question.whole if question.whole_list else question.text
    asked = asked if places_in(asked) else _LABEL_ALONE.sub(r"para. \1", asked)
    if not places_in(asked) and not _ORDERED.search(asked):
        return None
    meant = _meant(question.whole, cards)
    other = _OF_ANOTHER.search(asked)
    if meant is None or (other and not names(other[1], cards[meant])):
        return None
    document = searcher.store.document(meant)
    places = _looked_up(_counted(asked, document))
    if not places or len(places) > _MOST_PLACES:
        return None
    annexes = [place for place in places_in(asked) if place.level is Level.ANNEX]
    annex = annexes[0] if len(annexes) == 1 else None
    runs = [tuple(run) for run in (_at(document, place, annex) for place in places) if run]
    said = tuple(replace(place, text=f"{annex.text}, {place.text}") if annex else place for place in places)
    return Pointed(document, said, tuple(dict.fromkeys(runs)), not left_to_ask(asked))


def _looked_up(asked: str) -> list[Place]:
    return [place for place in places_in(asked) if place.level in _LOOKED_UP and place.path]


def _counted(asked: str, document: Document) -> str:
    """The question with preambular paragraphs by number: "the last preambular paragraph" is the one before "1."."""

    def number(match: re.Match[str]) -> str:
        word = match["word"].casefold()
        if word in ("last", "final"):
            return f"preambular paragraph {len(preamble_of(document))}"
        return f"preambular paragraph {word if word.isdecimal() else _ORDINALS.index(word) + 1}"

    return _ORDERED.sub(number, asked)


def named_alone(question: Question, cards: Mapping[str, Card]) -> Card | None:
    """The one document that a question names by symbol or number and of which it asks nothing more."""
    ids = named(question.text, cards)
    return cards[ids[0]] if len(ids) == 1 and not left_to_ask(question.text) else None


def left_to_ask(text: str) -> list[str]:
    """The terms of a question besides the place, the document and words that only ask for them."""
    bare = without_places(_ORDERED.sub(" ", text))
    for mention in reversed(mentions(bare)):
        bare = f"{bare[: mention.start]} {bare[mention.end :]}"
    return terms(_ASKS.sub(" ", _NAMES.sub(" ", bare)))


def _meant(text: str, cards: Mapping[str, Card]) -> str | None:
    """The id of the document that a question means: named, the only one, or the one of its mission, date and kind."""
    ids = named(text, cards)
    if ids or len(cards) == 1:
        return ids[0] if len(ids) == 1 else next(iter(cards)) if not ids else None
    fits = sorted(((fit.document, id_) for id_, fit in fits_of(text, cards).items()), reverse=True)
    alone = fits and fits[0][0] == 1 and (len(fits) == 1 or fits[1][0] < 1)
    return fits[0][1] if alone and mentions(text) else None


def _at(document: Document, place: Place, annex: Place | None) -> list[int]:
    """The blocks of a place: the first run of those whose labels lie in it, in the annex if one is named."""
    if place.level is Level.FOOTNOTE:
        notes = (i for i, b in enumerate(document.blocks) if b.kind is BlockKind.FOOTNOTE and b.label == place.path[0])
        return [i for i in (next(notes, None),) if i is not None]
    if place.level is Level.PREAMBLE:
        counted, number = preamble_of(document), int(place.path[0])
        return [document.blocks.index(counted[number - 1])] if 0 < number <= len(counted) else []
    found: list[int] = []
    for i in _annexed(document, annex) if annex else range(len(document.blocks)):
        block = document.blocks[i]
        if block.kind not in _BODY:
            continue
        if block.label[:1].isdigit() and place.holds(path_of(block.label)) and (found or _begins(document, i, place)):
            found.append(i)
        elif found:
            break
    return found


def _annexed(document: Document, annex: Place) -> range:
    """The blocks from an annex's heading to the next one's; empty where the document has no such annex."""
    heads = [i for i, block in enumerate(document.blocks) if block.kind is BlockKind.HEADING]
    titles = {i: document.text[document.blocks[i].start : document.blocks[i].end] for i in heads}
    first = next((i for i in heads if begins(titles[i], ("annex", *annex.path))), len(document.blocks))
    end = next((i for i in heads if i > first and begins(titles[i], ("annex",))), len(document.blocks))
    return range(first, end)


def _begins(document: Document, index: int, place: Place) -> bool:
    """Whether a block may begin a paragraph: an item "3." of a short list in a text without numbers does not."""
    block = document.blocks[index]
    return block.kind is BlockKind.PARAGRAPH or len(place.path) > 1 or block.lead_in is None


def _within(document: Document, spans: Sequence[Span], words: int) -> int:
    """How many of the spans stand within so many words; at least one."""
    total = 0
    for n, span in enumerate(spans):
        total += len(document.text[span.start : span.end].split())
        if n and total > words:
            return n
    return len(spans)
