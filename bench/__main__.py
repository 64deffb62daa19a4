"""`python -m bench NAME ARGUMENTS`: one door to the scripts; without a name, the figures of this repository."""

from __future__ import annotations

import importlib
import sys

from bench.house import REPOSITORY

SCRIPTS = (
    "corpora", "figures", "indexing", "parse_speed", "plots", "retrieval", "search_profile", "voice", "voice_live",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in ("-h", "--help"):
        print(f"usage: python -m bench {{{','.join(SCRIPTS)}}} ...   (each has --help; see bench/README.md)")
        return 0
    name, *rest = arguments or ["figures", str(REPOSITORY)]
    if name not in SCRIPTS:
        print(f"bench: no script {name!r}; there are: {', '.join(SCRIPTS)}", file=sys.stderr)
        return 2
    return importlib.import_module(f"bench.{name}").main(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
