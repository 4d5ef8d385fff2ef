"""Who will see a reply, which decides what may be in it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable

from slack_sdk import WebClient

from bot.state import Entry

log = logging.getLogger(__name__)

_KEPT = 300.0
_DIRECT, _GROUP = "D", "S"


class Audiences:
    """Names those who will see a reply as documents are limited: by channel, by user group, by person.

    ``limits`` gives every name to which some document is limited now, so that Slack is asked about user groups only
    where that matters. A group whose members cannot be read counts as one that the person is not in.
    """

    def __init__(self, client: WebClient, limits: Callable[[], Iterable[str]]) -> None:
        self._client, self._limits = client, limits
        self._members: dict[str, tuple[float, frozenset[str]]] = {}
        self._lock = threading.Lock()

    def of_channel(self, channel: str) -> frozenset[str]:
        """Everybody in a channel sees the reply: what is open to the channel itself, and no more."""
        return frozenset({channel})

    def of_person(self, user: str, channel: str = "") -> frozenset[str]:
        """One person alone sees it: what is open to them, to their groups, and to the channel in which they stand."""
        place = {channel} if channel and not channel.startswith(_DIRECT) else set()
        groups = {name for name in self._limits() if name.startswith(_GROUP) and user in self._users(name)}
        return frozenset({user, *groups, *place})

    def is_member(self, user: str, group: str) -> bool:
        """Whether a person is in a user group; False where there is no group, or Slack does not tell."""
        return bool(group) and user in self._users(group)

    def of_reply(self, entry: Entry) -> frozenset[str]:
        """Those who will see the reply to a question."""
        if entry.kind.private:
            return self.of_person(entry.user, entry.channel)
        if entry.channel.startswith(_DIRECT):
            return self.of_person(entry.user)
        return self.of_channel(entry.channel)

    def _users(self, group: str) -> frozenset[str]:
        """Members of a user group, asked for again after five minutes."""
        with self._lock:
            at, users = self._members.get(group, (float("-inf"), frozenset()))
        if time.monotonic() - at < _KEPT:
            return users
        try:
            users = frozenset(self._client.usergroups_users_list(usergroup=group).get("users") or [])
        except Exception as error:
            log.warning("a user group could not be read: %s", type(error).__name__)
            users = frozenset()
        with self._lock:
            self._members[group] = (time.monotonic(), users)
        return users
