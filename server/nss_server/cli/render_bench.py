"""Figures of `nss bench`, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nss_server.cli.output import Output
from nss_server.cli.wording import many

Result = Mapping[str, Any]


def bench_quality(result: Result, output: Output) -> None:
    output.line((many(result["questions"], "question"), "name"))
    output.line(f"  nDCG@10 {result['ndcg10']:.3f}, MRR@10 {result['mrr10']:.3f}")
    output.line(f"  a right file is first in {result['first']:.0%}, among the first ten in {result['among10']:.0%}")
    output.line(f"  p50 {result['p50_ms']:.1f} ms, p95 {result['p95_ms']:.1f} ms")
    if result["misses"]:
        output.line(("not found:", "dim"))
    for miss in result["misses"]:
        output.line(f"  {miss['query']}  ", (", ".join(miss["files"]), "path"))


def bench_latency(result: Result, output: Output) -> None:
    output.line((many(result["questions"], "question"), "name"), f" on {result['lines']:,} lines")
    output.line(f"  p50 {result['p50_ms']:.1f} ms, p95 {result['p95_ms']:.1f} ms, worst {result['worst_ms']:.1f} ms")


def bench_scale(result: Result, output: Output) -> None:
    titles = {"share": 7, "files": 9, "lines": 13, "seconds": 9, "lines/s": 10, "index MB": 10, "/source": 9}
    shown = "".join(f"{title:>{width}}" for title, width in {**titles, "p50 ms": 9, "p95 ms": 9}.items())
    output.line((shown, "name"))
    for step in result["steps"]:
        output.line(
            f"{step['share']:>7g}{step['files']:>9,}{step['lines']:>13,}{step['index_s']:>9.1f}"
            f"{step['lines_per_second']:>10,}{step['index_bytes'] / 1e6:>10.1f}{step['index_over_source']:>9.2f}"
            f"{step['p50_ms']:>9.1f}{step['p95_ms']:>9.1f}"
        )
