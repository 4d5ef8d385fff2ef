"""Which part of a sentence is its main clause.

Not a parser: tables of the words that open a subordinate clause in the English of resolutions and reports. What they
open is masked by a dot, up to the next comma. The text is on one line, with single spaces.
"""

from __future__ import annotations

import re

from bot.strength_rules import AUTHORITY

_ASIDE = re.compile(r" ?\([^()]*\)| ?\[[^\]]*\]")
_LEADING_CLAUSE = re.compile(
    r"^(?:if|when|whenever|where|wherever|while|whereas|although|though|even (?:if|though)|unless|until|before|after|"
    r"once|because|since|as|in order to|so that|should|whether|were|given that|provided that|despite|to)\b"
    r"[^,;]*,",
    re.I,
)
_OPENING_CLAUSE_WITHOUT_COMMA = re.compile(
    r"^(?:\w+(?: \w+)?, )?(?:if|when|whenever|where|wherever|while|although|though|unless|until|because|once)\b"
    r"[^,;:]*$",
    re.I,
)
_SUBORDINATE_CLAUSE = re.compile(
    r"\b(?:if|when|whenever|where|wherever|while|whereas|although|though|unless|until|because|whether|how|what|why|lest|"
    r"so that|in case|provided that|than|(?:in|to|by|for|from|with|under|on|through|of|at) wh(?:ich|om|ose))\b"
    r"[^,;:]*|, ?(?:which|who|whose|whom|including|such as)\b[^,;:]*",
    re.I,
)
_DENIED_CLAIM = re.compile(
    r"\b(?:not|never) (?:necessarily )?(?:mean|imply|suggest|say|state|require|argue|follow|claim)\w* that\b[^;]*",
    re.I,
)
_PAST_SPEECH = re.compile(
    r"(?<!be )(?<!be also )(?<!be further )(?<!be again )\b(?:said|stated|stressed|emphasi[sz]ed|underlined|"
    r"underscored|noted|reiterated|insisted|added|warned|reaffirmed|urged|requested|demanded|recommended|asked|agreed|"
    r"declared|announced|argued|called for)"
    r"(?:,[^,;]*,)? that\b[^;]*",
    re.I,
)
# What was decided is told, and neither obliges nor recommends anew: "decided that the Committee should go on". A
# decision that all "shall" do something keeps its strength.
_PAST_DECISION = re.compile(r"\b(?:decided|agreed|resolved)(?:,[^,;]*,)? that\b(?![^;]*\bshall\b)[^;]*", re.I)
_RELATIVE = re.compile(
    r"(?P<before>.*?)(?:\b(?P<who>who)(?: \w+)?|"
    r"(?<!\bin )(?<!\bof )(?<!\bat )(?<!\bon )(?<!\bto )(?<!\bfor )\b(?P<word>which|that)"
    r"(?: (?!(?:is|are|was|were|has|have|do|does|can|will)\b)[\w'’-]+){0,4}) ?$",
    re.I | re.S,
)
_INTRODUCES_CONTENT = re.compile(
    r"(?:\b(?:stat|stress|emphasi[sz]|underlin|underscor|not|recall|recogni[sz]|affirm|reaffirm|reiterat|outlin|acknowledg|"
    r"clarif|provid|specif|stipulat|requir|decid|demand|conclud|find|show|say|agre|ensur|indicat|add|explain|remind|insist|"
    r"believ|consider|determin|propos|suggest|recommend|request|confirm|warn|declar|observ|argu|describ|set out)"
    r"(?:e|es|ed|ies|ied|s|ing)?|\b(?:found|said|shown|convinced|important|essential|clear|imperative|vital|critical|"
    r"necessary|principle|rule|view|fact|understanding|condition|order|so|is|out|and|parties|authorities|government|"
    r"(?:this|it|also) means)) ?$|, ?$",
    re.I,
)
_DEFINES = re.compile(r"\b(?:is|are) (?:an?|the|one)\b[^,;]{1,60}$", re.I)


def main_clause(text: str) -> str:
    """The text with its subordinate clauses masked.

    A person's past speech ("the envoy said that …") is masked too, a document's is not ("the report stressed that …").
    A clause that opens the sentence and no comma closes stays: ``opens_unclosed`` tells.
    """
    text = _ASIDE.sub("", text)
    text = _LEADING_CLAUSE.sub("·,", text).removeprefix("·, ")
    text = _DENIED_CLAIM.sub("·", text)
    text = _PAST_DECISION.sub("·", text)
    speech = _PAST_SPEECH.search(text)
    if speech and not re.search(AUTHORITY, text[: speech.start()], re.I):
        text = _PAST_SPEECH.sub("·", text)
    return text if opens_unclosed(text) else _SUBORDINATE_CLAUSE.sub("·", text)


def opens_unclosed(text: str) -> bool:
    """True where nothing shows where an opening clause ends: "when missions wait they could …"."""
    return bool(_OPENING_CLAUSE_WITHOUT_COMMA.match(text))


def in_relative_clause(before: str, *, defines: bool = True) -> bool:
    """True where a verb after these words stands in a relative clause ("risks that missions could …").

    "That" after a verb of saying introduces the content; "X is an instrument that …" defines X, unless ``defines`` is
    false: "a strategic threat is one that could …" proposes nothing. Both count as main.
    """
    relative = _RELATIVE.match(before)
    if not relative:
        return False
    content = (relative["word"] or "").lower() == "that" and _INTRODUCES_CONTENT.search(relative["before"])
    return not content and not (defines and _DEFINES.search(relative["before"]))
