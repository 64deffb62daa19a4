"""python -m bench.embedding download|extract|train|evaluate|held-out: see the package's own words and README.md."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bench.embedding import download, held_out
from bench.embedding.card import card
from bench.embedding.corpus import Corpus, languages_of, read_corpus
from bench.embedding.evaluate import evaluate
from bench.embedding.extract import extract
from bench.embedding.interfaces import interface_first, pairs_below
from bench.embedding.model_files import LONGEST_WORD, write_model
from bench.embedding.start import starting_table
from bench.embedding.training import Settings, learnt_of, train
from bench.embedding.views import Viewer
from bench.embedding.vocabulary import vocabulary

HELD_OUT = "held-out.sha256"  # among the records: what they were kept apart from
PACKAGES = Path(__file__).parent / "packages"


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    return asked.run(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.embedding", description=__doc__)
    commands = parser.add_subparsers(required=True)

    one = commands.add_parser("download", help="the pinned archives, each checked by its SHA-256")
    one.add_argument("work", type=Path)
    one.add_argument("--packages", type=Path, default=PACKAGES, help="folder of pypi.txt, npm.txt, debian.txt, …")
    one.add_argument("--pin", action="store_true", help="write the lists anew from what lies in WORK/archives")
    one.set_defaults(run=_download)

    one = commands.add_parser("extract", help="documents of every archive")
    one.add_argument("work", type=Path)
    one.add_argument("--held-out", type=Path, help="hashes of code that must not be trained on (`held-out` makes them)")
    one.add_argument("--processes", type=int, default=2)
    one.set_defaults(run=_extract)

    one = commands.add_parser("train", help="vocabulary, training, model folder with its card")
    one.add_argument("work", type=Path)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--start", help="distil the first vectors from this embedder: transformers:FOLDER, onnx:FOLDER")
    for name, value in asdict(Settings()).items():
        one.add_argument(f"--{name.replace('_', '-')}", type=cast("Any", type(value)), default=value)
    one.set_defaults(run=_train)

    one = commands.add_parser("evaluate", help="recall of chunks of packages that were not trained on")
    one.add_argument("work", type=Path)
    one.add_argument("models", type=Path, nargs="+")
    one.set_defaults(run=_evaluate)

    one = commands.add_parser("interfaces", help="whether interfaces come before their implementations")
    one.add_argument("work", type=Path)
    one.add_argument("models", type=Path, nargs="+")
    one.set_defaults(run=_interfaces)

    one = commands.add_parser("held-out", help="hashes of the code in folders, for `extract --held-out`")
    one.add_argument("file", type=Path)
    one.add_argument("folders", type=Path, nargs="+")
    one.set_defaults(run=_held_out)
    return parser


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _download(asked: argparse.Namespace) -> int:
    archives: Path = asked.work / "archives"
    if asked.pin:
        download.pin(archives, asked.packages)
        return 0
    missing = download.fetch(asked.packages, archives, _say)
    for name in missing:
        _say(f"not to be had as pinned: {name}")
    return 1 if missing else 0


def _extract(asked: argparse.Namespace) -> int:
    counts = extract(asked.work / "archives", asked.work / "records", asked.held_out, asked.processes)
    held = hashlib.sha256(asked.held_out.read_bytes()).hexdigest() if asked.held_out else ""
    (asked.work / "records" / HELD_OUT).write_text(held + "\n", "utf-8")
    for what, count in counts.most_common():
        print(f"{count:9,} {what}")
    return 0


def _train(asked: argparse.Namespace) -> int:
    begun = time.monotonic()
    corpus, heads, left = read_corpus(asked.work / "records")
    tokens = vocabulary(corpus)
    settings = replace(Settings(), **{each.name: getattr(asked, each.name) for each in fields(Settings)})
    viewer = Viewer(corpus, tokens, LONGEST_WORD)
    _say(f"{len(corpus.document):,} questions of {len(corpus.same):,} chunks, {len(tokens):,} tokens")
    _say(f"left out: {dict(left)}")
    table = starting_table(tokens, viewer, settings.dimensions, settings.seed, asked.start)
    prepared = time.monotonic()
    table = train(corpus, viewer, table, settings, _say)
    trained = time.monotonic()
    held = asked.work / "records" / HELD_OUT
    log: dict[str, Any] = {
        "held_out": held.read_text("utf-8").strip() if held.is_file() else "",
        "settings": asdict(settings),
        "start": asked.start.rpartition("/")[2] if asked.start else "random",
        "tokens": len(tokens),
        "chunks": len(corpus.same),
        "questions": len(corpus.document),
        "learnt": len(learnt_of(corpus, settings)),
        "seconds": {"preparing": round(prepared - begun), "training": round(trained - prepared)},
        "languages": dict(languages_of(corpus)),
    }
    _write(asked.out, tokens, table, log, corpus, heads)
    return 0


def _write(
    out: Path,
    tokens: list[str],
    table: NDArray[np.float32],
    log: dict[str, Any],
    corpus: Corpus,
    heads: list[dict[str, Any]],
) -> None:
    write_model(out, tokens, table)
    log["evaluation"] = evaluate(corpus, out)
    (out / "training.json").write_text(json.dumps(log, indent=1) + "\n", "utf-8")
    (out / "README.md").write_text(card(out.name, log, heads, corpus), "utf-8")
    print(json.dumps(log["evaluation"]))


def _evaluate(asked: argparse.Namespace) -> int:
    corpus, _, _ = read_corpus(asked.work / "records")
    print(json.dumps({str(model): evaluate(corpus, model) for model in asked.models}, indent=1))
    return 0


def _interfaces(asked: argparse.Namespace) -> int:
    pairs = pairs_below(asked.work / "archives")
    shares = {str(model): round(interface_first(pairs, model), 3) for model in asked.models}
    print(json.dumps({"pairs": len(pairs), "interface_first": shares}, indent=1))
    return 0


def _held_out(asked: argparse.Namespace) -> int:
    hashes = held_out.of_folders(asked.folders)
    np.save(asked.file, hashes)
    print(f"{len(hashes):,} hashes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
