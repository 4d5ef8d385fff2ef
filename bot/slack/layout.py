"""An answer as Slack blocks: planned to fit Slack's limits, never cut blindly.

Limits: https://docs.slack.dev/reference/block-kit/blocks (50 blocks a message, 3,000 characters in a section).
"""

from __future__ import annotations

from typing import Any

from bot.console import label, sources
from bot.model import Answer, Claim, Outcome, PassageView

SECTION = 3000
_NEAREST = 3
_SHORT = 600

Block = dict[str, Any]


def escape(text: str) -> str:
    """Text that Slack shows as it is: its three control characters escaped, so that no mention or link comes alive."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks_of(answer: Answer) -> list[Block]:
    """Blocks of an answer: claims with strength and numbers, sources, notices; at most 5 claims, so far below 50."""
    blocks: list[Block] = []
    if answer.outcome is Outcome.ANSWERED:
        for claim in answer.claims:
            blocks += _claim(claim)
        lines = [f"*[{n}]* {escape(line)}" for n, line in sources(answer.claims)]
        blocks += [{"type": "divider"}, *_sections("\n".join(["*Sources*", *lines]))]
    else:
        blocks += _sections(escape(answer.reason))
        if answer.outcome is Outcome.ABSTAINED:
            blocks += [block for passage in answer.passages[:_NEAREST] for block in _nearest(passage)]
    if answer.notices:
        blocks.append(_context("\n".join(f"⚠︎ {escape(notice)}" for notice in answer.notices)[:SECTION]))
    return blocks


def fallback(answer: Answer) -> str:
    """The plain text for notifications and screen readers: the whole answer in one string."""
    if answer.outcome is not Outcome.ANSWERED:
        return escape(answer.reason)
    lines = [f"{claim.text} {_numbers(claim)}" for claim in answer.claims]
    lines += [f"[{n}] {line}" for n, line in sources(answer.claims)]
    return escape("\n".join(lines))[:SECTION]


def _claim(claim: Claim) -> list[Block]:
    lines = escape(claim.text.replace("\t", "   ")).splitlines()
    quoted = "\n".join(f"> {line}" for line in lines)
    return [*_sections(f"{quoted} *{_numbers(claim)}*"), _context(escape(label(claim)))]


def _numbers(claim: Claim) -> str:
    return "".join(f"[{n}]" for n in dict.fromkeys(c.n for c in claim.citations))


def _nearest(passage: PassageView) -> list[Block]:
    from bot.console import place

    text = passage.text if len(passage.text) <= _SHORT else passage.text[:_SHORT].rsplit(" ", 1)[0] + " …"
    quoted = "\n".join(f"> {line}" for line in escape(text).splitlines())
    return [*_sections(quoted), _context(escape(place(passage)))]


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _sections(text: str) -> list[Block]:
    """Sections that hold the whole text, cut only between lines, or between words of one very long line."""
    parts: list[str] = [""]
    for line in text.split("\n"):
        for piece in _pieces(line):
            if parts[-1] and len(parts[-1]) + len(piece) + 1 > SECTION:
                parts.append(piece)
            else:
                parts[-1] = f"{parts[-1]}\n{piece}" if parts[-1] else piece
    return [{"type": "section", "text": {"type": "mrkdwn", "text": part, "verbatim": True}} for part in parts if part]


def _pieces(line: str) -> list[str]:
    pieces: list[str] = []
    while len(line) > SECTION:
        cut = line.rfind(" ", 0, SECTION)
        cut = cut if cut > 0 else SECTION
        pieces.append(line[:cut])
        line = line[cut:].lstrip()
    return [*pieces, line]
