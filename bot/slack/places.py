"""The other places where people meet the bot: ``/poc``, the shortcut, the Home tab and the messages tab."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.assistant import Assistant
from bot.slack.audience import Audiences
from bot.slack.home import examples, home_view
from bot.slack.intake import SHORTCUT
from bot.slack.limits import escape
from bot.state import Journal
from prompts import render, word

Body = dict[str, Any]


class Places:
    """Listeners of commands, shortcuts and the app's own tabs; questions among them the intake has taken already."""

    def __init__(self, assistant: Assistant, journal: Journal, audiences: Audiences) -> None:
        self._assistant, self._journal, self._audiences = assistant, journal, audiences

    def register(self, app: App) -> None:
        """Adds the listeners to an app."""
        app.command("/poc")(self.command)
        app.shortcut(SHORTCUT)(self.shortcut)
        app.event("app_home_opened")(self.opened)
        app.action("home_earlier")(self.turn)
        app.action("home_later")(self.turn)

    def command(self, ack: Ack, body: Body) -> None:
        """Answers help and forget at once, for the asker's eyes alone; a question is in the line by now."""
        match str(body.get("text", "")).strip().casefold():
            case "forget":
                count = self._journal.forget(body["user_id"])
                ack(escape(render("forgotten", count=count)))
            case "" | "help":
                ack(escape(render("slack_help", contact=self._assistant.settings.contact)))
            case _:
                ack()

    def shortcut(self, ack: Ack) -> None:
        """The chosen message is in the line by now."""
        ack()

    def opened(self, event: Body, client: WebClient) -> None:
        """Publishes the Home tab, or offers questions to begin with where the direct conversation was opened."""
        if event.get("tab") == "messages":
            client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], title=word("prompts_title"), prompts=examples()
            )
        else:
            client.views_publish(user_id=event["user"], view=self._home(event["user"]))

    def turn(self, ack: Ack, body: Body, client: WebClient) -> None:
        """Turns to another page of the documents."""
        ack()
        value = str(body["actions"][0].get("value", ""))
        page = int(value) if value.isdecimal() else 0
        user = body["user"]["id"]
        client.views_publish(user_id=user, view=self._home(user, page))

    def _home(self, user: str, page: int = 0) -> Body:
        documents = self._assistant.documents(audience=self._audiences.of_person(user))
        return home_view(documents, self._assistant.in_service(), self._assistant.settings, page)
