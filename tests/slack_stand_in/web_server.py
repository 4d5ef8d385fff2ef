"""The HTTP side: /api/METHOD, /link for Socket Mode, /upload, /files, /respond and /control."""

import asyncio
import json
import socket
import struct
from typing import Any

from aiohttp import web

from . import methods_chat, methods_conversations, methods_files, methods_people, methods_views
from .control import Control
from .faults import Fault, Kind
from .methods import METHODS
from .model import Args, Json, SlackError
from .slack import Slack

LOADED = (methods_chat, methods_conversations, methods_files, methods_people, methods_views)
LARGEST = 64 * 2**20


class WebServer:
    """One port of 127.0.0.1."""

    def __init__(self, slack: Slack, control: Control) -> None:
        self._slack = slack
        self._control = control
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> str:
        """Listen, on a free port where ``port`` is 0, and return http://127.0.0.1:PORT."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link/", self._slack.socket.handle)
        app.router.add_post("/upload/v1/{id}", self._upload)
        app.router.add_get("/files/{id}", self._download)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_route("*", "/control/{verb}", self._control.handle)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, real = self._runner.addresses[0][:2]
        self._slack.base = f"http://{host}:{real}"
        return self._slack.base

    async def stop(self) -> None:
        """Break all connections and stop listening."""
        self._slack.socket.drop()
        for task in list(self._slack.tasks):
            task.cancel()
        await asyncio.gather(*self._slack.tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        args = await _arguments(request)
        name = request.match_info["method"]
        fault = self._slack.faults.take(name)
        if fault and not fault.done:
            self._slack.record(name, args, fault.error or fault.kind)
            return await _trouble(request, fault)
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        answer = self._answer(name, args, bearer if scheme.lower() == "bearer" else args.get("token"))
        self._slack.record(name, args, str(answer.get("error", "")))
        return await _trouble(request, fault) if fault else web.json_response(answer)

    def _answer(self, name: str, args: Args, token: str) -> Json:
        try:
            if name not in METHODS:
                raise SlackError("unknown_method", req_method=name)
            method = METHODS[name]
            if method.token:
                self._slack.authorize(token, method.token)
            return {"ok": True, **method.answer(self._slack, args)}
        except SlackError as error:
            return error.body

    async def _upload(self, request: web.Request) -> web.Response:
        file = self._slack.workspace.files.get(request.match_info["id"])
        if file is None:
            return web.Response(status=404)
        if request.content_type == "multipart/form-data":
            parts = [part for part in (await request.post()).values() if isinstance(part, web.FileField)]
            file.content = parts[0].file.read() if parts else b""
        else:
            file.content = await request.read()
        return web.Response(text=f"OK - {len(file.content)}")

    async def _download(self, request: web.Request) -> web.Response:
        file = self._slack.workspace.files.get(request.match_info["id"])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            self._slack.authorize(token, "bot")
        except SlackError:
            return web.Response(status=403)
        return web.Response(status=404) if file is None else web.Response(body=file.content)

    async def _respond(self, request: web.Request) -> web.Response:
        reply = self._slack.replies.get(request.match_info["id"])
        if reply is None:
            return web.json_response({"ok": False, "error": "invalid_url"}, status=404)
        args = await _arguments(request)
        try:
            reply.spend(self._slack.clock.now())
            self._control.respond(reply, args.values)
        except SlackError as error:
            status = 404 if error.error.endswith("_url") else 400
            self._slack.record("response_url", args, error.error)
            return web.json_response(error.body, status=status)
        self._slack.record("response_url", args, "")
        return web.Response(text="ok")


async def _arguments(request: web.Request) -> Args:
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        found: Any = json.loads(body) if body else {}
        values |= found if isinstance(found, dict) else {}
    else:
        values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return Args(values)


async def _trouble(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error})
    match fault.kind:
        case Kind.RATE_LIMITED:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        case Kind.SERVER_ERROR | Kind.UNAVAILABLE:
            return web.Response(status=500 if fault.kind == Kind.SERVER_ERROR else 503, text="Server Error")
        case Kind.HANG:
            await asyncio.Event().wait()
    transport = request.transport
    if transport is not None:
        handle = transport.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
