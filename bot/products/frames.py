"""The frames of products as data: what each cell looks for, and how near a sentence must be to count."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.yaml_files import read_yaml

_FILE = Path(__file__).with_name("frames.yaml")


class Frame(BaseModel):
    """What a cell looks for.

    ``means`` are held against each sentence; ``nearest`` is the least cosine that counts. ``names`` are groups of
    concepts: a sentence must name one of each group. ``words`` are groups of beginnings of words, used alike.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    means: tuple[str, ...]
    nearest: float
    names: tuple[tuple[str, ...], ...] = ()
    words: tuple[tuple[str, ...], ...] = ()


class Frames(BaseModel):
    """All of ``frames.yaml``: frames by product and cell, and the lists that products share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topics: frozenset[str]
    outside: frozenset[str]
    frames: dict[str, dict[str, Frame]]


@cache
def frames() -> Frames:
    """What ``frames.yaml`` holds."""
    return Frames.model_validate(read_yaml(_FILE))


def frames_of(product: str) -> dict[str, Frame]:
    """The frames of a product by cell, in the order of the file."""
    return frames().frames[product]
