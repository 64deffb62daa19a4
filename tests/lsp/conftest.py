"""One process each for the tests of a file: that it survives them all is the point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.client import RawClient, probe
from tests.lsp.house import WORKSPACE, House, a_house, live


@pytest.fixture(scope="module")
def shared() -> Iterator[RawClient]:
    with probe() as started:
        started.initialize()
        yield started


@pytest.fixture
def wire(shared: RawClient) -> Iterator[RawClient]:
    """One process for most tests: that it survives them all is the point."""
    shared.messages.clear()
    yield shared
    shared.answers.clear()
    assert shared.broken == []


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_house() as house:
        yield house


@pytest.fixture(scope="module")
def root(house: House) -> Path:
    root = house.root(WORKSPACE)
    (root / ".git").mkdir()  # ignore files count as in a repository; no git is asked
    return root


@pytest.fixture(scope="module")
def client(house: House, root: Path) -> RawClient:
    client = house.open(root)
    live(client)
    return client
