"""A fresh Neovim for each test, on the shared repository with the real server and the real host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.editors.home import Home
from tests.editors.neovim.driver import PLUGIN, Neovim


@pytest.fixture
def editor(home: Home) -> Iterator[Neovim]:
    neovim = Neovim(home.repository, {**home.environment, "NSS_TEST_PLUGIN": str(PLUGIN)}, "shop/checkout.py")
    try:
        yield neovim
    finally:
        neovim.close()
