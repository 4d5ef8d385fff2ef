"""Training the reader: its questions, its examples and one step."""

import json
import random
from pathlib import Path

import pytest
import torch

from index import Embedder, LiveSearcher, PlainPassage, Searcher, find_weights, index_passages
from index.rereader import Rereader
from scripts.commands.train_reader import loss_of
from scripts.training.examples import example, parts, pseudo
from scripts.training.network import Network
from scripts.training.questions import Asked, digest, own, squad

TEXT = "The ferry leaves at nine. The captain rings the bell twice. Passengers wait in the shed until the rain stops."
OTHER = "The market opens on Friday. Fish is sold before noon. Traders pay the clerk for their stalls in the evening."
ROWS = (PlainPassage("ferry", TEXT), PlainPassage("market", OTHER))
ASKED = Asked("Who rings the bell?", "boats", (("ferry", digest("The captain rings the bell twice.")),))


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Searcher:
    """Two passages in service."""
    home = tmp_path_factory.mktemp("training")
    index_passages(home, ROWS, embedder)
    return LiveSearcher(home, embedder).current()


def test_squad_gives_passages_and_questions_with_and_without_an_answer(tmp_path: Path) -> None:
    qas = [
        {"question": "Who rings?", "is_impossible": False, "answers": [{"text": "captain", "answer_start": 30}]},
        {"question": "Who swims?", "is_impossible": True, "answers": []},
    ]
    data = {"data": [{"title": "Boats", "paragraphs": [{"context": TEXT, "qas": qas}]}]}
    (tmp_path / "s.json").write_text(json.dumps(data), encoding="utf-8")
    found = squad(tmp_path / "s.json")
    assert [p.id for p in found.passages] == ["Boats#0"]
    assert found.questions[0].evidence == (("Boats#0", digest("The captain rings the bell twice.")),)
    assert (found.questions[1].evidence, found.questions[1].near) == ((), "Boats#0")


def test_our_own_questions_name_their_sentences_without_their_words() -> None:
    rows = own()
    assert len(rows) > 300 and len({row.text for row in rows}) > 300
    assert all(len(mark) == 16 for row in rows for _, mark in row.evidence)
    assert sum(not row.evidence for row in rows) > 50


def test_an_example_puts_the_passage_that_answers_first_and_marks_its_sentence(searcher: Searcher) -> None:
    found = parts(example(searcher, ASKED), random.Random(1))
    assert [part.good for part in found] == [True, False]
    assert found[0].carries is not None and found[0].carries.sum() == 1
    assert found[1].carries is not None and not found[1].carries.any()


def test_a_sentence_can_ask_for_its_own_passage(searcher: Searcher) -> None:
    made = [pseudo(searcher, 0, random.Random(seed)) for seed in range(8)]
    lessons = [lesson for lesson in made if lesson is not None]
    assert lessons
    assert all(found[0].good and not any(part.good for part in found[1:]) for _, found in lessons)


def test_one_step_lowers_the_loss_and_what_was_trained_can_be_read(
    searcher: Searcher, embedder: Embedder, tmp_path: Path
) -> None:
    from safetensors.torch import save_file

    torch.manual_seed(0)
    network = Network(find_weights().folder, layers=1, rank=2).eval()  # no dropout, so that each step can only help
    lessons = [(ASKED.text, parts(example(searcher, ASKED), random.Random(1)))]
    optimizer = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=3e-4)
    losses = []
    for _ in range(4):
        loss = loss_of(network, embedder, lessons)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]
    save_file(network.trained(), tmp_path / "made.safetensors")
    readings = Rereader(find_weights(), tmp_path / "made.safetensors").read(ASKED.text, [p.item for p in lessons[0][1]])
    assert len(readings) == 2
