"""An answer as a Slack message, good on a phone: claims, sources, notices, buttons; planned to fit Slack's limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.cite import SECTION_JOINT
from bot.console import label, nearest, parted_notices, place, sources, standing, with_headings
from bot.model import Answer, Citation, Claim, Outcome, PassageView
from bot.products import hinted
from bot.showing import Reference
from bot.slack import blocks as b
from bot.slack.limits import FALLBACK, PAYLOAD, Block, escape, shorten, weight
from bot.state import Ending
from corpus.model import GAP
from prompts import render, word

EVENT = "poc_desk_reply"
SOURCE, NEAREST = "source_", "nearest_"
"""How the blocks of a message's sources and nearest passages are named, each with its number."""
_SHORT = 600
_WITH_BUTTON = 8
_TITLE = 72
_FLOOR = 2500


@dataclass(frozen=True, slots=True)
class Message:
    """A whole reply: ``text`` is what notifications and screen readers say, ``metadata`` finds it again."""

    text: str
    blocks: list[Block]
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Buttons:
    """What a reply offers: ``id`` is the question's in the journal."""

    id: str
    adviser: bool = False
    share: bool = False


def metadata(id_: str, outcome: str) -> dict[str, Any]:
    """Message metadata by which a reply is known again after a restart; ids alone."""
    return {"event_type": EVENT, "event_payload": {"question": id_, "outcome": outcome}}


def outcome_of(message: Message) -> Ending:
    """How the question of a message ends, from its metadata."""
    return ending(str(message.metadata.get("event_payload", {}).get("outcome", "")))


def ending(outcome: str) -> Ending:
    """The ending that metadata name; what names none is an answer."""
    return Ending(outcome) if outcome in [each.value for each in Ending] else Ending.ANSWERED


def reply(
    answer: Answer, buttons: Buttons, *, above: Sequence[Block] = (), below: Sequence[Block] = (),
    notices: Sequence[str] = (),
) -> Message:  # fmt: skip
    """The message for an answer; ``above`` stands before it, ``below`` behind; ``notices`` join the answer's own."""
    first, rest = parted_notices(answer)
    above = [*above, *b.sections([f"⚠︎ {escape(notice)}" for notice in first])]
    small = b.context([f"⚠︎ {escape(notice)}" for notice in (*notices, *rest)])
    room = PAYLOAD - weight([*above, *below, *small]) - 600
    match answer.outcome:
        case Outcome.ANSWERED:
            body = _answered(answer, room)
        case Outcome.ABSTAINED:
            body = _abstained(answer)
        case _:
            body = b.sections([escape(answer.reason)])
    offered = _offers(answer, buttons)
    blocks = [*above, *body, *below, *small, *offered]
    return Message(fallback(answer), blocks, metadata(buttons.id, answer.outcome.value))


def notice(text: str, id_: str, outcome: str = "error") -> Message:
    """A sentence of the bot's own as a message."""
    return said(escape(text), id_, outcome)


def linked(template: str, name: str, link: str, **variables: object) -> str:
    """A template of ours, escaped, in which one variable is a live mention such as <@U…> or <#C…>."""
    return escape(render(template, **{**variables, name: "\0"})).replace("\0", link)


def said(text: str, id_: str, outcome: str = "error") -> Message:
    """A sentence of the bot's own, escaped already, as a message."""
    return Message(text, b.sections([text]), metadata(id_, outcome))


def fallback(answer: Answer) -> str:
    """The whole answer as plain text; where that is too long, its claims shortened and all of its sources."""
    if answer.outcome is not Outcome.ANSWERED:
        return escape(answer.reason)
    listed = "\n".join(escape(f"[{n}] {line}") for n, line in sources(answer.claims))
    listed = shorten(listed, FALLBACK // 2)
    room = (FALLBACK - len(listed) - 1) // len(answer.claims) - 1
    claims = [shorten(escape(f"{claim.text} {numbers(claim)}"), room) for claim in answer.claims]
    return "\n".join([*claims, listed])


def numbers(claim: Claim) -> str:
    """The numbers of a claim's sources: "[1][2]"."""
    return "".join(f"[{n}]" for n in dict.fromkeys(c.n for c in claim.citations))


def _answered(answer: Answer, room: int) -> list[Block]:
    """Claims and sources; long lists of sources lose their buttons first, then claims are shortened with a sign."""
    listed = _sources(answer.claims)
    if weight(listed) > room - _FLOOR:
        listed = _grouped(answer.claims)
    left = room - weight(listed)
    whole = _claims(answer.claims, None)
    if weight(whole) <= left:
        return [*whole, *listed]
    allowed = _share([len(claim.text) for claim in answer.claims], left - _overhead(answer.claims) - 200)
    cut = _claims(answer.claims, allowed)
    return [*cut, *b.context([escape(render("shown_in_part"))]), *listed]


def _share(lengths: Sequence[int], room: int) -> int:
    """The most characters that each claim may have so that all together stay in ``room``: short ones leave theirs."""
    left, share = room, room // len(lengths)
    for place_, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - place_)
        if length > share:
            break
        left -= length
    return max(share, 120)


def _overhead(claims: Sequence[Claim]) -> int:
    return weight(_claims(claims, 0))


