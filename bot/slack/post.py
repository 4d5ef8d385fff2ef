"""Posting replies so that each arrives once: sent with the question's id, and looked for before it is sent again.

A reply is posted whole. A language model's words would be streamed from here: ``Poster.send`` is the one place that
writes answers, and ``find`` knows a stopped stream by the same metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.slack.connections import Connections, KeptWebhookClient
from bot.slack.layout import EVENT, Message
from bot.slack.limits import TITLE, Block, shorten
from bot.slack.trouble import Gone, answered, sorted_out
from bot.state import Entry

_PAGE = 200
_SLACK = (".slack.com", ".slack-gov.com")


class Poster:
    """Writes to Slack; every method raises Trouble."""

    def __init__(self, asking: WebClient, posting: WebClient, connections: Connections, bot_user: str = "") -> None:
        self._asking, self._posting, self._bot_user = asking, posting, bot_user
        self._connections = connections

    def send(self, entry: Entry, message: Message) -> str:
        """Posts a reply where its question belongs, and returns its ts; empty for one that only the asker sees."""
        if entry.kind.private:
            self.whisper(entry.response_url, message)
            return ""
        return self.post(entry.channel, message, entry.thread)

    def post(self, channel: str, message: Message, thread: str = "") -> str:
        """Posts a message to a channel, a thread or, by their id, a person; returns its ts."""
        try:
            response = self._posting.chat_postMessage(
                channel=channel, text=message.text, blocks=message.blocks, metadata=message.metadata or None,
                thread_ts=thread or None, unfurl_links=False, unfurl_media=False,
            )  # fmt: skip
        except Exception as error:
            raise sorted_out(error) from None
        return str(response["ts"])

    def whisper(self, url: str, message: Message) -> None:
        """Shows a message to one person alone, by the address that came with what they did."""
        if not self._is_slack(url):
            raise Gone("no_response_url")
        try:
            webhook = KeptWebhookClient(url, timeout=10, retry_handlers=[], connections=self._connections)
            response = webhook.send(
                text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False,
                unfurl_links=False, unfurl_media=False,
            )  # fmt: skip
        except Exception as error:
            raise sorted_out(error) from None
        if response.status_code != 200:
            code = "expired_url" if response.status_code == 404 else ""
            raise answered(code, response.status_code, dict(response.headers))

    def change(self, channel: str, message: dict[str, Any], blocks: list[Block]) -> None:
        """Puts other blocks into a message of the bot's own; its text and metadata stay."""
        try:
            self._posting.chat_update(
                channel=channel, ts=message["ts"], text=message.get("text", ""), blocks=blocks,
                metadata=message.get("metadata") or None,
            )  # fmt: skip
        except Exception as error:
            raise sorted_out(error) from None

    def tell(self, user: str, message: Message) -> None:
        """Tells a person something in a direct message."""
        self.post(user, message)

    def title(self, channel: str, thread: str, text: str) -> None:
        """Names a direct thread after its first question; nothing hangs on it, so trouble with it is left."""
        with suppress(Exception):
            self._asking.assistant_threads_setTitle(
                channel_id=channel, thread_ts=thread, title=shorten(" ".join(text.split()), TITLE)
            )

    def find(self, entry: Entry) -> tuple[str, str] | None:
        """Ts and outcome of the reply to a question, if it is there: the thread, or the channel since then, is read."""
        message = self.message(entry)
        if message is None:
            return None
        return str(message["ts"]), str(message["metadata"]["event_payload"].get("outcome", ""))

    def message(self, entry: Entry) -> dict[str, Any] | None:
        """The whole message that replies to a question, if it is there."""
        for message in self._messages(entry):
            about = message.get("metadata") or {}
            payload = about.get("event_payload") or {}
            if about.get("event_type") == EVENT and payload.get("question") == entry.id and self._is_own(message):
                return message
        return None

    def _messages(self, entry: Entry) -> Iterator[dict[str, Any]]:
        since = entry.message_ts if entry.thread else f"{entry.created - 60:.6f}"
        asked: dict[str, Any] = {
            "channel": entry.channel, "limit": _PAGE, "include_all_metadata": True, "oldest": since, "inclusive": True,
        }  # fmt: skip
        read: Callable[..., SlackResponse] = self._asking.conversations_history
        if entry.thread:
            asked["ts"], read = entry.thread, self._asking.conversations_replies
        cursor = ""
        while True:
            try:
                page = read(**asked, cursor=cursor or None)
            except Exception as error:
                raise sorted_out(error) from None
            yield from page.get("messages") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _is_own(self, message: dict[str, Any]) -> bool:
        return not self._bot_user or message.get("user") in ("", None, self._bot_user)

    def _is_slack(self, url: str) -> bool:
        """Whether an address is Slack's, or on the server that stands in for it: nothing goes anywhere else."""
        parts, api = urlsplit(url), urlsplit(self._posting.base_url)
        if parts.netloc == api.netloc:
            return True
        return parts.scheme == "https" and f".{parts.hostname or ''}".endswith(_SLACK)
