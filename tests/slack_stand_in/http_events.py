"""Events, commands and interactions over HTTP, signed as Slack signs them.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession

from .clock import Clock
from .model import Json


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of X-Slack-Signature."""
    base = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpEvents:
    """Posts each payload to the app's request URL."""

    def __init__(self, url: str, secret: str, clock: Clock) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock

    async def attempt(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """Post once and return what came with the 200. Raises ConnectionError for all else."""
        form = urlencode(payload) if kind == "slash_commands" else urlencode({"payload": json.dumps(payload)})
        body = (json.dumps(payload) if kind == "events_api" else form).encode()
        timestamp = str(int(self._clock.now()))
        subtype = "json" if kind == "events_api" else "x-www-form-urlencoded"
        headers = {"Content-Type": f"application/{subtype}", "X-Slack-Request-Timestamp": timestamp}
        headers["X-Slack-Signature"] = signature(self._secret, timestamp, body)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            async with ClientSession() as session, session.post(self._url, data=body, headers=headers) as response:
                answer = await response.text()
                if response.status != 200:
                    raise ConnectionError("http_error")
        except ClientError as error:
            raise ConnectionError("connection_failed") from error
        return _answered(answer)


def _answered(text: str) -> Json:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {"text": text}
    return found if isinstance(found, dict) else {"text": text}
