"""Sets up .venv from a lock file; scripts/_run calls it, with nothing installed yet but Python itself."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

# What each kind installs, and the stamps that are true afterwards: the dev lock holds all of the runtime lock.
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
STAMPS = {"runtime": ".lock-stamp", "dev": ".lock-stamp-dev"}
SATISFIES = {"runtime": ("runtime",), "dev": ("runtime", "dev")}

FIRST = "Setting up, once: installing packages (about 2 GB, several minutes)…"
AGAIN = "Setting up: the list of packages has changed or grown, installing what is new…"
WAITING = "Another command is setting up: waiting for it to end…"
NO_VENV = "Setting up failed: Python could not make {0}. Where venv is a package of its own, install it (python3-venv)."
NO_PACKAGES = "Setting up failed: pip says why above. Put that right and run the same command again."
NO_WRITING = "Setting up failed: {0} ({1}). Make the folder writable, or install the packages and set POC_NO_SETUP=1."
INTERRUPTED = "Setting up was interrupted: run the same command again, it starts over where it must."


class SetUpError(Exception):
    """Set-up could not end; the message says what to do next."""


def say(message: str) -> None:
    """Print one line for the person who waits; standard output belongs to the command that follows."""
    print(message, file=sys.stderr, flush=True)


def is_set_up(kind: str) -> bool:
    """Tell whether the lock of this kind is what was last installed in full."""
    stamp = VENV / STAMPS[kind]
    return PYTHON.exists() and stamp.exists() and stamp.read_bytes() == (ROOT / LOCKS[kind]).read_bytes()


@contextmanager
def alone() -> Iterator[int]:
    """Hold the right to set up, yielding the lock's file descriptor; the system gives it back if we die."""
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def run(command: list[str], lock: int) -> bool:
    """Run a command that keeps the lock for as long as it lives, and tell whether it succeeded."""
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(command, stdout=sys.stderr, env=environment, pass_fds=(lock,)).returncode == 0


def is_usable() -> bool:
    """Tell whether .venv holds a Python that is new enough and has pip: one cut off half way does not."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0


def set_up(kind: str, lock: int) -> None:
    """Install the lock of this kind into .venv; the stamps go first and come back last, so that none can lie."""
    fresh = not is_usable()
    had_packages = not fresh and any((VENV / stamp).exists() for stamp in STAMPS.values())
    say(AGAIN if had_packages else FIRST)
    if fresh and not run([sys.executable, "-m", "venv", "--clear", str(VENV)], lock):
        raise SetUpError(NO_VENV.format(VENV.name))
    for stamp in STAMPS.values():
        (VENV / stamp).unlink(missing_ok=True)
    wanted = {each: (ROOT / LOCKS[each]).read_bytes() for each in SATISFIES[kind]}
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input"]  # errors alone
    if not run([*pip, "--requirement", str(ROOT / LOCKS[kind])], lock):
        raise SetUpError(NO_PACKAGES)
    for each, content in wanted.items():
        unfinished = VENV / f"{STAMPS[each]}.new"
        unfinished.write_bytes(content)
        unfinished.replace(VENV / STAMPS[each])


def main(kind: str) -> int:
    """Set up unless it is done, one at a time, and return the exit code."""
    try:
        with alone() as lock:
            if not is_set_up(kind):
                set_up(kind, lock)
    except SetUpError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(NO_WRITING.format(error.strerror, error.filename or VENV))
        return 1
    except KeyboardInterrupt:
        say(INTERRUPTED)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
