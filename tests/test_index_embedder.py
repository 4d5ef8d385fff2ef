import os
import subprocess
import sys

import numpy as np
import pytest

from index import Embedder, EmbeddingInput
from index.weights import has_fast_bf16

QUESTION = "Who is responsible for threat assessments?"
TEXT = "The Mission shall protect civilians. It may use force."
ITEM = EmbeddingInput("UNMISS", TEXT, ((0, 36), (37, 54)))


@pytest.fixture(scope="module")
def exact() -> Embedder:
    return Embedder.load(precision="fp32")


def test_vectors_equal_those_of_sentence_transformers(exact: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(exact.weights.folder), device="cpu", local_files_only=True)
    assert exact.encode_query(QUESTION) @ reference.encode(QUESTION) > 0.99999
    assert exact.encode_passages([ITEM]).passages[0] @ reference.encode(f"UNMISS. {TEXT}") > 0.99999


def test_a_batch_gives_each_text_what_it_gets_alone(exact: Embedder) -> None:
    items = [ITEM, EmbeddingInput("", QUESTION), EmbeddingInput("", "word " * 200)]
    together = exact.encode_passages(items).passages
    alone = np.concatenate([exact.encode_passages([item]).passages for item in items])
    assert np.allclose(together, alone, atol=1e-5)


def test_shapes_types_and_lengths_are_as_promised(embedder: Embedder) -> None:
    vectors = embedder.encode_passages([ITEM, EmbeddingInput("", "No sentences given")])
    assert (vectors.passages.shape, vectors.passages.dtype) == ((2, 384), np.float32)
    assert (vectors.sentences.shape, vectors.sentences.dtype) == ((3, 384), np.float16)
    assert vectors.offsets.tolist() == [0, 2, 3]
    assert np.allclose(np.linalg.norm(vectors.sentences.astype(np.float32), axis=1), 1, atol=2e-3)
    assert embedder.encode_query(QUESTION).dtype == np.float32


def test_a_sentence_is_nearest_to_the_question_it_answers(embedder: Embedder) -> None:
    asked = embedder.encode_query("May the mission use force?")
    protect, force = embedder.encode_passages([ITEM]).sentences.astype(np.float32) @ asked
    assert force > protect


def test_context_in_front_moves_the_vectors_and_its_weight_moves_sentences_alone(exact: Embedder) -> None:
    mixed = Embedder(exact.weights, "fp32", context_weight=1.0, _loaded=exact._loaded)
    plain, weighted = exact.encode_passages([ITEM]), mixed.encode_passages([ITEM])
    assert np.array_equal(plain.passages, weighted.passages)
    assert not np.allclose(plain.sentences, weighted.sentences, atol=1e-2)
    assert plain.passages[0] @ exact.encode_passages([EmbeddingInput("", TEXT)]).passages[0] < 0.99


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "x" * 20_000, "\U0001f6f0\ufe0f", "\ud800"])
def test_any_text_gives_a_unit_vector(embedder: Embedder, text: str) -> None:
    assert np.linalg.norm(embedder.encode_query(text)) == pytest.approx(1, abs=1e-3)


def test_no_passages_give_no_rows(embedder: Embedder) -> None:
    vectors = embedder.encode_passages([])
    assert vectors.passages.shape == (0, 384)
    assert vectors.offsets.tolist() == [0]


@pytest.mark.skipif(not has_fast_bf16(), reason="this CPU has no fast bf16")
def test_bf16_agrees_with_fp32(exact: Embedder) -> None:
    short = Embedder.load(precision="bf16").encode_passages([ITEM, EmbeddingInput("", QUESTION)])
    full = exact.encode_passages([ITEM, EmbeddingInput("", QUESTION)])
    assert (short.passages * full.passages).sum(axis=1).min() > 0.999
    assert (short.sentences.astype(np.float32) * full.sentences.astype(np.float32)).sum(axis=1).min() > 0.998


def test_finding_the_embedder_imports_neither_torch_nor_transformers() -> None:
    code = "import sys, index; index.Embedder.find(); print({'torch', 'transformers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_loading_opens_no_connection() -> None:
    code = (
        "import socket, index\n"
        "def refuse(*a, **k): raise SystemExit('a connection was tried')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "print(len(index.Embedder.load().encode_query('x')))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "384", "")


def test_the_packed_model_gives_the_librarys_vectors_and_tokens() -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    from index.forward import read_tokenizer
    from index.packed import PackedModel, read_bert

    folder = Embedder.find().weights.folder
    library = SentenceTransformer(str(folder), device="cpu", local_files_only=True)[0]
    bert = read_bert(folder)
    assert bert is not None
    ids = torch.randint(1000, 20000, (4, 50))
    mask = torch.ones(4, 50, dtype=torch.bool)
    mask[0, 30:] = False
    text = "Who chairs the Working Group – in Bor, at 4.30? S/RES/2779 (2025) \u00e9t\u00e9"
    with torch.inference_mode():
        same = library.auto_model.eval()(input_ids=ids, attention_mask=mask.long()).last_hidden_state[mask]
        for dtype in (torch.float32, torch.bfloat16):
            near = PackedModel(*bert, dtype)(ids, mask).last_hidden_state[mask].float()
            assert torch.nn.functional.cosine_similarity(near, same).min() > 0.999
    assert read_tokenizer(folder).encode(text).ids == library.tokenizer(text)["input_ids"]


def test_a_first_question_imports_neither_the_library_nor_what_it_brings() -> None:
    code = (
        "import sys, index\n"
        "index.Embedder.load()\n"
        "print(sorted({'sentence_transformers', 'transformers', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_torch_cannot_pack_layers_plain_ones_come_to_the_same(
    exact: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.ops, "mkldnn", object())  # as in a torch that was built without oneDNN
    plain = Embedder.load(precision="fp32")
    assert plain.encode_query(QUESTION) == pytest.approx(exact.encode_query(QUESTION), abs=1e-5)
