from pathlib import Path

import pytest

from bot.assistant import Assistant
from corpus.errors import PathError
from scripts.page_pictures import save


def test_each_cited_page_is_a_file_with_its_number_and_the_line_says_where(samples: Assistant, tmp_path: Path) -> None:
    answer = samples.ask("Who is responsible for strategic threat assessments?")
    lines = list(save(samples, answer, tmp_path / "new"))
    files = sorted((tmp_path / "new").iterdir())
    assert len(lines) == len(files) >= 1
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)
    assert all(any(str(file) in line for line in lines) for file in files)
    numbers = {f"[{c.n}]" for claim in answer.claims for c in claim.citations}
    assert {line.split()[0] for line in lines} == numbers


def test_an_answer_without_citations_writes_nothing(samples: Assistant, tmp_path: Path) -> None:
    assert list(save(samples, samples.ask("Should we open fire now?"), tmp_path / "none")) == []
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_written_is_said_so(samples: Assistant, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PathError, match="Nothing can be written"):
        list(save(samples, samples.ask("Who is responsible for strategic threat assessments?"), tmp_path / "file"))
