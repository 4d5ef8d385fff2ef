"""What the journal takes and gives back: questions as asked, their entries, their endings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a question came, which decides where its reply goes.

    ``mention`` and ``dm`` are answered in their thread, ``slash`` and ``shortcut`` in private, ``share`` openly in the
    channel, ``adviser`` in the advisers' channel.
    """

    MENTION = "mention"
    DM = "dm"
    SLASH = "slash"
    SHORTCUT = "shortcut"
    SHARE = "share"
    ADVISER = "adviser"

    @property
    def private(self) -> bool:
        """Whether the asker alone sees the reply in a channel, so that it cannot be read back."""
        return self in (Kind.SLASH, Kind.SHORTCUT)


class Ending(StrEnum):
    """Where a question stands: open, or in the one way in which it ended."""

    OPEN = "open"
    ANSWERED = "answered"
    ABSTAINED = "abstained"
    REFUSED = "refused"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it arrives.

    ``event_id`` is Slack's, or another key that names this asking once. ``message_ts`` is empty where there is no
    message. ``about`` is the id of the entry that a share or an adviser's question goes back to. ``response_url`` is
    where a private reply goes; it is kept only while the question is open.
    """

    event_id: str
    kind: Kind
    team: str
    channel: str
    user: str
    text: str
    thread_ts: str = ""
    message_ts: str = ""
    response_url: str = ""
    about: str = ""

    @property
    def place(self) -> str:
        """What makes two events one question: the message that both tell of, else the event itself."""
        return f"{self.team}:{self.channel}:{self.message_ts}" if self.message_ts else self.event_id


@dataclass(frozen=True, slots=True)
class Entry:
    """One question in the journal.

    ``posting`` says that a reply was sent out and not confirmed, ``attempts`` how often that was tried. Times are
    seconds since 1970. ``text`` is empty once it was deleted.
    """

    id: str
    event_id: str
    kind: Kind
    team: str
    channel: str
    thread_ts: str
    message_ts: str
    user: str
    text: str
    about: str
    response_url: str
    status: Ending
    reply_ts: str
    posting: bool
    attempts: int
    created: float
    finished: float

    @property
    def thread(self) -> str:
        """The thread in which a reply belongs; empty for one at the channel's top level."""
        return self.thread_ts or (self.message_ts if self.kind in (Kind.MENTION, Kind.DM) else "")


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thought of an answer: ``verdict`` good or bad, ``reason`` a code, never free text."""

    question: str
    user: str
    verdict: str
    reason: str
