"""The stand-in as a test holds it: it runs in a thread of its own, and every method returns when its work is done."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from .clock import Clock
from .control import Control
from .model import Ack, Call, Interaction, Json, Said
from .slack import Slack
from .web_server import WebServer
from .workspace import BOT_USER

T = TypeVar("T")


class StandIn:
    """One Slack workspace on 127.0.0.1.

    It begins with the people U0AMINA and U0BORIS, the app's user U0BOT, the public channel C0FIELD and the private
    C0TEAM. ``scale`` is how much faster than real time Slack's own time runs. Set SLACK_API_URL of the app's process to
    what ``start`` returns. Raises LookupError for a channel or person that is not there.
    """

    bot_user = BOT_USER

    def __init__(
        self,
        port: int = 0,
        scale: float = 1.0,
        seed: int = 0,
        bot_token: str = "xoxb-stand-in",
        app_token: str = "xapp-stand-in",
    ) -> None:
        self.bot_token = bot_token
        self.app_token = app_token
        self.base_url = ""
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack-stand-in", daemon=True)
        self._slack = Slack(Clock(scale), bot_token, app_token, seed)
        self._control = Control(self._slack)
        self._server = WebServer(self._slack, self._control)

    def start(self) -> str:
        """Listen, and return the base URL of the Web API, http://127.0.0.1:PORT/api/."""
        self._thread.start()
        self.base_url = self._wait(self._server.start(self._port)) + "/api/"
        return self.base_url

    def stop(self) -> None:
        """Break all connections and stop listening."""
        self._wait(self._server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10) -> T:
        """Return the first true value of ``predicate``, asked anew after each change here, or raise TimeoutError."""
        return self._slack.pulse.wait(predicate, timeout)

    def settle(self, timeout: float = 10) -> None:
        """Wait until every delivery is finished, redeliveries included. Raises TimeoutError."""
        self.wait_for(lambda: self._do(self._control.pending) == 0, timeout)

    def say(self, user: str, channel: str, text: str, thread_ts: str = "", **more: Any) -> Said:
        """A person writes a message; ``more`` are other fields of it, such as ``bot_id`` for another bot's."""
        return self._do(lambda: self._control.people.say(user, channel, text, thread_ts, **more))

    def mention(self, user: str, channel: str, text: str, thread_ts: str = "") -> Said:
        """A person writes a message that begins with the app's name."""
        return self._do(lambda: self._control.people.mention(user, channel, text, thread_ts))

    def dm(self, user: str, text: str, thread_ts: str = "") -> Said:
        """A person writes to the app directly."""
        return self._do(lambda: self._control.people.dm(user, text, thread_ts))

    def slash(self, user: str, channel: str, command: str, text: str = "") -> Interaction:
        """A person types a command."""
        return self._do(lambda: self._control.people.slash(user, channel, command, text))

    def click(self, user: str, message: Json, action_id: str, value: str = "") -> Interaction:
        """A person uses a button or menu of a message, an ephemeral or a view, as the methods below return them.

        ``value`` is the chosen option's, or positive or negative for feedback buttons. Raises LookupError.
        """
        return self._do(lambda: self._control.people.click(user, message, action_id, value))

    def submit_view(self, user: str, values: dict[str, str] | None = None, view_id: str = "") -> Interaction:
        """A person submits the topmost modal; ``values`` by the inputs' action_id."""
        return self._do(lambda: self._control.people.submit_view(user, values, view_id))

    def shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> Interaction:
        """A person uses a shortcut on the message at ``ts``, or a global one."""
        return self._do(lambda: self._control.people.shortcut(user, callback_id, channel, ts))

    def open_home(self, user: str, tab: str = "home") -> str:
        """A person opens the app's Home tab, or its messages tab; returns the event_id."""
        return self._do(lambda: self._control.people.open_home(user, tab))

    def messages(self, channel: str, thread_ts: str = "") -> list[Json]:
        """A conversation's messages, oldest first, or one thread's with its parent."""
        return self._do(lambda: self._control.messages(channel, thread_ts))

    def ephemerals(self, user: str) -> list[Json]:
        """What one person alone was shown."""
        return self._do(lambda: self._control.ephemerals(user))

    def views(self, user: str) -> list[Json]:
        """The modals that a person has open, topmost last."""
        return self._do(lambda: self._control.views(user))

    def home(self, user: str) -> Json:
        """A person's Home tab; empty before the app published one."""
        return self._do(lambda: self._control.home(user))

    @property
    def acks(self) -> list[Ack]:
        """How every delivery to the app ended."""
        return self._do(self._control.acks)

    def calls(self, method: str = "", past: int = 0) -> list[Call]:
        """Every call of the Web API behind the first ``past``, or those of one method among them."""
        return self._do(lambda: self._control.calls(method, past))

    def order(self, verb: str, /, **arguments: Any) -> Any:
        """Any other verb of Control and People: fail, heal, archive, revoke, drop, disconnect, advance, repeat …"""
        return self._wait(self._control.perform(verb, arguments))

    def _do(self, work: Callable[[], T]) -> T:
        async def done() -> T:
            return work()

        return self._wait(done())

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
