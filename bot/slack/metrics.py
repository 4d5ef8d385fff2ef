"""Figures for operators: how many, how long, how it ended; never who, where or what.

Served as Prometheus text under /metrics (bot/slack/ports.py).
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)


class Metrics:
    """One registry, so that two bots in one process do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.taken = Counter(
            "poc_questions_total", "Questions written to the journal, by kind.", ["kind"], registry=self.registry
        )
        self.ended = Counter(
            "poc_endings_total", "Questions that ended, by ending.", ["ending"], registry=self.registry
        )
        self.repeated = Counter(
            "poc_repeated_total", "Events that were in the journal already.", registry=self.registry
        )
        self.trouble = Counter(
            "poc_trouble_total", "Calls of Slack that went wrong, by kind.", ["kind"], registry=self.registry
        )
        self.waiting = Gauge("poc_waiting", "Questions that wait or are worked on.", registry=self.registry)
        self.seconds = Histogram(
            "poc_seconds", "Seconds from arrival to ending.", buckets=_SECONDS, registry=self.registry
        )
        self.feedback = Counter(
            "poc_feedback_total", "Verdicts on answers.", ["verdict", "reason"], registry=self.registry
        )
