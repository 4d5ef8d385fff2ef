"""Print the settings as the table that README.md holds, or write it there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from bot.settings import Settings
from corpus.errors import PathError
from scripts.opening import plainly

README = Path(__file__).resolve().parent.parent.parent / "README.md"
BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


@plainly
def main(
    write: Annotated[bool, typer.Option("--write", help="Replace the table in README.md.")] = False,
) -> None:
    """Print the table: environment variable, default, meaning."""
    if not write:
        print(settings_table())
        return
    before, begin, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise PathError(f"README.md has no lines {BEGIN} and {END}. Put them where the table belongs.")
    README.write_text(f"{before}{BEGIN}\n{settings_table()}\n{END}{after}", encoding="utf-8")


def settings_table() -> str:
    """The fields of Settings as a Markdown table, in their order."""
    rows = ["| environment variable | default | meaning |", "|---|---|---|"]
    rows += [
        f"| `{_variable(name, field)}` | {_default(field)} | {(field.description or '').replace('|', chr(92) + '|')} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(rows)


def _variable(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    first = alias.choices[0] if isinstance(alias, AliasChoices) else alias
    return first if isinstance(first, str) else f"{Settings.model_config['env_prefix']}{name.upper()}"


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == "":
        return "–"
    if isinstance(value, Path) and value.is_relative_to(Path.home()):
        value = f"~/{value.relative_to(Path.home()).as_posix()}"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    typer.run(main)
