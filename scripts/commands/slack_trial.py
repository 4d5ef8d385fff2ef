"""Try the bot under load against a stand-in for Slack: is anything lost or doubled, and how long does it take?"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.slack.answering import turned_away
from corpus.errors import InputError
from scripts.opening import plainly
from scripts.trial.bot import ROOT, Bot
from scripts.trial.figures import Figures, Part
from scripts.trial.questions import question

if TYPE_CHECKING:
    from tests.slack_stand_in import StandIn

FASTER = 2.0
_PATIENCE = 60.0
_LOOK = 0.02
"""Seconds between looks for answers: looking takes processor time that the bot wants, too."""
_SILENT = "The bot did not answer in time. Run scripts/start by itself to see why."


@plainly
def main(
    home: Annotated[Path | None, typer.Option(help="Home with an index (default: a new one, of the samples).")] = None,
    questions: Annotated[int, typer.Option(min=10, help="Questions of the trial with trouble.")] = 1000,
    burst: Annotated[int, typer.Option(min=1, help="Questions at once, for the time to acknowledge.")] = 200,
    askers: Annotated[int, typer.Option(min=1, help="People who ask one after the other.")] = 20,
    pause: Annotated[float, typer.Option(min=0, help="Seconds that each of them reads before asking again.")] = 0.0,
    rounds: Annotated[int, typer.Option(min=1, help="Questions of each of them.")] = 15,
    only: Annotated[Part | None, typer.Option(help="One part of the trial alone.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the figures here.")] = None,
) -> None:
    """Time acknowledgements and answers under load, then ask much with redelivery, 429, socket drops and kill -9.

    Ends with exit code 1 where a question was lost or answered twice.
    """
    sys.path.insert(0, str(ROOT))
    figures = Figures()
    with tempfile.TemporaryDirectory() as made:
        where = home or Path(made)
        if only is not Part.TROUBLE:
            with _slack(1.0) as slack, Bot(slack, where) as bot:
                if only is not Part.ANSWERS:
                    time_acks(slack, burst, figures)
                if only is not Part.ACKS:
                    measured(slack, bot, askers, rounds, pause, figures)
        if only in (None, Part.TROUBLE):
            with _slack(FASTER) as slack, Bot(slack, where) as bot:
                trouble(slack, bot, questions, figures)
    _print(figures, only)
    if json_file is not None:
        json_file.write_text(json.dumps(asdict(figures), indent=1) + "\n", encoding="utf-8")
    if figures.doubled or figures.lost:
        raise typer.Exit(1)


@contextmanager
def _slack(faster: float) -> Iterator[StandIn]:
    from tests.slack_stand_in import StandIn  # not installed with the bot, so not needed to import this module

    with StandIn(scale=faster) as slack:
        yield slack


def time_acks(slack: StandIn, burst: int, figures: Figures) -> None:
    """How long it takes to acknowledge when everybody asks at once."""
    slack.mention("U0AMINA", "C0FIELD", question(0))
    _until(lambda: slack.calls("chat.postMessage"), 60)
    people = [slack.order("add_user", name=f"burst{number}") for number in range(burst)]
    channel = slack.order("add_channel", name="burst", members=people)
    said = [slack.mention(person, channel, question(number)) for number, person in enumerate(people)]
    _until(lambda: len(slack.calls("chat.postMessage")) > burst, 120)
    events = {event for each in said for event in each.event_ids}
    times = sorted(ack.milliseconds for ack in slack.acks if ack.id in events and ack.ok)
    figures.burst = len(times)
    figures.ack_p50, figures.ack_p99, figures.ack_worst = _share(times, 0.5), _share(times, 0.99), times[-1]


def measured(slack: StandIn, bot: Bot, askers: int, rounds: int, pause: float, figures: Figures) -> None:
    """``time_answers``, and the processor time that an answer took; a first round is not counted, which warms up."""
    time_answers(slack, askers, 1, min(pause, 1.0), figures)
    before, own = bot.processor(), time.process_time()
    time_answers(slack, askers, rounds, pause, figures)
    figures.bot_processor = round((bot.processor() - before) / figures.answered * 1000, 1)
    figures.rest_processor = round((time.process_time() - own) / figures.answered * 1000, 1)


def time_answers(slack: StandIn, askers: int, rounds: int, pause: float, figures: Figures) -> None:
    """From a question to its answer while so many people ask, each ``pause`` seconds after the last answer."""
    people = [slack.order("add_user", name=f"asker{number}") for number in range(askers)]
    channel = slack.order("add_channel", name="askers", members=people)
    left = dict.fromkeys(people, rounds)
    now = time.monotonic()
    due = {person: now + pause * number / askers for number, person in enumerate(people)}
    asked: dict[str, str] = {}
    times: list[float] = []
    seen, heard, number = len(slack.calls()), now, count(len(slack.calls()))
    while due or asked:
        for person in [person for person, at in due.items() if at <= time.monotonic()]:
            del due[person]
            asked[slack.mention(person, channel, question(next(number))).ts] = person
            left[person] -= 1
        calls = slack.calls(past=seen)
        for call in calls:
            thread = call.args.get("thread_ts", "")
            if call.method == "chat.postMessage" and thread in asked and not call.error:
                times.append((call.at - float(thread)) * 1000)
                person = asked.pop(thread)
                if left[person]:
                    due[person] = time.monotonic() + pause
        heard = time.monotonic() if calls or not asked else heard
        if time.monotonic() - heard > _PATIENCE:
            raise InputError(_SILENT)
        seen += len(calls)
        time.sleep(_LOOK)
    times.sort()
    figures.askers, figures.pause = askers, pause
    figures.answered, figures.answer_p50, figures.answer_p95 = len(times), _share(times, 0.5), _share(times, 0.95)


def trouble(slack: StandIn, bot: Bot, count: int, figures: Figures) -> None:
    """So many questions with 5 % redelivered, 2 % of posts answered by 429, three dropped sockets and two kills."""
    people = [slack.order("add_user", name=f"person{number}") for number in range(20)]
    channels = [slack.order("add_channel", name=f"place{number}", members=people) for number in range(4)]
    slack.order("repeat_share", share=0.05)
    slack.order("fail", method="chat.postMessage", kind="ratelimited", times=count, share=0.02, retry_after=1)
    drops, kills = {count // 4, count // 2, 3 * count // 4}, {count // 3, 2 * count // 3}
    began, said, chance = time.monotonic(), [], random.Random(1)
    for number in range(count):
        person = people[number % len(people)]
        direct = chance.random() < 0.1
        text = question(number)
        said.append(slack.dm(person, text) if direct else slack.mention(person, chance.choice(channels), text))
        if number in drops:
            slack.order("drop")
        if number in kills:
            bot.kill()
            bot.start()
        time.sleep(0.03)
    _wait_for_replies(slack, [(each.channel, each.ts) for each in said])
    figures.seconds = round(time.monotonic() - began, 1)
    figures.questions, figures.socket_drops, figures.kills = count, len(drops), len(kills)
    _count(slack, [(each.channel, each.ts) for each in said], figures)


def _count(slack: StandIn, said: list[tuple[str, str]], figures: Figures) -> None:
    replies = _replies(slack, {channel for channel, _ in said})
    found = [replies[place] for place in said]
    figures.final_replies = sum(each > 0 for each in found)
    figures.doubled, figures.lost = sum(each > 1 for each in found), sum(each == 0 for each in found)
    messages = [message for channel in {channel for channel, _ in said} for message in slack.messages(channel)]
    told = turned_away()
    errors = [each for each in messages if each.get("metadata", {}).get("event_payload", {}).get("outcome") == "error"]
    figures.turned_away = sum(each["text"] == told for each in errors)
    figures.errors = len(errors) - figures.turned_away
    figures.rate_limited = sum(call.error == "ratelimited" for call in slack.calls("chat.postMessage"))
    figures.redelivered = sum(ack.attempt > 0 for ack in slack.acks)


def _wait_for_replies(slack: StandIn, said: list[tuple[str, str]], seconds: float = 300) -> None:
    """Until each question has a reply and all deliveries are over, or the time is up."""
    channels = {channel for channel, _ in said}

    def done() -> bool:
        replies = _replies(slack, channels)
        return all(replies[place] for place in said) and slack.order("pending") == 0

    try:
        _until(done, seconds, 1.0)
    except InputError:
        return
    time.sleep(3)


def _replies(slack: StandIn, channels: set[str]) -> Counter[tuple[str, str]]:
    """How many messages of the bot's each thread has."""
    messages: list[dict[str, Any]] = [message for channel in channels for message in slack.messages(channel)]
    return Counter((each["channel"], each.get("thread_ts", "")) for each in messages if each.get("bot_id"))


def _share(times: list[float], share: float) -> float:
    """The time that this share of all stays within."""
    return round(times[min(int(len(times) * share), len(times) - 1)], 1)


def _until(done: Callable[[], Any], seconds: float, pause: float = 0.02) -> Any:
    """The first true value of ``done``; raises InputError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := done()):
        if time.monotonic() > deadline:
            raise InputError(_SILENT)
        time.sleep(pause)
    return found


def _print(figures: Figures, only: Part | None) -> None:
    table = Table("figure", "found", "wanted")
    for line in figures.lines(only):
        table.add_row(*line)
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
