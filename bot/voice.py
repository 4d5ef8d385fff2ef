"""Who speaks in a sentence: the document itself, or another document that it reports.

"Reported" needs a document and a verb that gives its content: "the POC policy states that …", "according to the
HIPPO report", "in the A4P Declaration, states pledge to …". A person's words, told by a report, are the
report's own account. A resolution that acts speaks in its own voice, whatever it recalls.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.model import Voice
from bot.strength import opens_as_resolution
from corpus.cited import instruments

_HEADS = (
    r"(?:polic(?:y|ies)|declaration|addend(?:um|a)|resolutions?|reports?|handbooks?|guidance|guidelines|principles|charter|"
    r"conventions?|protocols?|covenants?|treat(?:y|ies)|agreements?|directives?|manuals?|reviews?|study|"
    r"studies|evaluations?|statute|memorand(?:um|a)|bulletins?|communiqu[ée]s?|paper|brief|note|framework|strategy)"
)
# Bare names that mean the document itself, or one that cannot be told without its title.
_OWN_NAMES = re.compile(
    r"^(?:(?:this|the present|our|my)\b.*|"
    r"(?:the )?(?:brief|paper|report|study|review|note|evaluation|framework|strategy))$",
    re.I,
)
_NUMBER = r"(?: (?:\d+(?:/\d+)? ?)?\(\d{4}\)(?:(?:,| and|, and) \d+ \(\d{4}\)){0,5}| \d+/\d+| \d{4})?"
_NOT_IN_A_NAME = (
    r"(?!(?:the|an?|that|which|who|and|or|but|this|these|those|is|are|was|were|has|have|had|in|by|to|from|with|under|"
    r"states?|says?)\b)"
)
# What a name may carry behind its last word: all up to the verb, or two short phrases ("on protection of civilians").
_UP_TO_THE_VERB = r"(?: (?:of|on|for|to|in|from|between|by) [^,;.:“”\"]{1,70}?)?"
_SHORT_PHRASES = r"(?: (?:of|on|for|to) (?:the |its )?[\w’'-]+(?: [A-Z][\w’'-]*)*){0,2}(?![\w])"
_REPORTING = (
    r"(?:stat|describ|emphasi[sz]|outlin|requir|promot|not|stress|highlight|reiterat|recogni[sz]|underlin|underscor|provid|"
    r"defin|mandat|authori[sz]|request|urg|decid|demand|recommend|affirm|reaffirm|acknowledg|identif|list|explain|"
    r"prescrib|stipulat|envisag|specif|oblig|prohibit|forbid|allow|permit|propos|argu|conclud|observ|indicat|clarif|"
    r"encourag|invit|advis|call|warn|prioriti[sz]|commit|establish|treat|suggest|extend)(?:e[sd]?|s|ies|ied|ed)|"
    r"says|said|found|finds|shows|showed|sets? out|lays down|points (?:out|to)|refers to|aims? to|makes clear|"
    r"speaks of|call (?:up)?on|call for|stress|recommend"
)
_GIVES = rf"(?:,[^,]{{1,80}},)? (?:also |further |therefore |then |again |in turn |\w+ly ){{0,2}}(?:{_REPORTING})\b"
_ACTS = (
    r"\b(?:commit|pledge|agree|undertake|decide|request|call|urge|authori[sz]e|extend|stress|recogni[sz]e|demand|affirm|"
    r"state|endorse|reaffirm)(?:s|d|ed|ted|es)?\b"
)
_SYMBOL = r"[ASE](?:/[A-Z]+)*/[\w./-]*\d(?: ?\(\d{4}\))?"
_SET_OUT = (
    r"highlighted|stressed|outlined|set out|described|found|listed|defined|stated|required|mandated|recommended|"
    r"laid down|emphasi[sz]ed|foreseen|recogni[sz]ed|noted|called for|reflected|affirmed|reaffirmed"
)
_QUOTE = r"[“\"][a-z][^“”\"]{8,}[”\"]\d*\s*[;,]?\s*\(?"


def voice_of(sentence: str, *, previous: str = "", speaker: str = "") -> tuple[Voice, str]:
    """The voice of a sentence, and the name of the document that it reports (empty for the own voice).

    The name is a slice of the sentence as it stands there ("The POC policy"). Where the sentence points back ("It also
    states …"), the name is a slice of ``previous``, the sentence before. ``speaker`` is the title or symbol of the
    document that the sentence stands in: its own name is not another voice ("the Declaration" in the Declaration).
    """
    name = "" if opens_as_resolution(sentence) else _reported(sentence) or _pointed_back(sentence, previous)
    if not name or _OWN_NAMES.match(" ".join(name.split())) or _is_speaker(name, speaker):
        return Voice.OWN, ""
    return Voice.REPORTED, name


@lru_cache(maxsize=2048)
def voice_in_document(sentence: str, previous: str, speaker: str) -> tuple[Voice, str]:
    """The same for a sentence of a document, which is kept: it may be quoted again."""
    return voice_of(sentence, previous=previous, speaker=speaker)


def _reported(sentence: str) -> str:
    """Name of the first document whose content the sentence gives, or an empty string."""
    for pattern in _patterns():
        for match in pattern.finditer(sentence):
            if not _OWN_NAMES.match(" ".join(match["name"].split())):
                return re.sub(r"^(?:its|their)\s", "", match["name"])
    return ""


def _pointed_back(sentence: str, previous: str) -> str:
    """Name from the sentence before, where this one goes on about it: "It also states that …"."""
    if not previous or not re.match(rf"\s*(?:It|They){_GIVES}", sentence):
        return ""
    document = _document(_UP_TO_THE_VERB, "the|an?")
    subject = re.match(rf"\s*(?P<name>{document})\s+(?:[a-z]+ed|is|was|are|were)\b", previous)
    return subject["name"] if subject else ""


def _is_speaker(name: str, speaker: str) -> bool:
    """True where the name is the document's own: its title's last word with an article, or its symbol."""
    bare = re.sub(r"^(?:the|this) ", "", " ".join(name.split()).casefold())
    return bool(speaker) and bare in speaker.casefold()


@cache
def _document(behind: str = _SHORT_PHRASES, articles: str = "the|its|their|this|our|my") -> str:
    """Pattern of a document's name: an instrument, a phrase or capitals that end in a kind of document, a symbol."""
    named = "|".join(
        r"\s".join(re.escape(word) for word in alias.split())
        for entry in instruments()
        for alias in sorted((entry.name, *entry.aliases), key=len, reverse=True)
    )
    phrase = rf"(?:{_NOT_IN_A_NAME}[\w’'/&-]+ ){{0,7}}?"
    kinds = rf"(?:(?i:{articles}) {phrase}|(?:[A-Z][\w’'/-]* ){{0,6}})(?i:{_HEADS})(?![a-z]){_NUMBER}"
    return rf"(?:(?:[Tt]he )?(?:{named})(?![A-Za-z])|{kinds}{behind}|{_SYMBOL})".replace(" ", r"\s")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Ways to report a document, the surest first."""
    document, subject = rf"(?P<name>{_document()})", rf"(?P<name>{_document(_UP_TO_THE_VERB)})"
    ways = (
        rf"\b[Aa]ccording to {document}",
        rf"\b(?:[Aa]s|[Tt]hat) {subject}(?:{_GIVES})",
        rf"\b(?:are|is|was|were|been|[Aa]s) (?:also )?(?:{_SET_OUT}) (?:in|by|under) (?:the \w+ (?:of|in) )?{document}",
        rf"(?:^|[,;:(] ?|\b(?:and|that|but|while|as|because) ){subject}(?:{_GIVES})",
        rf"(?:^|^[^,]{{0,60}}, |, )(?i:in|by|through) {document}(?=[ ,])[^.;]*?{_ACTS}",
        rf"{_ACTS},? in {document}",
        rf"{_QUOTE}(?P<name>(?i:(?:UN )?(?:Security Council )?resolution) \d+ \(\d{{4}}\)|{_SYMBOL})",
    )
    return tuple(re.compile(_loosen(way)) for way in ways)


def _loosen(pattern: str) -> str:
    """Let every space of a pattern match any white space, so that lines may break anywhere."""
    return pattern.replace(" ?", r"\s?").replace(" ", r"\s+")
