"""What a product is made of: sections of cells, cells of lines, each line a verbatim claim."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.model import Claim


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Frozen):
    """One verbatim claim with what a reader needs to weigh it.

    ``missions`` are those that the document covers: a mandate speaks for its own mission alone. ``issued`` is the
    document's date. ``note`` is the desk's own remark, such as how two sources differ; empty for most.
    """

    claim: Claim
    missions: tuple[str, ...] = ()
    issued: date | None = None
    note: str = ""


class Cell(_Frozen):
    """One place of a product: ``said`` is the desk's own frame or guiding question, ``lines`` are the documents'.

    ``silent`` says so where no line was found; it is empty for a cell that asks for none.
    """

    id: str
    heading: str
    said: str = ""
    lines: tuple[Line, ...] = ()
    silent: str = ""


class Section(_Frozen):
    """Cells that belong together; ``beside`` asks for them side by side where there is room.

    ``apart`` asks for a page of its own in a file: it is taken out before the rest is handed on.
    """

    id: str
    heading: str
    said: str = ""
    cells: tuple[Cell, ...] = ()
    beside: bool = False
    apart: bool = False


class Product(_Frozen):
    """A brief for people to decide with: never a decision, a ranking or a score.

    ``name`` is that of its sub-command. ``seed`` belongs to exercises.
    """

    name: str
    title: str
    intro: str
    sections: tuple[Section, ...]
    notices: tuple[str, ...] = ()
    next_step: str = ""
    snapshot: str = ""
    seed: int | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in order."""
        return tuple(line for section in self.sections for cell in section.cells for line in cell.lines)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all lines, in order."""
        return tuple(line.claim for line in self.lines)
