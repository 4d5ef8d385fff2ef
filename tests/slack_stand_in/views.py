"""Modals and Home tabs, and the triggers that open them."""

import secrets
from dataclasses import dataclass

from .model import Json, SlackError
from .rules import LIMITS
from .workspace import APP, BOT, TEAM, Workspace


@dataclass
class Trigger:
    """A right to open one modal: good for three seconds, once."""

    user: str
    at: float
    used: bool = False


class Views:
    """The modals that people see, each person's as a stack, and their Home tabs."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._triggers: dict[str, Trigger] = {}
        self.stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}

    def trigger(self, user: str) -> str:
        """A fresh trigger_id for a person's interaction."""
        id = f"{len(self._triggers) + 1}.{TEAM}.{secrets.token_hex(8)}"
        self._triggers[id] = Trigger(user, self._workspace.clock.now())
        return id

    def redeem(self, trigger_id: str) -> str:
        """The person whom a trigger belongs to. Raises SlackError invalid_, expired_ or exchanged_trigger_id."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._workspace.clock.now() - trigger.at > LIMITS["trigger seconds"].value:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def open(self, user: str, view: Json) -> Json:
        """Show a modal in place of what the person has open."""
        self.stacks[user] = []
        return self._put(user, view)

    def push(self, user: str, view: Json) -> Json:
        """Lay a modal over the one that is open. Raises SlackError push_limit_reached or not_found."""
        stack = self.stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= LIMITS["view stack"].value:
            raise SlackError("push_limit_reached")
        return self._put(user, view)

    def update(self, old: Json, view: Json, hash: str = "") -> Json:
        """Put another view in an open one's place. Raises SlackError hash_conflict."""
        if hash and hash != old["hash"]:
            raise SlackError("hash_conflict")
        kept = ("id", "root_view_id", "previous_view_id")
        fresh = self._dressed(view) | {name: old[name] for name in kept}
        old.clear()
        old.update(fresh)
        return old

    def publish(self, user: str, view: Json, hash: str = "") -> Json:
        """Set a person's Home tab. Raises SlackError hash_conflict or user_not_found."""
        if user not in self._workspace.users:
            raise SlackError("user_not_found")
        if user in self.homes:
            return self.update(self.homes[user], view, hash)
        self.homes[user] = self._dressed(view)
        return self.homes[user]

    def find(self, view_id: str = "", external_id: str = "") -> Json:
        """An open modal, or a Home tab. Raises SlackError not_found."""
        for view in [*(view for stack in self.stacks.values() for view in stack), *self.homes.values()]:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return view
        raise SlackError("not_found")

    def close(self, user: str, view: Json, whole: bool = False) -> None:
        """Take a modal off the person's screen, or the whole stack."""
        stack = self.stacks.get(user, [])
        self.stacks[user] = [] if whole else [other for other in stack if other is not view]

    def _put(self, user: str, view: Json) -> Json:
        stack = self.stacks.setdefault(user, [])
        external = view.get("external_id")
        if external and any(other["external_id"] == external for others in self.stacks.values() for other in others):
            raise SlackError("duplicate_external_id")
        fresh = self._dressed(view)
        if stack:
            fresh |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
        stack.append(fresh)
        return fresh

    def _dressed(self, view: Json) -> Json:
        id = self._workspace.new_id("V")
        blank = {"private_metadata": "", "callback_id": "", "external_id": "", "state": {"values": {}}}
        about = {"id": id, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "root_view_id": id, "previous_view_id": None}
        return {**blank, **view, **about, "hash": f"{self._workspace.clock.now():.0f}.{secrets.token_hex(4)}"}
