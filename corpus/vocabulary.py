"""The field's own words: who and what a text names, and by which other words documents name the same.

The words are data, in ``vocabulary.yaml`` beside this module; administrators add their own in a file of the same name
and form beside their PDFs. An entry there with an id that is already known extends that concept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from corpus.concepts import Concept, Concerned, Kind, Tier, read_concepts
from corpus.elided import elided
from corpus.errors import CatalogueError
from corpus.phrases import Found, PhraseBook, keys

__all__ = ["BUNDLED", "FILE_NAME", "Concept", "Kind", "Match", "Tier", "Vocabulary", "correct"]

FILE_NAME = "vocabulary.yaml"
BUNDLED = Path(__file__).with_name(FILE_NAME)
_TIERS: tuple[Tier, ...] = ("I", "II", "III")
_NUMBER = r"(?:III|II|I|1|2|3|one|two|three)"
_TIER_LIST = re.compile(
    rf"\btiers?[\s-]+({_NUMBER}\b(?:\s*(?:,|/|&|\+|-|–|(?:,\s*)?\b(?:and|or|to)\b)\s*(?:tier[\s-]+)?{_NUMBER}\b)*)",
    re.I,
)
_TIER_STEP = re.compile(rf"(\bto\b|-|–)?\s*(?:tier[\s-]+)?\b({_NUMBER})\b", re.I)
_ROMAN = {"1": 1, "2": 2, "3": 3, "i": 1, "ii": 2, "iii": 3, "one": 1, "two": 2, "three": 3}


class Match(NamedTuple):
    """A concept that a text names, the half-open range of characters, and the alias by which it was known."""

    concept: Concept
    start: int
    end: int
    alias: str


class Vocabulary:
    """The concepts by id, and the ways to find them in a text."""

    def __init__(
        self, concepts: Mapping[str, Concept], as_written: Collection[str] = (), concerned: Iterable[Concerned] = ()
    ) -> None:
        self._concepts = dict(concepts)
        self._subjects: PhraseBook[str] = PhraseBook(as_written)
        self._concerned: dict[str, list[str]] = {}
        for each in concerned:
            for word in each.words:
                self._subjects.add(word, each.role)
            for concept_id in each.concepts:
                self._concerned.setdefault(concept_id, []).append(each.role)
        self._names: PhraseBook[str] = PhraseBook(as_written)
        self._signals: PhraseBook[tuple[str, int]] = PhraseBook(as_written)
        for concept in concepts.values():
            for name in concept.names:
                self._names.add(name, concept.id)
            for side, pole in enumerate(concept.poles):
                for signal in pole.signals:
                    self._signals.add(signal, (concept.id, side))

    @classmethod
    def load(cls, extra: Path | None = None) -> Vocabulary:
        """The bundled vocabulary with the administrators' additions; read again only when a file has changed.

        ``extra`` is a file, or a folder that may hold a ``vocabulary.yaml``. What cannot be used raises
        ``CatalogueError``, which names the file, the entry and what to do.
        """
        if extra is not None and extra.is_dir():
            extra = extra / FILE_NAME if (extra / FILE_NAME).exists() else None
        if extra is None:
            return _load(None, 0, 0)
        try:
            stat = extra.stat()
        except OSError as error:
            raise CatalogueError(f"{extra.name} cannot be read: check that it is there and readable.") from error
        return _load(extra, stat.st_mtime_ns, stat.st_size)

    def __getitem__(self, concept_id: str) -> Concept:
        return self._concepts[concept_id]

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """All concepts, in the order of the files."""
        return tuple(self._concepts.values())

    def of_kind(self, *kinds: Kind) -> tuple[Concept, ...]:
        """The concepts of these kinds, in the order of the files."""
        return tuple(concept for concept in self.concepts if concept.kind in kinds)

    def parts_of(self, concept_id: str) -> tuple[Concept, ...]:
        """The concepts of which this one consists, in its order; KeyError for an id that no file has."""
        return tuple(self[part] for part in self[concept_id].parts)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every single word of every name, in small letters: none of them is a spelling mistake."""
        return frozenset(
            word for c in self.concepts for name in c.names for word in re.findall(r"[^\W_]+", name.casefold())
        )

    def find(self, text: str) -> tuple[Match, ...]:
        """The concepts that the text names, from left to right; the longest name wins and none overlap."""
        found = [Match(self[hit.value], hit.start, hit.end, hit.phrase) for hit in self._names.find(text)]
        for item in elided(text, lambda name: self._role_named(name) is not None):
            role = self._role_named(item.name)
            inside = [match for match in found if match.start < item.end and item.start < match.end]
            if role and all(match.concept.kind != "role" for match in inside):
                found = [match for match in found if match not in inside]
                found.append(Match(role, item.start, item.end, item.name))
        return tuple(sorted(found, key=lambda match: match.start))

    def _role_named(self, name: str) -> Concept | None:
        """The role that these words name as a whole, if they do."""
        hits = (hit for hit in self._names.find(name) if (hit.start, hit.end) == (0, len(name)))
        return next((self[hit.value] for hit in hits if self[hit.value].kind == "role"), None)

    def expand(self, text: str) -> tuple[str, ...]:
        """Phrases to add to a search for this text: full names for acronyms, acronyms for full names, other words."""
        present = f" {' '.join(keys(text))} "
        added: dict[str, str] = {}
        for concept in dict.fromkeys(match.concept for match in self.find(text)):
            own = () if concept.kind == "plain" else (concept.label, *concept.acronyms)
            for phrase in (*own, *concept.expands_to):
                form = " ".join(keys(phrase))
                if f" {form} " not in present:
                    added.setdefault(form, phrase)
        return tuple(added.values())

    def roles(self, text: str) -> tuple[str, ...]:
        """Labels of the roles that the text names, in order of first mention; a post gives its role's label."""
        return self.roles_of(match.concept for match in self.find(text))

    def roles_of(self, concepts: Iterable[Concept]) -> tuple[str, ...]:
        """Labels of the roles among these concepts, each once, in their order; a post gives its role's label."""
        roles = (self._concepts.get(concept.counts_as, concept) for concept in concepts)
        return tuple(dict.fromkeys(role.label for role in roles if role.kind == "role" or role.holds_duties))

    def concerned(self, text: str) -> tuple[str, ...]:
        """Labels of the roles whose business a text's subjects are although it need not name them, in its order."""
        return self._concerned_by(self.find(text), tuple(self._subjects.find(text)))

    def _concerned_by(self, named: Iterable[Match], subjects: Iterable[Found[str]]) -> tuple[str, ...]:
        found = [(match.start, role) for match in named for role in self._concerned.get(match.concept.id, ())]
        found += [(hit.start, hit.value) for hit in subjects]
        return tuple(dict.fromkeys(self[role].label for _, role in sorted(found, key=lambda each: each[0])))

    def asked(self, text: str) -> tuple[str, ...]:
        """Labels of the roles that a question names, then of those that it concerns.

        A name inside longer words that concern somebody else is part of them: "countries that send troops".
        """
        found, subjects = self.find(text), tuple(self._subjects.find(text))
        around = [(hit.start, hit.end) for hit in subjects]
        apart = (match.concept for match in found if not any(_inside(match.start, match.end, *each) for each in around))
        return tuple(dict.fromkeys((*self.roles_of(apart), *self._concerned_by(found, subjects))))

    def tiers(self, text: str) -> tuple[Tier, ...]:
        """The tiers that the text names; if it names none, those of the tools that it names: a section has none."""
        found = self.find(text)
        tools = (match.concept for match in found if match.concept.kind != "role")
        return self._tiers_by(text, found) or tuple(dict.fromkeys(tier for tool in tools for tier in tool.tiers))

    def tiers_named(self, text: str) -> tuple[Tier, ...]:
        """The tiers that the text names itself."""
        return self._tiers_by(text, self.find(text))

    def _tiers_by(self, text: str, found: Iterable[Match]) -> tuple[Tier, ...]:
        named = [tier for listed in _TIER_LIST.finditer(text) for tier in _listed(listed[1], listed.start())]
        for match in found:
            parts = [self[part] for part in match.concept.parts]
            named += [(match.start, t) for c in (match.concept, *parts) if c.kind == "tier" for t in c.tiers]
        return tuple(dict.fromkeys(tier for _, tier in sorted(named)))

    def tensions(self, text: str) -> tuple[str, ...]:
        """Ids of the tensions that the text names, or of which it has two signals: a weak sign, not a judgement."""
        named = [match for match in self.find(text) if match.concept.kind == "tension"]
        first = {match.concept.id: match.start for match in reversed(named)}
        signals: dict[str, dict[str, int]] = {}
        for hit in self._signals.find(text):
            signals.setdefault(hit.value[0], {}).setdefault(hit.phrase, hit.start)
        for tension, starts in signals.items():
            if len(starts) > 1 or tension in first:
                first[tension] = min(first.get(tension, len(text)), *starts.values())
        return tuple(sorted(first, key=lambda tension: first[tension]))


