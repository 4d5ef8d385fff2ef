"""What a run found and did: told before it publishes, and kept in the snapshot that it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

INDEXED, SAME = "indexed", "same content"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: ``indexed``, ``same content``, or why not; ``reason`` is a sentence for a person.

    ``without_text`` are the physical pages that are pictures. ``ocr`` is the mean confidence of OCR in percent, 0
    where the text is the file's own. ``digest`` is the SHA-256 of its bytes, empty where it could not be opened.
    """

    file: str
    outcome: str
    reason: str = ""
    pages: int = 0
    passages: int = 0
    notes: tuple[str, ...] = ()
    without_text: tuple[int, ...] = ()
    ocr: int = 0
    digest: str = ""

    @property
    def failed(self) -> bool:
        """Whether none of its words can be found now."""
        return self.outcome not in (INDEXED, SAME)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two documents that say nearly the same: ``why`` in a word or two, ``share`` of their sentences, 0 to 1."""

    first: str
    second: str
    why: str
    share: float


@dataclass(frozen=True, slots=True)
class Changes:
    """Files by name, compared with the snapshot before; ``renamed`` holds the old name and the new one."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Report:
    """The closing table of a run.

    ``seconds``: parse (waiting for readers), embed, write, total. ``kept`` counts the files that were not read anew.
    ``superseded`` are names of indexed documents that others replace; ``described`` the keys of ``catalogue.yaml`` for
    documents that are only cited. ``snapshot`` is the one in service at the end, or empty where nothing was published;
    ``unchanged`` says that it was there before. ``inputs`` is a digest of all that the snapshot depends on.
    """

    files: list[FileOutcome] = field(default_factory=list)
    pages: int = 0
    passages: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    snapshot: str = ""
    kept: int = 0
    changes: Changes = Changes()
    superseded: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    unused: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    unchanged: bool = False
    inputs: str = ""
    gate: dict[str, Any] = field(default_factory=dict)

    @property
    def indexed(self) -> int:
        """How many files were indexed."""
        return sum(f.outcome == INDEXED for f in self.files)

    @property
    def failures(self) -> list[FileOutcome]:
        """The files of which nothing can be found."""
        return [f for f in self.files if f.failed]

    @property
    def without_text(self) -> list[FileOutcome]:
        """The indexed files that have pages without text."""
        return [f for f in self.files if f.without_text]


_REPORT: TypeAdapter[Report] = TypeAdapter(Report)


def as_row(report: Report) -> dict[str, Any]:
    """The report as JSON can hold it; seconds to the millisecond."""
    row: dict[str, Any] = _REPORT.dump_python(report, mode="json")
    row["seconds"] = {stage: round(seconds, 3) for stage, seconds in report.seconds.items()}
    return row


def read_report(row: Mapping[str, Any]) -> Report:
    """The report that ``as_row`` wrote; an empty one where a snapshot was made without, or by an older version."""
    try:
        return _REPORT.validate_python(dict(row))
    except ValidationError:
        return Report()


def changes(before: list[FileOutcome], after: list[FileOutcome]) -> Changes:
    """What changed between two runs; the same bytes under a new name are renamed, not added and removed."""
    old = {file.file: file.digest for file in before}
    new = {file.file: file.digest for file in after}
    added = [name for name in new if name not in old]
    removed = [name for name in old if name not in new]
    renamed: list[tuple[str, str]] = []
    for name in removed:
        again = next((other for other in added if old[name] and new[other] == old[name]), None)
        if again is not None:
            renamed.append((name, again))
            added.remove(again)
    gone = {name for name, _ in renamed}
    changed = [name for name in new if name in old and new[name] != old[name]]
    return Changes(
        tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(n for n in removed if n not in gone)), tuple(renamed)
    )
