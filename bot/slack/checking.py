"""``/poc check``: quotations and references of a text, checked; laid out for a phone, what is wrong in full."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.console import place
from bot.quotes import Check, Finding, Verdict
from bot.quotes.marking import context, quoted_runs, told, true_runs
from bot.quotes.standing import ReferenceCheck, Standing
from bot.showing import Reference
from bot.slack import blocks as b
from bot.slack.calls import Call
from bot.slack.layout import Message, metadata, notice
from bot.slack.limits import FALLBACK, MESSAGE_BLOCKS, PAYLOAD, Block, escape, shorten, weight
from bot.state import Ending
from prompts import render, word

_ALONE = re.compile(r"\s*[“\"«„](?P<quote>[^“”\"«»„]+)[”\"»“][\s,;:–—-]*(?P<claimed>[^“”\"«»„]*)$")
_SHORT, _LONG, _LINE = 80, 700, 400
_ROOM = 600
_MARKS = {
    Verdict.EXACT: "✓", Verdict.NEAR: "✓", Verdict.ALTERED: "✗", Verdict.MISATTRIBUTED: "✗", Verdict.ABSENT: "✗",
    Verdict.UNCHECKED: "?",
}  # fmt: skip


def check(call: Call) -> Message:
    """The verdict on one quotation with where it is said to stand, or on each in a longer text."""
    text = call.argument
    alone = _ALONE.match(text)
    if alone:
        return _one(call, alone["quote"], _bare(alone["claimed"]))
    findings = call.assistant.check_draft(text, audience=call.audience)
    if not any(finding.quotation for finding in findings):
        single = call.assistant.check(text, audience=call.audience)
        if single.verdict is not Verdict.UNCHECKED or not findings:
            return _one(call, text, "")
    return laid_out(findings, call.id)


def _bare(claimed: str) -> str:
    """A place without the brackets around it; those inside it, as of a year, stay."""
    bare = claimed.strip(" .")
    inner = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else ""
    if inner and inner.find(")") >= inner.find("("):  # the first bracket closes at the end
        return inner.strip(" .")
    missing = bare.count("(") - bare.count(")")
    return bare.lstrip("(") if missing > 0 else bare.rstrip(")") if missing < 0 else bare


def _one(call: Call, quote: str, claimed: str) -> Message:
    found = call.assistant.check(quote, claimed, audience=call.audience)
    if found.verdict is Verdict.UNCHECKED:
        return notice(" ".join(found.notices), call.id)
    return laid_out((Finding(start=0, end=len(quote), quotation=found),), call.id)


def laid_out(findings: Sequence[Finding], id_: str) -> Message:
    """Findings in order, those that are wrong in full where there is room; the last line counts what is not shown."""
    blocks: list[Block] = []
    shown = 0
    for finding in findings:
        full = _in_full(finding) if len(findings) == 1 or _is_wrong(finding) else _in_a_line(finding)
        for form in (full, _in_a_line(finding)):
            if len(blocks) + len(form) < MESSAGE_BLOCKS - 1 and weight([*blocks, *form]) < PAYLOAD - _ROOM:
                blocks += form
                shown += 1
                break
        else:
            break
    if shown < len(findings):
        blocks += b.context([escape(render("check_rest", rest=len(findings) - shown))])
    absent = all(f.quotation is not None and f.quotation.verdict is Verdict.ABSENT for f in findings)
    ending = Ending.ABSTAINED if absent else Ending.ANSWERED
    text = shorten("\n".join(escape(_summary(finding)) for finding in findings), FALLBACK)
    return Message(text, blocks, metadata(id_, ending.value))


def _is_wrong(finding: Finding) -> bool:
    if finding.quotation is not None:
        return finding.quotation.verdict not in (Verdict.EXACT, Verdict.NEAR)
    return finding.reference is not None and finding.reference.standing is not Standing.FOUND


def _in_full(finding: Finding) -> list[Block]:
    if finding.quotation is None:
        return _in_a_line(finding)
    found = finding.quotation
    blocks = [*b.sections([_title(found)]), _rich(quoted_runs(found), _LONG)]
    if found.truth:
        before, after = context(found.before, ending=True), context(found.after, ending=False)
        blocks += b.context([f"*{escape(word('quote_true'))}*"])
        blocks += [_rich([(before, None), *true_runs(found), (after, None)], 2 * _LONG), _placed(found)]
    said = [f"• {escape(shorten(told(difference), _LINE))}" for difference in found.differences]
    return [*blocks, *b.sections(said), *b.context([f"⚠︎ {escape(each)}" for each in found.notices])]


def _in_a_line(finding: Finding) -> list[Block]:
    if finding.quotation is not None:
        found = finding.quotation
        return [_placed(found, f"{_title(found)}\n“{escape(_brief(found.quote))}”\n")]
    return [*b.sections([escape(_summary(finding))]), *_noted(finding.reference)]


def _noted(reference: ReferenceCheck | None) -> list[Block]:
    return b.context([f"⚠︎ {escape(each)}" for each in reference.notices]) if reference else []


def _mark(found: Check) -> str:
    """The verdict's sign; none is struck out for a document that could not be looked into."""
    return _MARKS[found.verdict if found.claim_indexed else Verdict.UNCHECKED]


def _title(found: Check) -> str:
    return f"{_mark(found)} *{escape(word(found.headline))}*"


def _placed(found: Check, above: str = "") -> Block:
    """The place, with the way to its passage."""
    if not found.truth:
        return b.section(above.rstrip())
    words = found.truth if len(found.spans) == 1 else ""
    reference = Reference.of_slice(found.document_id, *found.spans[0], words)
    button = b.button("show_passage", word("show_passage"), reference.encode())
    return b.section(above + escape(shorten(place(found), _LINE)), button)


def _rich(runs: Sequence[tuple[str, object]], limit: int) -> Block:
    """Runs letter by letter, those that differ in bold; shortened as a whole."""
    elements: list[Block] = []
    for text, change in runs:
        text = shorten(text, limit) if text.strip() else text
        limit -= len(text)
        if text:
            elements.append({"type": "text", "text": text} | ({"style": {"bold": True}} if change else {}))
        if limit <= 0:
            break
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": elements}]}


def _summary(finding: Finding) -> str:
    """One line, for notifications and for what is right."""
    if finding.quotation is not None:
        found = finding.quotation
        where = f" – {place(found)}" if found.truth else ""
        return f"{_mark(found)} {word(found.headline)}: “{_brief(found.quote)}”{where}"
    reference = finding.reference
    assert reference is not None
    good = "✓" if reference.standing is Standing.FOUND else "✗"
    return f"{good} {word('reference')} {reference.reference}: {word(f'standing_{reference.standing.name.lower()}')}"


def _brief(quote: str) -> str:
    return shorten(" ".join(quote.split()).strip('“”"«»'), _SHORT)
