"""Fictional exercises as data: settings, roles and injects of ``exercise.yaml``, all in the desk's own words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).with_name("exercise.yaml")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Inject(_Frozen):
    """What is handed to the players, and what the facilitator listens for."""

    text: str
    cue: str


class Threat(_Frozen):
    """An exercise about one source of threat: its title, its opening, and injects by training item."""

    title: str
    opening: str
    injects: dict[str, tuple[Inject, ...]]


class Part(_Frozen):
    """Who plays whom, and what that person alone knows."""

    role: str
    knows: str


class Exercises(_Frozen):
    """All of ``exercise.yaml``; ``settings`` are names by what they stand for."""

    settings: tuple[dict[str, str], ...] = Field(min_length=2)
    threats: dict[str, Threat]
    roles: tuple[Part, ...]
    pressures: tuple[str, ...]
    debrief: tuple[str, ...]


@cache
def exercises() -> Exercises:
    """What ``exercise.yaml`` holds."""
    return Exercises.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
