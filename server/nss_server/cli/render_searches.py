"""Searches of the past, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nss_server.cli.output import Output
from nss_server.cli.wording import clock, many

Result = Mapping[str, Any]


def searches(result: Result, output: Output) -> None:
    for one in result["searches"]:
        _line(one, output)
    if not result["searches"]:
        output.remark("no searches")


def shown_search(result: Result, output: Output) -> None:
    _line(result["search"], output)
    for hit in result["results"]:
        place = (f"  {hit['path']}:{hit['start_line']}-{hit['end_line']}", "path")
        ranks = ", ".join(f"{name} #{rank}" for name, rank in hit["ranks"].items())
        since = "" if hit["now"] in ("same", "") else f"  ({hit['now']} since)"
        output.line(place, f"  {hit['symbol']}  {hit['score']:.4f}  ", (ranks, "dim"), since)


def forgotten(result: Result, output: Output) -> None:
    output.line(f"forgot {many(result['deleted'], 'search')}")


def _line(one: Result, output: Output) -> None:
    mode = "" if one["mode"] == "hybrid" else f"  {one['mode']}"
    narrowed = "".join(f"  {name} {_shown(value)}" for name, value in one["narrowed"].items())
    found = f"  {one['hits']}  {one['first']}" if one["hits"] else "  nothing"
    output.line(
        (f"{one['id']:>5}", "dim"), f"  {clock(one['at'])}  ", (one["query"], "name"), mode, narrowed, (found, "dim")
    )


def _shown(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ",".join(value)
