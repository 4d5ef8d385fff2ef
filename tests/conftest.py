"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest

from index import Embedder

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real documents and questions that lie beside the checkout, or where POC_SHARED says."""
    folder = Path(os.environ.get("POC_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("shared material is not beside the checkout")
    return folder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real model, in the precision that this machine computes fastest."""
    return Embedder.load()
