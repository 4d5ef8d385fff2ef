"""scripts/quotecheck and scripts/quote-trials as people run them."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.assistant import Assistant
from scripts.commands import quote_trials, quotecheck
from scripts.evaluation.quote_changes import Trial, altered

ROW = {
    "id", "verdict", "file", "document", "symbol", "pages", "page_labels", "paragraph", "section", "truth",
    "differences", "second_hand", "notices", "elapsed_ms",
}  # fmt: skip


@pytest.fixture
def trial(samples: Assistant) -> Trial:
    store = samples.searcher().store
    made = altered([store.document(id_) for id_ in store.ids], 40, seed=5)
    return next(t for t in made if t.change == "modal" and "“" not in t.truth and '"' not in t.truth)


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch, samples: Assistant) -> None:
    for module in (quotecheck, quote_trials):
        monkeypatch.setattr(module, "open_assistant", lambda _: samples)


def run(module: ModuleType, *arguments: object) -> Result:
    app = typer.Typer()
    app.command()(module.main)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_one_quotation_is_shown_with_the_true_words_and_their_place(trial: Trial) -> None:
    done = run(quotecheck, trial.text)
    shown = " ".join(done.stdout.split())
    assert done.exit_code == 0 and shown.startswith("Altered") and "the document has" in shown and " · p. " in shown


def test_as_json_it_is_one_line(trial: Trial) -> None:
    row = json.loads(run(quotecheck, trial.truth, "--json").stdout)
    assert (row["verdict"], row["differences"], set(row) | {"id"}) == ("exact", [], ROW | {"quote", "claimed"})


def test_a_batch_gives_one_line_for_each_row_and_nothing_else(tmp_path: Path, trial: Trial) -> None:
    rows = [{"id": "a", "quote": trial.truth, "claimed": ""}, {"id": "b", "quote": trial.text}, {"id": "c"}]
    lines = [*map(json.dumps, rows), "no json", '{"id": "d", "quote": "", "claimed": null}']
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = run(quotecheck, "--batch", tmp_path / "rows.jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in found] == ["a", "b", "c", 4, "d"]
    assert [row["verdict"] for row in found] == ["exact", "altered", "unchecked", "unchecked", "unchecked"]
    assert all(set(row) == ROW for row in found) and found[0]["elapsed_ms"] > 0


def test_a_draft_is_shown_with_the_place_of_each_finding(tmp_path: Path, trial: Trial) -> None:
    path = tmp_path / "note.txt"
    path.write_text(f"First line.\n\nIt says “{trial.text}” and S/RES/2999 (2030), para. 3.\n", encoding="utf-8")
    shown = run(quotecheck, "--draft", path).stdout
    assert "line 3: Altered" in shown and "not indexed" in shown
    rows = [json.loads(line) for line in run(quotecheck, "--draft", path, "--json").stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["quotation", "reference"] and rows[0]["where"] == "line 3"


def test_a_draft_of_fifty_pages_is_checked_and_one_without_quotations_is_told(tmp_path: Path, trial: Trial) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Patrols were planned in the north for the whole year.\n\n" * 3000 + f"“{trial.truth}”", "utf-8")
    assert "line 6001: Exact" in run(quotecheck, "--draft", path).stdout
    path.write_text("Nothing here.", encoding="utf-8")
    assert "no quotations" in run(quotecheck, "--draft", path).stderr


@pytest.mark.parametrize(
    "arguments",
    [(), ("",), ("S/RES/2999 (2030), para. 3",), ("a", "--batch", "b"), ("--draft", "gone.docx"), ("x " * 9000,)],
)
def test_what_cannot_be_checked_ends_in_one_sentence(arguments: tuple[str, ...]) -> None:
    done = run(quotecheck, *arguments)
    assert done.exit_code == 1 and done.stdout == ""
    assert done.stderr.strip() and "Traceback" not in done.stderr


def test_trials_count_verdicts_and_end_well_where_none_is_wrong() -> None:
    done = run(quote_trials, "--count", 12, "--seed", 3)
    found = json.loads(done.stdout.splitlines()[-1])
    assert done.exit_code == 0 and found["changed"]["wrong"] == found["noisy"]["wrong"] == 0
    assert sum(found["noisy"]["verdicts"].values()) == 12
