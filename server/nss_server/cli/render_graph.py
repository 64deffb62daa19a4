"""Dependencies for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nss_server.cli.output import Output, Style
from nss_server.cli.wording import many

Result = Mapping[str, Any]

_TITLES = {"dependencies": "needs", "dependents": "is needed by"}


def dependencies(result: Result, output: Output) -> None:
    if result["cycles"]:
        _cycles(result, output)
    elif result["reached"]:
        _reached(result, output)
    elif result["edges"]:
        for edge in result["edges"]:
            output.line(
                (edge["source"], "path"), f":{edge['line']} → ", (edge["target"], "path"), _unsure(edge["confidence"])
            )
    else:
        for path in result["files"]:
            output.line((path, "path"))
    missing = [one for one in result["outside"] if one["missing"]]
    for one in missing:
        output.line((one["source"], "path"), f":{one['line']} → ", (f"{one['module']} is not in the index", "warn"))
    libraries = {one["module"] for one in result["outside"] if not one["missing"]}
    remarks = [
        f"{len(result['edges'])} imports" if result["edges"] and not result["reached"] else "",
        f"{len(libraries)} modules of libraries" if libraries else "",
        "" if result["complete"] else "still indexing: more may be found later",
        result["freshness"],
    ]
    if not any(result[part] for part in ("edges", "reached", "cycles", "files")):
        remarks.insert(0, "nothing found")
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


def _unsure(confidence: str) -> tuple[str, Style]:
    return ("" if confidence == "certain" else f"  {confidence}", "warn")
