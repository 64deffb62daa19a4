"""Which files are tests, by the names that test runners look for."""

from __future__ import annotations

import re

_TEST_PATH = re.compile(
    r"(?:^|/)(?:[Tt]ests?|[Ss]pecs?|__tests__)/"
    r"|(?:^|/)[^/]*(?:[a-z0-9]Tests?|[.\-_][Tt]ests?)/"  # commonTest/, Shop.Tests/, NIOCoreTests/
    r"|(?:^|/)test_[^/]*$"
    r"|(?:^|/)[^/]*(?:_test|_spec|\.test|\.spec|Test|Tests|[a-z0-9]Spec)\.[^/.]+$"
)


def is_test(path: str) -> bool:
    return _TEST_PATH.search(path) is not None
