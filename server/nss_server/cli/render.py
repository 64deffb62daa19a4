"""Results for people. A capability without a view of its own is shown field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from nss_server.capability import Capability
from nss_server.cli.output import Output, Style

Result = Mapping[str, Any]
SNIPPET_LINES = 5


def render(capability: Capability, result: Result, output: Output) -> None:
    _VIEWS.get(capability.name, _fields)(result, output)


def _search(result: Result, output: Output) -> None:
    for hit in result["results"]:
        _place(hit, output, f"  {hit['score']:.4f}")
        _note(hit, output)
        for line in _first_lines(hit["snippet"]):
            output.line("    ", (line, "dim"))
    if not result["results"]:
        output.remark("nothing found")
    pending = result["pending_vectors"]
    remarks = [
        result["mode"],
        result["fallback"],
        "" if result["complete"] else "still indexing: more may be found later",
        f"{pending} chunks not searchable by meaning yet" if pending and result["mode"] != "symbol" else "",
        result["freshness"],
    ]
    output.remark(" · ".join(remark for remark in remarks if remark))


def _symbols(result: Result, output: Output) -> None:
    for entry in result["results"]:
        _place(entry, output, f"  {entry['signature']}" if entry["signature"] else "")
    if not result["results"]:
        output.remark("no symbols found")


def _place(entry: Result, output: Output, after: str) -> None:
    name = entry["symbol"] or entry.get("heading", "")
    kind = f"  {entry['kind']}"
    output.line(
        (entry["path"], "path"), f":{entry['start_line']}-{entry['end_line']}", (f"  {name}" if name else "", "name"),
        (kind + after, "dim"),
    )  # fmt: skip


def _note(hit: Result, output: Output) -> None:
    notes = {"overlay": "unsaved", "changed": "changed on disk since"}
    note = notes.get(hit["freshness"], "")
    output.line("    ", hit["why"], (f"  ({note})" if note else "", "warn"))


def _first_lines(snippet: str) -> list[str]:
    lines = [line.rstrip().expandtabs(4) for line in snippet.splitlines() if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in lines[:SNIPPET_LINES]), default=0)
    shown = [line[indent : indent + 110] for line in lines[:SNIPPET_LINES]]
    return [*shown, "…"] if len(lines) > SNIPPET_LINES else shown


def _chunks(result: Result, output: Output) -> None:
    for chunk in result["chunks"]:
        _place(chunk, output, "")
        output.line(chunk["text"].rstrip("\n"))
        output.line("")


def _files(result: Result, output: Output) -> None:
    for file in result["files"]:
        if file["state"] == "indexed":
            output.line((file["path"], "path"), (f"  {file['language']}, {file['chunks']} chunks", "dim"))
        else:
            style: Style = "bad" if file["state"] == "failed" else "warn"
            output.line((file["path"], "path"), (f"  {file['state']}: {file['reason']}", style), _after(file["detail"]))


def _tags(result: Result, output: Output) -> None:
    for tag in result["tags"]:
        output.line((tag["path"], "path"), f":{tag['line']}", (f"  {tag['name']}", "name"))


def _why(result: Result, output: Output) -> None:
    output.line(result["sentence"])


def _index(result: Result, output: Output) -> None:
    if result["state"] == "started":
        output.line(f"indexing goes on in the host as job {result['job']}; `nss jobs show {result['job']}` follows it")
        return
    pending = f", {result['pending_vectors']} without vectors" if result["pending_vectors"] else ""
    left_out = f", {result['skipped']} left out" if result["skipped"] else ""
    failed = f", {result['failed']} failed (`nss files --skipped`)" if result["failed"] else ""
    output.line(
        f"{result['files']} files{left_out}{failed}, {result['lines']} lines, {result['symbols']} symbols, "
        f"{result['chunks']} chunks{pending}; {result['seconds']:.1f} s"
    )


def _status(result: Result, output: Output) -> None:
    output.line((result["root"], "path"))
    if result["problem"]:
        output.line(("  " + result["problem"], "warn"))
    if found := result["index"]:
        languages = ", ".join(f"{item['language']} {item['files']}" for item in found["languages"][:8])
        output.line(f"  {result['freshness']}; generation {found['generation']}, {result['state']}")
        output.line(f"  {found['files']} files, {found['lines']} lines, {found['symbols']} symbols")
        output.line(f"  {found['chunks']} chunks, {found['pending_vectors']} without vectors; model {found['model']}")
        output.line(f"  {found['skipped']} left out, {found['failed']} failed; {languages}")
        output.line(f"  {_size(found['database_bytes'])} of index for {_size(found['source_bytes'])} of source")
    _host(result["host"], output)


def _host(result: Result, output: Output) -> None:
    if not result["running"]:
        output.line("host: not running")
        return
    output.line(f"host: pid {result['pid']}, build {result['build']}, up {result['uptime_seconds']:.0f} s")
    for root in result["roots"]:
        progress = f" {root['done']}/{root['total']} {root['unit']}" if root.get("total") else ""
        watching = f", watching: {root['watching']}"
        output.line(f"  {root['root']}: {root['state']}{progress}{watching}", _after(root["problem"]))
    for job in result["jobs"]:
        output.line(f"  job {job['job']}: {job['kind']} {job['root']}")
    for child in result["children"]:
        output.line(f"  child {child['pid']}: {child['kind']}, {(child['rss_bytes'] or 0) / 1e6:.0f} MB")
    for title in ("timings", "slow"):
        for entry in result[title]:
            output.line(f"  {title}: " + ", ".join(f"{key} {_plain(value)}" for key, value in entry.items()))


def _jobs(result: Result, output: Output) -> None:
    for job in result["jobs"]:
        _job_line(job, output)
    if not result["jobs"]:
        output.remark("no jobs")


def _job(result: Result, output: Output) -> None:
    _job_line(result["job"], output)
    for event in result["events"]:
        said = ", ".join(f"{key}: {_plain(value)}" for key, value in event["data"].items())
        output.line((f"  {_clock(event['at'])}  ", "dim"), f"{event['type']}  {said}")


def _job_line(job: Result, output: Output) -> None:
    styles: dict[str, Style] = {"done": "good", "failed": "bad", "running": "warn"}
    error = job["error"]["what"] if job["error"] else ""
    output.line(
        (job["id"], "name"), f"  {job['kind']}  ", (job["state"], styles.get(job["state"], "plain")),
        f"  {_clock(job['created_at'])}  ", (job["root"], "path"), _after(error),
    )  # fmt: skip


def _doctor(result: Result, output: Output) -> None:
    styles: dict[str, Style] = {"ok": "good", "warn": "warn", "fail": "bad"}
    for check in result["checks"]:
        output.line((f"{check['state']:<4}", styles[check["state"]]), f"  {check['name']}: {check['found']}")
        if check["todo"]:
            output.line(f"      {check['todo']}")


def _fields(result: Result, output: Output) -> None:
    for name, value in result.items():
        output.line((name.replace("_", " "), "name"), f": {_plain(value)}")


def _plain(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB"


def _after(text: str) -> tuple[str, Style]:
    return (f"  {text}" if text else "", "dim")


def _clock(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S") if seconds else "-"


_VIEWS: Mapping[str, Callable[[Result, Output], None]] = {
    "chunks": _chunks,
    "doctor": _doctor,
    "files": _files,
    "host/start": _host,
    "host/status": _host,
    "host/stop": _host,
    "index": _index,
    "jobs/cancel": _job,
    "jobs/list": _jobs,
    "jobs/show": _job,
    "search": _search,
    "similar": _search,
    "status": _status,
    "symbols": _symbols,
    "tags": _tags,
    "why": _why,
}
