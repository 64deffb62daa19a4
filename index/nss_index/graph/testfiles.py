"""Which files are tests, by the names that test runners look for."""

from __future__ import annotations

import re

_TEST_PATH = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__)/"
    r"|(?:^|/)test_[^/]*$"
    r"|(?:^|/)[^/]*(?:_test|_spec|\.test|\.spec|Test|Tests)\.[^/.]+$"
)


def is_test(path: str) -> bool:
    return _TEST_PATH.search(path) is not None
