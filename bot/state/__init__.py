"""The journal: every question from its arrival to its one ending."""

from bot.state.journal import Journal
from bot.state.model import Asked, Ending, Entry, Kind, Rating

__all__ = ["Asked", "Ending", "Entry", "Journal", "Kind", "Rating"]
