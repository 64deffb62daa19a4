"""A workspace as one string, the way tests write it:

#- app/main.py
def main(): ...
#- README.md
# Title
"""

from __future__ import annotations

from pathlib import Path

_MARK = "#- "


def parse_workspace(text: str) -> dict[str, str]:
    """Relative path → content. Text before the first mark is an error."""
    files: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.removeprefix("\n").splitlines(keepends=True):
        if line.startswith(_MARK):
            current = files.setdefault(line[len(_MARK) :].strip(), [])
        elif current is None:
            raise ValueError(f"text before the first {_MARK!r} line: {line!r}")
        else:
            current.append(line)
    return {path: "".join(lines) for path, lines in files.items()}


def write_workspace(root: Path, text: str) -> Path:
    """Write the files below `root` (made when missing) and return it."""
    root.mkdir(parents=True, exist_ok=True)
    for path, content in parse_workspace(text).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode())
    return root
