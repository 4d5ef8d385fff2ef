"""Linear layers in products of 8-bit numbers, and the two models that are computed with them."""

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import gelu, linear
from typer.testing import CliRunner

import index.eights
from corpus.model import Document
from index import Embedder, EmbeddingInput, PassageVectors, Rereader
from index.eights import EightBits, EightBitsAfterGelu, Product, Range, can_multiply, eight_bits, whole_numbers
from index.packed import PackedLinear
from index.weights import DEFAULT_SHA256
from scripts.commands import ranges

QUESTIONS = ("Who counts the lanterns at dusk?", "May the patrol use force, and when?", "resolution 2779 para 5")
pytestmark = pytest.mark.skipif(not can_multiply(), reason="torch has no products of 8-bit numbers here")


@pytest.fixture
def chance() -> torch.Generator:
    return torch.Generator().manual_seed(5)


@pytest.fixture(scope="module")
def exact() -> Embedder:
    return Embedder.load(precision="fp32")


@pytest.fixture(scope="module")
def short() -> Embedder:
    return Embedder.load(precision="int8")


@pytest.fixture(scope="module")
def items(sample_documents: tuple[Document, ...]) -> list[EmbeddingInput]:
    """Pieces of the bundled samples, each of two sentences."""
    texts = [document.text[at : at + 600] for document in sample_documents for at in range(0, 3_000, 600)]
    return [EmbeddingInput("Sample", text, ((0, 300), (300, len(text)))) for text in texts if len(text) > 400]


@pytest.fixture(scope="module")
def full(exact: Embedder, items: list[EmbeddingInput]) -> PassageVectors:
    return exact.encode_passages(items)


@pytest.fixture(scope="module")
def near(short: Embedder, items: list[EmbeddingInput]) -> PassageVectors:
    return short.encode_passages(items)


def test_products_of_whole_numbers_are_exact_where_they_are_largest_too(chance: torch.Generator) -> None:
    weight = torch.randn(96, 384, generator=chance)
    weight[0], weight[1, ::2], weight[1, 1::2] = 1, 1, -1
    rows = torch.randint(0, 256, (70, 384), generator=chance, dtype=torch.uint8)
    rows[0], rows[1, ::2], rows[1, 1::2] = 255, 255, 0
    bias, kept = torch.randn(96, generator=chance), whole_numbers(weight)
    wanted = (rows.double() - 128) @ kept.whole.double().T * kept.scale + bias
    assert torch.allclose(Product(weight, bias, 128)(rows).double(), wanted, rtol=1e-5, atol=1e-2)


def test_no_two_neighbouring_products_leave_sixteen_bits(chance: torch.Generator) -> None:
    for weight in (torch.randn(50, 384, generator=chance), torch.ones(2, 8), -torch.ones(2, 8), torch.zeros(2, 8)):
        pairs = whole_numbers(weight).whole.int().view(len(weight), -1, 2)
        assert pairs.clamp(min=0).sum(2).max() * 255 < 2**15
        assert pairs.clamp(max=0).sum(2).min() * 255 >= -(2**15)


def test_a_layer_is_near_to_the_exact_one_also_where_one_number_is_much_wider(chance: torch.Generator) -> None:
    x = torch.randn(300, 384, generator=chance) * 0.5 + 0.1
    x[:, 7] = x[:, 7] * 20 + 15
    weight, bias = torch.randn(192, 384, generator=chance) * 0.05, torch.randn(192, generator=chance)
    near, wanted = EightBits(weight, bias, Range(x.amin(0), x.amax(0)))(x), linear(x, weight, bias)
    assert ((near - wanted).norm() / (wanted - bias).norm()).item() < 0.02


def test_what_lies_outside_of_the_range_counts_as_its_end() -> None:
    layer = EightBits(torch.eye(8), torch.zeros(8), Range(torch.full((8,), -1.0), torch.ones(8)))
    made = layer(torch.tensor([[50.0, -50.0, 0, 0, 0.5, -0.5, 0, 0]]))[0]
    assert made.tolist() == pytest.approx([1.1, -1.1, 0, 0, 0.5, -0.5, 0, 0], abs=0.02)


