"""Tables in YAML are read as plain data, with letters of any language, and nothing in them is run."""

from pathlib import Path

import pytest
import yaml

from corpus.yaml_files import read_yaml


def test_a_table_is_read_as_plain_data(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_text("wells: [1, Ndélé, 2025-03-01]\nnames:\n  chef: “the head”\n", encoding="utf-8")
    assert read_yaml(path) == yaml.safe_load(path.read_text(encoding="utf-8"))


def test_nothing_in_a_table_is_run(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_text("!!python/object/apply:os.getcwd []\n", encoding="utf-8")
    with pytest.raises(yaml.YAMLError):
        read_yaml(path)
