"""The model card: what the model is, what it was trained on under which licences, and what it measured."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from bench.embedding.corpus import KINDS, Corpus


def card(name: str, log: dict[str, Any], heads: list[dict[str, Any]], corpus: Corpus) -> str:
    """Markdown. `heads` are the first lines of the packages' records: package, archive, licence, documents."""
    used = [head for head in heads if head["documents"]]
    licences: Counter[str] = Counter()
    for head in used:
        licences[head["licence"]] += 1
    evaluation = log["evaluation"]
    rows = [
        f"| {language} | {one['questions']} | {one['pool']:,} | {one['recall']:.3f} | {one['mrr']:.3f} |"
        for language, one in sorted(evaluation["by_language"].items())
    ]
    translated = evaluation.get("translations")
    if translated:
        rows.append(
            f"| translated messages | {translated['questions']} | {translated['pool']:,} "
            f"| {translated['recall']:.3f} | {translated['mrr']:.3f} |"
        )
    kinds = Counter(cast("list[int]", corpus.kind.tolist()))
    languages = ", ".join(f"{language} {count:,}" for language, count in log["languages"].items() if count >= 500)
    asked = ", ".join(f"{KINDS[kind].value} {count:,}" for kind, count in kinds.most_common())
    settings = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in log["settings"].items())
    start = "random" if log["start"] == "random" else f"vectors distilled from {log['start']} (Apache-2.0)"
    seconds = log["seconds"]
    held = log["held_out"]
    apart = f"the code whose hashes have the SHA-256 `{held}`" if held else "nothing"
    return "\n".join(
        [
            f"# {name}",
            "",
            "A static embedding of code and of words about code: one learned vector a token, summed; no layers.",
            "Made by `python -m bench.embedding train`; this page is written by it.",
            "",
            "| | |",
            "|---|---|",
            "| format | model2vec: int8 vectors and one float32 scale a token; WordPiece tokeniser |",
            f"| size | {log['tokens']:,} tokens × {log['settings']['dimensions']} dimensions |",
            "| pooling | `v = Σ (1 + ln tf) · E[token]`, scaled to length 1 "
            '(`config.json` says "mean": what model2vec\'s own loader does) |',
            "| words | cut at case, underscore and digits, lower-cased; letters of any script |",
            f"| data | {log['chunks']:,} chunks of {len(used):,} packages, {log['questions']:,} questions |",
            f"| trained on | {log['learnt']:,} of these questions |",
            f"| start | {start} |",
            f"| time | {seconds['preparing']} s of preparation, {seconds['training']} s of training on two cores |",
            "",
            f"**Settings.** {settings}.",
            "",
            f"**Chunks.** {languages}.",
            "",
            f"**Questions.** {asked}.",
            "",
            f"**Kept apart from** {apart}: a chunk that shares 14 words in a row with it is not in the data.",
            "",
            "## Measured",
            "",
            "A sentence of documentation against the chunk without it, in packages that were not trained on.",
            "",
            "| language | questions | pool | recall@10 | MRR@10 |",
            "|---|---|---|---|---|",
            *rows,
            f"| **mean of languages** | | | {evaluation['mean']['recall']:.3f} | {evaluation['mean']['mrr']:.3f} |",
            "",
            "## Licences of the training data",
            "",
            "Read from each package's own metadata and checked against an allow-list of permissive licences",
            "(`bench/embedding/licences.py`); the packages, pinned, are listed in `bench/embedding/packages/`.",
            "",
            "| licence | packages |",
            "|---|---|",
            *(f"| {_cell(licence)} | {count} |" for licence, count in licences.most_common()),
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "/") or "(given for each file)"
