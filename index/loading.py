"""FAISS, loaded when an index is first made or opened, and bm25s, when one is made: most runs need neither."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def faiss() -> Any:
    """FAISS, untyped: its type stubs miss half of what is used here."""
    import faiss as loaded

    return loaded


@cache
def bm25s() -> Any:
    """bm25s, which loads SciPy."""
    import bm25s as loaded

    return loaded
