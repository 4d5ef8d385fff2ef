import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.errors import SnapshotDamaged
from index.manifest import Counts, Manifest, ModelFacts, read_manifest, write_manifest

MANIFEST = Manifest(
    id="x",
    created=datetime(2026, 1, 2, tzinfo=UTC),
    model=ModelFacts(name="m", sha256="0", dimension=384, precision="bf16", fingerprint="f"),
    counts=Counts(documents=1, pages=2, passages=3, sentences=4),
    corpus="c",
    dense_kind="Flat",
    files={},
    seconds={"embed": 1.0},
    report={"added": ["a.pdf"]},
)


def test_a_manifest_comes_back_whole(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": 1, "unheard": 2}'])
def test_an_unreadable_manifest_is_damage(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(SnapshotDamaged, match="no readable manifest"):
        read_manifest(tmp_path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(json.loads(MANIFEST.model_dump_json()) | {"format": 99}))
    with pytest.raises(SnapshotDamaged, match="format 99"):
        read_manifest(tmp_path)
