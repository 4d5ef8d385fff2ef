from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import SnapshotDamaged
from index import Store
from tests.builders import ALERTS, PATROLS, document

FIRST, SECOND = document("first", PATROLS), document("second", ALERTS, audience=("C1",))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    writer = Store.create(tmp_path / "text?#.sqlite")
    assert writer.add(*FIRST) == range(0, 2)
    assert writer.add(*SECOND) == range(2, 5)
    writer.close()
    return tmp_path / "text?#.sqlite"


@pytest.fixture
def store(path: Path) -> Store:
    return Store.open(path)


def test_documents_come_back_light_and_their_glyphs_when_asked(store: Store) -> None:
    made, back = SECOND[0], store.document("second")
    assert (back.text, back.card, back.blocks) == (made.text, made.card, made.blocks)
    assert len(back.glyph_page) == len(back.glyph_box) == 0
    assert np.array_equal(store.glyphs("second").box, made.glyph_box)
    assert np.array_equal(store.glyph_pages("second"), made.glyph_page)


def test_passages_come_in_the_order_asked(store: Store) -> None:
    assert store.passages([4, 0, 4]) == [SECOND[1][2], FIRST[1][0], SECOND[1][2]]
    assert store.passage(1) == FIRST[1][1]
    assert store.passages([]) == []


def test_of_passages_that_were_read_the_last_ones_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.PASSAGES_KEPT", 2)
    for numbers in ([0, 1, 2], [2, 0, 3], [4, 1]):
        assert store.passages(numbers) == [(*FIRST[1], *SECOND[1])[number] for number in numbers]
        assert len(store._passages) == 2
    assert set(store._passages) == {4, 1}


def test_more_passages_than_one_query_holds_come_back(store: Store) -> None:
    assert len(store.passages([0, 1] * 700)) == 1400


def test_cards_and_numbers_follow_document_order(store: Store) -> None:
    assert list(store.cards()) == list(store.ids) == ["first", "second"]
    assert store.cards()["second"].audience == ("C1",)
    assert store.passage_numbers("second") == range(2, 5)


@pytest.mark.parametrize(("number", "expected"), [(0, [1]), (1, [0]), (2, [3]), (3, [2, 4])])
def test_neighbours_stay_inside_the_document(store: Store, number: int, expected: list[int]) -> None:
    assert store.neighbours(number, 1) == expected


def test_neighbours_of_a_lists_parts_follow_their_own_words_and_not_the_lead_in(tmp_path: Path) -> None:
    made, plain = document("list", ("They shall:", "watch;", "walk;", "write.", "And rest."))
    lead, watch, walk, write, rest = [passage.spans[0] for passage in plain]
    shown = [(lead, write), (watch,), (watch, walk), (rest,)]
    writer = Store.create(tmp_path / "text.sqlite")
    writer.add(made, [replace(plain[0], spans=spans) for spans in shown])
    writer.close()
    store = Store.open(tmp_path / "text.sqlite")
    assert [store.neighbours(number, 1) for number in range(4)] == [[2, 3], [2], [1, 0], [0]]
    assert store.neighbours(1, 9) == [2, 0, 3]


def test_what_is_not_here_is_a_key_error(store: Store) -> None:
    for ask in (lambda: store.document("x"), lambda: store.passage(9), lambda: store.neighbours(9, 1)):
        with pytest.raises(KeyError):
            ask()


def test_a_document_without_passages_has_no_numbers(tmp_path: Path) -> None:
    writer = Store.create(tmp_path / "text.sqlite")
    writer.add(FIRST[0], [])
    writer.close()
    assert list(Store.open(tmp_path / "text.sqlite").passage_numbers("first")) == []


def test_many_threads_may_read_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: store.passage(number % 5).document, range(200)))
    assert found.count("first") == 80


def test_the_file_is_never_written_to(path: Path, store: Store) -> None:
    before = (path.read_bytes(), sorted(path.parent.iterdir()))
    store.passages(range(5))
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_a_broken_file_is_told_as_damage(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(SnapshotDamaged, match="scripts/reindex"):
        Store.open(path)
