"""What the bot listens on: health and figures on a local port, and in http mode the requests of Slack."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.aiohttp import to_aiohttp_response

from bot.slack.metrics import Metrics
from corpus.errors import InputError

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Health = Callable[[], Mapping[str, object]]
_THREADS = 10
_MOST_BYTES = 1 << 20
_FINISHING = 2.0
"""Seconds for requests that are being answered when the bot ends."""


class Port:
    """A small HTTP server in a thread of its own; ``port`` 0 takes a free one."""

    def __init__(self, host: str, port: int, routes: Mapping[tuple[str, str], Handler]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"port-{port}", daemon=True)
        app = web.Application(client_max_size=_MOST_BYTES)
        for (method, path), handler in routes.items():
            app.router.add_route(method, path, handler)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_FINISHING)
        self.host, self.port = host, port

    def start(self) -> None:
        """Listens; raises InputError where the port cannot be had."""
        self._thread.start()
        try:
            self.port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        except OSError as error:
            self.stop()
            raise InputError(
                f"Port {self.port} of {self.host} cannot be used ({error.strerror}). Set another."
            ) from None

    def stop(self) -> None:
        """Stops listening."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _start(self) -> int:
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        return int(self._runner.addresses[0][1])


def figures_port(port: int, metrics: Metrics, health: Health) -> Port:
    """``/metrics`` for Prometheus, and ``/healthz``: 200 while ``health`` says ``ok``, else 503."""

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def healthz(_: web.Request) -> web.Response:
        found = dict(health())
        return web.json_response(found, status=200 if found.get("ok") else 503)

    return Port("127.0.0.1", port, {("GET", "/metrics"): figures, ("GET", "/healthz"): healthz})


def event_routes(app: App) -> Mapping[tuple[str, str], Handler]:
    """``/slack/events`` for all that Slack sends in http mode; Bolt checks each request's signature and its age.

    https://docs.slack.dev/authentication/verifying-requests-from-slack.
    """
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="request")

    async def events(request: web.Request) -> web.Response:
        asked = BoltRequest(body=await request.text(), query=request.query_string, headers=dict(request.headers))
        answer = await asyncio.get_running_loop().run_in_executor(threads, app.dispatch, asked)
        return await to_aiohttp_response(answer)

    return {("POST", "/slack/events"): events}
