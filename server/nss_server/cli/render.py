"""Results for people. A capability without a view of its own is shown field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nss_server.capability import Capability
from nss_server.cli.output import Output, Style
from nss_server.cli.render_bench import bench_latency, bench_quality, bench_scale
from nss_server.cli.render_dictation import deleted, devices, dictate, history, transcripts, voice_test
from nss_server.cli.render_graph import context, dependencies, impact, references, summary, symbol_places
from nss_server.cli.render_host import host, host_of_root
from nss_server.cli.render_searches import forgotten, searches, shown_search
from nss_server.cli.render_voice import model_path, model_pull, models
from nss_server.cli.wording import after, clock, many, plain, size

Result = Mapping[str, Any]
SNIPPET_LINES = 5
_WITHOUT_MEANING = ("symbol", "exact", "regex")


def render(capability: Capability, result: Result, output: Output) -> None:
    _VIEWS.get(capability.name, _fields)(result, output)


def _search(result: Result, output: Output) -> None:
    for hit in result["results"]:
        _place(hit, output, f"  {hit['score']:.4f}")
        _note(hit, output)
        for line in hit["explanation"]:
            output.line("      ", line)
        for line in _first_lines(hit["snippet"]):
            output.line("    ", (line, "dim"))
    if not result["results"]:
        output.remark("nothing found")
    pending = result["pending_vectors"]
    shown, matches = len(result["results"]), result["matches"]
    remarks = [
        result["mode"],
        f"{shown} of {many(matches, 'line')}" if matches > shown else "",
        result["fallback"],
        result["doubt"],
        "" if result["complete"] else "still indexing: more may be found later",
        f"{pending} chunks not searchable by meaning yet"
        if pending and result["mode"] in ("hybrid", "semantic", "keyword")
        else "",
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
            output.line((file["path"], "path"), (f"  {file['language']}, {many(file['chunks'], 'chunk')}", "dim"))
        else:
            style: Style = "bad" if file["state"] == "failed" else "warn"
            output.line((file["path"], "path"), (f"  {file['state']}: {file['reason']}", style), after(file["detail"]))
    if not result["files"]:
        output.remark("no files in the index")


def _tags(result: Result, output: Output) -> None:
    for tag in result["results"]:
        role = {"unique": "unique", "reference": "referred to"}.get(tag["role"], "")
        output.line((tag["path"], "path"), f":{tag['start_line']}", (f"  {tag['symbol']}", "name"), after(role))
    for problem in result["problems"]:
        output.line((problem["path"], "path"), f":{problem['start_line']}  ", (problem["message"], "warn"))
    if not result["results"] and not result["problems"]:
        output.remark("nothing found")


def _retag(result: Result, output: Output) -> None:
    for edit in result["edits"]:
        output.line((edit["path"], "path"), f":{edit['line']}  ", (edit["text"].strip(), "dim"))
    for problem in result["problems"]:
        output.line((problem, "warn"))
    places, files = len(result["edits"]), len(result["written"])
    output.remark(f"changed {many(files, 'file')}" if files else f"{many(places, 'place')}: --write changes them")


def _why(result: Result, output: Output) -> None:
    output.line(result["sentence"])


def _index(result: Result, output: Output) -> None:
    if result["state"] == "started":
        output.line(f"indexing goes on in the host as job {result['job']}; `nss jobs show {result['job']}` follows it")
        return
    pending = f", {result['pending_vectors']} without vectors" if result["pending_vectors"] else ""
    left_out = f", {result['skipped']} left out" if result["skipped"] else ""
    failed = f", {result['failed']} failed (`nss files --skipped`)" if result["failed"] else ""
    files, lines, symbols, chunks = (many(result[what], what[:-1]) for what in ("files", "lines", "symbols", "chunks"))
    output.line(f"{files}{left_out}{failed}, {lines}, {symbols}, {chunks}{pending}; {result['seconds']:.1f} s")


def _status(result: Result, output: Output) -> None:
    output.line((result["root"], "path"))
    if result["problem"]:
        output.line(("  " + result["problem"], "warn"))
    if found := result["index"]:
        languages = ", ".join(f"{item['language']} {item['files']}" for item in found["languages"][:8])
        output.line(f"  {result['freshness']}, {result['state']}", (f"  generation {found['generation']}", "dim"))
        counts = [many(found[what], what[:-1]) for what in ("files", "lines", "symbols", "chunks")]
        output.line("  " + ", ".join(counts))
        if languages:
            output.line(f"  {languages}")
        if found["skipped"] or found["failed"]:
            output.line(f"  {found['skipped']} left out, {found['failed']} failed", ("  nss files --skipped", "dim"))
        if found["model"]:
            waiting = f", {many(found['pending_vectors'], 'chunk')} to go" if found["pending_vectors"] else ""
            output.line(f"  vectors of {found['model']}{waiting}")
        output.line(f"  {size(found['database_bytes'])} of index for {size(found['source_bytes'])} of source")
    host_of_root(result["root"], result["host"], output)


def _jobs(result: Result, output: Output) -> None:
    for job in result["jobs"]:
        _job_line(job, output)
    if not result["jobs"]:
        output.remark("no jobs")


def _job(result: Result, output: Output) -> None:
    _job_line(result["job"], output)
    for event in result["events"]:
        data = dict(event["data"])
        said = [str(data.pop("state"))] if event["type"] == "state" and "state" in data else [event["type"]]
        if isinstance(data.get("error"), dict):
            data["error"] = data["error"]["what"]
        if "message" in data:  # the sentence says it; the figures beside it are for `--json`
            said, data = [str(data["message"])], {}
        said += [f"{key}: {plain(value)}" for key, value in data.items() if value is not None]
        output.line((f"  {clock(event['at'])}  ", "dim"), "  ".join(said))


def _job_line(job: Result, output: Output) -> None:
    styles: dict[str, Style] = {"done": "good", "failed": "bad", "running": "warn"}
    error = job["error"]["what"] if job["error"] else ""
    output.line(
        (job["id"], "name"), f"  {job['kind']}  ", (job["state"], styles.get(job["state"], "plain")),
        f"  {clock(job['created_at'])}  ", (job["root"], "path"), after(error),
    )  # fmt: skip


def _doctor(result: Result, output: Output) -> None:
    styles: dict[str, Style] = {"ok": "good", "warn": "warn", "fail": "bad"}
    for check in result["checks"]:
        output.line((f"{check['state']:<4}", styles[check["state"]]), f"  {check['name']}: {check['found']}")
        if check["todo"]:
            output.line(f"      {check['todo']}")


def _fields(result: Result, output: Output) -> None:
    for name, value in result.items():
        output.line((name.replace("_", " "), "name"), f": {plain(value)}")


_VIEWS: Mapping[str, Callable[[Result, Output], None]] = {
    "chunks": _chunks,
    "definition": symbol_places,
    "bench/history": bench_quality,
    "bench/latency": bench_latency,
    "bench/retrieval": bench_quality,
    "bench/scale": bench_scale,
    "context": context,
    "dependencies": dependencies,
    "dictate": dictate,
    "doctor": _doctor,
    "files": _files,
    "host/start": host,
    "host/status": host,
    "host/stop": host,
    "impact": impact,
    "index": _index,
    "jobs/cancel": _job,
    "jobs/list": _jobs,
    "jobs/show": _job,
    "models/list": models,
    "models/path": model_path,
    "models/pull": model_pull,
    "outline": symbol_places,
    "references": references,
    "search": _search,
    "searches/delete": forgotten,
    "searches/list": searches,
    "searches/show": shown_search,
    "similar": _search,
    "status": _status,
    "symbols": _symbols,
    "summarize": summary,
    "tags": _tags,
    "retag": _retag,
    "transcribe": transcripts,
    "voice/delete": deleted,
    "voice/devices": devices,
    "voice/history": history,
    "voice/search": history,
    "voice/test": voice_test,
    "why": _why,
}