@lru_cache(maxsize=8)
def _load(extra: Path | None, _changed: int, _size: int) -> Vocabulary:
    return Vocabulary(*read_concepts(BUNDLED, *([extra] if extra else [])))


def _inside(start: int, end: int, first: int, last: int) -> bool:
    """Whether a range lies within another, longer one."""
    return first <= start and end <= last and end - start < last - first


def _listed(numbers: str, start: int) -> Iterator[tuple[int, Tier]]:
    """Place and tier for each of a list such as "1, 2 and 3" or "I-III"; a range includes what lies between."""
    last = 0
    for step in _TIER_STEP.finditer(numbers):
        number = _ROMAN[step[2].lower()]
        first = last + 1 if step[1] and last else number
        yield from ((start + step.start(), tier) for tier in _TIERS[min(first, number) - 1 : number])
        last = number


def correct(word: str, known: Collection[str]) -> str | None:
    """The known word that was meant, or None if the word is known, may not be touched, or is like no other.

    One slip (a letter too many, too few, wrong, or two swapped) in words of four to six letters, two in longer ones if
    the first letter is right. Words of up to three letters, acronyms, numbers and symbols are left alone. ``known``
    holds words in small letters; of two that are equally near, the one with the greater count wins if it is a mapping.
    """
    low = word.casefold()
    if len(low) <= 3 or not word.isalpha() or any(c.isupper() for c in word[1:]) or low in known or word in known:
        return None
    most = 1 if len(low) <= 6 else 2
    count = known.get if isinstance(known, Mapping) else lambda _word, _none: 0
    near: list[tuple[int, bool, float, int, str]] = []
    for other in known:
        if len(other) > 3 and abs(len(other) - len(low)) <= most and other.isalpha():
            slips = OSA.distance(low, other, score_cutoff=most)
            elsewhere = other[0] != low[0]
            if slips <= (1 if elsewhere else most):
                near.append((slips, elsewhere, -JaroWinkler.similarity(low, other), -count(other, 0), other))
    return min(near)[-1] if near else None
