"""The desk for a snapshot: its words, made at the first check and kept while the snapshot is in service."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

import numpy as np

from bot.currency import replaced_or_renewed
from bot.quotes.candidates import Desk
from bot.quotes.shelf import Shelf
from corpus.model import Document
from index import Searcher

_shelves: WeakKeyDictionary[Searcher, Shelf] = WeakKeyDictionary()
_lock = threading.Lock()


def desk_of(searcher: Searcher, audience: frozenset[str]) -> Desk:
    """What those who will see the reply may have compared."""
    with _lock:
        shelf = _shelves.get(searcher)
        if shelf is None:
            shelf = _shelves[searcher] = Shelf(searcher.store)
    visible = np.array([searcher.sees(id_, audience=audience) for id_ in searcher.store.ids], dtype=np.bool_)
    outdated = frozenset(searcher.standings.outdated(audience))

    def about(document: Document) -> tuple[str, ...]:
        return tuple(replaced_or_renewed(searcher, document, audience))

    return Desk(searcher.store, shelf, visible, outdated, about)
