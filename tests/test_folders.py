from pathlib import Path

import pytest

from corpus.errors import PathError
from corpus.folders import files_below


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def test_what_is_hidden_or_deleted_is_passed_over_and_a_link_to_nothing_is_not(tmp_path: Path) -> None:
    touch(tmp_path, "b/c.pdf", "a.txt", ".hidden.pdf", ".Trash-1000/files/old.pdf", "b/.git/x.pdf", "lost+found/y.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "nowhere.pdf")
    assert [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)] == ["a.txt", "link.pdf", "b/c.pdf"]


def test_a_link_that_leads_round_in_a_circle_is_not_followed(tmp_path: Path) -> None:
    touch(tmp_path, "b/c.pdf")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    assert list(files_below(tmp_path)) == [tmp_path / "b" / "c.pdf"]


def test_a_folder_that_was_named_is_looked_at_though_it_is_hidden(tmp_path: Path) -> None:
    touch(tmp_path, ".docs/a.pdf")
    assert list(files_below(tmp_path / ".docs")) == [tmp_path / ".docs" / "a.pdf"]


@pytest.mark.parametrize(("closed", "told"), [("docs/inner", "docs/inner"), ("docs", "docs")])
def test_a_folder_that_may_not_be_opened_is_named_and_nothing_goes_on_without_it(
    as_anyone: Path, closed: str, told: str
) -> None:
    touch(as_anyone, "docs/a.pdf", "docs/inner/b.pdf")
    (as_anyone / closed).chmod(0)
    with pytest.raises(PathError, match=f"^The folder {told} cannot be opened, so nothing was changed") as error:
        list(files_below(as_anyone / "docs"))
    assert str(as_anyone) not in str(error.value)
