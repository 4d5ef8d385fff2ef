"""Reading the tables that are kept as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The C loader is safe too, and ten times as fast; not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What a YAML file in UTF-8 says; raises OSError, UnicodeDecodeError and ``yaml.YAMLError``."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)
