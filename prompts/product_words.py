"""What products say in the desk's own words: headings, frames and guiding questions of ``products.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from prompts.render import TemplateError

_FILE = Path(__file__).with_name("products.yaml")


def said(name: str, **variables: object) -> str:
    """The words under a name, with its variables filled in; raises TemplateError where they do not fit."""
    words = _words().get(name)
    if not isinstance(words, str):
        raise TemplateError(f"There are no words for {name}: add them to products.yaml.")
    try:
        filled = words.format(**variables) if "{" in words else words
    except (KeyError, IndexError):
        raise TemplateError(f"The words for {name} miss a variable: give each that they name.") from None
    if len(variables) and "{" not in words:
        raise TemplateError(f"The words for {name} know no variables: leave them out.")
    return filled


def knows(name: str) -> bool:
    """Whether there are words under a name."""
    return name in _words()


@cache
def _words() -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found
