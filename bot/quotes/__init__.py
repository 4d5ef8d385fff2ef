"""Checking quotations and references against the documents, word by word."""

from bot.quotes.check import check_quotation
from bot.quotes.desk import desk_of
from bot.quotes.draft_check import Finding, check_draft
from bot.quotes.draft_files import Draft, draft_of, read_draft
from bot.quotes.model import Change, Check, Difference, Verdict
from bot.quotes.standing import ReferenceCheck, Standing

__all__ = [
    "Change",
    "Check",
    "Difference",
    "Draft",
    "Finding",
    "ReferenceCheck",
    "Standing",
    "Verdict",
    "check_draft",
    "check_quotation",
    "desk_of",
    "draft_of",
    "read_draft",
]
