"""The house around the code: import directions, locks, launchers."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAUNCHERS = sorted(
    file.name for file in (ROOT / "scripts").iterdir() if file.is_file() and not file.suffix and file.name != "_run"
)
NEEDED = {"ask", "build-samples", "calibrate", "evaluate", "reindex", "start", "test"}
PACKAGES = ("bot", "corpus", "index", "prompts", "scripts")
LOCKS = ["requirements.lock", "requirements-dev.lock"]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonical(name): version for name, version in pins}


def declared(*extras: str) -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    parts = [re.fullmatch(r"([\w.-]+)(.*)", line) for line in wanted]
    return {canonical(part[1]): part[2] for part in parts if part}


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT_IMPORTS, "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


def house_of(folder: Path, **modules: str) -> Path:
    """Lay five packages under our import contracts; each keyword is a package and what its __init__ says."""
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for package in PACKAGES:
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text(modules.get(package, ""), encoding="utf-8")
    return folder


def test_imports_run_one_way() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_imports_that_run_down_are_allowed(tmp_path: Path) -> None:
    house = house_of(tmp_path, scripts="import bot", bot="import index, corpus, prompts", index="import corpus")
    assert lint_imports(house).returncode == 0


@pytest.mark.parametrize(
    ("package", "imported"),
    [
        ("corpus", "index"),
        ("corpus", "bot"),
        ("index", "bot"),
        ("index", "prompts"),
        ("corpus", "prompts"),
        ("scripts", "prompts"),
        ("prompts", "corpus"),
        ("prompts", "bot"),
        ("bot", "scripts"),
        ("prompts", "scripts"),
    ],
)
def test_an_import_that_runs_up_is_refused(tmp_path: Path, package: str, imported: str) -> None:
    result = lint_imports(house_of(tmp_path, **{package: f"import {imported}"}))
    assert result.returncode == 1
    assert "BROKEN" in result.stdout


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev",))])
def test_every_declared_dependency_is_locked(lock: str, extras: tuple[str, ...]) -> None:
    assert declared(*extras).keys() - locked(lock).keys() == set()


def test_the_dev_lock_holds_all_of_the_runtime_lock() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_torch_is_pinned_everywhere() -> None:
    assert declared()["torch"] == "==2.13.0"
    assert [locked(lock)["torch"] for lock in LOCKS] == ["2.13.0", "2.13.0"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_exact_versions_alone_and_nothing_for_graphics_cards(lock: str) -> None:
    lines = [line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert [name for name in locked(lock) if re.search("nvidia|triton|cuda", name)] == []


def test_every_library_that_is_imported_is_declared() -> None:
    sources = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    trees = [ast.walk(ast.parse(file.read_text(encoding="utf-8"))) for file in sources]
    nodes = [node for tree in trees for node in tree]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    ours = {*PACKAGES, "tests", *sys.stdlib_module_names}
    libraries = {name.partition(".")[0] for name in names} - ours
    shipped_by = packages_distributions()
    known = declared("dev").keys()
    assert len(libraries) > 10
    assert [n for n in sorted(libraries) if not known & {canonical(d) for d in shipped_by.get(n, ())}] == []


def test_the_launchers_that_people_are_told_of_are_there() -> None:
    assert set(LAUNCHERS) >= NEEDED


@pytest.mark.parametrize("name", LAUNCHERS)
def test_a_launcher_is_executable_and_starts_a_command_that_exists(name: str) -> None:
    launcher = ROOT / "scripts" / name
    assert os.access(launcher, os.X_OK)
    assert launcher.read_text(encoding="utf-8").splitlines()[1].endswith(f' {name} "$@"')
    assert (ROOT / "scripts" / "commands" / f"{name.replace('-', '_')}.py").is_file()


@pytest.mark.parametrize("name", [*LAUNCHERS, "_run"])
def test_a_launcher_is_sound_posix_shell(name: str) -> None:
    result = subprocess.run(["sh", "-n", ROOT / "scripts" / name], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_no_file_of_ours_holds_a_path_of_the_machine_it_was_written_on() -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this is not a git checkout")
    needle = ("/wor" + "k/").encode()
    files = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    assert len(files) > len(LAUNCHERS)
    assert [str(file.relative_to(ROOT)) for file in files if needle in file.read_bytes()] == []
