import os
from pathlib import Path

import pytest

from corpus.errors import HomeUnusable, PathError, SnapshotDamaged
from index import current_id
from index.roots import FILE, remember, remembered, scan, with_paths


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"%PDF-")


def names(*roots: Path) -> list[str]:
    return sorted(found.name for found in scan(roots))


def test_nothing_is_remembered_before_the_first_run(tmp_path: Path) -> None:
    assert remembered(tmp_path) == remembered(tmp_path / "nowhere") == []


def test_roots_are_remembered_in_order_and_replaced_whole(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    remember(home, [tmp_path / "b", tmp_path / "a"])
    remember(home, [tmp_path / "ü", tmp_path / "b"])
    assert remembered(home) == [tmp_path / "ü", tmp_path / "b"]
    assert os.listdir(home) == [FILE]


@pytest.mark.parametrize("broken", ["", "[", "\ufeff", "\x00"])
def test_a_list_that_cannot_be_read_is_told(tmp_path: Path, broken: str) -> None:
    (tmp_path / FILE).write_text(broken, encoding="utf-8")
    with pytest.raises(PathError, match="name the folders again"):
        remembered(tmp_path)


@pytest.mark.parametrize("broken", ["{}", "3", "[1]", '"folder"', "null"])
def test_a_list_of_something_else_is_told(tmp_path: Path, broken: str) -> None:
    (tmp_path / FILE).write_text(broken, encoding="utf-8")
    with pytest.raises(PathError, match="name the folders again"):
        remembered(tmp_path)


def test_a_path_is_added_once_however_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    assert with_paths([], [Path("docs"), tmp_path / "docs", Path("docs/../docs")], []) == [tmp_path / "docs"]


def test_a_dropped_root_leaves_even_if_it_is_gone(tmp_path: Path) -> None:
    kept = [tmp_path / "gone", tmp_path]
    assert with_paths(kept, [], [tmp_path / "gone"]) == [tmp_path]
    assert len(kept) == 2


def test_what_was_never_there_cannot_be_dropped(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r"other is not among the indexed folders \(docs\)"):
        with_paths([tmp_path / "docs"], [], [tmp_path / "other"])


def test_a_path_that_is_not_there_cannot_be_added(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r"nothing at .*nowhere\. Check the path"):
        with_paths([], [tmp_path / "nowhere"], [])


def test_pdfs_are_found_below_a_root_whatever_their_case(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", "B.PDF", "deep/er/c.Pdf", "d.txt", ".hidden.pdf", "pdf")
    (tmp_path / "folder.pdf").mkdir()
    assert names(tmp_path) == ["B.PDF", "a.pdf", "c.Pdf"]


def test_a_file_may_be_a_root_and_is_counted_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", "b.pdf")
    assert names(tmp_path / "a.pdf", tmp_path, tmp_path / "a.pdf") == ["a.pdf", "b.pdf"]


def test_the_same_base_name_gets_the_shortest_path_that_is_unique(tmp_path: Path) -> None:
    touch(tmp_path, "x/2024/a.pdf", "y/2024/a.pdf", "y/2025/a.pdf", "b.pdf")
    assert names(tmp_path) == ["2025/a.pdf", "b.pdf", "x/2024/a.pdf", "y/2024/a.pdf"]


def test_names_are_unique_even_where_one_path_ends_another(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf", f"deep{tmp_path}/a.pdf")
    assert len(set(names(tmp_path))) == 2


def test_a_name_that_is_no_utf8_is_made_readable(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.pdf")).write_bytes(b"%PDF-")
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    assert names(tmp_path) == ["caf\ufffd.pdf"]


def test_a_name_with_a_line_end_stays_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "two\nlines.pdf").touch()
    (tmp_path / "تقرير.pdf").touch()
    assert [found.name for found in scan([tmp_path])] == ["two\ufffdlines.pdf", "تقرير.pdf"]


def test_a_root_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r"folder gone is not there.*--remove"):
        scan([tmp_path, tmp_path / "gone"])


def test_a_file_that_is_no_pdf_cannot_be_added(tmp_path: Path) -> None:
    touch(tmp_path, "list.txt", "a.PDF")
    with pytest.raises(PathError, match=r"list\.txt is no PDF\. Name a folder"):
        with_paths([], [tmp_path / "list.txt"], [])
    assert with_paths([], [tmp_path / "a.PDF"], []) == [tmp_path / "a.PDF"]


def test_a_home_that_may_not_be_opened_is_told_as_such(as_anyone: Path) -> None:
    (as_anyone / "home").mkdir()
    remember(as_anyone / "home", [as_anyone])
    (as_anyone / "home").chmod(0)
    with pytest.raises(HomeUnusable, match="The home folder cannot be opened"):
        remembered(as_anyone / "home")
    with pytest.raises(SnapshotDamaged, match="The home folder cannot be opened"):
        current_id(as_anyone / "home")
