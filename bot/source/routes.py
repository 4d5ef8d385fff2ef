"""The source page over HTTP: its HTML, its picture, its PDF, each only with a link that was signed here."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from aiohttp import web

from bot.assistant import Assistant
from bot.pictures import PagePicture
from bot.showing import Reference
from bot.slack.ports import Handler
from bot.source.links import Links, Ticket
from bot.source.page import as_html, as_notice, source_page
from corpus.errors import PocError
from index.originals import original
from prompts import render

_THREADS, _KEPT = 2, 8
# Nothing is kept on the way or by the browser, no other site learns the address, and nothing else is loaded.
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'nonce-{}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Source:
    """Answers for the pages behind quotations; ``routes`` are for a Port."""

    def __init__(self, assistant: Assistant, links: Links) -> None:
        self._assistant, self._links = assistant, links
        self._kept: OrderedDict[tuple[str, Reference, int], PagePicture] = OrderedDict()
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="source")

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Method and path of each, with what answers it."""
        start = "/source/{token}"
        return {
            ("GET", start): self._handler(self._page),
            ("GET", start + r"/{page:\d{1,5}}.png"): self._handler(self._picture),
            ("GET", start + "/document.pdf"): self._handler(self._pdf),
        }

    def _handler(self, answer: Callable[[web.Request, Ticket], web.StreamResponse]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            ticket = self._links.read(request.match_info["token"])
            if ticket is None:
                return _notice("source_closed", 404)
            if ticket.is_over(time.time()):
                return _notice("source_over", 410)
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, answer, request, ticket)
            except (PocError, KeyError):  # the index was changed meanwhile, or cannot be used
                return _notice("source_closed", 404)

        return handle

    def _page(self, request: web.Request, ticket: Ticket) -> web.StreamResponse:
        asked = request.query.get("page", "0")
        page = source_page(self._assistant, ticket, int(asked) if asked.isdecimal() and len(asked) < 6 else 0)
        if page is None:
            return _notice("source_closed", 404)
        picture = self._drawn(ticket, page.number)
        if picture is None:
            return _notice("source_not_drawn", 404)
        kept, nonce = original(self._assistant.settings.home, ticket.reference.document), secrets.token_urlsafe(12)
        has_pdf = kept is not None and not kept.unlocked
        return _html(as_html(page, request.match_info["token"], picture.alt, nonce, has_pdf), nonce)

    def _picture(self, request: web.Request, ticket: Ticket) -> web.StreamResponse:
        picture = self._drawn(ticket, int(request.match_info["page"]))
        if picture is None:
            return _notice("source_not_drawn", 404)
        return web.Response(body=picture.png, content_type="image/png", headers=_HEADERS)

    def _pdf(self, request: web.Request, ticket: Ticket) -> web.StreamResponse:
        shown = self._assistant.show(ticket.reference, audience=ticket.audience)
        kept = original(self._assistant.settings.home, ticket.reference.document)
        if shown is None or kept is None or kept.unlocked:
            return _notice("source_closed", 404)
        name = quote(shown.citation.file.rpartition("/")[2])
        headers = {
            "Content-Disposition": f"inline; filename*=UTF-8''{name}",
            "Content-Type": "application/pdf",
            "Content-Security-Policy": "frame-ancestors 'none'",
        }
        return web.FileResponse(kept.path, headers=_HEADERS | headers)

    def _drawn(self, ticket: Ticket, number: int) -> PagePicture | None:
        """A page's picture; the page and its picture are asked for one after the other, and drawn once."""
        if self._assistant.show(ticket.reference, audience=ticket.audience) is None:
            return None
        key = (self._assistant.in_service().id, ticket.reference, number)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        found = self._assistant.pictures(ticket.reference, audience=ticket.audience, page=number)
        if not found:
            return None
        with self._lock:
            self._kept[key] = found[0]
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found[0]


def _html(text: str, nonce: str, status: int = 200) -> web.Response:
    headers = _HEADERS | {"Content-Security-Policy": _POLICY.format(nonce)}
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status, headers=headers)


def _notice(template: str, status: int) -> web.Response:
    nonce = secrets.token_urlsafe(12)
    return _html(as_notice(render(template), nonce), nonce, status)
