"""Embedding, searching and keeping snapshots of documents."""

from index.build import BuildOptions, SnapshotBuilder
from index.cross_encoder import CrossEncoder
from index.embedder import Embedder
from index.fusion import FusionWeights, fuse
from index.lanes import PassageVectors
from index.lock import writer_lock
from index.manifest import Holds, Manifest
from index.masks import Filters
from index.plain import PlainPassage, index_passages
from index.reader import LiveSearcher
from index.rereader import Reading, Rereader
from index.search import Hit, Query, Searcher
from index.snapshot import (
    Snapshot,
    clean_up,
    current_id,
    list_snapshots,
    open_current,
    open_snapshot,
    prune,
    rollback,
    verify,
)
from index.standing import Standing, Standings
from index.store import Store
from index.tokens import TokenRows
from index.weights import Weights, find_weights
from index.windows import EmbeddingInput

__all__ = [
    "BuildOptions",
    "CrossEncoder",
    "Embedder",
    "EmbeddingInput",
    "Filters",
    "FusionWeights",
    "Hit",
    "Holds",
    "LiveSearcher",
    "Manifest",
    "PassageVectors",
    "PlainPassage",
    "Query",
    "Reading",
    "Rereader",
    "Searcher",
    "Snapshot",
    "SnapshotBuilder",
    "Standing",
    "Standings",
    "Store",
    "TokenRows",
    "Weights",
    "clean_up",
    "current_id",
    "find_weights",
    "fuse",
    "index_passages",
    "list_snapshots",
    "open_current",
    "open_snapshot",
    "prune",
    "rollback",
    "verify",
    "writer_lock",
]
