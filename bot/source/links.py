"""Links to a source page: signed, for an hour, and for what those who got them may read.

A link holds a reference and the audience for which it was made, both readable, neither changeable: HMAC-SHA256
(RFC 2104) with a key that stays in the home.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.showing import Reference
from corpus.errors import InputError

SECONDS = 3600
KEY = "source.key"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link opens: the pages of the document of ``reference``, for ``audience``, until then (Unix seconds)."""

    reference: Reference
    audience: frozenset[str]
    until: int

    def is_over(self, now: float) -> bool:
        """Whether its time is up."""
        return now >= self.until


class Links:
    """Makes and reads links below one public address."""

    def __init__(self, address: str, key: bytes) -> None:
        self._address, self._key = address.rstrip("/"), key

    def make(self, reference: Reference, audience: frozenset[str], now: float) -> str:
        """A link to the page of a quotation, good for an hour."""
        values = [reference.encode(), sorted(audience), int(now) + SECONDS]
        body = _packed(json.dumps(values, separators=(",", ":")).encode())
        return f"{self._address}/source/{body}.{self._signed(body)}"

    def read(self, token: str) -> Ticket | None:
        """What a link's token says; None unless it was made here. Its time is not looked at."""
        body, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(errors="replace"), self._signed(body).encode()):
            return None
        line, audience, until = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        reference = Reference.decode(line)
        return Ticket(reference, frozenset(audience), until) if reference is not None else None

    def _signed(self, body: str) -> str:
        return _packed(hmac.new(self._key, body.encode(errors="replace"), hashlib.sha256).digest())


def key_of(home: Path) -> bytes:
    """The home's key, made at the first call, for the account alone; raises InputError where it cannot be had."""
    path = home / KEY
    try:
        home.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(_BYTES))
        except FileExistsError:
            pass
        key = path.read_bytes()
    except OSError:
        raise InputError("The key of source pages cannot be read. See that the home may be written to.") from None
    if len(key) != _BYTES:
        raise InputError(f"The key of source pages ({KEY}) is damaged. Delete it and start the bot again.")
    return key


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
