"""Starting a command by its name, in a process as the launchers do."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = """
import sys
import scripts.launch as launch
def interrupted(name):
    raise KeyboardInterrupt
launch.import_module = interrupted
launch.main("reindex")
"""


def launched(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.launch", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True)


@pytest.mark.parametrize("name", ["reindex", "evaluate-passages", "bench"])
def test_a_command_is_called_by_the_name_that_people_type(name: str) -> None:
    done = launched(name, "--help")
    assert done.returncode == 0
    assert f"Usage: scripts/{name} " in done.stdout
    assert "scripts.commands" not in done.stdout


def test_a_wrong_option_is_told_under_that_name_as_well() -> None:
    done = launched("reindex", "--nope")
    assert done.returncode == 2
    assert "Usage: scripts/reindex " in done.stderr and "No such option: --nope" in done.stderr


def test_ctrl_c_while_a_command_loads_ends_it_with_one_word() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "Stopped.\n")


def test_ctrl_c_in_a_run_says_that_it_can_be_taken_up(tmp_path: Path) -> None:
    code = (
        "import os, signal, index.ingest as ingest\n"
        "from corpus.worker import Readers\n"
        "def interrupted(self, sources):\n"
        "    os.killpg(0, signal.SIGINT)\n"
        "    self.wait_until_ready()\n"
        "Readers.read = interrupted\n"
        "import scripts.launch\n"
        "scripts.launch.main('reindex')\n"
    )
    samples = ROOT / "corpus" / "samples"
    started = subprocess.Popen(
        [sys.executable, "-c", code, str(samples), "--home", str(tmp_path), "--quiet"],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    _, said = started.communicate(timeout=120)
    assert started.returncode == 130
    assert said.splitlines() == [
        "Stopped. What is in service stays as it was. Run the same command again: it goes on from where it was."
    ]
    assert not list((tmp_path / "building").glob("*"))
