"""Which questions are refused, and what is said then: by patterns that lie in ``refusals.yaml``, read as data, and by
nearness to written examples (``bot.refusal_meaning``).

A question about what documents say is never refused for its subject; what is refused is a live decision, a person's
data, a legal opinion on a case, and an order to the desk about itself.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict
from rapidfuzz.distance import OSA

from bot.question import Question, clean
from bot.refusal_meaning import CUES, meaning
from bot.settings import Settings
from corpus.yaml_files import read_yaml
from index import Embedder
from prompts import render


class Kind(StrEnum):
    """Why a question is refused; each has its template, ``refuse_<kind>``."""

    FORCE = "force"
    THREAT_RATING = "threat_rating"
    INDIVIDUALS = "individuals"
    INSTRUCTIONS = "instructions"
    LEGAL = "legal"
    NOT_OUR_SUBJECT = "not_our_subject"

    @property
    def offers_framework(self) -> bool:
        """Whether the passages found may still be shown, as the framework in which people decide."""
        return self in (Kind.FORCE, Kind.THREAT_RATING, Kind.LEGAL)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal: its kind, and the rule that held, in words for those who mend the rules."""

    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    why: str
    match: re.Pattern[str]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def holds(self, text: str) -> bool:
        if not self.match.search(text):
            return False
        return (not self.needs or bool(self.needs.search(text))) and not (self.unless and self.unless.search(text))


@dataclass(frozen=True, slots=True)
class _Data:
    spellings: dict[str, str]
    near: dict[str, tuple[str, ...]]
    """Telling words by their first letter."""

    rules: tuple[_Rule, ...]
    going_on: re.Pattern[str]
    cues: tuple[re.Pattern[str], ...]


class _WrittenRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    why: str
    match: str
    needs: str = ""
    unless: str = ""


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    spellings: dict[str, str]
    near: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    going_on: str
    rules: tuple[_WrittenRule, ...]


_PATH = Path(__file__).with_name("refusals.yaml")
_NAME = re.compile(r"<([a-z_]+|\d)>")
_TAGS = re.compile(r"</?[a-z]{1,10}>|\[/?[a-z]{1,10}\]")  # marks of form say nothing of what is meant
_EMPHASIS = re.compile(r"(?<!\w)[*_~`]+(?=\w)|(?<=[\w?!.])[*_~`]+(?!\w)")
_INSISTING = re.compile(
    r"^\W*(?:(?:ok|okay|but|and|so|then|well|come on|please|just|still|no|yes)\W+)*"
    r"(?:yes or no|y/n|oui ou non|which(?: one| of them)?|who|pick|choose|decide|do it|go (?:on|ahead)|say it|"
    r"(?:just )?(?:tell|give|answer|show)(?: (?:me|us|it|them|that))?|your (?:call|opinion|view|best guess)|"
    r"(?:what|how) (?:would|do) you (?:do|decide|say|think)|i (?:insist|order you)|anyway|"
    r"(?:only )?(?:hypothetically|in theory)|dis moi|choisis)\b(?!.{60})"
)
_SUFFIXES = re.compile(r"(?<=\w)['’ʼ`´](?=(?:s|t|re|ve|ll|d|m)\b)")
_APOSTROPHES = re.compile(r"['’ʼ`´]")
_SPACED = re.compile(r"(?<!\w)\w(?:[ ._*-]\w){4,}(?!\w)")
_INNER_HYPHEN = re.compile(r"(?<=[a-z])[-‐‑_](?=[a-z])")
_TOKEN = re.compile(r"[\w@$/]*\w")
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc", "Co"})
_LOOK_ALIKES = str.maketrans(  # Cyrillic and Greek letters that pass for Latin ones
    "авеһіјкмнорсѕтухԁԛԝαεικνορτυχɡ", "abehijkmhopcstyxdqwaeikvoptuxg"
)
_LEET = str.maketrans("0134578@$", "oieastbas")
_SHORTEST_NEAR = 5
_READING = threading.Lock()
_FEW = 6
_OF_DOCUMENTS = frozenset({"documents", "documentary", "named_text"})
_LOOKS_UP = re.compile(
    r"\b[aes]/[a-z0-9/.]*\d|\b(?:numbers|figures|statistics|stats|totals?|cases|incidents|casualties|deaths|violations|"
    r"crimes?|killed|killings|injured|wounded|robber(?:y|ies)|abductions?)\b"
)
_LONGEST = 12_000  # characters; a single exotic sign can unfold into eighteen


def refusal_of(text: str, context: str = "") -> Refusal | None:
    """Why a question is refused, or None where it is taken.

    ``text`` is as typed; ``context`` is what a follow-up leans on: bare insistence ("just yes or no") is
    judged with it.
    """
    found = _judge(text)
    if found is None and context and _INSISTING.match(plain(text)):
        return _judge(f"{context} . {text}")
    return found


def is_refused_as(kind: Kind, text: str) -> bool:
    """Whether a pattern refuses a question for this reason; the others are tried only where one of its own holds."""
    readings = tuple(_readings(plain(text)))
    if not any(_holds(rule, readings) for rule in _data().rules if rule.kind is kind):
        return False
    return next(rule.kind for rule in _data().rules if _holds(rule, readings)) is kind


