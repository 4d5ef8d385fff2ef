"""Deliveries to the app: three seconds to acknowledge, and an event that was not comes again.

https://docs.slack.dev/apis/events-api
"""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Protocol

from .clock import Clock
from .model import Ack, Json
from .rules import LIMITS, RETRY_SECONDS


class Courier(Protocol):
    """A way to the app: Socket Mode or HTTP."""

    async def attempt(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """Send once, return what came with the acknowledgement. Raises ConnectionError."""
        ...


class Delivery:
    """Sends events and interactions, and writes down how each attempt ended."""

    def __init__(self, courier: Courier, clock: Clock, changed: Callable[[], None], seed: int) -> None:
        self.courier = courier
        self._clock = clock
        self._changed = changed
        self._random = random.Random(seed)
        self.acks: list[Ack] = []
        self.events: dict[str, Json] = {}
        self.lost_acks = 0
        self.repeat_share = 0.0

    async def event(self, payload: Json) -> None:
        """Deliver an event; again at once, after one and after five minutes while it is not acknowledged."""
        self.events[payload["event_id"]] = payload
        reason = ""
        for attempt, delay in enumerate((0, *RETRY_SECONDS)):
            await self._clock.sleep(delay)
            ack = await self._attempt("events_api", payload["event_id"], payload, attempt, reason)
            if ack.ok:
                break
            reason = ack.reason
        if ack.ok and self._random.random() < self.repeat_share:
            await self.repeat(payload["event_id"])

    async def repeat(self, event_id: str) -> None:
        """Deliver an event once more, as when its acknowledgement was lost on the way."""
        await self._attempt("events_api", event_id, self.events[event_id], 1, "timeout")

    async def interaction(self, kind: str, id: str, payload: Json) -> Ack:
        """Deliver a click, command, shortcut or submission: once, never again."""
        return await self._attempt(kind, id, payload, 0, "")

    async def _attempt(self, kind: str, id: str, payload: Json, attempt: int, reason: str) -> Ack:
        started = time.perf_counter()
        answer: Json | None = None
        sent = asyncio.ensure_future(self.courier.attempt(kind, payload, attempt, reason))
        bell = asyncio.ensure_future(self._clock.sleep(LIMITS["ack seconds"].value))
        try:
            await asyncio.wait({sent, bell}, return_when=asyncio.FIRST_COMPLETED)
            failed = "timeout"
            if sent.done():
                answer = sent.result()
                if self.lost_acks > 0:
                    self.lost_acks -= 1
                    answer = None
        except ConnectionError as error:
            failed = str(error)
        finally:
            sent.cancel()
            bell.cancel()
        milliseconds = (time.perf_counter() - started) * 1000
        ok = answer is not None
        ack = Ack(id, kind, attempt, ok, "" if ok else failed, milliseconds, answer or {})
        self.acks.append(ack)
        self._changed()
        return ack
