"""`python -m nss_server.generate [--check]`: write every file that is derived from the contract and the settings.

With `--check` nothing is written; the files that are not as they would be are listed and the exit code is 1.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from nss_server.generate.outputs import outputs

SHOWN_DIFFERENCE = 20  # lines; enough to see what kind of change it is


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nss_server.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is out of date")
    parser.add_argument("--project", type=Path, default=project_folder(), help="the project's top folder")
    options = parser.parse_args(arguments)
    stale = [path for path, text in outputs().items() if _current(options.project / path) != text]
    if not options.check:
        for path in stale:
            target: Path = options.project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(outputs()[path], encoding="utf-8")
            sys.stdout.write(f"wrote {path}\n")
        return 0
    for path in stale:
        sys.stdout.write(f"out of date: {path}\n")
        sys.stdout.write(difference(_current(options.project / path), outputs()[path]))
    if stale:
        sys.stdout.write("Run `python -m nss_server.generate` and commit what it writes.\n")
    return 1 if stale else 0


def project_folder() -> Path:
    """The top folder of a source checkout; the generator is not meant for an installed package."""
    return Path(__file__).resolve().parents[3]


def difference(now: str, wanted: str) -> str:
    """The first lines of a unified diff."""
    lines = list(difflib.unified_diff(now.splitlines(), wanted.splitlines(), "is", "should be", lineterm="", n=1))
    more = [f"… {len(lines) - SHOWN_DIFFERENCE} more lines"] if len(lines) > SHOWN_DIFFERENCE else []
    return "".join(f"    {line}\n" for line in [*lines[:SHOWN_DIFFERENCE], *more])


def _current(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
