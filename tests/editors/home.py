"""A user's machine in one temporary folder: home, NSS folders, a small repository. Knows no editor."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).parent / "nss"

FILES = {
    "shop/prices.py": '''"""Prices of the shop."""


def apply_discount(price: float, percent: float) -> float:
    """Lower a price by some percent, never below zero."""
    return max(0.0, price * (1 - percent / 100))


def total_with_tax(prices: list[float], rate: float) -> float:
    """Sum the prices and add the value added tax."""
    return sum(prices) * (1 + rate)
''',
    "shop/retry.py": '''"""Calling things that fail now and then."""

import time


class RetryPolicy:
    """How often to try again and how long to wait in between."""

    def __init__(self, attempts: int, pause: float) -> None:
        self.attempts = attempts
        self.pause = pause

    def run(self, action):
        """Call the action until it succeeds; the last failure is raised."""
        for attempt in range(self.attempts):
            try:
                return action()
            except OSError:
                if attempt + 1 == self.attempts:
                    raise
                time.sleep(self.pause * 2**attempt)
''',
    "shop/checkout.py": '''"""From a basket to a bill."""

from shop.prices import apply_discount, total_with_tax


def bill(prices: list[float]) -> float:
    """What the customer pays at the end."""
    return total_with_tax([apply_discount(price, 5) for price in prices], 0.19)
''',
    "README.md": """# Shop

## Returning goods

A customer may send goods back within thirty days.
""",
}


@dataclass(frozen=True, slots=True)
class Home:
    folder: Path
    repository: Path
    environment: dict[str, str]  # the whole environment of a process of this user


@contextmanager
def temporary_home(more: Mapping[str, str] | None = None) -> Generator[Home]:
    """The user's machine, with its NSS host ended before the folder goes. `more` lies over its environment."""
    # Not pytest's tmp_path: the path of the host's socket must stay below about 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="nss-home-", dir="/tmp"))
    home = Home(folder, folder / "shop repository", {**_environment(folder), **(more or {})})
    try:
        for name, text in FILES.items():
            path = home.repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        subprocess.run(["git", "init", "-q", str(home.repository)], env=home.environment, check=True)
        yield home
    finally:
        subprocess.run([COMMAND, "host", "stop"], env=home.environment, check=False, capture_output=True, timeout=60)
        shutil.rmtree(folder)


def _environment(folder: Path) -> dict[str, str]:
    places = {
        "HOME": "home",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
        "XDG_CACHE_HOME": "cache",
        "XDG_RUNTIME_DIR": "run",
        "NSS_CONFIG_DIR": "nss-config",
        "NSS_DATA_DIR": "nss-data",
        "NSS_CACHE_DIR": "nss-cache",
        "NSS_RUNTIME_DIR": "nss-run",
    }
    for place in places.values():
        (folder / place).mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "NSS_", "NVIM", "VIM"))}
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **kept,
        **{name: str(folder / place) for name, place in places.items()},
        "PATH": path,
        "TERM": "xterm-256color",
    }
