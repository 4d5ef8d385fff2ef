"""A ground that is limited to some documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.products.gather import Ground


def narrowed(ground: Ground, documents: Iterable[str]) -> Ground:
    """The same ground and audience, looking at these documents alone."""
    return replace(ground, filters=replace(ground.filters, documents=frozenset(documents)))
