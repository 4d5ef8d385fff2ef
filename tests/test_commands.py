"""The commands as people run them: real processes for what only a process shows, one process for the rest."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import bot.compose
import scripts.opening
from bot.assistant import Assistant
from bot.model import Citation
from bot.settings import Settings
from bot.showing import Reference
from bot.state import Judgement, Verdicts
from bot.state.database import open_database
from index import Embedder, current_id
from index.roots import remembered
from scripts.commands import ask, evaluate, reindex, start, verdicts
from tests.papers import LANTERNS, WELLS, paper

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpus" / "samples"
ASKED = "Who is responsible for strategic threat assessments?"
ROW = {
    "id", "question", "outcome", "reason", "claims", "passages", "roles", "tensions", "tiers", "notices", "elapsed_ms",
    "snapshot",
}  # fmt: skip
CLAIM = {"text", "strength", "voice", "reported_from", "citations"}
CITATION = {
    "n", "file", "document", "symbol", "pages", "page_labels", "paragraph", "section", "quote", "authority", "status",
    "document_type", "issued", "ocr",
}  # fmt: skip
PASSAGE = {"rank", "file", "pages", "paragraph", "section", "text", "score"}


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    stdout: str
    stderr: str


Run = Callable[..., Ended]


def process(name: str, *arguments: object, **environment: str) -> Ended:
    """A command in a process of its own, as its launcher starts it."""
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("POC_", "SLACK_"))}
    command = [sys.executable, "-P", "-m", f"scripts.commands.{name}", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=kept | offline | environment, capture_output=True, text=True, timeout=300
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> Run:
    """Runs a command in this process, where the model is loaded already."""
    for name in [name for name in os.environ if name.startswith(("POC_", "SLACK_")) and name != "POC_SHARED"]:
        monkeypatch.delenv(name)
    for module in (scripts.opening, reindex, start):
        monkeypatch.setattr(module, "embedder_for", lambda _: embedder)

    def run(module: ModuleType, *arguments: object) -> Ended:
        app = typer.Typer()
        app.command()(module.main)
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def batch(run: Run, samples_home: Path, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Answers to the lines of a batch, of which nothing else stands on standard output."""

    def answers(*lines: str | dict[str, object]) -> list[dict[str, Any]]:
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (tmp_path / "rows.jsonl").write_text(text, encoding="utf-8", errors="surrogatepass")
        result = run(ask, "--batch", tmp_path / "rows.jsonl", "--home", samples_home)
        assert (result.code, result.stderr) == (0, "")
        return [json.loads(line) for line in result.stdout.splitlines()]

    return answers


def one_line(result: Ended) -> str:
    """The one line on standard error with which a command ended; nothing on standard output."""
    lines = result.stderr.splitlines()
    assert (result.code != 0, result.stdout, len(lines)) == (True, "", 1), result.stderr
    assert "Traceback" not in lines[0] and lines[0].endswith((".", "?", '"'))
    return lines[0]


def is_complete(row: dict[str, Any]) -> bool:
    """Whether a row has every field, no list is null, and claims stand in an answer alone."""
    lists = [row[name] for name in ("claims", "passages", "roles", "tensions", "tiers", "notices")]
    citations = [citation for claim in row["claims"] for citation in claim["citations"]]
    return (
        row.keys() == ROW
        and all(isinstance(value, list) for value in lists)
        and all(claim.keys() == CLAIM and claim["citations"] for claim in row["claims"])
        and all(citation.keys() == CITATION and citation["pages"] for citation in citations)
        and all(passage.keys() >= PASSAGE for passage in row["passages"])
        and bool(row["claims"]) == (row["outcome"] == "answered")
        and bool(row["reason"]) == (row["outcome"] != "answered")
    )


def test_a_process_answers_a_batch_line_for_line(samples_home: Path, tmp_path: Path) -> None:
    rows = [{"id": "a", "question": ASKED}, "no JSON", {"id": "c", "question": "What is it?", "history": [ASKED]}]
    lines = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    (tmp_path / "rows.jsonl").write_text(lines, encoding="utf-8")
    done = process("ask", "--batch", tmp_path / "rows.jsonl", "--home", samples_home, PYTHONIOENCODING="ascii")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.code, done.stderr) == (0, "")
    assert [row["id"] for row in answers] == ["a", 2, "c"]
    assert all(map(is_complete, answers)) and answers[0]["outcome"] == "answered"


