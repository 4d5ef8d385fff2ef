"""Watching folders, with a command that only says that it ran."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WATCHER = """
import sys
from pathlib import Path
from scripts.indexing.watch import watch_roots
watch_roots([Path(sys.argv[1])], [sys.executable, "-c", sys.argv[2]], quiet=True)
"""


FAILING = """
import scripts.indexing.watch as watching
watching._AGAIN = 0.2
watching._QUIET_MS, watching._LOOK_MS = 100, 200
"""
DEAF = """
import scripts.indexing.watch as watching
told = watching.watch
def deaf(*roots, force_polling, **more):
    if not force_polling:
        raise OSError(28, "OS file watch limit reached")
    return told(*roots, force_polling=True, **more)
watching.watch, watching._POLL_MS = deaf, 100
watching._QUIET_MS, watching._LOOK_MS = 100, 200
"""


class Watcher:
    """A watching process; ``said`` waits for the next line of the command."""

    def __init__(self, folder: Path, command: str = "print('ran', flush=True)", before: str = "") -> None:
        arguments = [sys.executable, "-c", before + WATCHER, str(folder), command]
        self.process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def stop(self) -> tuple[int, str]:
        """Exit code after SIGTERM, and what the command said until then."""
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=60)
        return self.process.returncode, rest


@pytest.fixture
def watchers() -> Iterator[list[Watcher]]:
    started: list[Watcher] = []
    yield started
    for watcher in started:
        watcher.process.kill()
        watcher.process.wait()


def test_it_runs_at_once_and_again_when_a_pdf_or_a_catalogue_changes(tmp_path: Path, watchers: list[Watcher]) -> None:
    watchers.append(watcher := Watcher(tmp_path))
    assert watcher.said() == "ran"
    for name in ("a.pdf", "catalogue.yaml", "vocabulary.yaml"):
        (tmp_path / name).write_text("x")
        assert watcher.said() == "ran"
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden.pdf").write_text("x")
    assert watcher.stop() == (0, "")


def test_a_file_that_is_copied_slowly_is_waited_for(tmp_path: Path, watchers: list[Watcher]) -> None:
    file, pause = tmp_path / "a.pdf", threading.Event()
    watchers.append(
        watcher := Watcher(
            tmp_path, f"import os; print(os.path.exists({str(file)!r}) and os.path.getsize({str(file)!r}))"
        )
    )
    assert watcher.said() == "False"
    for _ in range(12):
        with file.open("ab") as copy:
            copy.write(b"x")
        pause.wait(0.4)
    assert watcher.said() == "12"
    assert watcher.stop() == (0, "")


def test_sigterm_ends_the_run_that_goes_on(tmp_path: Path, watchers: list[Watcher]) -> None:
    command = "import threading; print('began', flush=True); threading.Event().wait(600); print('ended')"
    watchers.append(watcher := Watcher(tmp_path, command))
    assert watcher.said() == "began"
    assert watcher.stop() == (0, "")


def test_a_folder_that_goes_and_comes_back_is_watched_again(tmp_path: Path, watchers: list[Watcher]) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    command = f"import os; print(os.path.exists({str(folder)!r}), flush=True)"
    watchers.append(watcher := Watcher(folder, command))
    assert watcher.said() == "True"
    folder.rename(tmp_path / "away")
    assert watcher.said() == "False"
    (tmp_path / "away").rename(folder)
    assert watcher.said() == "True"
    (folder / "a.pdf").write_text("x")
    assert watcher.said() == "True"
    assert watcher.stop() == (0, "")


def test_a_run_that_fails_is_tried_again_until_it_goes_well(tmp_path: Path, watchers: list[Watcher]) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    command = f"import sys; f = open({str(tmp_path / 'tries')!r}, 'a+'); f.write('x'); print(f.tell(), flush=True); "
    watchers.append(watcher := Watcher(folder, command + "sys.exit(f.tell() < 3)", FAILING))
    assert [watcher.said() for _ in range(3)] == ["1", "2", "3"]
    assert watcher.stop() == (0, "")


def test_where_the_system_tells_of_no_changes_the_folders_are_looked_through(
    tmp_path: Path, watchers: list[Watcher]
) -> None:
    watchers.append(watcher := Watcher(tmp_path, before=DEAF))
    assert watcher.said() == "ran"
    (tmp_path / "a.pdf").write_text("x")
    assert watcher.said() == "ran"
    assert watcher.stop() == (0, "")
