"""The gate before a new index."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.showing import Reference
from bot.state import Judgement, Verdicts
from bot.state.database import open_database
from corpus.errors import GateClosed
from index import Embedder, Searcher, current_id, open_current
from index.ingest import ingest
from index.report import read_report
from index.run import Wishes
from scripts.indexing.gate import Gate, confirmed_in
from scripts.indexing.printing import findings
from tests.papers import LANTERNS, WELLS, paper


class House:
    """A home with two papers in service, and a bank of two questions about them."""

    def __init__(self, base: Path, embedder: Embedder) -> None:
        self.home, self.docs, self.bank, self.embedder = base / "home", base / "docs", base / "bank.jsonl", embedder
        paper(self.docs / "lanterns.pdf", LANTERNS)
        paper(self.docs / "wells.pdf", WELLS)
        ingest(self.home, [self.docs], embedder)

    def ask(self, confirmed: bool = False) -> None:
        rows: list[dict[str, Any]] = [
            {"id": "l", "question": "Who counts every lantern?", "file": "lanterns.pdf", "text": LANTERNS[0]},
            {"id": "w", "question": "Who tests the water of wells?", "file": "wells.pdf", "text": WELLS[0]},
        ]
        lines = [
            {
                **row,
                "confirmed": confirmed,
                "evidence": [{"quote": row["text"][:70], "file": row["file"], "pages": [1]}],
            }
            for row in rows
        ]
        self.bank.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    def index(self, margin: float, verdicts: Verdicts | None = None, dry: bool = False) -> None:
        confirmed = [confirmed_in(verdicts)] if verdicts else []
        gate = Gate.of(self.bank, margin, self.embedder, Settings(home=self.home), confirmed)
        ingest(self.home, [self.docs], self.embedder, wishes=Wishes(check=gate.check, dry=dry))


@pytest.fixture
def house(tmp_path: Path, embedder: Embedder) -> House:
    made = House(tmp_path, embedder)
    made.ask()
    return made


def test_an_index_that_finds_as_much_is_published_with_its_figures(house: House) -> None:
    paper(house.docs / "third.pdf", WELLS[1:], title="Third")
    house.index(0.0)
    gate = open_current(house.home).manifest.report["gate"]
    assert (gate["before"], gate["after"], gate["lost"], gate["confirmed_lost"]) == (1.0, 1.0, [], [])


def test_an_index_that_finds_less_is_not_published_and_what_was_lost_is_named(house: House) -> None:
    served = current_id(house.home)
    (house.docs / "wells.pdf").unlink()
    with pytest.raises(
        GateClosed, match=r"from 1\.000 to 0\.500.*w \(Who tests the water of wells\?, from wells\.pdf\)"
    ) as closed:
        house.index(0.1)
    assert "lantern" not in str(closed.value)
    assert str(closed.value).endswith("If they are meant to go, run again without --gate.")
    assert current_id(house.home) == served


def test_within_the_margin_it_is_published(house: House) -> None:
    (house.docs / "wells.pdf").unlink()
    house.index(0.5)
    assert open_current(house.home).manifest.report["gate"]["lost"] == ["w"]


def test_a_confirmed_answer_must_not_be_lost_whatever_the_margin(house: House) -> None:
    house.ask(confirmed=True)
    (house.docs / "wells.pdf").unlink()
    with pytest.raises(GateClosed, match="confirmed answers would be lost"):
        house.index(1.0)


def test_an_adviser_s_confirmation_counts_as_well(house: House) -> None:
    verdicts = Verdicts(open_database(house.home))
    store = Searcher(open_current(house.home), house.embedder).store
    [id_] = [id_ for id_, card in store.cards().items() if card.file == "wells.pdf"]
    document = store.document(id_)
    at = document.text.index("The Well Committee shall")
    place = Reference.of_passage(document, at, at + 40).encode()
    verdicts.record(Judgement.CONFIRM, wording="Who looks after wells?", reference=place, adviser="U1")
    (house.docs / "wells.pdf").unlink()
    with pytest.raises(GateClosed, match="Who looks after wells"):
        house.index(1.0, verdicts)


def test_a_bank_whose_evidence_is_nowhere_is_told(house: House) -> None:
    house.bank.write_text(house.bank.read_text(encoding="utf-8").replace(".pdf", ".doc"), encoding="utf-8")
    paper(house.docs / "third.pdf", WELLS[1:], title="Third")
    house.index(0.0)
    told = list(findings(read_report(open_current(house.home).manifest.report)))
    assert any(line.startswith("The gate found the evidence of no question") for line in told)


def test_a_first_index_has_nothing_to_be_compared_with(house: House, tmp_path: Path) -> None:
    gate = Gate.of(house.bank, 0.0, house.embedder, Settings(home=tmp_path / "fresh"))
    report = ingest(tmp_path / "fresh", [house.docs], house.embedder, wishes=Wishes(check=gate.check))
    assert (report.gate["before"], report.gate["after"]) == (None, 1.0)


def test_a_dry_run_asks_and_publishes_nothing(house: House) -> None:
    served = current_id(house.home)
    paper(house.docs / "third.pdf", WELLS[1:], title="Third")
    house.index(0.0, dry=True)
    assert current_id(house.home) == served
