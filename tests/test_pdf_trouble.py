"""PDFs that were collected because they are hard: each ends as a named outcome, its text about what others find."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.worker import Readers, Reading, Source
from index.plan import make_plan

OUTCOMES = {"indexed", "needs OCR", "no text", "needs a password", "damaged"}
DIFFER = {
    # Two other readers count about 195,000 characters: their figures stop after page 30 of 50.
    "pdfminer__samples__nonfree__i1040nr.pdf",
    # Japanese, of whose letters pdfium tells few; what it cannot tell is left out.
    "pdfminer__samples__nonfree__kampo.pdf", "pdfminer__samples__jo.pdf",
    # Figures, code and single words: the others count the spaces between them.
    "pdfminer__samples__font-size-test.pdf", "pdfminer__samples__contrib__issue-449-horizontal.pdf",
    "pdfminer__samples__contrib__issue-1062-filters.pdf",
}  # fmt: skip
PASSWORDS = {
    "pypdf__resources__encryption__*-user-password.pdf": "asdfzxcv",
    "pypdf__resources__encryption__r6-both-passwords.pdf": "foo",
    "pypdf__resources__crazyones-encrypted-256.pdf": "password",
    "pypdf__resources__encrypted-file.pdf": "test",
    "*libreoffice-writer-password.pdf": "openpassword",
    "pdfminer__samples__encryption__aes-*.pdf": "foo",
    "pdfminer__samples__encryption__rc4-*.pdf": "foo",
    "pdfminer__samples__encryption__aes-256-r6.pdf": "usersecret",
}
"""What the collections' own tests open these files with; a later pattern has the last word."""


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "pdf-trouble"


def others(folder: Path) -> dict[str, list[int]]:
    """Characters that two other readers found in each file, where they could read it."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    readers = ("pypdf", "second_reader")
    return {row["file"]: [n for r in readers if (n := _characters(row[r])) is not None] for row in rows}


def _characters(row: Mapping[str, Any] | None) -> int | None:
    return (row or {}).get("chars")


def outcome(reading: Reading) -> str:
    return reading.error.outcome if reading.error else "indexed"


def test_each_ends_as_a_named_outcome_and_with_the_text_that_others_find(
    folder: Path, pytestconfig: pytest.Config
) -> None:
    known = others(folder)
    names = sorted(known)[:: 1 if pytestconfig.getoption("--all-trouble") else 8]
    with Readers(workers=1) as readers:
        readings = {r.source.name: r for r in readers.read([Source(folder / name, (name,)) for name in names])}
    assert set(readings) == set(names)
    assert {outcome(reading) for reading in readings.values()} <= OUTCOMES
    assert all(str(reading.error).endswith(".") for reading in readings.values() if reading.error)
    far = {
        name
        for name, reading in readings.items()
        if reading.document and known[name] and not _near(len(" ".join(reading.document.text.split())), known[name])
    }
    assert far <= DIFFER, far - DIFFER


def _near(found: int, counts: list[int]) -> bool:
    """Within a tenth, or a dozen characters, of one of the counts."""
    return any(abs(found - count) <= max(12, count / 10) for count in counts)


def test_passwords_in_catalogue_yaml_open_every_encrypted_one(folder: Path, tmp_path: Path) -> None:
    said: dict[str, str] = {}
    for pattern, password in PASSWORDS.items():
        said |= {path.name: password for path in folder.glob(pattern)}
    for name in said:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    rows = (f'{name}:\n  password: "{password}"\n' for name, password in said.items())
    (tmp_path / "catalogue.yaml").write_text("".join(rows), encoding="utf-8")
    sources = make_plan(tmp_path / "home", [tmp_path], "").sources
    with Readers(workers=1) as readers:
        opened = {r.source.name: outcome(r) for r in readers.read(sources)}
        closed = {outcome(r) for r in readers.read([Source(each.path, each.names) for each in sources])}
    assert sum(len(each.names) for each in sources) == len(said) == 18
    assert set(opened.values()) == {"indexed"}
    assert closed == {"needs a password"}
