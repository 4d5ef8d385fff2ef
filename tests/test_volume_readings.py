"""What general rules must get right on documents of the larger collection, told by labels and counts alone."""

from pathlib import Path

import pytest

from corpus.model import BlockKind
from corpus.read import read


@pytest.fixture(scope="module")
def volume(shared: Path) -> Path:
    return shared / "corpus" / "volume"


def test_notes_whose_numbers_stand_apart_in_the_margin_are_notes(volume: Path) -> None:
    document = read(volume / "E_2025_22.en.pdf")
    notes = [block for block in document.blocks if block.kind is BlockKind.FOOTNOTE]
    assert [note.label for note in notes] == [str(number) for number in range(1, 21)]
    assert all(note.anchor is not None for note in notes)
    assert document.card.issuer.startswith("Committee on")


def test_a_paragraph_that_opens_in_bold_is_no_heading(volume: Path) -> None:
    document = read(volume / "E_CN.5_2025_NGO_12.en.pdf")
    labels = {block.label for block in document.blocks if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)}
    assert {"1", "2", "3"} <= labels
    under = [i for i, block in enumerate(document.blocks) if block.kind is BlockKind.HEADING]
    last = [document.blocks[i] for i in under[-2:]]
    assert [block.end - block.start for block in last] == [9, 59]


@pytest.mark.parametrize(
    ("name", "issuer"),
    [
        ("CEB_2025_4.en.pdf", "Chief Executives Board for Coordination"),
        ("A_CONF.230_2025_10.en.pdf", "Secretariat"),
        ("S_2025_117.en.pdf", "Russian Federation"),
    ],
)
def test_the_issuer_is_whom_masthead_heading_or_title_name(volume: Path, name: str, issuer: str) -> None:
    assert read(volume / name).card.issuer == issuer