def test_behind_the_activation_each_row_has_its_own_scale(chance: torch.Generator) -> None:
    risen = gelu(torch.randn(40, 512, generator=chance) * torch.logspace(-2, 2, 40)[:, None])
    weight, bias = torch.randn(384, 512, generator=chance) * 0.05, torch.randn(384, generator=chance)
    wanted = linear(risen, weight, bias)
    off = (EightBitsAfterGelu(weight, bias)(risen.clone()) - wanted).norm(dim=1) / (wanted - bias).norm(dim=1)
    assert off[10:].max() < 0.03  # the rows before are smaller than what the activation's least value allows for


def test_vectors_of_passages_sentences_and_questions_stay_where_they_are(
    exact: Embedder, short: Embedder, full: PassageVectors, near: PassageVectors
) -> None:
    assert len(full.passages) >= 10
    assert (full.passages * near.passages).sum(1).min() > 0.995
    assert (full.sentences.astype(np.float32) * near.sentences.astype(np.float32)).sum(1).min() > 0.99
    for question in QUESTIONS:
        assert exact.encode_query(question) @ short.encode_query(question) > 0.995


def test_the_order_of_passages_for_a_question_stays_nearly_the_same(
    exact: Embedder, short: Embedder, full: PassageVectors, near: PassageVectors
) -> None:
    for question in QUESTIONS:
        wanted, found = full.passages @ exact.encode_query(question), near.passages @ short.encode_query(question)
        assert wanted[found.argmax()] > wanted.max() - 0.01
        assert np.corrcoef(wanted, found)[0, 1] > 0.99


def test_the_reader_comes_to_nearly_the_same(
    exact: Embedder, short: Embedder, full: PassageVectors, near: PassageVectors, items: list[EmbeddingInput]
) -> None:
    exactly, shortly = Rereader(exact), Rereader(short)
    for question in QUESTIONS:
        wanted = np.array([reading[:2] for reading in map(astuple, exactly.read(question, items, full.tokens))])
        found = np.array([reading[:2] for reading in map(astuple, shortly.read(question, items, near.tokens))])
        assert np.abs(wanted - found).mean() < 0.25
        assert wanted[found[:, 0].argmax(), 0] > wanted[:, 0].max() - 0.5


def test_the_same_text_gives_the_same_vector_whatever_is_embedded_beside_it(
    short: Embedder, near: PassageVectors, items: list[EmbeddingInput]
) -> None:
    alone = short.encode_passages(items[:1]).passages[0]
    assert near.passages[0] == pytest.approx(alone, abs=2e-2)


def test_another_model_is_computed_in_full(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"another model")
    assert Embedder.find(tmp_path, None, "int8").precision == "fp32"
    assert Embedder.find(precision="int8").precision == "int8"


def test_where_torch_has_no_such_products_layers_are_plain(monkeypatch: pytest.MonkeyPatch, exact: Embedder) -> None:
    monkeypatch.setattr(index.eights, "can_multiply", lambda: False)
    assert eight_bits("embedder") is PackedLinear
    full = Embedder.load(precision="int8").encode_query(QUESTIONS[0])
    assert full == pytest.approx(exact.encode_query(QUESTIONS[0]), abs=1e-6)


def test_vectors_in_eight_bits_are_kept_apart_by_the_ranges_they_were_made_with() -> None:
    ours = Embedder.find(precision="int8").fingerprint
    assert ours.startswith(f"{DEFAULT_SHA256}/int8-{index.eights.ranges_digest()}/")
    assert ours.rpartition("/")[2] == Embedder.find(precision="fp32").fingerprint.rpartition("/")[2]


def test_ranges_are_recorded_from_an_index_and_written_only_when_asked(
    samples_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "ranges.safetensors"
    monkeypatch.setattr(ranges, "SEEN", written)
    app = ranges.typer.Typer()
    app.command()(ranges.main)
    shown = CliRunner().invoke(app, [str(samples_home), "--passages", "11"])  # ten are read together, and one is left
    assert shown.exit_code == 0 and "embedder.5.up.high" in shown.output and "reader.0.out.low" in shown.output
    assert "down" not in shown.output and not written.exists()
    done = CliRunner().invoke(app, [str(samples_home), "--passages", "10", "--write"])
    assert done.exit_code == 0 and "Index again" in done.output
    assert index.eights._read("embedder", written).keys() == index.eights._read("embedder", index.eights.SEEN).keys()
