"""What a trial of the Slack bot found, and what is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """Parts of the trial."""

    ACKS = "acks"
    ANSWERS = "answers"
    TROUBLE = "trouble"


@dataclass
class Figures:
    """What a trial found; times in milliseconds, and ``seconds`` for the whole part with trouble."""

    questions: int = 0
    final_replies: int = 0
    doubled: int = 0
    lost: int = 0
    turned_away: int = 0
    errors: int = 0
    redelivered: int = 0
    rate_limited: int = 0
    socket_drops: int = 0
    kills: int = 0
    seconds: float = 0.0
    burst: int = 0
    ack_p50: float = 0.0
    ack_p99: float = 0.0
    ack_worst: float = 0.0
    askers: int = 0
    pause: float = 0.0
    answered: int = 0
    answer_p50: float = 0.0
    answer_p95: float = 0.0
    bot_processor: float = 0.0
    rest_processor: float = 0.0

    def lines(self, only: Part | None) -> list[tuple[str, str, str]]:
        """Each figure of the parts that ran: what it is, what was found, what is wanted."""
        load = f"{self.questions:,} questions, {self.redelivered} redelivered, {self.rate_limited} posts answered 429, "
        load += f"{self.socket_drops} dropped sockets, {self.kills} kill -9"
        became = f"{self.final_replies:,} final replies, {self.doubled} doubled, {self.lost} lost, "
        became += f"{self.turned_away} told to come again since too many waited, {self.errors} other errors"
        asking = f"{self.askers} askers" + (f" who each read {self.pause:g} s" if self.pause else "")
        parts = {
            Part.ACKS: [
                (f"event → acknowledged, {self.burst} questions at once, p50", f"{self.ack_p50:,} ms", ""),
                ("… p99", f"{self.ack_p99:,} ms", "≤ 500 ms"),
                ("… the slowest", f"{self.ack_worst:,.1f} ms", "< 3,000 ms"),
            ],
            Part.ANSWERS: [
                (f"event → answer, {asking}, {self.answered} answers, p50", f"{self.answer_p50:,} ms", ""),
                ("… p95", f"{self.answer_p95:,} ms", "≤ 1,000 ms"),
                ("… processor time an answer, the bot's", f"{self.bot_processor:,} ms", ""),
                ("… the stand-in's and the trial's", f"{self.rest_processor:,} ms", ""),
            ],
            Part.TROUBLE: [(load, f"{became}, in {self.seconds:,} s", "one reply each, 0 doubled, 0 lost")],
        }
        return [line for part, lines in parts.items() if only in (None, part) for line in lines]
