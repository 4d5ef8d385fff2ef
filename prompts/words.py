"""Words on buttons, headings and in lists: what is too short for a template of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from prompts.render import TemplateError

_FILE = Path(__file__).with_name("words.yaml")


def word(name: str) -> str:
    """The words of ``words.yaml`` under a name; raises TemplateError where there are none."""
    if name not in words():
        raise TemplateError(f"There are no words for {name}: add them to words.yaml.")
    return words()[name]


@cache
def words() -> dict[str, str]:
    """All of ``words.yaml``."""
    found: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found
