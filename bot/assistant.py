"""The assistant: one door for Slack, the console and the scripts."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.absent import absent_in, said_of
from bot.answerability import line, signs_of
from bot.choosing import chosen
from bot.cite import verify, view
from bot.compose import claims_of, notices_of
from bot.confirmed import Confirmed, with_verdicts
from bot.currency import notices as currency_notices
from bot.currency import standing_now
from bot.finding import excerpt, find
from bot.looking import LISTED, as_searched, looked_up, search_terms
from bot.model import Answer, Outcome
from bot.pictures import PagePicture, has_pictures, pictures
from bot.pointed import named_alone, pointed_at
from bot.products import Ground, Product, TensionSigns, beside, make, tensions_of
from bot.question import Asking, Question, understand
from bot.quotes import Check, Finding, check_draft, check_quotation, desk_of
from bot.reading import reader_for
from bot.refusals import reason, refusal_by_meaning, refusal_of
from bot.settings import Settings
from bot.showing import InService, Listed, Reference, Shown, in_service, listed, show
from bot.silence import Why, decisions, silence
from bot.status import Found as Status
from bot.status import status
from bot.subjects import subjects_of
from corpus.errors import PocError, QuestionError
from corpus.model import Card
from corpus.painter import Painter
from corpus.vocabulary import Vocabulary
from index import LiveSearcher, Searcher
from index.report import Report, read_report
from prompts import render

if TYPE_CHECKING:
    from bot.state import Verdicts

EVERYONE: frozenset[str] = frozenset()
"""The audience of a reply that anyone may see: open documents only."""

_LEANS = 3


class Assistant:
    """Answers questions from the snapshot in service; safe to share between threads."""

    def __init__(self, searcher: LiveSearcher, settings: Settings) -> None:
        self._live, self.settings = searcher, settings
        self._painter = Painter()
        self.reader = reader_for(settings.reranker, searcher.embedder)
        self._confirmed: Confirmed | None = None

    def heed(self, verdicts: Verdicts) -> None:
        """Brings advisers' verdicts into answers from now on."""
        self._confirmed = Confirmed(verdicts)

    def searcher(self) -> Searcher:
        """The searcher of the snapshot in service; raises SnapshotError where there is none."""
        return self._live.current()

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the field with what administrators added; raises SnapshotError where nothing is in service."""
        return self.searcher().vocabulary

    def warm(self) -> None:
        """Loads what the first question would wait for: the model, the vocabulary, the weights."""
        searcher = self.searcher()
        question = Question("ready")
        vector = searcher.embedder.encode_query(question.whole)
        find(searcher, question, vector, 1, audience=EVERYONE, reader=self.reader)

    def ask(
        self, text: str, *, audience: frozenset[str] = EVERYONE, history: Sequence[str] = (), id_: str = ""
    ) -> Answer:
        """Answers one question for those who will see the reply.

        ``history`` holds the asker's earlier turns, oldest first. A question that cannot be taken ends as
        ``error`` with a sentence in ``reason``. Raises SnapshotError where nothing is in service, and
        VerificationError where a quotation is not a slice of the stored text.
        """
        began = time.perf_counter()
        text = _sendable(text)
        searcher = self.searcher()
        id_ = id_ or uuid.uuid4().hex[:12]
        try:
            question = understand(text, history, self.settings)
        except QuestionError as error:
            answer = Answer(id=id_, question=text, outcome=Outcome.ERROR, reason=str(error))
        else:
            searched, notices = as_searched(searcher, question, audience)
            answer = self._heeding(self._answer(searcher, searched, id_, text, audience), searcher, searched, audience)
            answer = answer.model_copy(update={"notices": (*answer.notices, *notices)})
        elapsed = round((time.perf_counter() - began) * 1e3, 2)
        return answer.model_copy(update={"elapsed_ms": elapsed, "snapshot": searcher.snapshot.manifest.id})

    def look_ahead(self, asked: Sequence[Asking]) -> None:
        """Embeds questions that will be asked next in one pass, which takes half the time of one after the other."""
        searcher = self.searcher()
        wholes: list[str] = []
        for each in asked:
            with suppress(QuestionError):
                question = understand(_sendable(each.text), each.history, self.settings)
                wholes.append(as_searched(searcher, question, each.audience)[0].whole)
        searcher.embedder.encode_questions(wholes)

    def check(self, quote: str, claimed: str = "", *, audience: frozenset[str]) -> Check:
        """Compares a quotation word by word with the documents that those who will see the reply may see.

        ``claimed`` is where it is said to stand ("S/RES/2779 (2025), para. 3"), or empty. A text without words to
        compare ends as ``unchecked`` with a sentence in ``notices``. Raises SnapshotError where nothing is in service.
        """
        began = time.perf_counter()
        searcher = self.searcher()
        quote, claimed = _sendable(quote), _sendable(claimed)
        check = check_quotation(desk_of(searcher, audience), quote, claimed)
        elapsed = round((time.perf_counter() - began) * 1e3, 2)
        return check.model_copy(update={"elapsed_ms": elapsed, "snapshot": searcher.snapshot.manifest.id})

    def check_draft(self, text: str, *, audience: frozenset[str]) -> tuple[Finding, ...]:
        """Checks every quotation and every reference of a draft apart, in the order in which they stand there.

        Raises SnapshotError where nothing is in service.
        """
        return check_draft(desk_of(self.searcher(), audience), _sendable(text))

    def show(self, reference: Reference, *, audience: frozenset[str] = EVERYONE) -> Shown | None:
        """The passage behind a quotation with its neighbours; None where it is gone or hidden from those who look."""
        return show(self.searcher(), reference, audience)

    def pictures(
        self, reference: Reference, *, audience: frozenset[str] = EVERYONE, page: int | None = None
    ) -> tuple[PagePicture, ...]:
        """The pages on which a quotation stands with its words marked, or one page of its document.

        Empty where the quotation is gone or hidden from those who look, and where its pages cannot be drawn.
        """
        return pictures(self.searcher(), self.settings.home, self._painter, reference, audience, page)

    def has_pictures(self, reference: Reference, *, audience: frozenset[str] = EVERYONE) -> bool:
        """Whether ``pictures`` has a page to draw; at once."""
        return has_pictures(self.searcher(), self.settings.home, reference, audience)

    def pinned(self, line: str, *, audience: frozenset[str] = EVERYONE) -> Reference | None:
        """The reference of a passage with its words pinned down, from an encoded one without; None where not seen."""
        reference = Reference.decode(line)
        if reference is None or not self.sees(reference.document, audience=audience):
            return None
        return Reference.of_passage(self.searcher().store.document(reference.document), reference.start, reference.end)

    def product(self, name: str, words: str = "", *, audience: frozenset[str] = EVERYONE) -> Product:
        """A decision-support product for those who will see it: "who" with "civil affairs", "tension", "checklist" ….

        Raises QuestionError with a sentence where name or words fit nothing, and VerificationError where a line is not
        a slice of the stored text.
        """
        return make(name, Ground(self.searcher(), audience), words, self.settings)

    def beside(self, answer: Answer, *, audience: frozenset[str] = EVERYONE) -> Product | None:
        """The brief that a plain question asks for ("who", "compare"), a short tension brief for a dilemma, or None."""
        return beside(Ground(self.searcher(), audience), answer, self.settings)

    def documents(self, *, audience: frozenset[str] = EVERYONE) -> tuple[Listed, ...]:
        """The documents that an audience may see, by title."""
        return listed(self.searcher(), audience)

    def status(self, symbol: str, *, audience: frozenset[str] = EVERYONE) -> Status:
        """What a document is and whether it stands, by symbol, number, title or name; also one that is only cited."""
        return status(self.searcher(), symbol, audience)

    def sees(self, document: str, *, audience: frozenset[str]) -> bool:
        """Whether an audience may see a document, by id; one that is not in service is not seen."""
        return self._live.current().sees(document, audience=audience)

    @property
    def problem(self) -> PocError | None:
        """Why a newer snapshot than the one that answers could not be taken; None where there is none."""
        return self._live.problem

    def in_service(self) -> InService:
        """The snapshot that answers now; raises SnapshotError where there is none."""
        return in_service(self.searcher())

    def last_reindex(self) -> Report:
        """What the run that made the snapshot in service found, all files named: for administrators alone."""
        return read_report(self.searcher().snapshot.manifest.report)

    def limits(self) -> frozenset[str]:
        """Every channel and user group to which some document is limited."""
        return frozenset(name for card in self.searcher().cards.values() for name in card.audience)

    def _answer(self, searcher: Searcher, question: Question, id_: str, text: str, audience: frozenset[str]) -> Answer:
        vector = searcher.embedder.encode_query(question.whole)
        refusal = refusal_of(text, question.context)
        refusal = refusal or refusal_by_meaning(text, question, vector, searcher.embedder)
        reader = None if refusal else self.reader  # a refusal lists what is near, and reads nothing with care
        found, scored, about = looked_up(searcher, question, vector, reader, audience)
        store = searcher.store
        passages = tuple(view(store, excerpt(f), rank) for rank, f in enumerate(found[:LISTED], 1))
        base = Answer(id=id_, question=text, outcome=Outcome.ABSTAINED, reason="", passages=passages)
        if refusal:
            return base.model_copy(update={"outcome": Outcome.REFUSED, "reason": reason(refusal, self.settings)})
        asked = search_terms(question)
        drawn = line(searcher.snapshot.manifest.holds)
        score = drawn.score(signs_of(searcher, question.whole, asked, found, scored, audience=audience))
        if away := about.elsewhere(question.whole, found, scored):
            score = min(score, drawn.near)
        base = base.model_copy(update={"score": score})
        cards = self._nameable(searcher, audience)
        typed = replace(question, text=text)  # as asked: a search may go without the symbol
        absent = absent_in(text, cards.values(), question.context)
        pointed = None if absent else pointed_at(searcher, typed, cards)
        near, alone = bool(found) and score >= drawn.near, named_alone(typed, cards)
        unsaid = not pointed.runs if pointed else score < drawn.answer or alone is not None
        if unsaid:
            return self._silent(base, Why(near, away, absent, pointed, alone))
        evidence = chosen(question, text, scored, pointed, self.settings.quoted_words)
        claims = standing_now(searcher, claims_of(store, evidence), audience)
        evidence, claims = said_of(absent, evidence, claims) if absent else (evidence, claims)
        if not claims:
            return self._silent(base, Why(near, away, absent))
        verify(store, claims)
        said = [
            *decisions(self.settings, text),
            *((render("absent_notice", document=absent.said),) if absent else ()),
            *((render("unsure_notice"),) if not pointed and score < drawn.sure else ()),
            *currency_notices(searcher, question.whole, evidence, claims, audience),
            *notices_of(evidence, claims),
        ]
        subjects = subjects_of(searcher.vocabulary, question.whole, claims)
        best = [f.hit.passage for f in found[:_LEANS]]
        signs = TensionSigns(question.whole, vector, best, subjects.tensions, claims)
        leaning = tensions_of(searcher, signs)
        return base.model_copy(
            update={
                "outcome": Outcome.ANSWERED, "claims": claims, "notices": tuple(dict.fromkeys(said)),
                **subjects._asdict(), "tensions": leaning,
            }
        )  # fmt: skip

    def _silent(self, base: Answer, why: Why) -> Answer:
        """The reply without an answer: why, and whom to turn to where the question calls for a decision."""
        reasons = (silence(self.settings, why), *decisions(self.settings, base.question))
        return base.model_copy(update={"reason": " ".join(reasons)})

    def _nameable(self, searcher: Searcher, audience: frozenset[str]) -> dict[str, Card]:
        """The cards of documents that a question may name: those that may be seen; plain passages have no names."""
        if searcher.snapshot.manifest.holds == "passages":
            return {}
        return {id_: card for id_, card in searcher.cards.items() if searcher.sees(id_, audience=audience)}

    def _heeding(self, answer: Answer, searcher: Searcher, question: Question, audience: frozenset[str]) -> Answer:
        """The answer with what advisers said of its question, if they did."""
        verdicts = self._confirmed.on(question.whole, searcher.embedder.encode_query) if self._confirmed else ()
        return with_verdicts(answer, verdicts, searcher, audience) if verdicts else answer


def _sendable(text: str) -> str:
    """The text without halves of character pairs, which can be neither stored nor sent."""
    return text.encode("utf-8", "replace").decode("utf-8")
