"""Builds the bundled sample documents from their sources.

Usage::

    scripts/build-samples             writes the PDFs into corpus/samples
    scripts/build-samples --check     writes nothing; exit status 1 if a PDF differs from its source
    scripts/build-samples --out DIR   writes them elsewhere

The same sources give the same bytes, on any machine with the same version of reportlab.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.samples.pages import compose
from scripts.samples.text import read_marking, read_sample

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
SOURCES = SAMPLES / "sources"


def build(sources: Path = SOURCES) -> dict[str, bytes]:
    """PDFs by file name, in the order of their sources."""
    marking = read_marking(sources / "marking.yaml")
    return {f"{path.stem}.pdf": compose(read_sample(path), marking) for path in sorted(sources.glob("*.md"))}


def stale(built: dict[str, bytes], folder: Path) -> list[str]:
    """Names of the PDFs in ``folder`` that are missing, differ from what is built, or have no source."""
    there = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
    return sorted(name for name in built.keys() | there.keys() if built.get(name) != there.get(name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Builds or checks the samples; returns the exit status."""
    parser = argparse.ArgumentParser(prog="build-samples", description="Build the bundled sample documents.")
    parser.add_argument("--out", type=Path, default=SAMPLES, help="folder to write to (default: corpus/samples)")
    parser.add_argument("--check", action="store_true", help="write nothing; say which PDFs differ from their sources")
    options = parser.parse_args(arguments)
    built = build()
    if options.check:
        differing = stale(built, options.out)
        for name in differing:
            print(f"{name} is not what its source gives. Run scripts/build-samples.", file=sys.stderr)
        return 1 if differing else 0
    options.out.mkdir(parents=True, exist_ok=True)
    for name, data in built.items():
        (options.out / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
