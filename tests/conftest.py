"""What holds for every test: none of them touches the user's own NSS folders, and where it counts none is skipped."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

FOLDERS = ("NSS_CACHE_DIR", "NSS_DATA_DIR", "NSS_CONFIG_DIR", "NSS_RUNTIME_DIR", "NSS_MODELS_DIR")
_SCRATCH = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    # A short path: the runtime folder holds a UNIX socket, whose path may have about 100 bytes.
    scratch = Path(tempfile.mkdtemp(prefix="nss-tests-", dir="/tmp"))
    config.stash[_SCRATCH] = scratch
    for name in FOLDERS:
        folder = scratch / name.split("_")[1].lower()
        folder.mkdir(mode=0o700)
        os.environ[name] = str(folder)
    os.environ["HF_HUB_OFFLINE"] = "1"


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_SCRATCH], ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole module may skip itself while it is collected."""
    report = yield
    _forbid_skip(report)
    return report


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turns a skip into a failure in CI: a test that did not run proves nothing. An expected failure did run."""
    no_skips = os.environ.get("CI") == "true" or os.environ.get("NSS_NO_SKIPS") == "1"
    if no_skips and report.skipped and not hasattr(report, "wasxfail"):
        reason: Any = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {reason}"
