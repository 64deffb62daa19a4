"""What the tests of every editor share: one user's machine for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.home import Home, temporary_home


@pytest.fixture(scope="session")
def home() -> Iterator[Home]:
    with temporary_home() as made:
        yield made


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where pictures of the editors go, to be looked at by people. Not part of the repository."""
    folder = Path(__file__).parent / "shots"
    folder.mkdir(exist_ok=True)
    return folder
