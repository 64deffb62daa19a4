"""A house for each test of the host."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.host.house import House, a_house


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[House]:
    async with a_house(monkeypatch) as house:
        yield house
