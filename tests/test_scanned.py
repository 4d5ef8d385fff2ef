"""Questions about the six scans of the shared material, read by OCR."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assistant import Assistant
from bot.settings import Settings
from index import Embedder, LiveSearcher

ROWS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("scanned_questions.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def scans(embedder: Embedder) -> Assistant:
    home = os.environ.get("POC_SCANNED_HOME", "")
    if not home:
        pytest.skip("POC_SCANNED_HOME names no home in which the scans are indexed: OCR of 26 pages takes minutes")
    return Assistant(LiveSearcher(Path(home), embedder), Settings(home=Path(home)))


def rank_of(assistant: Assistant, row: dict[str, Any]) -> int:
    """Rank of the passage on the right page that holds the figure; 99 where it is not among ten."""
    passages = assistant.ask(row["question"]).passages
    right = [p for p in passages if p.file == row["file"] and row["page"] in p.pages]
    return next((p.rank for p in right if row["holds"] in " ".join(p.text.split())), 99)


def test_evidence_is_found_on_the_right_page(scans: Assistant) -> None:
    ranks = {row["id"]: rank_of(scans, row) for row in ROWS}
    assert sum(rank <= 5 for rank in ranks.values()) >= 9, ranks


def test_what_ocr_read_is_marked_on_every_citation(scans: Assistant) -> None:
    for row in ROWS:
        answer = scans.ask(row["question"])
        assert all(80 < passage.ocr <= 100 for passage in answer.passages)
        assert all(citation.ocr for claim in answer.claims for citation in claim.citations)
