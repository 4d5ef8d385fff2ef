"""Checking quotations and references against the documents, word by word."""

from bot.quotes.check import check_quotation
from bot.quotes.desk import desk_of
from bot.quotes.model import Change, Check, Difference, Verdict

__all__ = ["Change", "Check", "Difference", "Verdict", "check_quotation", "desk_of"]