def test_start_on_an_empty_home_indexes_the_samples_and_prints_one_answer(tmp_path: Path) -> None:
    done = process("start", ASKED, "--home", tmp_path / "home")
    assert done.code == 0, done.stderr
    assert "JMAC" in done.stdout and "Sources" in done.stdout and "[1]" in done.stdout
    assert "indexing the bundled samples" in done.stderr and "Traceback" not in done.stderr
    assert remembered(tmp_path / "home") == []


def test_start_never_puts_the_samples_in_the_place_of_documents_whose_index_cannot_be_named(
    run: Run, samples_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(samples_home, home)
    kept = current_id(home)
    for torn in (b"", bytes(22), None):
        (home / "CURRENT").unlink() if torn is None else (home / "CURRENT").write_bytes(torn)
        assert "--rollback" in one_line(run(start, ASKED, "--home", home))
        listed = run(reindex, "--list", "--home", home)
        assert kept in listed.stdout and "in service" not in listed.stdout and "--rollback" in listed.stderr
    assert [path.name for path in (home / "snapshots").iterdir()] == [kept]
    assert kept in run(reindex, "--rollback", "--home", home).stderr
    assert "JMAC" in run(start, ASKED, "--home", home).stdout


def test_start_tells_of_a_home_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run(start, "Who leads?", "--home", tmp_path / "file" / "home")
    assert result.code == 1
    assert "The home folder cannot be written to" in one_line(result) and "name another folder" in one_line(result)


def test_a_process_tells_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    assert "run scripts/reindex" in one_line(process("ask", ASKED, "--home", tmp_path))


def test_one_answer_is_printed_as_text_or_as_json(run: Run, samples_home: Path) -> None:
    text = run(ask, ASKED, "--home", samples_home)
    assert text.code == 0 and "Sources" in text.stdout and "para. 12" in text.stdout
    line = run(ask, ASKED, "--home", samples_home, "--json")
    [row] = map(json.loads, line.stdout.splitlines())
    assert is_complete(row) and row["question"] == ASKED and row["snapshot"] == current_id(samples_home)
    assert len(row["passages"]) == 10


@pytest.mark.parametrize(
    "asked",
    ["", "x", "*_~` <@U1>", "\x01\x02", "😀", "w" * 20_000],
    ids=["empty", "one", "markup", "control", "emoji", "20000"],
)
def test_a_question_that_cannot_be_taken_ends_with_one_line(run: Run, samples_home: Path, asked: str) -> None:
    assert one_line(run(ask, asked, "--home", samples_home))
    told = run(ask, asked, "--home", samples_home, "--json")
    assert told.code == 1 and json.loads(told.stdout)["outcome"] == "error"


@pytest.mark.parametrize(
    "asked",
    ["من المسؤول؟", "'; DROP TABLE x; --", "[bold]Who?[/red]", "*who* <b>leads</b>?", "early " * 666, "\udcff who"],
)
def test_any_other_question_gets_an_answer_or_a_reason(run: Run, samples_home: Path, asked: str) -> None:
    result = run(ask, asked, "--home", samples_home)
    assert (result.code, result.stderr) == (0, "")
    assert "Sources" in result.stdout or "do not" in result.stdout


def test_every_row_of_a_batch_gets_its_line(batch: Callable[..., list[dict[str, Any]]]) -> None:
    rows = batch(
        {"id": "same", "question": ASKED},
        {"id": "same", "question": "  "},
        "{broken",
        "",
        "[1, 2]",
        "null",
        '{"id": NaN, "question": "Who?"}',
        "[" * 100_000,
        {"id": "no question"},
        {"id": "wrong type", "question": ["Who leads?"]},
        {"question": "who leads early warning?"},
        {"id": {"deep": [1]}, "question": "w" * 20_000},
        '{"id": "half", "question": "\\ud83d who leads?"}',
        '{"id": "line\u2028break", "question": "who\u2028leads\u0085patrols?"}',
    )
    assert [row["id"] for row in rows] == [
        "same", "same", 3, 4, 5, 6, 7, "no question", "wrong type", 10, {"deep": [1]}, "half", "line\u2028break",
    ]  # fmt: skip
    assert all(map(is_complete, rows))
    assert [row["id"] for row in rows if row["outcome"] != "error"] == ["same", 10, "half", "line\u2028break"]
    assert all(len(row["passages"]) == 10 and row["snapshot"] for row in rows if row["outcome"] != "error")
    assert rows[1]["reason"].startswith("There is no question here yet")
    assert rows[2]["reason"] == rows[8]["reason"] and "id and question" in rows[2]["reason"]


def test_a_byte_order_mark_is_no_part_of_the_first_row(batch: Callable[..., list[dict[str, Any]]]) -> None:
    [row] = batch("\ufeff" + json.dumps({"id": "a", "question": ASKED}))
    assert (row["id"], row["outcome"]) == ("a", "answered")


@pytest.mark.parametrize(
    "history",
    [
        [ASKED],
        [{"speaker": "user", "text": ASKED}],
        [{"speaker": "agent", "text": "Herds move."}, {"text": ASKED}, {"speaker": "bot", "text": "x"}, 7, None, {}],
        ASKED,
    ],
)
def test_history_is_strings_or_objects_of_which_the_askers_count(
    batch: Callable[..., list[dict[str, Any]]], history: object
) -> None:
    plain, told, bare = batch(
        {"id": 1, "question": "and what must they state?", "history": [ASKED]},
        {"id": 1, "question": "and what must they state?", "history": history},
        {"id": 1, "question": "and what must they state?"},
    )
    assert told["passages"] == plain["passages"] != bare["passages"]


@pytest.mark.parametrize("history", [None, 3, {}, {"speaker": "bot", "text": "x"}, [[]], [None], "", True])
def test_history_of_another_kind_counts_for_nothing(
    batch: Callable[..., list[dict[str, Any]]], history: object
) -> None:
    [row] = batch({"id": 1, "question": "and what must they state?", "history": history})
    assert row["outcome"] in ("answered", "abstained") and is_complete(row)


def test_a_row_whose_quotation_was_altered_ends_as_an_error(
    batch: Callable[..., list[dict[str, Any]]], run: Run, samples_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cite = bot.compose.cite

    def tampered(*args: Any) -> Citation:
        citation = cite(*args)
        return citation.model_copy(update={"quote": citation.quote + " not"})

    monkeypatch.setattr(bot.compose, "cite", tampered)
    [row] = batch({"id": "t", "question": ASKED})
    assert (row["outcome"], row["claims"]) == ("error", []) and "held back" in row["reason"]
    assert "held back" in one_line(run(ask, ASKED, "--home", samples_home))


def test_a_defect_of_ours_loses_one_row_and_shows_no_traceback(
    batch: Callable[..., list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Assistant.ask

    def fragile(self: Assistant, text: str, **more: Any) -> object:
        if "boom" in text:
            raise ZeroDivisionError("secret")
        return answer(self, text, **more)

    monkeypatch.setattr(Assistant, "ask", fragile)
    first, second = batch({"id": 1, "question": "boom"}, {"id": 2, "question": ASKED})
    assert (first["outcome"], second["outcome"]) == ("error", "answered")
    assert "secret" not in json.dumps(first) and is_complete(first)


def test_ask_needs_one_question_or_a_file(run: Run, samples_home: Path, tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9\n")
    assert "--batch FILE" in one_line(run(ask, "--home", samples_home))
    assert "--batch FILE" in one_line(run(ask, ASKED, "--batch", tmp_path / "x", "--home", samples_home))
    assert "There is no file" in one_line(run(ask, "--batch", tmp_path / "none.jsonl", "--home", samples_home))
    assert "cannot be read" in one_line(run(ask, "--batch", tmp_path, "--home", samples_home))
    assert "UTF-8" in one_line(run(ask, "--batch", tmp_path / "latin.jsonl", "--home", samples_home))


@pytest.mark.parametrize("module", [ask, start, reindex])
def test_a_home_that_cannot_be_written_is_told(run: Run, tmp_path: Path, module: ModuleType) -> None:
    (tmp_path / "file").touch()
    what = [SAMPLES] if module is reindex else [ASKED]
    assert one_line(run(module, *what, "--home", tmp_path / "file"))
    assert one_line(run(module, *what, "--home", tmp_path / "file" / "home"))


def test_bad_paths_are_told_and_change_nothing(run: Run, tmp_path: Path) -> None:
    home, empty = tmp_path / "home", tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "letter.pdf").write_text("Dear all,", encoding="utf-8")
    assert "Name one" in one_line(run(reindex, "--home", home, "-q"))
    assert "There is nothing at" in one_line(run(reindex, tmp_path / "nowhere", "--home", home, "-q"))
    assert "no PDF in the indexed folders" in one_line(run(reindex, empty, "--home", home, "-q"))
    assert "No file could be indexed (1 looked at)" in one_line(
        run(reindex, tmp_path / "letter.pdf", "--home", home, "-q")
    )
    assert "not among the indexed folders" in one_line(run(reindex, "--remove", empty, "--home", home, "-q"))
    assert remembered(home) == [] and not (home / "CURRENT").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--rollback", "--dry-run"], "read no PDFs"),
        (["--prune", "3", "folder"], "read no PDFs"),
        (["--report", "--ocr"], "read no PDFs"),
        (["folder", "--watch", "--dry-run"], "leave out --dry-run"),
        (["folder", "--watch", "--gate", "nowhere.jsonl"], "no readable file at nowhere.jsonl"),
    ],
)
def test_a_wish_that_would_be_passed_over_in_silence_is_refused(
    run: Run, tmp_path: Path, given: list[str], said: str
) -> None:
    folder = paper(tmp_path / "docs" / "lanterns.pdf", LANTERNS).parent
    arguments = [folder if part == "folder" else part for part in given]
    assert said in one_line(run(reindex, *arguments, "--home", tmp_path / "home"))
    assert not (tmp_path / "home" / "snapshots").exists()


def test_a_report_that_goes_to_a_file_keeps_each_file_on_one_line(run: Run, tmp_path: Path) -> None:
    name = "minutes of the lantern committee, with its annexes and its letters, second and last revised edition.pdf"
    paper(tmp_path / "docs" / name, LANTERNS)
    (tmp_path / "docs" / "empty.pdf").touch()
    printed = run(reindex, tmp_path / "docs", "--home", tmp_path / "home", "--dry-run").stderr
    assert next(line.split() for line in printed.splitlines() if name in line)[-3] == "indexed"
    [bad] = [line for line in printed.splitlines() if line.startswith("empty.pdf")]
    assert bad.rstrip().endswith("Copy it again from its source.")


def reindexed(run: Run, home: Path, *arguments: object) -> dict[str, Any]:
    result = run(reindex, *arguments, "--home", home, "--json")
    assert result.code == 0, result.stderr
    [line] = result.stdout.splitlines()
    row: dict[str, Any] = json.loads(line)
    assert row.keys() >= {"files", "pages", "passages", "seconds", "snapshot"}
    assert row["seconds"].keys() == {"parse", "embed", "write", "total"}
    assert all(file.keys() >= {"file", "outcome", "reason"} for file in row["files"])
    return row


def outcomes(row: dict[str, Any]) -> dict[str, str]:
    return {file["file"]: file["outcome"] for file in row["files"]}


def test_a_home_remembers_its_roots_until_they_are_dropped(run: Run, tmp_path: Path, samples_home: Path) -> None:
    home, one, two = tmp_path / "home", tmp_path / "one", tmp_path / "two"
    shutil.copytree(samples_home, home)
    paper(one / "lanterns.pdf", LANTERNS)
    paper(two / "wells.pdf", WELLS)
    (two / "[bold]letter.pdf").write_text("Dear all,", encoding="utf-8")

    first = reindexed(run, home, one)
    assert outcomes(first) == {"lanterns.pdf": "indexed"}, "the samples leave service"
    assert first["snapshot"] == current_id(home)
    assert "lanterns.pdf" in run(ask, "What does the Lantern Office count?", "--home", home, "--json").stdout

    both = {"lanterns.pdf": "indexed", "wells.pdf": "indexed", "[bold]letter.pdf": "not a PDF"}
    assert outcomes(reindexed(run, home, two)) == both
    again = run(reindex, "--home", home)
    assert again.code == 0 and again.stdout == ""
    assert "[bold]letter.pdf" in again.stderr and "2 documents" in again.stderr
    assert remembered(home) == [one, two]

    shutil.rmtree(two)
    served = current_id(home)
    assert "folder two is not there" in one_line(run(reindex, "--home", home, "-q"))
    assert current_id(home) == served
    assert outcomes(reindexed(run, home, "--remove", two)) == {"lanterns.pdf": "indexed"}
    assert remembered(home) == [one]


UNCHANGED = """
import sys
from pathlib import Path
from scripts.commands.reindex import main
main([Path(sys.argv[1])], home=Path(sys.argv[2]), quiet=True)
print("torch" in sys.modules, "bot.assistant" in sys.modules)
"""


OPENED = """
import sys
from pathlib import Path
import scripts.commands.start
from index import Embedder, LiveSearcher
LiveSearcher(Path(sys.argv[1]), Embedder.find()).current()
print(sorted({"bm25s", "docx", "reportlab", "scipy", "slack_bolt", "sqlalchemy", "torch"} & set(sys.modules)))
"""


def test_a_chat_opens_an_index_without_the_libraries_that_only_others_need(samples_home: Path) -> None:
    command = [sys.executable, "-c", OPENED, str(samples_home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_with_nothing_new_a_run_is_silent_and_does_not_even_load_torch(samples_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(samples_home, home)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("POC_", "SLACK_"))}
    command = [sys.executable, "-c", UNCHANGED, str(SAMPLES), str(home)]
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=300)
    assert (done.stdout, done.stderr) == ("False False\n", "")
    assert current_id(home) == current_id(samples_home)


def test_the_report_of_the_index_in_service_can_be_read_later(run: Run, samples_home: Path) -> None:
    told = run(reindex, "--report", "--home", samples_home)
    assert told.code == 0 and "sample-3-tensions.pdf" in told.stdout and "Added (4)" in told.stdout
    row = json.loads(run(reindex, "--report", "--json", "--home", samples_home).stdout)
    assert (row["snapshot"], len(row["changes"]["added"])) == (current_id(samples_home), 4)


def test_a_dry_run_says_what_would_be_and_publishes_nothing(run: Run, samples_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(samples_home, home)
    paper(tmp_path / "docs" / "lanterns.pdf", LANTERNS)
    (tmp_path / "docs" / "empty.pdf").touch()
    told = run(reindex, tmp_path / "docs", "--home", home, "--dry-run").stderr
    assert "Added (2): empty.pdf, lanterns.pdf" in told and "Removed (4)" in told and "nothing was published" in told
    assert "Not indexed (1): empty.pdf (empty file)" in told and told.endswith("without --dry-run to publish.\n")
    assert current_id(home) == current_id(samples_home) and remembered(home) == []


def test_going_back_and_clearing_say_what_they_did(run: Run, samples_home: Path, tmp_path: Path) -> None:
    home, first = tmp_path / "home", current_id(samples_home)
    shutil.copytree(samples_home, home)
    paper(tmp_path / "docs" / "lanterns.pdf", LANTERNS)
    reindexed(run, home, tmp_path / "docs")
    gone_back = run(reindex, "--rollback", "--home", home)
    assert gone_back.stderr.startswith(f"Gone back to {first}. A bot that runs takes it at the next question.")
    assert f"{first}  4 documents, 17 pages  in service" in gone_back.stdout
    kept = run(reindex, "--prune", "1", "--home", home)
    assert kept.stderr == "0 indexes deleted, 2 kept. Those in service or in use are never deleted.\n"
    assert current_id(home) == first


def test_one_byte_that_changed_in_service_is_found(run: Run, samples_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(samples_home, home)
    assert run(reindex, "--verify", "--home", home).stdout.startswith(f"{current_id(home)} is as it was published: ")
    dense = home / "snapshots" / current_id(home) / "dense.faiss"
    held = bytearray(dense.read_bytes())
    held[-1] ^= 1
    dense.write_bytes(held)
    told = run(reindex, "--verify", "--home", home)
    assert told.code == 1
    assert "dense.faiss has changed" in told.stderr and "scripts/reindex --again" in told.stderr


def test_a_quiet_run_speaks_of_files_that_fail_alone(run: Run, tmp_path: Path) -> None:
    paper(tmp_path / "docs" / "lanterns.pdf", LANTERNS)
    (tmp_path / "docs" / "empty.pdf").touch()
    first = run(reindex, tmp_path / "docs", "--home", tmp_path / "home", "-q")
    assert (first.code, first.stdout) == (0, "")
    assert first.stderr == "empty.pdf: empty file. The file is empty. Copy it again from its source.\n"
    again = run(reindex, "--home", tmp_path / "home", "-q")
    assert (again.code, again.stdout, again.stderr) == (0, "", "")


def test_start_asks_for_the_token_that_is_missing(
    run: Run, samples_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert "SLACK_APP_TOKEN is not set" in one_line(run(start, "--home", samples_home))


def test_start_says_why_a_question_cannot_be_taken(run: Run, samples_home: Path) -> None:
    assert "no question here yet" in one_line(run(start, "", "--home", samples_home))


def test_a_setting_that_is_wrong_is_named(run: Run, samples_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POC_QUOTED_WORDS", "many")
    assert "POC_QUOTED_WORDS cannot be used" in one_line(run(ask, ASKED, "--home", samples_home))


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    quote = "The Joint Mission Analysis Centre (JMAC) is responsible for strategic threat assessments."
    evidence = [{"quote": quote, "file": "sample-1-roles-and-responsibilities.pdf", "pages": [2]}]
    rows = [
        {"id": "held", "question": ASKED, "evidence": evidence},
        {"id": "lost", "question": ASKED, "evidence": [{**evidence[0], "file": "other.pdf"}], "history": ["Who?"]},
    ]
    path = tmp_path / "bank.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_evaluate_prints_the_figures_and_the_worst_rows(run: Run, samples_home: Path, bank: Path) -> None:
    silent = bank.with_name("silent.jsonl")
    silent.write_text(json.dumps({"id": "u", "question": ASKED, "kind": "off"}), encoding="utf-8")
    result = run(evaluate, "--questions", bank, "--unanswerable", silent, "--home", samples_home)
    assert result.code == 0
    figures = {
        tuple(line.split()[:2]): line.split()[2] for line in result.stdout.splitlines() if len(line.split()) == 3
    }
    assert figures["answerable", "questions"] == "2"
    assert figures["answerable", "evidence@5"] == figures["answerable", "answer_holds_evidence"] == "0.5"
    assert figures["answerable", "page_right_when_held"] == "1"
    assert figures["unanswerable", "not_answered"] == "0"
    assert "lost  not found" in result.stdout and "held  rank" not in result.stdout
    assert "answered, though unanswerable  u" in result.stdout


def test_evaluate_gives_the_same_figures_as_json(run: Run, samples_home: Path, bank: Path) -> None:
    figures = json.loads(run(evaluate, "--questions", bank, "--home", samples_home, "--json").stdout)
    assert figures.keys() == {"answerable", "citations"} and figures["citations"]["citation_recall"] == 1
    assert (figures["answerable"]["evidence@1"], figures["answerable"]["answered"]) == (0.5, 1.0)


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        '{"id": "a", "question": "Who?"}',
        '{"id": "a", "question": "Who?", "evidence": []}',
        '{"id": "a", "question": "Who?", "evidence": ["words"]}',
        '{"id": "a", "question": "Who?", "evidence": [{"quote": "x"}]}',
        '{"id": "a", "question": 3, "evidence": [{"quote": "x", "file": "y", "pages": [1]}]}',
    ],
)
def test_a_bank_that_cannot_be_used_is_told_with_its_line(
    run: Run, samples_home: Path, tmp_path: Path, line: str
) -> None:
    (tmp_path / "bank.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    told = one_line(run(evaluate, "--questions", tmp_path / "bank.jsonl", "--home", samples_home))
    assert told.startswith("Line 2 of ")


def test_a_bank_that_is_missing_or_empty_is_told(run: Run, samples_home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    missing = run(evaluate, "--questions", tmp_path / "none.jsonl", "--home", samples_home)
    assert "no readable file" in one_line(missing)
    assert "holds no questions" in one_line(run(evaluate, "--questions", tmp_path / "empty.jsonl"))


def test_verdicts_are_listed_exported_and_removed(tmp_path: Path, run: Run) -> None:
    home = tmp_path / "home"
    assert run(start, ASKED, "--home", home).code == 0
    nobody = run(verdicts, "--home", home)
    assert nobody.code == 1 and "no Slack bot has run" in nobody.stderr
    settings = Settings(home=home)
    answer = scripts.opening.open_assistant(settings).ask(ASKED)
    place = Reference.of(answer.claims[0].citations[0]).encode()
    kept = Verdicts(open_database(home)).record(Judgement.CONFIRM, wording=ASKED, reference=place, adviser="U1")
    listed = run(verdicts, "--home", home, "--json")
    assert json.loads(listed.stdout)["question"] == ASKED and kept.id in run(verdicts, "--home", home).stdout
    bank = tmp_path / "bank.jsonl"
    assert run(verdicts, "--home", home, "--export", bank).code == 0
    (row,) = [json.loads(line) for line in bank.read_text(encoding="utf-8").splitlines()]
    assert row["evidence"][0]["quote"] == answer.claims[0].citations[0].quote
    assert "was confirmed" in run(ask, ASKED, "--home", home).stdout
    assert run(verdicts, "--home", home, "--remove", kept.id).code == 0
    assert run(verdicts, "--home", home, "--remove", kept.id).code == 1
