from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from corpus.errors import InputError
from scripts.commands.settings_table import settings_table
from scripts.opening import settings_for

ROOT = Path(__file__).resolve().parent.parent
MARKS = ("<!-- settings -->", "<!-- /settings -->")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "QUOTED_WORDS", "READ_SECONDS", "CONTACT", "EMBEDDING_MODEL"):
        monkeypatch.delenv(f"POC_{name}", raising=False)
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)


def test_every_default_works_as_it_stands() -> None:
    settings = Settings()
    assert settings.home == Path.home() / ".poc-desk"
    assert (settings.question_characters, settings.embedding_model, settings.slack_bot_token) == (4000, None, "")


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POC_HOME", str(tmp_path))
    monkeypatch.setenv("POC_QUOTED_WORDS", "40")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    settings = Settings()
    assert (settings.home, settings.quoted_words, settings.slack_bot_token) == (tmp_path, 40, "xoxb-1")


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POC_HOME", "POC_EMBEDDING_MODEL", "POC_QUOTED_WORDS"):
        monkeypatch.setenv(name, "")
    settings = Settings()
    assert (settings.home.name, settings.embedding_model, settings.quoted_words) == (".poc-desk", None, 86)


def test_a_home_that_is_named_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POC_HOME", "elsewhere")
    assert settings_for(tmp_path).home == tmp_path
    assert settings_for(None).home == Path("elsewhere")


@pytest.mark.parametrize("value", ["soon", "-1", "0"])
def test_a_value_that_cannot_be_used_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("POC_READ_SECONDS", value)
    with pytest.raises(InputError, match=r"^POC_READ_SECONDS cannot be used: .*unset it\.$"):
        settings_for(None)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().home = Path()  # type: ignore[misc]


def test_the_table_has_a_row_for_each_setting_with_its_meaning() -> None:
    lines = settings_table().splitlines()
    assert len(lines) == 2 + len(Settings.model_fields)
    assert [line for line in lines[2:] if not (line.startswith("| `") and line.endswith(". |"))] == []
    assert "| `POC_HOME` | `~/.poc-desk` | Folder for snapshots, caches and state. |" in lines
    assert "| `POC_QUOTED_WORDS` | `86` |" in settings_table()
    assert "| `SLACK_BOT_TOKEN` | – |" in settings_table()
    assert str(Path.home()) + "/" not in settings_table()


def test_the_readme_holds_that_table() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    if not all(mark in text for mark in MARKS):
        pytest.skip("README.md has no place for the table")
    held = text.partition(MARKS[0])[2].partition(MARKS[1])[0]
    assert held.strip() == settings_table().strip(), "run: python -m scripts.commands.settings_table --write"
