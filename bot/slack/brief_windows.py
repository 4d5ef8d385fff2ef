"""Windows and buttons of briefs: showing one to a person at once, and handing one out as a file.

What is typed into a checklist is looked at for being there, and dropped; nothing typed in a window is journalled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.assistant import Assistant
from bot.products import Product, routed
from bot.products.docx_file import as_docx
from bot.products.pdf_file import as_pdf
from bot.slack.audience import Audiences
from bot.slack.brief_asking import CALLBACK, typed
from bot.slack.briefs import view
from bot.slack.limits import escape
from bot.slack.subcommands import meant
from bot.slack.views import notice_view
from bot.state import Entry, Journal
from corpus.errors import PocError
from prompts import render, said

log = logging.getLogger(__name__)

FILES: dict[str, Callable[[Product], bytes]] = {"docx": as_docx, "pdf": as_pdf}
Body = dict[str, Any]


class BriefWindows:
    """Listeners of windows and buttons that belong to briefs."""

    def __init__(self, assistant: Assistant, journal: Journal, audiences: Audiences) -> None:
        self._assistant, self._journal, self._audiences = assistant, journal, audiences

    def register(self, app: App) -> None:
        """Adds the listeners to an app."""
        app.view(CALLBACK)(self.make)
        app.action("see_tension")(self.see_tension)
        for kind in FILES:
            app.action(f"brief_{kind}")(self.hand_out)

    def make(self, ack: Ack, body: Body, client: WebClient) -> None:
        """Makes the brief that a window asked for, in the same window, for the one who sent it."""
        ack(response_action="update", view=notice_view(render("brief_working")))
        name, values = body["view"]["private_metadata"], body["view"]["state"]["values"]
        self._show(client, body["view"]["id"], body["user"]["id"], name, typed(name, values))

    def see_tension(self, ack: Ack, body: Body, client: WebClient) -> None:
        """Opens the tension brief of a button for the one who pressed."""
        ack()
        opened = client.views_open(trigger_id=body["trigger_id"], view=notice_view(render("brief_working")))
        tension = str(body["actions"][0].get("value", ""))
        self._show(client, str(opened["view"]["id"]), body["user"]["id"], "tension", tension.replace("_", "-"))

    def hand_out(self, ack: Ack, body: Body, client: WebClient) -> None:
        """Sends a brief as a file to the one who pressed, in a direct message, made for what that person may see."""
        ack()
        user, action = body["user"]["id"], body["actions"][0]
        kind = str(action["action_id"]).removeprefix("brief_")
        try:
            product = self._again(self._journal.entry(str(action.get("value", ""))), user)
        except PocError as error:
            client.chat_postMessage(channel=user, text=escape(str(error)))
            return
        if product is None:
            client.chat_postMessage(channel=user, text=escape(render("text_gone")))
            return
        posted = client.chat_postMessage(channel=user, text=escape(render("brief_file", title=product.title)))
        client.files_upload_v2(
            channel=str(posted["channel"]), file=FILES[kind](product), filename=f"{product.name}.{kind}",
            title=f"{said('draft')}: {product.title}",
        )  # fmt: skip

    def _again(self, entry: Entry | None, user: str) -> Product | None:
        """The brief of an entry, made again for a person; None where its words are gone or name no brief."""
        if entry is None or not entry.text:
            return None
        words = self._assistant.vocabulary
        found = meant(entry.text, words)
        named = (found[0].name, found[1]) if found is not None else routed(entry.text, words)
        return self._assistant.product(*named, audience=self._audiences.of_person(user)) if named else None

    def _show(self, client: WebClient, view_id: str, user: str, name: str, words: str) -> None:
        try:
            product = self._assistant.product(name, words, audience=self._audiences.of_person(user))
            shown = view(product)
        except PocError as error:
            shown = notice_view(str(error))
        except Exception as error:  # the person is told; what was typed stays out of the log
            log.error("a brief could not be made: %s", type(error).__name__)
            shown = notice_view(render("brief_failed"))
        client.views_update(view_id=view_id, view=shown)
