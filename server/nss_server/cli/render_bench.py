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
