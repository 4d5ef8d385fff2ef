"""The one gate: lint, format, types, import directions and the whole test suite."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
STEPS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "import directions": ["-c", LINT_IMPORTS],
}

# Each worker holds its own copy of the model: more than four cost more than they save.
MOST_WORKERS = 4


def workers() -> int:
    """Return how many test processes fit the processor cores that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_WORKERS, usable)


def from_root(argument: str) -> str:
    """Make an argument that names a test file of the person's folder absolute, since pytest runs in the repository."""
    path, separator, rest = argument.partition("::")
    return f"{Path(path).resolve()}{separator}{rest}" if Path(path).exists() else argument


def run_step(name: str, arguments: list[str]) -> bool:
    """Run one step, say how it ended and how many seconds it took, and tell whether it succeeded."""
    print(f"── {name}", flush=True)
    began = time.perf_counter()
    succeeded = subprocess.run([sys.executable, *arguments], cwd=ROOT).returncode == 0
    print(f"── {name}: {'ok' if succeeded else 'FAILED'} ({time.perf_counter() - began:.1f} s)\n", flush=True)
    return succeeded


def main(arguments: list[str]) -> int:
    """Run every step, the tests last with these arguments, and return 1 if any step failed."""
    pytest = ["-m", "pytest", f"--numprocesses={workers()}", *map(from_root, arguments)]
    results = {name: run_step(name, step) for name, step in {**STEPS, "tests": pytest}.items()}
    failed = [name for name, succeeded in results.items() if not succeeded]
    print(f"Failed: {', '.join(failed)}." if failed else "All steps ok.")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
