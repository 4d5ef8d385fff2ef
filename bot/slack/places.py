"""The other places where people meet the bot: ``/poc``, the shortcut, the Home tab and the messages tab."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.assistant import EVERYONE, Assistant
from bot.slack.audience import Audiences
from bot.slack.calls import Call
from bot.slack.home import examples, home_view
from bot.slack.intake import CHECK, SHORTCUT
from bot.slack.subcommands import help_text, meant
from bot.slack.windows import Windows
from bot.state import Journal
from prompts import word

Body = dict[str, Any]


class Places:
    """Listeners of commands, shortcuts and the app's own tabs; questions among them the intake has taken already."""

    def __init__(
        self, assistant: Assistant, journal: Journal, audiences: Audiences, windows: Windows, client: WebClient
    ) -> None:
        self._assistant, self._journal = assistant, journal
        self._audiences, self._windows, self._client = audiences, windows, client

    def register(self, app: App) -> None:
        """Adds the listeners to an app."""
        app.command("/poc")(self.command)
        app.shortcut(SHORTCUT)(self.shortcut)
        app.shortcut(CHECK)(self.shortcut)
        app.event("app_home_opened")(self.opened)
        app.action("home_earlier")(self.turn)
        app.action("home_later")(self.turn)

    def command(self, ack: Ack, body: Body) -> None:
        """Does at once what a sub-command does at once, for the asker's eyes alone; all else is in the line by now."""
        text = str(body.get("text", "")).strip()
        found = meant(text)
        if not text:
            ack(help_text(self._assistant.settings.contact))
        elif found is None or found[0].is_journalled(found[1]):
            ack()
        elif found[0].at_once is not None:
            ack(found[0].at_once(self._call(body, found[1])))
        elif found[0].opens is not None:
            ack()
            self._windows.open(body["trigger_id"], partial(found[0].opens, self._call(body, found[1])))

    def _call(self, body: Body, argument: str) -> Call:
        """For what is done at once and searches nothing: who may see what is not looked up, which could take long."""
        return Call(self._assistant, self._journal, body["user_id"], body["channel_id"], EVERYONE, argument)

    def shortcut(self, ack: Ack) -> None:
        """The chosen message is in the line by now."""
        ack()

    def opened(self, event: Body) -> None:
        """Publishes the Home tab, or offers questions to begin with where the direct conversation was opened."""
        if event.get("tab") == "messages":
            self._client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], title=word("prompts_title"), prompts=examples()
            )
        else:
            self._client.views_publish(user_id=event["user"], view=self._home(event["user"]))

    def turn(self, ack: Ack, body: Body) -> None:
        """Turns to another page of the documents."""
        ack()
        value = str(body["actions"][0].get("value", ""))
        page = int(value) if value.isdecimal() else 0
        user = body["user"]["id"]
        self._client.views_publish(user_id=user, view=self._home(user, page))

    def _home(self, user: str, page: int = 0) -> Body:
        documents = self._assistant.documents(audience=self._audiences.of_person(user))
        settings = self._assistant.settings
        report = self._assistant.last_reindex() if user in settings.admins.replace(",", " ").split() else None
        return home_view(documents, self._assistant.in_service(), settings, page, report=report)
