"""The bot's own process, for trials: started, killed and ended as in life."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InputError

if TYPE_CHECKING:
    from tests.slack_stand_in import StandIn

ROOT = Path(__file__).resolve().parents[2]


class Bot:
    """The bot's own process, as in life."""

    def __init__(self, slack: StandIn, home: Path) -> None:
        self._slack, self._home = slack, home
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Bot:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, seconds: float = 300) -> None:
        """Starts the bot and waits until it is connected."""
        slack = self._slack
        own = {
            "SLACK_API_URL": slack.base_url, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token,
            "POC_HOME": str(self._home), "POC_METRICS_PORT": "0", "POC_SLACK_MODE": "socket",
        }  # fmt: skip
        self._process = subprocess.Popen([ROOT / "scripts" / "start"], env=os.environ | own, stdout=subprocess.DEVNULL)
        try:
            slack.wait_for(lambda: slack.order("connections"), seconds)
        except TimeoutError:
            self.stop()
            raise InputError("The bot did not connect. Run scripts/start by itself to see why.") from None

    def processor(self) -> float:
        """Seconds of processor time that the bot has used so far; 0 where the system does not tell (Linux does)."""
        try:
            told = Path(f"/proc/{self._process.pid}/stat").read_text() if self._process is not None else ""
        except OSError:
            return 0.0
        fields = told.rpartition(")")[2].split()  # proc(5): from the third on; utime and stime are 14 and 15
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._slack.wait_for(lambda: not self._slack.order("connections"), 30)

    def stop(self) -> None:
        """Ends the bot in an orderly way."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)
