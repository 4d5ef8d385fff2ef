"""Windows and buttons of briefs: showing one to a person at once, and handing one out as a file.

What is typed into a checklist is looked at for being there, and dropped; nothing typed in a window is journalled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.assistant import Assistant
from bot.products import Product, routed
from bot.products.docx_file import as_docx
from bot.products.pdf_file import as_pdf
from bot.slack.audience import Audiences
from bot.slack.brief_asking import CALLBACK, typed
from bot.slack.briefs import WHOLE, view
from bot.slack.layout import notice
from bot.slack.limits import Block, escape
from bot.slack.post import Poster
from bot.slack.subcommands import meant
from bot.slack.trouble import Trouble
from bot.slack.windows import Windows
from bot.state import Entry, Journal
from corpus.errors import PocError, QuestionError
from prompts import render, said

FILES: dict[str, Callable[[Product], bytes]] = {"docx": as_docx, "pdf": as_pdf}
Body = dict[str, Any]
_AT_ONCE = 2
"""Files that are made at the same time: more of them would only keep answers waiting."""


class BriefWindows:
    """Listeners of windows and buttons that belong to briefs."""

    def __init__(
        self, assistant: Assistant, journal: Journal, audiences: Audiences, poster: Poster, windows: Windows
    ) -> None:
        self._assistant, self._journal, self._audiences = assistant, journal, audiences
        self._poster, self._windows = poster, windows
        self._processor = threading.Semaphore(_AT_ONCE)

    def register(self, app: App) -> None:
        """Adds the listeners to an app."""
        app.view(CALLBACK)(self.make)
        app.action("see_tension")(self.see_tension)
        app.action(WHOLE)(self.see_whole)
        for kind in FILES:
            app.action(f"brief_{kind}")(self.hand_out)

    def make(self, ack: Ack, body: Body) -> None:
        """Makes the brief that a window asked for, in the same window, for the one who sent it."""
        name, values = body["view"]["private_metadata"], body["view"]["state"]["values"]
        self._windows.answer(ack, partial(self._view, body["user"]["id"], name, typed(name, values)))

    def see_tension(self, ack: Ack, body: Body) -> None:
        """Opens the tension brief of a button for the one who pressed."""
        ack()
        tension = str(body["actions"][0].get("value", "")).replace("_", "-")
        self._windows.open(body["trigger_id"], partial(self._view, body["user"]["id"], "tension", tension))

    def see_whole(self, ack: Ack, body: Body) -> None:
        """Opens a brief of which a message showed a part, made for what the one who pressed may see."""
        ack()
        user, id_ = body["user"]["id"], str(body["actions"][0].get("value", ""))
        self._windows.open(body["trigger_id"], lambda: view(self._again(self._journal.entry(id_), user)))

    def hand_out(self, ack: Ack, body: Body, client: WebClient) -> None:
        """Sends a brief as a file to the one who pressed, in a direct message, made for what that person may see."""
        ack()
        user, action = body["user"]["id"], body["actions"][0]
        kind, id_ = str(action["action_id"]).removeprefix("brief_"), str(action.get("value", ""))
        with suppress(Trouble):  # the file comes all the same
            self._poster.whisper(body.get("response_url", ""), notice(render("brief_sending"), id_, "answered"))
        try:
            with self._processor:
                product = self._again(self._journal.entry(id_), user)
                made = FILES[kind](product)
        except PocError as error:
            client.chat_postMessage(channel=user, text=escape(str(error)))
            return
        posted = client.chat_postMessage(channel=user, text=escape(render("brief_file", title=product.title)))
        client.files_upload_v2(
            channel=str(posted["channel"]), file=made, filename=f"{product.name}.{kind}",
            title=f"{said('draft')}: {product.title}",
        )  # fmt: skip

    def _view(self, user: str, name: str, words: str) -> Block:
        return view(self._assistant.product(name, words, audience=self._audiences.of_person(user)))

    def _again(self, entry: Entry | None, user: str) -> Product:
        """The brief of an entry, made again for a person; raises QuestionError where its words are gone."""
        words = self._assistant.vocabulary
        text = entry.text if entry is not None else ""
        found = meant(text, words) if text else None
        named = (found[0].name, found[1]) if found is not None else routed(text, words)
        if named is None:
            raise QuestionError(render("text_gone"))
        return self._assistant.product(*named, audience=self._audiences.of_person(user))
