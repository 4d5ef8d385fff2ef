"""Run the stand-in by itself: python -m tests.slack_stand_in --port 8070."""

import argparse
import asyncio

from .clock import Clock
from .control import Control
from .slack import Slack
from .web_server import WebServer


async def serve(port: int, scale: float, seed: int, bot_token: str, app_token: str) -> None:
    """Listen until interrupted."""
    slack = Slack(Clock(scale), bot_token, app_token, seed)
    base = await WebServer(slack, Control(slack)).start(port)
    print(f"SLACK_API_URL={base}/api/", flush=True)
    print(f"SLACK_BOT_TOKEN={bot_token}\nSLACK_APP_TOKEN={app_token}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.slack_stand_in", description="A stand-in for Slack.")
    parser.add_argument("--port", type=int, default=0, help="port of 127.0.0.1; a free one by default")
    parser.add_argument("--scale", type=float, default=1.0, help="how much faster than real time Slack's time runs")
    parser.add_argument("--seed", type=int, default=0, help="seed of the faults that strike by chance")
    parser.add_argument("--bot-token", default="xoxb-stand-in")
    parser.add_argument("--app-token", default="xapp-stand-in")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.port, given.scale, given.seed, given.bot_token, given.app_token))
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
