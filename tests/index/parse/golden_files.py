"""Golden files of the parser: one realistic source per complete language, and what must be read from it.

python -m tests.index.parse.golden_files        writes every `expected.json` anew: read the difference before committing
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from nss_index.model import Role
from nss_index.packed import unpack_all
from nss_index.parse.parser import parse_text

FOLDER = Path(__file__).parents[1] / "golden"


def languages() -> list[str]:
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def sample(language: str) -> Path:
    (found,) = (FOLDER / language).glob("sample.*")
    return found


def sample_text(language: str) -> str:
    return sample(language).read_bytes().decode("utf-8")


def facts(language: str) -> dict[str, Any]:
    """Everything that the golden file fixes, as plain values."""
    parsed = parse_text(sample(language).name, sample_text(language))
    return {
        "language": parsed.language,
        "symbols": [
            {
                "kind": symbol.kind.value,
                "name": symbol.name,
                "container": symbol.container,
                "signature": symbol.signature,
                "docstring": symbol.docstring,
                "lines": [symbol.span.start_line, symbol.span.end_line],
                "bytes": [symbol.span.start_byte, symbol.span.end_byte],
                "name_at": [symbol.name_line, symbol.name_column],
            }
            for symbol in parsed.symbols
        ],
        "imports": [[each.line, each.module, each.name, each.alias] for each in parsed.imports],
        "calls": [[each.line, each.scope, each.receiver, each.name] for each in unpack_all(parsed.uses, Role.CALL)],
        "tags": [[each.line, each.column, each.name] for each in parsed.tags],
        "chunks": [
            {
                "kind": chunk.kind.value,
                "symbol": chunk.symbol,
                "symbol_kind": chunk.symbol_kind.value if chunk.symbol_kind else None,
                "heading": chunk.heading,
                "lines": [chunk.span.start_line, chunk.span.end_line],
                "bytes": [chunk.span.start_byte, chunk.span.end_byte],
            }
            for chunk in parsed.chunks
        ],
        "problems": [problem.what for problem in parsed.problems],
    }


def expected(language: str) -> dict[str, Any]:
    return json.loads((FOLDER / language / "expected.json").read_text("utf-8"))


def as_json(value: dict[str, Any]) -> str:
    """One fact a line, so that a difference reads like one."""
    parts: list[str] = []
    for key, items in value.items():
        if isinstance(items, list) and items:
            lines = ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in items)  # pyright: ignore[reportUnknownVariableType]
            parts.append(f'  "{key}": [\n{lines}\n  ]')
        else:
            parts.append(f'  "{key}": {json.dumps(items)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    for language in languages():
        (FOLDER / language / "expected.json").write_text(as_json(facts(language)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
