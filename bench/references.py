"""Whether uses mean what the languages' own servers say that they mean: precision and recall by confidence, as JSON.

python -m bench.references python FOLDER… [--files 40] [--seed 1]      against pyright's definitions
python -m bench.references typescript FOLDER… --tsserver FILE          against tsserver's; FILE is its tsserver.js

Every name in a sample of files is asked for. *Right*: all that we call certain (or likely) is among the server's
definitions; of several possible ones, one is. *Recall*: of the names that the server leads to a symbol of the index,
outside of import lines and not the definition itself, how many we lead there, by confidence. A name that the server
cannot tell is not judged.
"""

from __future__ import annotations

import argparse
import io
import json
import keyword
import os
import random
import re
import tempfile
import time
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nss_index.index import Index
from nss_index.indexer import Indexer, IndexOptions
from nss_index.ports import never

from bench.language_server import LanguageServer, TypeScriptServer

Place = tuple[str, int, int]  # path, line (1-based), column (UTF-8 bytes)
ECMASCRIPT = ("javascript", "typescript", "tsx")
WORST = 15  # sites shown of what differs


_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_FROM = re.compile(r"export\s*(?:type\s*)?(?:\{|\*).*")
_KEYWORDS = frozenset({
    "abstract", "as", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger",
    "declare", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally", "for", "from",
    "function", "get", "if", "implements", "import", "in", "infer", "instanceof", "interface", "is", "keyof", "let",
    "new", "null", "of", "private", "protected", "public", "readonly", "return", "satisfies", "set", "static",
    "super", "switch", "this", "throw", "true", "try", "type", "typeof", "undefined", "var", "void", "while", "with",
    "yield", "string", "number", "boolean", "any", "unknown", "never", "object", "symbol", "bigint",
})  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.references", description=__doc__)
    commands = parser.add_subparsers(dest="language", required=True)
    for name in ("python", "typescript"):
        command = commands.add_parser(name)
        command.add_argument("folders", type=Path, nargs="+")
        command.add_argument("--files", type=int, default=40)
        command.add_argument("--seed", type=int, default=1)
        if name == "typescript":
            command.add_argument("--tsserver", type=Path, required=True)
    options = parser.parse_args()
    found: dict[str, Any] = {}
    for folder in (path.resolve() for path in options.folders):
        if options.language == "python":
            server, languages = LanguageServer(["pyright-langserver", "--stdio"], folder), ("python",)
        else:
            server, languages = TypeScriptServer(options.tsserver.resolve(), folder), ECMASCRIPT
        found[str(folder)] = _compared(folder, server, languages, options.files, options.seed)
    print(json.dumps(found, indent=1))
    return 0


def _compared(
    folder: Path, server: LanguageServer | TypeScriptServer, languages: tuple[str, ...], files: int, seed: int
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="nss-bench-") as cache:
        os.environ["NSS_CACHE_DIR"] = cache
        with Indexer.open(folder, IndexOptions()) as indexer:
            indexer.reconcile(lambda progress: None, never)
        with Index.open(folder) as index, index.program() as program:
            names = {
                (row.path, row.symbol.name_line, row.symbol.name_column): (row.path, row.symbol.path)
                for row in index.symbols(limit=10_000_000)
            }
            # `exports.name = function name() {}` has its name twice in one line.
            lines = {(path, line, symbol[1].rpartition(".")[2]): symbol for (path, line, _), symbol in names.items()}
            paths = [record.path for record in index.files() if record.language in languages and record.lines > 5]
            chosen = sorted(random.Random(seed).sample(paths, min(files, len(paths))))
            started = time.perf_counter()
            ours: dict[Place, dict[tuple[str, str], str]] = {}
            for edge in program.edges(chosen):
                place = (edge.source, edge.line, edge.column)
                ours.setdefault(place, {})[edge.target, edge.target_symbol] = edge.confidence
            seconds = time.perf_counter() - started
    judged = Counter[str]()
    right = Counter[str]()
    recalled = Counter[str]()
    wrong: list[str] = []
    missed: list[str] = []
    python = languages == ("python",)
    with server:
        for path in chosen:
            text = (folder / path).read_text("utf-8")
            rows = text.splitlines(keepends=True)
            server.open(path, text, languages[0])
            for line, column, name, imported in _names(text) if python else _words(text):
                here = (path, line, len(rows[line - 1][:column].encode()))
                answer = server.definitions(path, line, column)
                truth = {names[place] for place in answer if place in names}
                truth |= {lines[(*place[:2], name)] for place in answer if (*place[:2], name) in lines}
                mine = ours.get(here, {})
                if imported or here in answer:
                    continue
                if mine and answer:
                    confidence = next(iter(mine.values()))
                    good = set(mine) <= truth if confidence != "possible" else bool(set(mine) & truth)
                    judged[confidence] += 1
                    right[confidence] += good
                    if not good and confidence != "possible":
                        meant = sorted(truth) or answer
                        wrong.append(f"{confidence} {path}:{line}:{column} {name}: {sorted(mine)} is {meant}")
                if truth:
                    hit = next((mine[one] for one in truth if one in mine), "missed")
                    recalled[hit] += 1
                    if hit == "missed":
                        missed.append(f"{path}:{line}:{column} {name}: {sorted(truth)}")
            server.close_file(path)
    total = sum(recalled.values())
    return {
        "files": len(chosen),
        "seconds": round(seconds, 2),
        "precision": {key: round(right[key] / judged[key], 4) for key in sorted(judged)},
        "judged": dict(judged),
        "recall": {key: round(count / total, 4) for key, count in recalled.most_common()},
        "names": total,
        "wrong": wrong[:WORST],
        "missed": random.Random(seed).sample(missed, min(WORST, len(missed))),
    }


def _names(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """(line, column in characters, name, whether its statement is an import) of every name."""
    imported = False
    fresh = True
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT):
                fresh = fresh or token.type == tokenize.NEWLINE
                continue
            if fresh:
                imported, fresh = token.string in ("import", "from"), False
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                yield token.start[0], token.start[1], token.string, imported
    except (tokenize.TokenError, SyntaxError):
        return


def _words(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """As `_names`, for the languages of ECMAScript: words that are no keywords, outside of comments as far as lines
    tell."""
    imported = False
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        imported = imported or bare.startswith(("import ", "import{")) or bool(_FROM.match(bare)) or "require(" in bare
        if not bare.startswith(("//", "*", "/*")):
            for word in _WORD.finditer(line):
                if word.group() not in _KEYWORDS:
                    yield number, word.start(), word.group(), imported
        imported = imported and not bare.endswith((";", '"', "'"))


if __name__ == "__main__":
    raise SystemExit(main())
