"""Socket Mode: the connections that the app holds, and what goes over them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import random
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from .model import Json
from .rules import LIMITS
from .workspace import APP

HOST = {"host": "stand-in"}


class Link:
    """One connection, and the envelopes on it that wait for their acknowledgement."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.waiting: dict[str, asyncio.Future[Json]] = {}

    def drop(self) -> None:
        """Break the connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


class SocketMode:
    """Hands each envelope to one of the app's connections."""

    def __init__(self, changed: Callable[[], None], seed: int) -> None:
        self._changed = changed
        self._random = random.Random(seed)
        self._tickets: set[str] = set()
        self.links: list[Link] = []
        self.opened = 0

    def ticket(self) -> str:
        """A key to one connection, as apps.connections.open gives it inside the address."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to its end."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        if len(self.links) >= LIMITS["connections"].value:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": HOST})
            await socket.close()
            return socket
        link = Link(socket, request)
        self.links.append(link)
        self.opened += 1
        with suppress(ConnectionError):
            await self._listen(link)
        return socket

    async def _listen(self, link: Link) -> None:
        about = {"num_connections": len(self.links), "connection_info": {"app_id": APP}}
        debug = {**HOST, "approximate_connection_time": 18060}
        try:
            await link.socket.send_json({"type": "hello", **about, "debug_info": debug})
            self._changed()
            async for message in link.socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(link, message.json())
        finally:
            if link in self.links:
                self.links.remove(link)
            for future in link.waiting.values():
                if not future.done():
                    future.set_exception(ConnectionError("the connection broke"))
            self._changed()

    def _acknowledged(self, link: Link, answer: Any) -> None:
        id = answer.get("envelope_id", "") if isinstance(answer, dict) else ""
        future = link.waiting.pop(id, None)
        if future is not None and not future.done():
            future.set_result(answer.get("payload") or {})

    async def attempt(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """Send one envelope and wait for its acknowledgement, whose payload is returned.

        Raises ConnectionError where there is no connection, or where it breaks. Cancel it when the time is up.
        """
        if not self.links:
            raise ConnectionError("no connection")
        link = self._random.choice(self.links)
        id = secrets.token_hex(16)
        envelope: Json = {"envelope_id": id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        link.waiting[id] = future
        try:
            await link.socket.send_json(envelope)
            return await future
        finally:
            link.waiting.pop(id, None)

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to reconnect, and close it, as Slack does before it refreshes one.

        ``reason`` is warning (it is left open for now), refresh_requested or link_disabled.
        """
        for link in list(self.links):
            await link.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": HOST})
            if reason != "warning":
                self.links.remove(link)
                await link.socket.close()
        self._changed()

    def drop(self) -> None:
        """Break every connection without a word."""
        for link in list(self.links):
            self.links.remove(link)
            link.drop()
