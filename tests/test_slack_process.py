"""The bot's own process against the stand-in, as in life: every surface, kill -9, a dropped socket, an orderly end."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.state.database import FILE
from tests.desks import AMINA, BORIS, FIELD, words
from tests.slack_stand_in import Json, Said, StandIn

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "Who is responsible for early warning?"
OTHER = "Is the zebra part of early warning?"


class Process:
    """The bot's process; what it says goes to a file."""

    def __init__(self, slack: StandIn, home: Path, **more: str) -> None:
        self.slack, self.home, self.more = slack, home, more
        self.log = home / "bot.log"
        self.start()

    def start(self) -> None:
        own = {
            "SLACK_API_URL": self.slack.base_url, "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token, "POC_HOME": str(self.home), "POC_METRICS_PORT": "0",
            "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [sys.executable, "-m", "scripts.commands.start"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=os.environ | own | self.more, stdout=log, stderr=log)
        self.slack.wait_for(lambda: self.slack.order("connections"), 240)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.slack.wait_for(lambda: not self.slack.order("connections"), 20)

    def end(self, seconds: float = 30) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(seconds)


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def bot(slack: StandIn, samples_home: Path, tmp_path: Path) -> Iterator[Process]:
    home = tmp_path / "home"
    shutil.copytree(samples_home, home)
    process = Process(slack, home)
    yield process
    process.end()


def reply(slack: StandIn, said: Said) -> Json:
    def replies() -> list[Json]:
        return [each for each in slack.messages(said.channel, said.ts) if each.get("bot_id")]

    return slack.wait_for(replies, 30)[0]


def test_every_surface_answers_and_an_orderly_end_leaves_nothing_open_and_no_words(bot: Process) -> None:
    slack = bot.slack
    mention = reply(slack, slack.mention(AMINA, FIELD, QUESTION))
    direct = reply(slack, slack.dm(BORIS, QUESTION))
    slack.slash(AMINA, FIELD, "/poc", OTHER)
    slack.wait_for(lambda: slack.ephemerals(AMINA), 30)
    slack.click(AMINA, mention, "show_passage")
    passage = slack.wait_for(lambda: slack.views(AMINA))[0]
    slack.open_home(AMINA)
    home = slack.wait_for(lambda: slack.home(AMINA))
    slack.settle()
    assert "para. 14" in mention["text"] and "para. 14" in direct["text"]
    assert "early warning" in words(passage["blocks"]).casefold() and "POCDESK/SAMPLE/1" in words(home["blocks"])
    assert [call.error for call in slack.calls() if call.error] == []
    assert slack.order("advice") == [] and slack.order("notified") == []
    assert all(ack.ok for ack in slack.acks)
    assert bot.end() == 0
    said = bot.log.read_text(encoding="utf-8")
    assert "zebra" not in said and "early warning" not in said.casefold() and "Traceback" not in said
    assert "slack_bolt" not in said
    with sqlite3.connect(bot.home / FILE) as database:
        assert database.execute("SELECT COUNT(*) FROM questions WHERE status = 'open'").fetchone() == (0,)


def test_kill_9_and_a_dropped_socket_lose_nothing_and_double_nothing(bot: Process) -> None:
    slack = bot.slack
    slack.order("fail", method="chat.postMessage", kind="hang", done=True, times=2)
    slack.order("fail", method="chat.postMessage", kind="hang", times=2)
    said = [slack.mention(AMINA, FIELD, QUESTION) for _ in range(6)]
    slack.wait_for(lambda: len(slack.calls("chat.postMessage")) >= 4, 30)
    slack.settle()
    bot.kill()
    said += [slack.mention(BORIS, FIELD, QUESTION) for _ in range(2)]
    bot.start()
    slack.order("advance", seconds=400)
    for each in said:
        reply(slack, each)
    slack.order("drop")
    said.append(slack.mention(BORIS, FIELD, QUESTION))
    slack.wait_for(lambda: slack.order("connections"), 30)
    slack.order("advance", seconds=400)
    reply(slack, said[-1])
    slack.settle(30)
    counts = [len([m for m in slack.messages(FIELD, each.ts) if m.get("bot_id")]) for each in said]
    assert counts == [1] * 9


@pytest.mark.parametrize("hanging", [False, True], ids=["the line is full", "Slack hangs and the connection is gone"])
def test_sigterm_ends_the_bot_within_ten_seconds_and_the_next_start_answers_the_rest(
    bot: Process, hanging: bool
) -> None:
    slack = bot.slack
    said = [slack.mention((AMINA, BORIS)[number % 2], FIELD, QUESTION) for number in range(30)]
    slack.wait_for(lambda: slack.calls("chat.postMessage"), 60)
    if hanging:
        slack.order("fail", method="chat.postMessage", kind="hang", times=2)
        slack.order("fail", method="apps.connections.open", kind="hang")
        slack.order("drop")
        slack.wait_for(lambda: len(slack.calls("apps.connections.open")) > 1, 20)
    assert bot.end(15) == 0
    assert "Traceback" not in bot.log.read_text(encoding="utf-8")
    bot.start()
    slack.order("advance", seconds=400)
    for each in said:
        reply(slack, each)
    slack.settle(30)
    assert [len([m for m in slack.messages(FIELD, each.ts) if m.get("bot_id")]) for each in said] == [1] * 30


def test_a_second_bot_over_the_same_home_and_a_token_that_is_refused_are_said_so(bot: Process) -> None:
    own = {"SLACK_API_URL": bot.slack.base_url, "SLACK_BOT_TOKEN": bot.slack.bot_token, "POC_HOME": str(bot.home)}
    more = {"SLACK_APP_TOKEN": bot.slack.app_token, "PYTHONPATH": str(ROOT), "POC_METRICS_PORT": "0"}
    command = [sys.executable, "-m", "scripts.commands.start"]
    for change, expected in (({}, "Another bot"), ({"SLACK_BOT_TOKEN": "xoxb-no"}, "did not accept the bot token")):
        env = os.environ | own | more | change
        result = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
        assert result.returncode == 1 and expected in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
