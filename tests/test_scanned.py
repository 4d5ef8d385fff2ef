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


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_evidence_is_found_on_the_right_page_and_marked_as_read_by_ocr(
    scans: Assistant, row: dict[str, Any]
) -> None:
    answer = scans.ask(row["question"])
    passages = [p for p in answer.passages[:5] if p.file == row["file"] and row["page"] in p.pages]
    assert any(row["holds"] in " ".join(passage.text.split()) for passage in passages)
    assert all(80 < passage.ocr <= 100 for passage in passages)
    assert all(citation.ocr for claim in answer.claims for citation in claim.citations)
