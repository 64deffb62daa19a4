"""The host for people: all of it (`nss host status`), or what concerns one root (`nss status`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nss_server.cli.output import Output
from nss_server.cli.wording import after, clock, duration, milliseconds

Result = Mapping[str, Any]


def host(result: Result, output: Output) -> None:
    _head(result, output)
    for root in result["roots"]:
        _root(root, output)
    for job in result["jobs"]:
        _job(job, output)
    for child in result["children"]:
        output.line(f"  child {child['pid']}: {child['kind']}, {(child['rss_bytes'] or 0) / 1e6:.0f} MB")
    _timings(result["timings"], output)
    for entry in result["slow"]:
        took = f"{entry['milliseconds'] / 1000:.1f} s"
        output.line(
            f"  slow: {clock(entry['at'])}  {took}  {entry['surface']} {entry['method']}", after(entry.get("root", ""))
        )


def host_of_root(root: str, result: Result, output: Output) -> None:
    _head(result, output)
    for opened in result["roots"]:
        if opened["root"] == root:
            _root(opened, output)
    for job in result["jobs"]:
        if job["root"] == root:
            _job(job, output)
    others = sum(opened["root"] != root for opened in result["roots"])
    if others:
        output.line((f"  {others} more folder{'s' if others > 1 else ''}: nss host status", "dim"))


def _head(result: Result, output: Output) -> None:
    if result["running"]:
        output.line(f"host: pid {result['pid']}, build {result['build']}, up {duration(result['uptime_seconds'])}")
    else:
        output.line("host: not running")


def _root(root: Result, output: Output) -> None:
    progress = f" {root['done']}/{root['total']} {root['unit']}" if root.get("total") else ""
    output.line(f"  {root['root']}: {root['state']}{progress}, watching: {root['watching']}", after(root["problem"]))


def _job(job: Result, output: Output) -> None:
    output.line(f"  job {job['job']}: {job['kind']} {job['root']}")


def _timings(timings: list[Result], output: Output) -> None:
    if not timings:
        return
    names = [f"{entry['surface']} {entry['method']}" for entry in timings]
    width = max(map(len, [*names, "milliseconds"]))
    output.line((f"  {'milliseconds':<{width}}  {'count':>6}  {'median':>7}  {'p95':>7}  {'max':>7}", "dim"))
    for name, entry in zip(names, timings, strict=True):
        median, p95, longest = (milliseconds(entry[key]) for key in ("p50", "p95", "max"))
        output.line(f"  {name:<{width}}  {entry['count']:>6}  {median:>7}  {p95:>7}  {longest:>7}")
