"""The words that administrators put beside their PDFs: checked at indexing, kept in the snapshot, used in search."""

from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.settings import Settings
from corpus.additions import additions
from corpus.errors import CatalogueError
from corpus.vocabulary import Vocabulary
from index import Embedder, LiveSearcher
from index.ingest import ingest
from tests.papers import LANTERNS, WELLS, paper

OWLS = "concepts:\n  - {id: jmac, aliases: [the owls]}\n"
GIZMO = "plain:\n  - {words: [blinkenlight], expands_to: [lantern]}\nas_written: [SNOW]\n"


def test_the_files_of_all_folders_become_one_that_can_be_read(tmp_path: Path) -> None:
    for place, text in (("a", OWLS), ("b/deep", GIZMO)):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "vocabulary.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "vocabulary.yaml").write_text(additions([tmp_path / "a", tmp_path / "b"]), encoding="utf-8")
    words = Vocabulary.load(tmp_path)
    assert words.roles("ask the owls") == ("Joint Mission Analysis Centre",)
    assert words.expand("blinkenlight") == ("lantern",)


def test_whom_a_subject_concerns_can_be_added(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    told = "concerned:\n  - {role: jmac, concepts: [elections], words: [blinkenlights]}\n"
    (tmp_path / "in" / "vocabulary.yaml").write_text(told, encoding="utf-8")
    (tmp_path / "vocabulary.yaml").write_text(additions([tmp_path / "in"]), encoding="utf-8")
    words = Vocabulary.load(tmp_path)
    assert words.concerned("blinkenlights") == words.concerned("the ballot") == ("Joint Mission Analysis Centre",)
    assert words.concerned("a resolution on ballots") == ("Security Council", "Joint Mission Analysis Centre")
    assert words.expand("blinkenlights") == ()


def test_whom_a_subject_concerns_must_be_known(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text("concerned:\n  - {role: owls, words: [night]}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="concerned entry 1: there is no concept “owls”"):
        additions([tmp_path])


def test_without_a_file_nothing_is_added_and_the_one_beside_a_pdf_counts(tmp_path: Path) -> None:
    assert additions([tmp_path]) == ""
    (tmp_path / "vocabulary.yaml").write_text(OWLS, encoding="utf-8")
    assert "the owls" in additions([tmp_path / "one.pdf"])
    assert additions([tmp_path, tmp_path / "one.pdf"]).count("the owls") == 1


def test_a_mistake_stops_the_run_with_entry_and_field_and_nothing_is_published(
    tmp_path: Path, embedder: Embedder
) -> None:
    paper(tmp_path / "papers" / "lanterns.pdf", LANTERNS)
    (tmp_path / "papers" / "vocabulary.yaml").write_text("concepts: [{id: x_y, label: X, kind: wizard}]")
    with pytest.raises(CatalogueError, match=r"vocabulary\.yaml, concepts entry 1 \(x_y\): kind"):
        ingest(tmp_path / "home", [tmp_path / "papers"], embedder)
    assert not (tmp_path / "home" / "CURRENT").exists()


def test_an_added_word_finds_what_documents_call_otherwise(tmp_path: Path, embedder: Embedder) -> None:
    papers = tmp_path / "papers"
    paper(papers / "lanterns.pdf", LANTERNS)
    paper(papers / "wells.pdf", WELLS)
    (papers / "vocabulary.yaml").write_text(GIZMO, encoding="utf-8")
    ingest(tmp_path / "home", [papers], embedder)
    live = LiveSearcher(tmp_path / "home", embedder)
    assert "lantern" in live.current().vocabulary.expand("who counts each blinkenlight")
    first = Assistant(live, Settings(home=tmp_path / "home")).ask("Who counts each blinkenlight?").passages[0]
    assert first.file == "lanterns.pdf"