def refusal_by_meaning(
    text: str, question: Question, vector: npt.NDArray[np.float32], embedder: Embedder
) -> Refusal | None:
    """Why a question is refused that no pattern knows, or None.

    ``text`` is as typed, ``vector`` that of the question as it is searched. One that leans on earlier turns is refused
    only if it looks so both alone and with them. With other embedding weights than those that the examples were
    learnt with, nothing is judged by meaning.
    """
    if meaning().weights.model != embedder.weights.sha256:
        return None
    typed = " ".join(_EMPHASIS.sub(" ", _TAGS.sub(" ", clean(text))).split())
    kind = _kind_of(typed, vector if typed == question.whole else embedder.encode_query(typed))
    if not kind or (question.context and not _kind_of(question.whole, vector)):
        return None
    return Refusal(Kind(kind), "lies near to examples of what is refused")


def _kind_of(text: str, vector: npt.NDArray[np.float32]) -> str:
    """The kind that a question is taken for; a few that ask for figures or name a symbol are for none."""
    spelt = plain(text)
    cues = cues_of(spelt)
    told = any(cue for name, cue in zip(CUES, cues, strict=True) if name not in _OF_DOCUMENTS)
    looks_up = not told and len(spelt.split()) <= _FEW and _LOOKS_UP.search(spelt) is not None
    return "" if looks_up else meaning().kind_of(spelt, cues, vector)


def tells_of_violence(text: str) -> bool:
    """Whether a question tells of violence that goes on ("the army is attacking villagers"): it needs a person now."""
    return bool(_data().going_on.search(plain(text)))


def cues_of(spelt: str) -> list[bool]:
    """Which of the word lists that are named in ``refusal_meaning.CUES`` a question touches."""
    return [bool(cue.search(spelt)) for cue in _data().cues]


def reason(refusal: Refusal, settings: Settings) -> str:
    """The sentences for the asker: why not, and whom to turn to."""
    contact = {
        Kind.FORCE: settings.duty_contact,
        Kind.THREAT_RATING: settings.duty_contact,
        Kind.INDIVIDUALS: settings.reporting_contact,
        Kind.LEGAL: settings.legal_contact,
    }.get(refusal.kind, settings.contact)
    return render(f"refuse_{refusal.kind}", contact=contact)


def plain(text: str) -> str:
    """A question in small plain letters, as the patterns spell it: disguises and slips of the pen undone."""
    text = unicodedata.normalize("NFKD", text.replace("\r", ""))
    kept = (" ¶ " if c == "\n" else c for c in text if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE)
    text = "".join(kept).lower().translate(_LOOK_ALIKES)
    text = _SPACED.sub(lambda m: re.sub(r"[ ._*-]", "", m[0]), text)
    text = _INNER_HYPHEN.sub(" ", _APOSTROPHES.sub(" ", _SUFFIXES.sub("", text)))
    return " ".join(_TOKEN.sub(lambda m: _mended(m[0]), text[:_LONGEST]).split())


def _judge(text: str) -> Refusal | None:
    readings = tuple(_readings(plain(text)))
    rule = next((rule for rule in _data().rules if _holds(rule, readings)), None)
    return Refusal(rule.kind, rule.why) if rule else None


def _holds(rule: _Rule, readings: Sequence[str]) -> bool:
    return any(rule.holds(reading) for reading in readings)


def _readings(text: str) -> Iterator[str]:
    """A text with its line breaks as ends of sentences, and with them as mere wrapping."""
    yield text
    if "¶" in text:
        yield " ".join(text.replace("¶", " ").split())


def _mended(word: str) -> str:
    """A word with figures for letters, a typing habit or one slip in a telling word set right."""
    data = _data()
    if word in data.spellings:
        return data.spellings[word]
    if word[0].isalpha() or word[0] in "01345@$":
        letters = word.translate(_LEET)
        if letters != word and letters.isalpha() and sum(c.isalpha() for c in word) * 2 >= len(word) > 3:
            word = letters
    near = data.near.get(word[0], ())
    if len(word) < _SHORTEST_NEAR or not word.isalpha() or word in near:
        return word
    return next((known for known in near for form in (word, word.removesuffix("s")) if _is_slip(form, known)), word)


def _is_slip(word: str, known: str) -> bool:
    """Whether a word is a telling one, of the same first letter, with a single slip, and no mere inflection of it."""
    if word.startswith(known) or known.startswith(word):
        return False
    return OSA.distance(word, known, score_cutoff=1) <= 1


def _data() -> _Data:
    """The rules, read once: who asks meanwhile waits instead of doing the same."""
    with _READING:
        return _read()


@cache
def _read() -> _Data:
    written = _Written.model_validate(read_yaml(_PATH))
    words: dict[str, str] = {}
    for name, alternatives in written.words.items():
        words[name] = "(?:" + "|".join(_filled(each, words) for each in alternatives) + ")"
    rules = tuple(
        _Rule(r.kind, r.why, re.compile(_filled(r.match, words)), _compiled(r.needs, words), _compiled(r.unless, words))
        for r in written.rules
    )
    cues = tuple(re.compile(words[name]) for name in CUES)
    near: dict[str, tuple[str, ...]] = {}
    for word in written.near:
        near[word[0]] = (*near.get(word[0], ()), word)
    return _Data(written.spellings, near, rules, re.compile(written.going_on), cues)


def _compiled(pattern: str, words: dict[str, str]) -> re.Pattern[str] | None:
    return re.compile(_filled(pattern, words)) if pattern else None


def _filled(pattern: str, words: dict[str, str]) -> str:
    """A pattern with its <lists> and <3> gaps written out; raises KeyError where a list is not known above it."""
    return _NAME.sub(lambda m: rf"(?:[^\s.?!;¶]+ ){{0,{m[1]}}}?" if m[1].isdigit() else words[m[1]], pattern)
