"""Fails when a source file is longer than one reason can be. Knows which files are derived and leaves them out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePosixPath

LIMIT = 300  # lines
SUFFIXES = (".py", ".ts", ".tsx", ".mjs", ".lua", ".sh")
DERIVED = ("generated", "golden")  # folders whose files nobody writes by hand


def main() -> int:
    root = Path(__file__).resolve().parent.parent
    listing = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=root, capture_output=True, check=True, text=True
    )
    too_long: list[str] = []
    for name in filter(None, listing.stdout.split("\0")):
        path = PurePosixPath(name)
        if path.suffix not in SUFFIXES or any(part in DERIVED for part in path.parts) or not (root / name).is_file():
            continue
        lines = (root / name).read_bytes().count(b"\n")
        if lines > LIMIT:
            too_long.append(f"{name}: {lines} lines, at most {LIMIT}; split it along its reasons")
    sys.stderr.write("".join(f"{line}\n" for line in too_long))
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
