"""Every error that POC Desk raises on purpose, in one tree.

PocError                      anything a person should be told in one sentence
├── InputError                what was asked or given cannot be used
│   ├── QuestionError         a question is empty, too long or unreadable
│   ├── PathError             a path is missing or cannot be read
│   └── QuestionFileError     a file of questions has a row that cannot be used
├── ReadingError              one PDF could not be turned into citable text
│   ├── NotAPdf               the bytes are not a PDF, whatever the name says
│   ├── EmptyFile             the file has no bytes
│   ├── Encrypted             a password is needed
│   ├── Damaged               the file is truncated or corrupt
│   ├── NoPages               a PDF without pages
│   ├── NoText                pages are blank or drawn
│   ├── NoTextLayer           pages are pictures: OCR is needed
│   ├── OcrFailed             OCR was tried and gave no text
│   ├── Placeholder           the file says that the document was not found
│   ├── TooSlow               the time limit ran out
│   ├── TooLarge              the memory, page or text limit was reached
│   └── WorkerCrashed         the reading process died
├── CatalogueError            catalogue.yaml cannot be used
├── SnapshotError             the index in service cannot be used
│   ├── NoSnapshot            nothing has been indexed yet
│   ├── SnapshotDamaged       a file of the snapshot is missing or changed
│   └── WeightsMismatch       the snapshot was made with other model weights
├── WeightsError              the embedding model's weights are not the expected ones
├── HomeBusy                  another run is writing to the same home
├── HomeUnusable              the home cannot be written to: the disk is full, or rights are missing
├── GateClosed                a new index answers worse than the one in service
└── VerificationError         a quotation is not a slice of the stored text

Each message is one or two sentences for a person: what happened, and what to do next.
None holds a traceback, a question's text, or a path that the person did not give.
"""

from __future__ import annotations


class PocError(Exception):
    """Something that a person should be told in one sentence."""


class InputError(PocError):
    """What was asked or given cannot be used."""


class QuestionError(InputError):
    """A question is empty, too long or unreadable."""


class PathError(InputError):
    """A path is missing or cannot be read."""


class QuestionFileError(InputError):
    """A file of questions has a row that cannot be used."""


class ReadingError(PocError):
    """One PDF could not be turned into citable text; ``outcome`` names the kind of failure."""

    outcome = "failed"


class NotAPdf(ReadingError):
    """The bytes are not a PDF, whatever the name says."""

    outcome = "not a PDF"


class EmptyFile(ReadingError):
    """The file has no bytes."""

    outcome = "empty file"


class Encrypted(ReadingError):
    """A password is needed."""

    outcome = "needs a password"


class Damaged(ReadingError):
    """The file is truncated or corrupt."""

    outcome = "damaged"


class NoPages(ReadingError):
    """A PDF without pages."""

    outcome = "no pages"


class NoText(ReadingError):
    """Pages are blank or drawn: nothing to read, and no picture to read it from."""

    outcome = "no text"


class NoTextLayer(ReadingError):
    """Pages are pictures: OCR is needed."""

    outcome = "needs OCR"


class OcrFailed(ReadingError):
    """OCR was tried and gave no text."""

    outcome = "OCR failed"


class Placeholder(ReadingError):
    """The file is not the document, but a page that says that the document was not found."""

    outcome = "not the document"


class TooSlow(ReadingError):
    """The time limit for one file ran out."""

    outcome = "too slow"


class TooLarge(ReadingError):
    """The memory, page or text limit for one file was reached."""

    outcome = "too large"


class WorkerCrashed(ReadingError):
    """The reading process died."""

    outcome = "reader crashed"


class CatalogueError(PocError):
    """catalogue.yaml cannot be used."""


class SnapshotError(PocError):
    """The index in service cannot be used."""


class NoSnapshot(SnapshotError):
    """Nothing has been indexed yet."""


class SnapshotDamaged(SnapshotError):
    """A file of the snapshot is missing or changed."""


class WeightsMismatch(SnapshotError):
    """The snapshot was made with other model weights."""


class WeightsError(PocError):
    """The embedding model's weights are not the expected ones."""


class HomeBusy(PocError):
    """Another run is writing to the same home."""


class HomeUnusable(PocError):
    """The home cannot be written to: the disk is full, or rights are missing."""


class GateClosed(PocError):
    """A new index answers worse than the one in service."""


class VerificationError(PocError):
    """A quotation is not a slice of the stored text: it must not leave."""
