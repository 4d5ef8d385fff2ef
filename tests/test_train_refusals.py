"""Fitting what is refused by meaning: the fit itself, and that what is in service is what was fitted."""

import numpy as np
import yaml

from bot.refusal_meaning import features, grams_of, meaning
from bot.refusals import plain
from index import Embedder
from scripts.commands.train_refusals import KINDS, SENTENCES, TAKEN, Sentences, _fit, _held_out, _places


def sentences(count: int) -> Sentences:
    """As many sentences of two kinds, in two families each, whose vectors tell the kinds apart."""
    kinds = [KINDS[0] if at % 2 else TAKEN for at in range(count)]
    families = [f"{kind}/{at % 4 // 2}" for at, kind in enumerate(kinds)]
    vectors = np.zeros((count, 384), dtype=np.float32)
    vectors[np.arange(count), [int(kind == TAKEN) for kind in kinds]] = 1
    return Sentences(["x"] * count, kinds, families, ["a b c"] * count, vectors)


def test_a_kind_scores_above_its_look_alikes_even_in_a_family_that_the_fit_has_not_seen() -> None:
    rows = sentences(40)
    inputs = np.stack([features("", [False] * 20, vector, {}) for vector in rows.vectors])
    force = np.array([kind == KINDS[0] for kind in rows.kinds])
    for scores in (inputs @ _fit(inputs, rows.kinds).T, _held_out(inputs, rows)):
        assert scores[force, 0].min() > 0 > scores[~force, 0].max()


def test_words_and_pairs_count_once_they_occur_three_times() -> None:
    assert grams_of("do we fire do we") == ["do", "we", "fire", "do we", "we fire", "fire do"]
    assert set(_places(["do we", "do we", "do they do we", "we"])) == {"do", "we", "do we"}


def test_what_is_in_service_was_fitted_for_these_kinds_and_the_packaged_model(embedder: Embedder) -> None:
    weights = meaning().weights
    assert weights.model == embedder.weights.sha256
    assert weights.kinds == KINDS
    assert {len(row) for row in weights.rows} == {384 + 20 + len(weights.grams) + 1}


def test_look_alikes_are_about_as_many_as_what_is_refused_and_none_is_both() -> None:
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in SENTENCES]
    texts: dict[bool, list[str]] = {True: [], False: []}
    for kinds in found:
        for kind, lists in kinds.items():
            for each in lists.values() if isinstance(lists, dict) else [lists]:
                texts[kind == TAKEN] += each
    assert all(isinstance(text, str) for each in texts.values() for text in each)
    assert 0.8 < len(texts[True]) / len(texts[False]) < 1.25
    assert not {plain(text) for text in texts[True]} & {plain(text) for text in texts[False]}
