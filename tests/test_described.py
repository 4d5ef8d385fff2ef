"""Documents that are only cited, as catalogue.yaml describes them: their cards, and what they replace."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.assistant import Assistant
from bot.settings import Settings
from bot.status import Known, StatusCard
from bot.status_lines import show_status
from corpus.worker import Readers
from index import Embedder, LiveSearcher
from index.ingest import ingest
from index.report import Report
from index.run import Wishes
from scripts.indexing.printing import findings
from tests.papers import LANTERNS, WELLS, paper

CITING = (
    *LANTERNS,
    "The office recalls document S/2029/13, the Beacon Rules and resolution 9001 (2031) of the Council.",
)
CATALOGUE = """
S/2029/13:
  title: Report on beacons
  document_type: report
  issuer: Secretary-General
  issued: 2029-02-03
  missions: [UNMISS]
  authority: report
  replaced_by: [S/2030/1]
  confirmed_by: an adviser
S/RES/9001:
  title: Resolution 9001 (2031)
  status: in force
Harbour Order 7:
  title: Harbour Order 7
  document_type: order
  issued: 2033-01-01
  replaces: [wells.pdf]
Cellar Order 9:
  document_type: order
  replaces: [cellar.pdf]
S/2028/99:
  title: A report that nobody cites
cellar.pdf:
  audience: [C1]
S/2027/5:
  audience: [C1]
  title: A hidden title
"""
INSIDE = frozenset({"C1"})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> tuple[Report, Assistant]:
    base = tmp_path_factory.mktemp("described")
    paper(base / "docs" / "lanterns.pdf", (*CITING, "It read S/2027/5 as well, which is dated 2027."))
    paper(base / "docs" / "wells.pdf", WELLS)
    paper(base / "docs" / "cellar.pdf", ("The cellar under the mill shall be locked at dusk by the miller.",) * 3)
    (base / "docs" / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    with Readers(workers=1) as readers:
        report = ingest(base / "home", [base / "docs"], embedder, readers=readers)
    return report, Assistant(LiveSearcher(base / "home", embedder), Settings(home=base / "home"))


def card(assistant: Assistant, asked: str, audience: frozenset[str] = frozenset()) -> StatusCard:
    found = assistant.status(asked, audience=audience)
    assert found.known is Known.CITED, found
    return found.cards[0]


def test_a_cited_document_is_shown_as_catalogue_yaml_describes_it(made: tuple[Report, Assistant]) -> None:
    told = card(made[1], "S/2029/13")
    assert (told.title, told.document_type, told.issuer, told.issued) == (
        "Report on beacons", "report", "Secretary-General", "2029-02-03",
    )  # fmt: skip
    assert (told.missions, told.authority, told.status) == (("UNMISS",), "report", "superseded")
    assert (told.replaced_by, told.confirmed_by, told.cited_times) == (("S/2030/1",), "an adviser", 1)
    assert [at.file for at in told.cited_in] == ["lanterns.pdf"]


def test_its_title_finds_it_too_and_the_year_may_be_left_out(made: tuple[Report, Assistant]) -> None:
    assert card(made[1], "report on beacons") == card(made[1], "S/2029/13")
    assert card(made[1], "9001").status == card(made[1], "S/RES/9001 (2031)").status == "in force"


def test_one_that_replaces_an_indexed_document_makes_that_one_superseded(made: tuple[Report, Assistant]) -> None:
    [old] = made[1].status("wells.pdf").cards
    assert (old.status, old.replaced_by) == ("superseded", ("Harbour Order 7",))
    new = card(made[1], "Harbour Order 7")
    assert (new.replaces, new.issued, new.cited_times) == (("wells.pdf",), "2033-01-01", 0)
    notices = made[1].ask("Who shall test the water of each village well?").notices
    assert any("Harbour Order 7" in notice for notice in notices)


def test_the_report_names_them_and_those_that_nobody_cites(made: tuple[Report, Assistant]) -> None:
    report = made[0]
    assert report.described == ("Cellar Order 9", "Harbour Order 7", "S/2027/5", "S/2029/13", "S/RES/9001")
    assert report.unused == ("S/2028/99",)
    said = "\n".join(findings(report))
    assert "Only cited, as catalogue.yaml describes them (5)" in said
    assert "no document cites: S/2028/99" in said
    assert made[1].status("S/2028/99").known is Known.UNKNOWN


def test_what_is_limited_to_an_audience_is_told_to_nobody_else(made: tuple[Report, Assistant]) -> None:
    outside, inside = card(made[1], "S/2027/5"), card(made[1], "S/2027/5", INSIDE)
    assert (outside.title, inside.title) == ("", "A hidden title")
    assert made[1].status("A hidden title").known is Known.UNKNOWN
    assert made[1].status("Cellar Order 9").known is Known.UNKNOWN
    assert card(made[1], "Cellar Order 9", INSIDE).replaces == ("cellar.pdf",)


def test_a_terminal_shows_title_date_type_status_and_what_replaced_it(made: tuple[Report, Assistant]) -> None:
    paper_ = Console(width=100, record=True, file=io.StringIO())
    show_status(made[1].status("S/2029/13"), paper_)
    shown = paper_.export_text()
    for line in (
        "is not indexed", "Report on beacons (S/2029/13)", "report, Secretary-General, 3 February 2029",
        "report, superseded", "Replaced by: S/2030/1", "Cited in (1):",
    ):  # fmt: skip
        assert line in shown


def test_a_dry_run_tells_the_same(made: tuple[Report, Assistant], tmp_path: Path, embedder: Embedder) -> None:
    paper(tmp_path / "docs" / "lanterns.pdf", CITING)
    (tmp_path / "docs" / "catalogue.yaml").write_text("S/2029/13:\n  title: One\nS/1/1:\n  title: Two\n")
    with Readers(workers=1) as readers:
        report = ingest(tmp_path / "home", [tmp_path / "docs"], embedder, readers=readers, wishes=Wishes(dry=True))
    assert (report.described, report.unused) == (("S/2029/13",), ("S/1/1",))
