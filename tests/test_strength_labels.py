"""The rules of strength and voice against hand-labelled sentences, and how they are compared."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.assistant import Assistant
from bot.model import Strength, Voice
from corpus.errors import QuestionFileError
from corpus.passages import passages_of
from corpus.read import read
from index import Store
from scripts.commands import strength as command
from scripts.commands.strength import LABELS
from scripts.evaluation.strengths import Label, accuracy, compare, confusion, mark_of, read_labels


def labels_of(samples: Assistant, strength: Strength, voice: Voice, count: int = 6) -> list[Label]:
    """Labels for the first sentences of the samples, all alike."""
    store = samples.searcher().store
    found: list[Label] = []
    for passage in store.passages(range(count)):
        document = store.document(passage.document)
        span = passage.sentences[0]
        found.append(Label(document.card.file, mark_of(document.text[span.start : span.end]), "kept", strength, voice))
    return found


def test_the_labels_are_250_in_two_halves_and_hold_every_strength() -> None:
    labels = read_labels(LABELS)
    assert len(labels) == 250
    assert {half: sum(label.half == half for label in labels) for half in ("tune", "kept")} == {
        "tune": 125,
        "kept": 125,
    }
    assert {label.strength for label in labels} == set(Strength)


def test_a_sentence_is_found_again_however_it_is_wrapped() -> None:
    assert mark_of("The mission\nshall  act.") == mark_of("The mission shall act.")
    assert mark_of("The mission shall act.") != mark_of("The mission may act.")


def test_labels_are_compared_with_what_the_rules_say(samples: Assistant) -> None:
    rows = compare(samples.searcher().store, labels_of(samples, Strength.HEARSAY, Voice.REPORTED))
    assert rows
    assert accuracy(rows)["strength"] == sum(row.strength is Strength.HEARSAY for row in rows) / len(rows)
    assert sum(confusion(rows).values()) == len(rows)
    assert {labelled for labelled, _ in confusion(rows)} == {Strength.HEARSAY}


def test_sentences_of_other_documents_are_passed_over(samples: Assistant) -> None:
    assert compare(samples.searcher().store, [Label("elsewhere.pdf", "0" * 16, "kept", Strength.DUTY, Voice.OWN)]) == []


@pytest.mark.parametrize("text", ["a: [[1, x, kept, wish, own]]", "- no", "a: [[", "a: 3"])
def test_a_file_that_holds_no_labels_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "labels.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"labels\.yaml"):
        read_labels(file)


def test_strength_and_voice_hold_on_the_kept_half_and_nothing_is_inflated(shared: Path, tmp_path: Path) -> None:
    labels = [label for label in read_labels(LABELS) if label.half == "kept"]
    writer = Store.create(tmp_path / "text.sqlite")
    for folder in ("brief", "un"):
        for path in sorted((shared / "corpus" / folder).glob("*.pdf")):
            document = read(path)
            writer.add(document, passages_of(document))
    writer.close()
    figures = accuracy(compare(Store.open(tmp_path / "text.sqlite"), labels))
    assert figures["sentences"] > 0.95 * len(labels)
    assert figures["strength"] >= 0.90
    assert figures["voice"] >= 0.90
    assert figures["shown_as_binding"] > 0
    assert figures["wrongly_shown_as_binding"] == 0


def test_the_command_prints_figures_and_what_was_taken_for_what(samples_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.yaml"
    file.write_text("sample-3-tensions.pdf:\n  - [0, '0000000000000000', kept, duty, own]\n", encoding="utf-8")
    app = typer.Typer()
    app.command()(command.main)
    shown = CliRunner().invoke(app, [str(samples_home), "--labels", str(file), "--wrong"])
    assert shown.exit_code == 0
    assert "wrongly_shown_as_binding   0" in shown.stdout
    counted = CliRunner().invoke(app, [str(samples_home), "--labels", str(file), "--json"])
    assert json.loads(counted.stdout)["labels"] == 1
