"""What is kept of each token of a passage for the reader."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import Embedder, EmbeddingInput, LiveSearcher, PlainPassage, Searcher, TokenRows, index_passages
from index.tokens import CONTEXT_TOKENS, OUTSIDE, WIDTH, StoredTokens
from index.vectors import PLACES, TOKEN_OFFSETS, TOKENS

FIRST, SECOND = "Boats return before dusk.", "The clerk writes their names."
ITEM = EmbeddingInput("Harbour orders", f"{FIRST} {SECOND}", ((0, len(FIRST)), (len(FIRST) + 1, 55)))
LONG = EmbeddingInput(
    "A context of very many words " * 6, "Lamps burn. " * 300, tuple((12 * i, 12 * i + 11) for i in range(300))
)


@pytest.fixture(scope="module")
def kept(embedder: Embedder) -> tuple[TokenRows, ...]:
    """The tokens of a short passage and of one of several windows."""
    return embedder.encode_passages([ITEM, LONG]).tokens


def test_context_comes_first_and_every_token_has_its_sentence(kept: tuple[TokenRows, ...]) -> None:
    places = kept[0].sentences.tolist()
    assert places == sorted(places) and set(places) == {OUTSIDE, 0, 1}
    assert kept[0].rows.shape == (len(places), WIDTH) and kept[0].rows.dtype == np.int8


def test_a_passage_of_several_windows_keeps_its_context_once_and_all_its_sentences(kept: tuple[TokenRows, ...]) -> None:
    places = kept[1].sentences
    assert np.count_nonzero(places == OUTSIDE) == CONTEXT_TOKENS
    assert sorted(set(places.tolist())) == [OUTSIDE, *range(300)]


def test_what_stands_beside_a_passage_changes_nothing(embedder: Embedder, kept: tuple[TokenRows, ...]) -> None:
    (alone,) = embedder.encode_passages([ITEM]).tokens
    assert np.abs(alone.rows.astype(int) - kept[0].rows.astype(int)).max() <= 1


def test_a_part_holds_its_sentences_counted_anew_with_the_context(kept: tuple[TokenRows, ...]) -> None:
    part = kept[0].part(1, 2)
    assert set(part.sentences.tolist()) == {OUTSIDE, 0}
    assert len(part.rows) == np.count_nonzero(kept[0].sentences != 0)


def test_a_snapshot_gives_back_what_was_kept_also_from_the_cache(tmp_path: Path, embedder: Embedder) -> None:
    rows = [PlainPassage(f"row-{i}", f"Lantern {i} hangs on the pier. It is lit at dusk.") for i in range(5)]
    index_passages(tmp_path, rows, embedder)
    first = LiveSearcher(tmp_path, embedder).current()
    wanted = first.tokens([4, 0])
    index_passages(tmp_path, [*rows, PlainPassage("new", "Boats return.")], embedder)
    again = LiveSearcher(tmp_path, embedder).current().tokens([4, 0])
    assert wanted is not None and again is not None
    assert [r.rows.tolist() for r in wanted] == [r.rows.tolist() for r in again]
    assert wanted[0].sentences.tolist() == again[0].sentences.tolist()
    stored = StoredTokens.load(*(first.snapshot.folder / name for name in (TOKENS, PLACES, TOKEN_OFFSETS)))
    assert len(stored.offsets) == 6


def test_what_another_reader_kept_is_not_used(tmp_path: Path, embedder: Embedder) -> None:
    index_passages(tmp_path, [PlainPassage("row", "Lanterns hang on the pier.")], embedder)
    searcher = LiveSearcher(tmp_path, embedder).current()
    model = searcher.snapshot.manifest.model
    assert model.fingerprint.endswith(f"/{embedder.kept_tokens}")
    other = searcher.snapshot.manifest.model_copy(
        update={"model": model.model_copy(update={"fingerprint": model.fingerprint[:-1] + "x"})}
    )
    changed = replace(searcher.snapshot, manifest=other)
    assert Searcher(changed, embedder).tokens([0]) is None


def test_a_question_is_remembered_with_its_states(embedder: Embedder) -> None:
    asked = embedder.encode_question("Who counts the lanterns?")
    assert asked is embedder.encode_question("Who counts the lanterns?")
    assert asked.states.shape[1] == asked.vector.shape[0] == 384


def test_questions_that_are_embedded_together_come_out_as_each_alone(embedder: Embedder) -> None:
    asked = [f"Who counts the {thing}?" for thing in ("boats", "keys", "old lamps of the upper harbour")]
    asked.append("Who counts? " + "And who watches the harbour by night? " * 60)  # of several windows
    together = embedder.encode_questions(asked)
    assert embedder.encode_questions([]) == []
    embedder._asked.clear()
    for one, other in zip((embedder.encode_question(text) for text in asked), together, strict=True):
        assert np.allclose(one.vector, other.vector, atol=0.01) and np.allclose(one.states, other.states, atol=0.1)
