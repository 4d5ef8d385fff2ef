"""From a fresh checkout to a running command: scripts/_run and scripts/set_up.py, in a small copy of the house."""

import json
import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
TELL = """
import json, os, sys
names = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", "TOKENIZERS_PARALLELISM"]
print(json.dumps({"arguments": sys.argv[1:], "cwd": os.getcwd(), "python": sys.executable,
                  "environment": {name: os.environ.get(name) for name in names}}))
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout below a name with a space, whose locks hold nothing and whose commands tell how they were run."""
    root = tmp_path / "desk house"
    (root / "scripts" / "commands").mkdir(parents=True)
    for name in ("_run", "ask", "build-samples", "set_up.py"):
        shutil.copy(SCRIPTS / name, root / "scripts" / name)
    (root / "scripts" / "commands" / "build_samples.py").write_text(TELL, encoding="utf-8")
    (root / "scripts" / "launch.py").write_text(TELL.replace("argv[1:]", "argv[2:]"), encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    return root


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what earlier launchers set, and with these changes."""
    ours = ("HF_", "POC_", "PYTHON", "TRANSFORMERS_", "TOKENIZERS_", "DO_NOT_TRACK")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return clean | {"POC_PYTHON": sys.executable} | changes


def launch(
    launcher: Path, *arguments: str, cwd: Path | None = None, **changes: str
) -> subprocess.CompletedProcess[str]:
    command = [launcher, *arguments]
    return subprocess.run(command, cwd=cwd, env=environment(**changes), capture_output=True, text=True, timeout=120)


def fake_pythons(folder: Path) -> str:
    """Make a PATH on which every Python is too old, and return it."""
    folder.mkdir()
    for name in ("python3", "python3.13", "python3.12", "python3.11"):
        (folder / name).write_text("#!/bin/sh\necho 'SyntaxError: old' >&2\nexit 1\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_an_old_python_is_refused_in_one_line(house: Path, tmp_path: Path) -> None:
    result = launch(house / "scripts" / "ask", POC_PYTHON="", PATH=fake_pythons(tmp_path / "fakes"))
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == (
        "POC Desk needs Python 3.11 or newer and found none: install it, or set POC_PYTHON to the path of one.\n"
    )
    assert not (house / ".venv").exists()


def test_a_chosen_python_that_does_not_fit_is_refused_and_named(house: Path) -> None:
    result = launch(house / "scripts" / "ask", POC_PYTHON="/nowhere/python")
    assert result.returncode == 2
    assert result.stderr.startswith("POC_PYTHON is /nowhere/python, which cannot be run or is older than Python 3.11")
    assert result.stderr.count("\n") == 1


def test_a_newer_python_is_found_behind_an_old_one(house: Path, tmp_path: Path) -> None:
    path = fake_pythons(tmp_path / "fakes")
    (tmp_path / "fakes" / "python3.11").unlink()
    (tmp_path / "fakes" / "python3.11").symlink_to(sys.executable)
    result = launch(house / "scripts" / "ask", POC_PYTHON="", POC_NO_SETUP="1", PATH=path)
    assert result.returncode == 0, result.stderr


def test_without_set_up_the_command_runs_where_the_person_stands(house: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "scripts").mkdir(parents=True)
    (elsewhere / "scripts" / "__init__.py").write_text("raise RuntimeError('not ours')", encoding="utf-8")
    (elsewhere / "link").symlink_to(house / "scripts" / "ask")
    result = launch(elsewhere / "link", "a b", "$c", '"d"', cwd=elsewhere, POC_NO_SETUP="1", DO_NOT_TRACK="0")
    told = json.loads(result.stdout)
    assert told["arguments"] == ["a b", "$c", '"d"']
    assert told["cwd"] == str(elsewhere)
    assert list(told["environment"].values()) == ["1", "1", "1", "0", "false"]
    assert not (house / ".venv").exists()


def test_set_up_happens_once_and_again_when_the_lock_changes(house: Path) -> None:
    first, second = (launch(house / "scripts" / "ask") for _ in range(2))
    assert json.loads(first.stdout)["python"] == str(house / ".venv" / "bin" / "python")
    assert first.stderr == "Setting up, once: installing packages (about 2 GB, several minutes)…\n"
    assert second.stderr == ""
    (house / "requirements.lock").write_text("# another\n", encoding="utf-8")
    assert launch(house / "scripts" / "ask").stderr.startswith("Setting up: the list of packages has changed")
    (house / "requirements.lock").write_text("no-such-package-of-ours==1\n", encoding="utf-8")
    failed = launch(house / "scripts" / "ask", PIP_NO_INDEX="1")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "Setting up failed: pip says why above." in failed.stderr
    assert not (house / ".venv" / ".lock-stamp").exists()


def test_a_dev_install_serves_the_ordinary_commands_too(house: Path) -> None:
    dev = launch(house / "scripts" / "build-samples")
    assert (dev.returncode, launch(house / "scripts" / "ask").stderr) == (0, "")
    (house / "requirements.lock").write_text("# another\n", encoding="utf-8")
    launch(house / "scripts" / "ask")
    assert not (house / ".venv" / ".lock-stamp-dev").exists()


def test_two_at_once_set_up_one_after_the_other(house: Path) -> None:
    command = [house / "scripts" / "ask"]
    pair = [
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=120) for process in pair]
    assert [process.returncode for process in pair] == [0, 0]
    assert sum("Setting up, once" in said for _, said in outputs) == 1
    assert all(json.loads(told)["python"] for told, _ in outputs)


def test_an_interrupted_set_up_starts_over(house: Path) -> None:
    command = [sys.executable, house / "scripts" / "set_up.py", "runtime"]
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests in the background ignores it
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True, preexec_fn=heed) as process:
        assert process.stderr
        assert process.stderr.readline().startswith("Setting up, once")
        process.send_signal(signal.SIGINT)
        assert "run the same command again" in process.stderr.read()
    assert process.returncode == 130
    assert not (house / ".venv" / ".lock-stamp").exists()
    assert launch(house / "scripts" / "ask").returncode == 0
