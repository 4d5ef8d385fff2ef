"""Training the reader: its questions, its examples, its lessons and its networks."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from bot.settings import Settings
from corpus.sentences import sentences_of
from index import Embedder, EmbeddingInput, LiveSearcher, PlainPassage, Searcher, find_weights, index_passages
from index.packed import read_bert
from index.rereader import Rereader
from index.tokens import TRAINED, load_press
from scripts.training.batches import Course, batches, collate
from scripts.training.examples import Example, examples
from scripts.training.fitting import fit, loss_of
from scripts.training.lessons import Part, in_service, parts, unwritten, unwritten_parts
from scripts.training.network import Encoder, State, Student, Teacher
from scripts.training.passages import Texts, texts_of
from scripts.training.questions import Asked, digest, own, squad
from scripts.training.states import Known, nearest, states_of

TEXT = "The ferry leaves at nine. The captain rings the bell twice. Passengers wait in the shed until the rain stops."
OTHER = "The market opens on Friday. Fish is sold before noon. Traders pay the clerk for their stalls in the evening."
THIRD = "The school closes early. Two teachers write reports about the pupils of the upper class. Parents read them."
ROWS = (PlainPassage("ferry", TEXT, "Boats"), PlainPassage("market", OTHER), PlainPassage("school", THIRD))
CAPTAIN = "The captain rings the bell twice."
ASKED = (
    Asked("Who rings the bell?", "boats", (("ferry", digest(CAPTAIN)),)),
    Asked("Who teaches swimming?", "lessons", near=(("school", digest("The school closes early.")),)),
    Asked("Where do traders sleep?", "trade", (("market", digest("They sleep at home.")),)),
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Searcher:
    """Three passages in service."""
    home = tmp_path_factory.mktemp("training")
    index_passages(home, ROWS, embedder)
    return LiveSearcher(home, embedder).current()


@pytest.fixture(scope="module")
def texts(searcher: Searcher, embedder: Embedder) -> Texts:
    return texts_of([searcher], embedder.tokenizer())


@pytest.fixture(scope="module")
def made(searcher: Searcher, texts: Texts) -> list[Example]:
    return examples(searcher, texts.texts, ASKED)


@pytest.fixture(scope="module")
def state() -> State:
    bert = read_bert(find_weights().folder)
    assert bert is not None
    return bert[1]


def words(part: Part, texts: Texts, embedder: Embedder) -> str:
    """What a window says, in the words of the tokenizer."""
    ids = np.concatenate(texts.windows)[part.places]
    said: str = embedder.tokenizer().decode(ids.tolist())  # type: ignore[attr-defined]
    return said


def test_squad_gives_passages_and_questions_with_and_without_an_answer(tmp_path: Path) -> None:
    qas = [
        {"question": "Who rings?", "is_impossible": False, "answers": [{"text": "captain", "answer_start": 30}]},
        {"question": "Who swims?", "is_impossible": True, "answers": []},
    ]
    data = {"data": [{"title": "Boats", "paragraphs": [{"context": TEXT, "qas": qas}]}]}
    (tmp_path / "s.json").write_text(json.dumps(data), encoding="utf-8")
    found = squad(tmp_path / "s.json")
    assert [p.id for p in found.passages] == ["Boats#0"]
    assert found.questions[0].evidence == (("Boats#0", digest(CAPTAIN)),)
    assert (found.questions[1].evidence, found.questions[1].near) == ((), (("Boats#0", ""),))


def test_our_own_questions_name_their_sentences_without_their_words() -> None:
    rows = own(Settings())
    assert len(rows) > 2_500 and len({row.text for row in rows}) > 2_500
    assert all(len(mark) == 16 for row in rows for _, mark in (*row.evidence, *row.near))
    assert sum(not row.evidence for row in rows) > 500 and sum(bool(row.near) for row in rows) > 500


def test_a_follow_up_is_asked_with_what_it_leans_on(tmp_path: Path) -> None:
    row = {
        "file": "a.pdf",
        "question": "and the mate?",
        "history": ["Who is the captain?"],
        "sentences": [],
        "near": [],
    }
    (tmp_path / "q.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert own(Settings(), tmp_path / "q.jsonl")[0].text == "Who is the captain? and the mate?"


def test_a_question_whose_answer_stands_nowhere_is_left_out(made: list[Example]) -> None:
    assert [each.asked.group for each in made] == ["boats", "lessons"]


def test_a_draw_puts_the_passage_that_answers_first_and_marks_its_sentence(
    made: list[Example], texts: Texts, embedder: Embedder
) -> None:
    found = parts(made[0], random.Random(1))
    assert [part.good for part in found] == [True, False, False]
    assert found[0].carries is not None and found[0].carries.tolist() == [0, 1, 0]
    assert words(found[0], texts, embedder).startswith("boats. the ferry leaves at nine.")
    assert found[1].carries is not None and not found[1].carries.any()


def test_a_question_without_an_answer_meets_what_only_looks_like_one(
    made: list[Example], texts: Texts, embedder: Embedder
) -> None:
    found = parts(made[1], random.Random(1))
    assert words(found[0], texts, embedder).startswith("the school closes early")
    assert not any(part.good for part in found)


def test_a_sentence_can_ask_for_its_own_passage_with_or_without_it(texts: Texts, embedder: Embedder) -> None:
    asked = unwritten(texts.texts, np.concatenate(texts.windows), 12, (101, 102), random.Random(0))
    assert len(asked) == 12
    lessons = [unwritten_parts(each, random.Random(seed)) for seed, each in enumerate(asked)]
    assert all(found[0].good for found in lessons)
    known = [found[0].carries is not None for found in lessons]
    assert any(known) and not all(known)
    for each, found in zip(asked, lessons, strict=True):
        assert (each.sentence in found[0].segments) == (found[0].carries is not None)


def test_rows_of_a_batch_keep_their_question_and_number_their_sentences_through(made: list[Example]) -> None:
    lessons = [(np.arange(3), parts(made[0], random.Random(1))), (np.arange(3, 7), parts(made[1], random.Random(1)))]
    batch = collate(lessons)
    assert batch.question.tolist() == [0, 0, 0, 1, 1, 1] and batch.firsts.tolist() == [0, 3]
    assert len(batch.carries) == sum(part.sentences for _, found in lessons for part in found) == 18
    assert int(batch.segments.max()) == 17 and batch.asked.shape[1] % 32 == 0
    assert batch.asked[3].tolist()[:5] == [3, 4, 5, 6, -1]


@pytest.fixture(scope="module")
def prepared(made: list[Example], texts: Texts, state: State) -> tuple[Course, Known]:
    """Two questions and four without a writer, with the states of all tokens."""
    ids = np.concatenate(texts.windows)
    asked = unwritten(texts.texts, ids, 4, (101, 102), random.Random(0))
    rows = [*(each.ids for each in made), *(each.ids for each in asked)]
    encoder = Encoder(state).eval()
    passages, questions = states_of(encoder, texts.windows), states_of(encoder, rows)
    asked = nearest(asked, questions.sums[len(made) :], texts.texts, passages.sums)
    course = Course(made, asked, np.cumsum([0, *(len(row) for row in rows)]), [0, 1])
    known = Known(
        *(torch.from_numpy(np.concatenate(r)) for r in (texts.windows, rows)), passages.after, questions.after, 102
    )
    return course, known


def test_a_sentence_never_meets_its_own_passage_as_another(prepared: tuple[Course, Known]) -> None:
    for asked in prepared[0].unwritten:
        assert len(asked.others) == 2 and asked.text not in asked.others


def test_the_teacher_reads_question_and_passage_as_one_text(prepared: tuple[Course, Known], embedder: Embedder) -> None:
    course, known = prepared
    lesson = (course.places(0), in_service(course.examples[0], 1))
    row = known.whole(collate([lesson]))
    shown = embedder.tokenizer().decode(row.ids[0][row.tokens.mask[0]].tolist(), skip_special_tokens=False)  # type: ignore[attr-defined]
    assert shown.startswith("[CLS] who rings the bell? [SEP] boats. the ferry leaves") and shown.endswith(
        "stops. [SEP]"
    )
    assert int(row.tokens.types[0].sum()) == len(lesson[1][0].places) + 1
    assert int((row.tokens.segments[0] >= 0).sum()) == int((lesson[1][0].segments >= 0).sum())


def test_the_press_begins_with_steps_of_a_thirty_second_from_which_states_come_back(
    prepared: tuple[Course, Known], state: State
) -> None:
    known = prepared[1]
    reader = Student(state, known.passages).eval()
    with torch.inference_mode():
        kept = reader.pressed(known.passages)
        near = torch.nn.functional.cosine_similarity(reader.pin(kept), known.passages)
    assert torch.equal((kept * 32).round(), kept * 32) and float(kept.abs().max()) <= 127 / 32
    assert float(near.min()) > 0.95


def test_steps_lower_the_loss_of_both_networks_and_the_index_can_read_the_press(
    prepared: tuple[Course, Known], state: State, tmp_path: Path
) -> None:
    course, known = prepared
    torch.manual_seed(0)
    batch = collate([(course.places(i), parts(course.examples[i], random.Random(1))) for i in (0, 1)])
    # So few tokens span less than the press has numbers: noise gives the rest of its directions a length.
    reader = Student(state, known.passages.repeat(20, 1) + 0.2 * torch.randn(20 * len(known.passages), 384))
    for network, read in ((Teacher(state), known.whole), (reader, known.apart)):
        network.eval()
        before = float(loss_of(network(read(batch)), batch).detach())  # type: ignore[operator]
        fit(network, iter([batch] * 10_000), read, 1.5, (3e-4, 1e-3))  # type: ignore[arg-type]
        assert float(loss_of(network(read(batch)), batch).detach()) < before  # type: ignore[operator]
    save_file(reader.stored(), tmp_path / "made.safetensors")
    rows = load_press(tmp_path / "made.safetensors")(known.passages)
    wanted = (reader.pressed(known.passages) * 32).detach()
    assert np.abs(rows - wanted.numpy()).max() <= 1  # half precision moves some over a step's edge


def test_the_network_that_is_trained_is_the_one_in_service(
    prepared: tuple[Course, Known], state: State, embedder: Embedder
) -> None:
    course, known = prepared
    reader = Student(state, known.passages).eval()
    reader.load_state_dict({name: tensor.float() for name, tensor in load_file(TRAINED).items()})
    with torch.inference_mode():
        judged = reader(known.apart(collate([(course.places(0), in_service(course.examples[0], 3))])))
    found = [{row.id: row for row in ROWS}[c.text.file] for c in course.examples[0].candidates]
    items = [
        EmbeddingInput(row.title, row.text, tuple((s.start, s.end) for s in sentences_of(row.text, 0, len(row.text))))
        for row in found
    ]
    readings = Rereader(embedder).read(ASKED[0].text, items)
    assert np.allclose(judged.rows, [[r.relevance, r.answers] for r in readings], atol=0.3)
    assert np.allclose(judged.sentences, [s for r in readings for s in r.sentences], atol=0.3)


def test_batches_hold_so_many_windows_and_held_out_questions_are_never_drawn(prepared: tuple[Course, Known]) -> None:
    course = prepared[0]
    alone = Course(course.examples, (), course.firsts, [1])
    drawn = batches(alone, 10, 0.5, 0)
    for _ in range(5):
        batch = next(drawn)
        assert len(batch.good) == 10 and not batch.good.any()
