"""How strong a sentence's claim is, in its own words: duty, request, proposal, and so on.

One sentence gets one label, that of its main clause. The order of the tests:

1. a question claims nothing: statement;
2. hearsay on the main claim beats everything else ("reportedly, the force must leave");
3. subordinate clauses are masked, then the first marker that is left decides ("requests the
   Secretary-General to ensure that all shall …" is a request);
4. a list item without a marker of its own takes the strength of its lead-in.

A verb that only introduces what is said ("stresses that", "outlines that") lets the content decide. A person's
past speech ("the envoy said that all must …") is a statement: a report of words, not a duty. In doubt the weaker
reading stands. The tables are in ``bot/strength_rules.py`` and ``bot/clauses.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot import strength_rules as rules
from bot.clauses import in_relative_clause, main_clause, opens_unclosed
from bot.model import Strength

_LABEL = re.compile(r"^\s*(?:(?:\(?\d{1,3}[.)]|\(?[a-z]{1,4}\)|[ivx]{1,4}\.|[•●▪–—*-])\s*)+")
_QUOTED_TITLE = re.compile(r"[“\"][A-Z0-9][^”\"]{8,200}?(?:,[”\"]|[”\"],)")
_QUOTES = re.compile(r"[“”„\"«»]|(?<=\s)['‘](?=\w)|(?<=\w)['’](?=[\s,.;:]|$)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])")
_INFINITIVE = re.compile(r"to\s", re.I)
_WEAK_LEAD_INS = frozenset({Strength.PROPOSAL, Strength.HEARSAY})
_ORDER = list(Strength)
# A resolution does not propose or pledge: "stresses that attacks may constitute crimes" is a statement.
_RESOLUTION_RULES = rules.OPERATIVE_RULES + tuple(
    rule for rule in rules.MODAL_RULES if rule.strength not in {Strength.PROPOSAL, Strength.COMMITMENT}
)


def strength_of(sentence: str, *, lead_in: str = "") -> Strength:
    """Strength of a sentence or list item.

    ``lead_in`` is the text that introduces the list, outermost first where lists are nested; its last
    sentence counts. A lead-in that only proposes, or reports hearsay, also weakens an item that sounds stronger.
    """
    own = _own_strength(sentence)
    if not lead_in:
        return own
    introduced = _own_strength(_SENTENCE_END.split(lead_in.strip())[-1])
    if _INFINITIVE.match(_plain(sentence)) and introduced is not Strength.STATEMENT:
        return introduced
    weaker = introduced in _WEAK_LEAD_INS and _ORDER.index(own) < _ORDER.index(introduced)
    return introduced if own is Strength.STATEMENT or weaker else own


@lru_cache(maxsize=8192)
def strength_in_document(sentence: str, lead_in: str) -> Strength:
    """The same for a sentence of a document, which is kept: it may be quoted, or weighed for several cells, again."""
    return strength_of(sentence, lead_in=lead_in)


def opens_as_resolution(sentence: str) -> bool:
    """True where a sentence begins as a paragraph of a resolution does: "Decides that …", "Recalling …,".

    A gerund counts only where the sentence does not end in a full stop: preambles end in a comma.
    """
    text = _plain(sentence)
    return bool(rules.OPENS_FINITE.match(text) or (not text.endswith(".") and rules.OPENS_GERUND.match(text)))


def _own_strength(sentence: str) -> Strength:
    text = _plain(sentence)
    if text.endswith("?"):
        return Strength.STATEMENT
    resolution = opens_as_resolution(text)
    if not resolution and _is_hearsay(text):
        return Strength.HEARSAY
    main = main_clause(text)
    table = _RESOLUTION_RULES if resolution else rules.MODAL_RULES
    found = sorted((match.start(), _ORDER.index(rule.strength)) for rule in table for match in _markers(rule, main))
    if found:
        mixed = opens_unclosed(text)
        return _settle(_ORDER[max(rank for _, rank in found) if mixed else found[0][1]], text)
    hearsay = not resolution and rules.HEARSAY.search(text)
    return Strength.HEARSAY if hearsay else Strength.STATEMENT


def _plain(sentence: str) -> str:
    """The sentence on one line, without quotation marks, titles in quotation marks and the label in front."""
    text = _QUOTES.sub("", _QUOTED_TITLE.sub("·,", sentence))
    text = re.sub(r"[\u2010\u2011\ufffe\u0002]", "-", text)
    return _LABEL.sub("", " ".join(text.split()))


def _is_hearsay(text: str) -> bool:
    """True where a hearsay marker stands outside relative clauses ("those who allegedly …" does not count)."""
    return any(not rules.RELATIVE_JUST_BEFORE.search(text[: m.start()]) for m in rules.HEARSAY.finditer(text))


def _markers(rule: rules.Rule, text: str) -> list[re.Match[str]]:
    """Every place where the rule holds in the main clause."""
    return [
        match
        for match in rule.marker.finditer(text)
        if not (rule.not_after and rule.not_after.search(text[: match.start()]))
        and not in_relative_clause(text[: match.start()], defines=rule.strength is not Strength.PROPOSAL)
    ]


def _settle(strength: Strength, text: str) -> Strength:
    """A "could" that tells of the past is a statement: "once the road was cleared, convoys could pass"."""
    before, could, _ = text.partition(" could ")
    if strength is Strength.PROPOSAL and could and not re.search(r"\b(?:if|may|might)\b", text):
        return Strength.STATEMENT if rules.PAST_NARRATIVE.search(before) else strength
    return strength
