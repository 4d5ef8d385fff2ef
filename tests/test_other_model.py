"""Another embedding model, as ``POC_EMBEDDING_MODEL`` names it: made on the spot, with random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.settings import Settings
from corpus.errors import WeightsMismatch
from index import Embedder, LiveSearcher, find_weights
from scripts.opening import embedder_for
from tests.builders import build, document

LAMPS = ("Lamps are lit on the pier at dusk by the harbour guard.", "Boats are counted at noon.")


def tiny_model(folder: Path) -> Path:
    """A BERT of one layer with the packaged model's tokenizer."""
    from transformers import AutoTokenizer, BertConfig, BertModel

    tokenizer = AutoTokenizer.from_pretrained(str(find_weights().folder), local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=384, num_hidden_layers=1, num_attention_heads=12, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_another_embedding_model_indexes_and_answers_with_its_own_weights(tmp_path: Path, embedder: Embedder) -> None:
    home = tmp_path / "home"
    settings = Settings(home=home, embedding_model=tiny_model(tmp_path / "model"))
    other = embedder_for(settings)
    assert other.weights.sha256 != embedder.weights.sha256
    build(home, other, document("one", LAMPS))
    assistant = Assistant(LiveSearcher(home, other), settings)
    assert "Lamps are lit" in assistant.ask("Who lights the lamps on the pier at dusk?").passages[0].text
    assert assistant.searcher().snapshot.manifest.model.sha256 == other.weights.sha256
    with pytest.raises(WeightsMismatch, match="scripts/reindex"):
        LiveSearcher(home, embedder).current()