def _claims(claims: Sequence[Claim], limit: int | None) -> list[Block]:
    """Claims, each with at most ``limit`` characters; what several documents say stands under their names."""
    blocks: list[Block] = []
    for claim, heading in with_headings(claims):
        blocks += b.sections([f"*{escape(heading)}*"]) if heading else []
        blocks += _claim(claim, len(claim.text) if limit is None else limit)
    return blocks


def _claim(claim: Claim, limit: int) -> list[Block]:
    text = shorten(claim.text, limit).replace("\t", "   ").replace(GAP, "\n[…] ")  # each part of a list on its line
    return [b.quote(text, numbers(claim)), *b.context([escape(label(claim))])]


def _sources(claims: Sequence[Claim]) -> list[Block]:
    """The numbered sources, each with the way to its passage; where there are many, the rest follow as lines."""
    first, listed = first_citations(claims), list(source_lines(claims))
    blocks: list[Block] = [b.divider(), *b.sections([f"*{word('sources')}*"])]
    for n, line in listed[:_WITH_BUTTON]:
        blocks.append(b.section(f"*[{n}]* {escape(shorten(line, 600))}", _show(first[n], str(n)), f"{SOURCE}{n}"))
    return blocks + b.sections([f"*[{n}]* {escape(shorten(line, 600))}" for n, line in listed[_WITH_BUTTON:]])


def first_citations(claims: Sequence[Claim]) -> Mapping[int, Citation]:
    """The citations by their numbers, in order; of a list's lead-in and its item the item, which is what is judged."""
    first: dict[int, Citation] = {}
    for citation in sorted((c for claim in claims for c in claim.citations), key=lambda c: c.n):
        if citation.n not in first or (_leads_in(first[citation.n]) and not _leads_in(citation)):
            first[citation.n] = citation
    return first


def _leads_in(citation: Citation) -> bool:
    return citation.quote.rstrip().endswith(":")


def source_lines(claims: Sequence[Claim]) -> Iterator[tuple[int, str]]:
    """Each number with its place; a document's kind, date, authority and status stand where it is named first.

    On a phone a source is a narrow column: long titles are cut where a symbol names the document, and of a long path
    of headings the innermost is shown. *Show passage* has all of it.
    """
    named: set[str] = set()
    for n, citation in first_citations(claims).items():
        again = citation.document_id in named
        where = _where(citation, named)
        yield n, where if again else f"{where} · {standing(citation)}"


def _where(found: Citation | PassageView, named: set[str]) -> str:
    """The place of a source or passage; a document named before goes by its symbol, or by less of its title."""
    again = found.document_id in named
    named.add(found.document_id)
    title = shorten(found.document, _TITLE) if found.symbol else found.document
    title = (found.symbol or shorten(title, _TITLE)) if again else title
    return place(found.model_copy(update={"document": title, "section": _innermost(found.section)}))


def _innermost(section: str) -> str:
    """A path of headings; of a long one the last heading, with a sign that others stand above it, cut if need be."""
    if len(section) <= _TITLE:
        return section
    above, _, last = section.rpartition(SECTION_JOINT)
    return f"…{SECTION_JOINT}{shorten(last, _TITLE)}" if above else shorten(last, _TITLE)


def _grouped(claims: Sequence[Claim]) -> list[Block]:
    """The sources by document and section, so that no number is lost where there are very many."""
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in sorted({c.n: c for claim in claims for c in claim.citations}.values(), key=lambda c: c.n):
        groups.setdefault((citation.document_id, citation.section), []).append(citation)
    entries = []
    for group in groups.values():
        marks = "".join(f"[{c.n}]" for c in group)
        pages = dict.fromkeys(each for c in group for each in c.page_labels)
        whole = group[0].model_copy(update={"paragraph": "", "page_labels": tuple(pages)})
        entries.append(f"*{marks}* {escape(shorten(place(whole), 400))}")
    return [b.divider(), *b.sections([f"*{word('sources')}*", *entries])]


def _abstained(answer: Answer) -> list[Block]:
    blocks = b.sections([escape(answer.reason)])
    named: set[str] = set()
    for passage in nearest(answer) if _is_near(answer) else ():
        blocks.append(b.quote(shorten(passage.text, _SHORT)))
        button = _show(passage, str(passage.rank))
        blocks.append(b.section(escape(shorten(_where(passage, named), 600)), button, f"{NEAREST}{passage.rank}"))
    return blocks


def _is_near(answer: Answer) -> bool:
    """Whether there are passages to show below: not where the answer says that nothing is near."""
    return not answer.reason.startswith(render("abstain_nothing_near", contact="\0").partition("\0")[0])


def _show(where: Citation | PassageView, number: str) -> Block:
    value = Reference.of(where).encode()
    return b.button("show_passage", word("show_passage"), value, f"{word('show_passage')} {number}")


def _offers(answer: Answer, offered: Buttons) -> list[Block]:
    """Buttons and thumbs under what the bot said of the documents; nothing under a refusal or an error."""
    if answer.outcome not in (Outcome.ANSWERED, Outcome.ABSTAINED):
        return []
    buttons = []
    if offered.share and answer.outcome is Outcome.ANSWERED:
        buttons.append(b.button("share", word("share"), offered.id))
    if offered.adviser:
        buttons.append(b.button("ask_adviser", word("ask_adviser"), offered.id))
    if tension := hinted(answer):
        buttons.append(b.button("see_tension", word("see_tension"), tension))
    return [*b.actions(buttons), b.feedback(offered.id)]
