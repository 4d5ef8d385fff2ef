"""The journal: every question from its arrival to its one ending."""

from bot.state.journal import Journal
from bot.state.model import Asked, Ending, Entry, Kind, Rating
from bot.state.verdicts import Verdicts
from bot.verdict import Judgement, Verdict

__all__ = ["Asked", "Ending", "Entry", "Journal", "Judgement", "Kind", "Rating", "Verdict", "Verdicts"]
