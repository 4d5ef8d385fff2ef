"""Connections to Slack that stay open between calls: slack_sdk opens one for each call, which costs a handshake each.

A connection is used again only where Slack has not closed it and it did not lie idle for long; one on which anything
went wrong is closed. A call is never sent twice from here: whether it may be, those decide who know what it does.
"""

from __future__ import annotations

import io
import select
import ssl
import threading
import time
from collections import defaultdict
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse

_IDLE = 50.0
"""Seconds: middle boxes forget a connection without a word from a minute on."""
_KEPT = 8

Answer = tuple[int, HTTPMessage, bytes]


class Connections:
    """Open connections by address; safe to share between threads."""

    def __init__(self) -> None:
        self._idle: defaultdict[tuple[str, str], list[tuple[float, HTTPConnection]]] = defaultdict(list)
        self._lock = threading.Lock()
        self._tls = ssl.create_default_context()

    def send(self, request: Request, seconds: float) -> Answer:
        """Status, headers and body of an answer; raises HTTPError, URLError and OSError just as urlopen does."""
        parts = urlsplit(request.full_url)
        place = (parts.scheme, parts.netloc)
        connection = self._taken(place, seconds) or self._opened(place, seconds)
        try:
            answer = _exchanged(connection, request, f"{parts.path}?{parts.query}" if parts.query else parts.path)
        except BaseException:
            connection.close()
            raise
        if connection.sock is not None:  # else Slack wants this connection closed
            self._keep(place, connection)
        if answer[0] >= 300:
            raise HTTPError(request.full_url, answer[0], "", answer[1], io.BytesIO(answer[2]))
        return answer

    def _taken(self, place: tuple[str, str], seconds: float) -> HTTPConnection | None:
        """A connection that is open still, the one used last."""
        while True:
            with self._lock:
                if not self._idle[place]:
                    return None
                since, connection = self._idle[place].pop()
            if time.monotonic() - since < _IDLE and not _is_over(connection):
                connection.timeout = seconds
                connection.sock.settimeout(seconds)
                return connection
            connection.close()

    def _opened(self, place: tuple[str, str], seconds: float) -> HTTPConnection:
        scheme, host = place
        if scheme == "https":
            return HTTPSConnection(host, timeout=seconds, context=self._tls)
        return HTTPConnection(host, timeout=seconds)

    def _keep(self, place: tuple[str, str], connection: HTTPConnection) -> None:
        with self._lock:
            self._idle[place].append((time.monotonic(), connection))
            spare = [self._idle[place].pop(0)] if len(self._idle[place]) > _KEPT else []
        for _, each in spare:
            each.close()


def _is_over(connection: HTTPConnection) -> bool:
    """Whether there is something to read where nothing was asked for: the other end has closed, or says so."""
    watch = select.poll()
    watch.register(connection.sock, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(watch.poll(0))


def _exchanged(connection: HTTPConnection, request: Request, target: str) -> Answer:
    """One call and its answer, read to its end."""
    try:
        connection.request(request.get_method(), target, request.data, dict(request.header_items()))
    except OSError as error:  # as urlopen has it: the call did not get out whole
        raise URLError(error) from error
    response = connection.getresponse()
    return response.status, response.headers, response.read()


class KeptWebClient(WebClient):
    """Slack's client over connections that stay open; through a proxy it opens one for each call, as it comes."""

    def __init__(self, *given: Any, connections: Connections, **more: Any) -> None:
        super().__init__(*given, **more)
        self._connections = connections

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if self.proxy is not None:
            return super()._perform_urllib_http_request_internal(url, req)
        status, headers, body = self._connections.send(req, self.timeout)
        return {"status": status, "headers": headers, "body": body.decode(headers.get_content_charset() or "utf-8")}


class KeptWebhookClient(WebhookClient):
    """The same for the addresses to which private replies go."""

    def __init__(self, *given: Any, connections: Connections, **more: Any) -> None:
        super().__init__(*given, **more)
        self._connections = connections

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        if self.proxy is not None:
            through: WebhookResponse = super()._perform_http_request_internal(url, req)
            return through
        status, headers, body = self._connections.send(req, self.timeout)
        text = body.decode(headers.get_content_charset() or "utf-8")
        return WebhookResponse(url=url, status_code=status, body=text, headers=dict(headers.items()))
