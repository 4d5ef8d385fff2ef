"""The reader of question and passage together."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import WeightsError
from index import CrossEncoder, EmbeddingInput, Rereader
from index.rereader import TRAINED

SHORT = EmbeddingInput(
    "Orders", "The harbour master counts the lanterns at dusk. Fog bells ring at sea.", ((0, 47), (48, 70))
)
OTHER = EmbeddingInput("Orders", "The well is tested every Monday by the committee.", ((0, 49),))
LONG = EmbeddingInput("Orders", "Boats return at night. " * 120, tuple((23 * i, 23 * i + 22) for i in range(120)))
ASKED = "Who counts the lanterns?"


@pytest.fixture(scope="module")
def reader() -> Rereader:
    """The trained reader."""
    return Rereader.find()


def test_the_passage_that_answers_is_judged_above_one_that_does_not(reader: Rereader) -> None:
    good, other = reader.read(ASKED, [SHORT, OTHER])
    assert good.relevance > other.relevance
    assert good.answers > other.answers


def test_every_sentence_is_judged_and_the_one_with_the_answer_is_the_best(reader: Rereader) -> None:
    good, other = reader.read(ASKED, [SHORT, OTHER])
    assert len(good.sentences) == 2 and len(other.sentences) == 1
    assert good.sentences[0] > good.sentences[1]


def test_what_stands_beside_a_passage_does_not_change_what_is_made_of_it(reader: Rereader) -> None:
    alone = reader.read(ASKED, [SHORT])[0]
    among = reader.read(ASKED, [LONG, SHORT, OTHER])[1]
    assert alone.relevance == pytest.approx(among.relevance, abs=0.2)
    assert alone.sentences == pytest.approx(among.sentences, abs=0.2)


def test_questions_that_are_read_at_once_are_read_as_each_alone(reader: Rereader) -> None:
    asked = [ASKED, "When is the well tested?"] * 4
    alone = [reader.read(question, [LONG, SHORT, OTHER]) for question in asked]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda question: reader.read(question, [LONG, SHORT, OTHER]), asked))
    for one, other in zip(alone, at_once, strict=True):
        for mine, again in zip(one, other, strict=True):
            assert mine.relevance == pytest.approx(again.relevance, abs=0.05)
            assert mine.sentences == pytest.approx(again.sentences, abs=0.05)


def test_anything_can_be_read(reader: Rereader) -> None:
    assert reader.read(ASKED, []) == []
    empty = EmbeddingInput("", "", ())
    for question in ("", "?", "الحماية", "\ud800", "w " * 900):
        readings = reader.read(question, [empty, LONG])
        assert [len(r.sentences) for r in readings] == [1, 120]


def test_what_was_kept_of_a_passage_is_read_as_the_passage_itself(reader: Rereader) -> None:
    kept = reader.embedder.encode_passages([SHORT, OTHER]).tokens
    assert reader.read(ASKED, [SHORT, OTHER], kept) == reader.read(ASKED, [SHORT, OTHER])


def test_a_part_of_a_passage_is_judged_by_its_own_sentences(reader: Rereader) -> None:
    (kept,) = reader.embedder.encode_passages([SHORT]).tokens
    second = EmbeddingInput("Orders", "Fog bells ring at sea.", ((0, 22),))
    whole, part = reader.read(ASKED, [SHORT, second], [kept, kept.part(1, 2)])
    assert len(part.sentences) == 1
    assert part.answers < whole.answers


def test_the_added_weights_are_a_few_megabytes() -> None:
    assert TRAINED.stat().st_size < 5_000_000


def test_another_cross_encoder_judges_passages_alone(tmp_path: Path) -> None:
    folder = tiny_cross_encoder(tmp_path / "tiny")
    readings = CrossEncoder(folder).read(ASKED, [SHORT, OTHER])
    assert [reading.sentences for reading in readings] == [(), ()]
    assert readings[0].relevance == readings[0].answers
    assert CrossEncoder(folder).read(ASKED, []) == []


def test_a_folder_without_a_model_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="POC_RERANKER"):
        CrossEncoder(tmp_path).read(ASKED, [SHORT])


def tiny_cross_encoder(folder: Path) -> Path:
    """A cross-encoder with random weights, made on the spot with the packaged model's tokenizer."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from index import find_weights

    tokenizer = AutoTokenizer.from_pretrained(str(find_weights().folder), local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
