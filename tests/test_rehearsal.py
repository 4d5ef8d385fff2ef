"""The rehearsal: after it, a first answer compiles nothing and embeds nothing but its question."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import refusals
from bot.assistant import Assistant
from bot.products import gather
from bot.rehearsal import rehearse


def test_after_the_rehearsal_rules_and_tensions_are_ready(samples: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals._read.cache_clear()
    monkeypatch.setattr(gather, "_VECTORS", {})
    steps = sum(1 for _ in rehearse(samples))
    assert steps >= 4 and refusals._read.cache_info().currsize == 1
    made = len(gather._VECTORS)
    assert made and samples.ask("How do we weigh protection against the consent of the host state?").passages
    assert len(gather._VECTORS) == made


def test_rules_that_are_being_read_are_waited_for_and_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    refusals._read.cache_clear()
    begun, own = threading.Barrier(4), refusals.read_yaml
    times: list[object] = []
    monkeypatch.setattr(refusals, "read_yaml", lambda path: (times.append(path), own(path))[1])

    def judged() -> object:
        begun.wait(10)
        return refusals.refusal_of("Should we shoot them now?", "")

    with ThreadPoolExecutor(4) as threads:
        found = [each.result() for each in [threads.submit(judged) for _ in range(4)]]
    assert len(times) == 1 and all(found)
