"""The Home tab: what is indexed, how old it is, what to ask, and whom to ask else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cite import said_date
from bot.console import titled
from bot.settings import Settings
from bot.showing import InService, Listed
from bot.slack import blocks as b
from bot.slack.limits import Block, escape, shorten
from index.report import Report
from prompts import render, word

_PAGE = 40
_TITLE, _BRIEFLY = 200, 72
_FAILURES = 20
_EXAMPLES = ("example_1", "example_2", "example_3", "example_4")


def examples() -> list[dict[str, str]]:
    """Four questions to begin with, as suggested prompts."""
    return [{"title": word(name), "message": word(name)} for name in _EXAMPLES]


def home_view(
    documents: Sequence[Listed],
    service: InService,
    settings: Settings,
    page: int = 0,
    now: datetime | None = None,
    report: Report | None = None,
) -> Block:
    """The Home tab for those documents that the viewer may see, a page of forty at a time; ``page`` counts from 0.

    ``report`` is the last re-index, for administrators: it names every file.
    """
    pages = max(-(-len(documents) // _PAGE), 1)
    page = min(max(page, 0), pages - 1)
    intro = render("home_intro", documents=len(documents))
    made = render("home_snapshot", snapshot=service.id, age=age(service.created, now or datetime.now(UTC)))
    blocks = [b.header(word("home_title")), *b.sections([escape(intro)]), *b.context([escape(made)])]
    blocks += [b.divider(), *b.sections([f"*{word('home_examples')}*", *(f"• {word(each)}" for each in _EXAMPLES)])]
    adviser = escape(render("home_adviser", contact=settings.contact))
    adviser += f" {escape(render('home_adviser_button'))}" if settings.adviser_channel else ""
    blocks += [b.divider(), *b.sections([f"*{word('home_adviser')}*", adviser])]
    # Behind what is short, so that on a phone nobody scrolls past forty documents to find whom to ask.
    blocks += [b.divider(), *b.sections([f"*{word('home_documents')}*"]), *_listed(documents, page)]
    blocks += b.actions(_turning(page, pages))
    return {"type": "home", "blocks": blocks + (_last_reindex(report) if report is not None else [])}


def age(created: datetime, now: datetime) -> str:
    """How long ago, in minutes, hours or days."""
    minutes = max(int((now - created).total_seconds() // 60), 0)
    if minutes < 120:
        return render("age_minutes", n=minutes)
    return render("age_hours", n=minutes // 60) if minutes < 2880 else render("age_days", n=minutes // 1440)


def _last_reindex(report: Report) -> list[Block]:
    """Counts of the last re-index, and each file that is not indexed with the reason."""
    changes = report.changes
    told = render(
        "home_reindex", documents=report.indexed, pages=report.pages, added=len(changes.added),
        changed=len(changes.changed), removed=len(changes.removed), superseded=len(report.superseded),
        failed=len(report.failures),
    )  # fmt: skip
    failed = report.failures[:_FAILURES]
    lines = [render("home_failure", file=shorten(f.file, _TITLE), outcome=f.outcome, reason=f.reason) for f in failed]
    if more := len(report.failures) - len(failed):
        lines.append(render("home_failures_more", n=more))
    head = b.sections([f"*{word('home_reindex')}*", escape(told)])
    return [b.divider(), *head, *(b.sections([f"• {escape(line)}" for line in lines]) if lines else [])]


def _listed(documents: Sequence[Listed], page: int) -> list[Block]:
    if not documents:
        return b.sections([escape(render("home_nothing"))])
    shown = documents[page * _PAGE : (page + 1) * _PAGE]
    first = page * _PAGE + 1
    head = render("home_listed", first=first, last=first + len(shown) - 1, total=len(documents))
    counted = b.context([escape(head)]) if len(shown) < len(documents) else []
    return [*counted, *b.sections([f"• {escape(_line(each))}" for each in shown])]


def _line(each: Listed) -> str:
    standing = ", ".join(part for part in (each.authority, each.status) if part != "unknown")
    title = each.symbol if titled(each.title, (each.symbol,)) == each.symbol else each.title
    symbol = "" if each.symbol in title else each.symbol
    return render(
        "document_line",
        title=shorten(title, _BRIEFLY if symbol else _TITLE),
        symbol=symbol,
        issued=said_date(each.issued),
        standing=standing,
        pages=each.pages or "",
    )


def _turning(page: int, pages: int) -> list[Block]:
    buttons = []
    if page > 0:
        buttons.append(b.button("home_earlier", word("home_earlier"), str(page - 1)))
    if page < pages - 1:
        buttons.append(b.button("home_later", word("home_later"), str(page + 1)))
    return buttons
