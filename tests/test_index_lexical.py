import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import LexicalIndex, LexicalWriter, Shown, best

WORDS = [f"w{number}" for number in range(60)]


def texts(count: int) -> list[list[str]]:
    random = np.random.default_rng(5)
    shares = 1 / np.arange(1, 61)
    return [list(random.choice(WORDS, size=random.integers(1, 40), p=shares / shares.sum())) for _ in range(count)]


def written(folder: Path, rows: list[list[str]], k1: float = 1.2, b: float = 0.75) -> LexicalIndex:
    writer = LexicalWriter(k1, b)
    for row in rows:
        writer.add(row)
    writer.save(folder / "lexical")
    return LexicalIndex.load(folder / "lexical", len(rows))


def naive(rows: list[list[str]], asked: list[str], k1: float, b: float) -> list[float]:
    mean = sum(map(len, rows)) / len(rows)
    scores = [0.0] * len(rows)
    for term in asked:
        frequency = sum(term in row for row in rows)
        rarity = math.log(1 + (len(rows) - frequency + 0.5) / (frequency + 0.5))
        for number, row in enumerate(rows):
            count = row.count(term)
            scores[number] += rarity * count / (count + k1 * (1 - b + b * len(row) / mean))
    return scores


@pytest.mark.parametrize(("k1", "b"), [(1.2, 0.75), (0.9, 0.4)])
def test_scores_equal_the_formula_computed_naively(tmp_path: Path, k1: float, b: float) -> None:
    rows = texts(300)
    asked = ["w3", "w40", "w3", "w0"]
    index = written(tmp_path, rows, k1, b)
    assert np.allclose(index.scores(asked), naive(rows, asked, k1, b), atol=1e-4)


def test_a_rare_term_counts_more_and_one_that_is_nowhere_most(tmp_path: Path) -> None:
    index = written(tmp_path, texts(50))
    common, rare = sorted((f"w{n}" for n in range(9)), key=lambda term: -index.frequency(term))[::8]
    assert index.frequency("nowhere") == 0 < index.frequency(rare) <= index.frequency(common)
    assert index.rarity(common) <= index.rarity(rare) < index.rarity("nowhere")


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_where_some_are_hidden_rarity_is_that_among_the_others(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rows = [[*row, "w0"][:20] for row in texts(80)]
    rows = [row + ["pad"] * (20 - len(row)) for row in rows]  # of one length: only the mean length is everybody's
    visible = np.random.default_rng(seed).random(80) < 0.5
    shown = [row for row, seen in zip(rows, visible, strict=True) if seen]
    whole = written(tmp_path_factory.mktemp("whole"), rows)
    alone = written(tmp_path_factory.mktemp("alone"), shown)
    asked = ["w3", "w40", "w3", "w59", "nowhere"]
    assert np.allclose(whole.scores(asked, visible)[visible], alone.scores(asked), atol=1e-5)
    assert not whole.scores(asked, visible)[~visible].any()
    assert [whole.rarity(w, visible) for w in asked] == pytest.approx([alone.rarity(w) for w in asked])
    assert [whole.frequency(w, visible) for w in asked] == [alone.frequency(w) for w in asked]


@given(seed=st.integers(0, 10_000), runs=st.integers(1, 300))
def test_what_a_mask_shows_of_a_words_passages_is_counted_from_its_runs(seed: int, runs: int) -> None:
    random = np.random.default_rng(seed)
    mask = np.repeat(random.random(runs) < 0.5, random.integers(1, 9, runs))
    rows = np.flatnonzero(random.random(len(mask)) < random.random()).astype(np.int32)
    shown = Shown.by(mask)
    assert shown.passages == np.count_nonzero(mask)
    assert shown.of(rows, mask) == np.count_nonzero(mask[rows])


def test_the_mask_is_applied_before_ranking(tmp_path: Path) -> None:
    index = written(tmp_path, texts(300))
    worst = np.argsort(index.scores(["w0"]) + (index.scores(["w0"]) == 0) * 99)[:3]
    mask = np.zeros(300, dtype=np.bool_)
    mask[worst] = True
    assert sorted(index.search(["w0"], 3, mask)[0]) == sorted(worst)


def test_results_come_best_first_and_ties_by_number() -> None:
    assert best(np.array([1, 3, 0, 3, 2], dtype=np.float32), 3).tolist() == [1, 3, 4]
    assert best(np.array([1, 3, 0, 3, 2], dtype=np.float32), 99).tolist() == [1, 3, 4, 0]
    assert best(np.array([1.0], dtype=np.float32), 0).tolist() == []


def test_unknown_words_an_empty_question_and_an_empty_index_find_nothing(tmp_path: Path) -> None:
    index = written(tmp_path, texts(20))
    assert len(index.search(["unheard"], 5)[0]) == len(index.search([], 5)[0]) == 0
    (tmp_path / "other").mkdir()
    assert len(written(tmp_path / "other", []).search(["w0"], 5)[0]) == 0


def test_a_passage_without_terms_keeps_its_number(tmp_path: Path) -> None:
    index = written(tmp_path, [["a"], [], ["b"]])
    assert index.search(["b"], 5)[0].tolist() == [2]


def test_the_arrays_are_memory_mapped(tmp_path: Path) -> None:
    index = written(tmp_path, texts(20))
    assert isinstance(index._arrays["data"].base, np.memmap)


def test_a_mask_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mask has 1 entries for 2"):
        written(tmp_path, [["a"], ["b"]]).search(["a"], 1, np.ones(1, dtype=np.bool_))
