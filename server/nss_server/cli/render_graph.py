"""Dependencies for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nss_server.cli.output import Output, Style
from nss_server.cli.wording import many

Result = Mapping[str, Any]

LINE = 110  # characters of a source line
_TITLES = {"dependencies": "needs", "dependents": "is needed by"}


def dependencies(result: Result, output: Output) -> None:
    if result["picture"]:
        output.document(result["picture"])
        return
    if result["cycles"]:
        _cycles(result, output)
    elif result["layers"]:
        _layers(result, output)
    elif result["large"]:
        for one in result["large"]:
            output.line(
                f"{one['lines']:>7} lines  ", (one["path"], "path"),
                (f"  needs {one['dependencies']}, is needed by {one['dependents']}", "dim"),
            )  # fmt: skip
    elif result["reached"]:
        _reached(result, output)
    elif result["edges"]:
        for edge in result["edges"]:
            symbol = f"::{edge['target_symbol']}" if edge["target_symbol"] else ""
            output.line(
                (edge["source"], "path"), f":{edge['line']} → ", (edge["target"], "path"), (symbol, "name"),
                _unsure(edge["confidence"]),
            )  # fmt: skip
    else:
        for path in result["files"]:
            output.line((path, "path"))
    missing = [one for one in result["outside"] if one["missing"]]
    for one in missing:
        output.line((one["source"], "path"), f":{one['line']} → ", (f"{one['module']} is not in the index", "warn"))
    libraries = {one["module"] for one in result["outside"] if not one["missing"]}
    remarks = [
        _counted(result["edges"]) if not result["reached"] else "",
        f"{len(libraries)} modules of libraries" if libraries else "",
        "" if result["complete"] else "still indexing: more may be found later",
        result["freshness"],
    ]
    if not any(result[part] for part in ("edges", "reached", "cycles", "layers", "large", "files")):
        remarks.insert(0, "nothing found")
    output.remark(" · ".join(remark for remark in remarks if remark))


def references(result: Result, output: Output) -> None:
    asked = {(one["path"], one["symbol"]) for one in result["symbols"]}
    for one in result["symbols"]:
        output.line((one["symbol"], "name"), f"  {one['kind']}  ", (one["path"], "path"), f":{one['name_line']}")
    for use in result["results"]:
        incoming = (use["target"], use["target_symbol"]) in asked
        other = use["symbol"] if incoming else f"{use['target']}::{use['target_symbol']}"
        output.line(
            "  ", (use["path"], "path"), f":{use['start_line']}:{use['column'] + 1}  {use['kind']}",
            f" {'in' if incoming else 'of'} " if other else "", (other, "name"), _unsure(use["confidence"]),
        )  # fmt: skip
        output.line("      ", (use["snippet"].strip()[:LINE], "dim"))
    _mentions(result["mentions"], output)
    sure = sum(use["confidence"] == "certain" for use in result["results"])
    files = len({use["path"] for use in result["results"]})
    found = f"{many(len(result['results']), 'use')}, {sure} certain, in {many(files, 'file')}"
    _remarks(output, found if result["results"] else "no uses found", result)


def summary(result: Result, output: Output) -> None:
    output.line((result["target"], "name"), (f"  {result['kind']}", "dim"))
    for part in result["parts"]:
        there = result["kind"] in ("symbol", "file") or part["text"].startswith(f"{part['path']}: ")
        output.line(part["text"], ("" if there else f"  {part['path']}:{part['start_line']}", "dim"))
    _remarks(output, many(result["words"], "word") if result["text"] else "nothing that could be told of it", result)


def context(result: Result, output: Output) -> None:
    output.document(result["text"])
    left = result["left_out"]
    fitted = [one for one in left if not one["why"].startswith("overlaps")]
    why = f" ({result['budget_from']})" if result["budget_from"] else ""
    found = f"{many(len(result['pieces']), 'piece')}, {result['tokens']} of {result['budget']} tokens{why}"
    more = f", {len(fitted)} did not fit: --json says which" if fitted else ""
    for one in result["pieces"]:
        if one["now"] not in ("", "same"):
            output.remark(f"{one['path']}:{one['start_line']} {one['symbol']} is {one['now']} since")
    again = (
        f" · --replay {result['id']} shows it again"
        if result["id"] and not any(one["now"] for one in result["pieces"])
        else ""
    )
    _remarks(output, found + more + again if result["pieces"] else "nothing found", result)


def symbol_places(result: Result, output: Output) -> None:
    for one in result["results"]:
        output.line(
            (one["path"], "path"), f":{one['name_line']}:{one['name_column'] + 1}  ", (one["symbol"], "name"),
            (f"  {one['kind']}", "dim"),
        )  # fmt: skip
    if not result["results"]:
        output.remark("no symbol of the index stands there")


def impact(result: Result, output: Output) -> None:
    for one in result["results"]:
        place = f":{one['start_line']}  uses {one['target_symbol']}"
        output.line(
            "  " * (one["depth"] - 1), (one["path"], "path"), (place, "dim"), " in " if one["symbol"] else "",
            (one["symbol"], "name"), _unsure(one["confidence"]),
        )  # fmt: skip
    if result["tests"]:
        output.line(f"reached by {many(len(result['tests']), 'test file')}:")
        for path in result["tests"]:
            output.line("  ", (path, "path"))
    _mentions(result["documents"], output)
    more = "" if result["all"] else ", and more: --limit shows them"
    found = f"{many(len(result['results']), 'place')} in {many(result['files'], 'file')} may be affected{more}"
    _remarks(output, found if result["results"] else "nothing uses it, as far as names tell", result)


def _mentions(found: Sequence[Result], output: Output) -> None:
    likely = [one for one in found if one["confidence"] != "possible"]
    if likely:
        output.line(f"named in {many(len({one['path'] for one in likely}), 'document')}:")
    for one in likely:
        output.line("  ", (one["path"], "path"), f":{one['start_line']}  ", (one["snippet"].strip()[:LINE], "dim"))
    if len(likely) < len(found):
        output.line((f"and {many(len(found) - len(likely), 'line')} of documents may mean it: --json has them", "dim"))


def _layers(result: Result, output: Output) -> None:
    for number, level in enumerate(result["layers"]):
        output.line(f"layer {number}, {many(len(level), 'file')}:")
        for path in level:
            output.line("  ", (path, "path"))


def _remarks(output: Output, found: str, result: Result) -> None:
    remarks = [found, "" if result["complete"] else "still indexing: more may be found later", result["freshness"]]
    output.remark(" · ".join(remark for remark in remarks if remark))


def _reached(result: Result, output: Output) -> None:
    for direction, title in _TITLES.items():
        found = [one for one in result["reached"] if one["direction"] == direction]
        if found:
            output.line(f"{title} {many(len(found), 'file')}:")
        for one in found:
            place = f"  {one['source']}:{one['line']}"
            output.line("  " * one["depth"], (one["path"], "path"), (place, "dim"), _unsure(one["confidence"]))


def _cycles(result: Result, output: Output) -> None:
    for group in result["cycles"]:
        output.line(f"{len(group)} files need each other:")
        for path in group:
            output.line("  ", (path, "path"))


def _counted(edges: Sequence[Result]) -> str:
    kinds = Counter("inheritance" if edge["kind"] == "inherit" else edge["kind"] for edge in edges)
    return ", ".join(many(count, kind) for kind, count in kinds.most_common())


def _unsure(confidence: str) -> tuple[str, Style]:
    return ("" if confidence == "certain" else f"  {confidence}", "warn")
