"""Figures of making an index: in one command without a host, and through a host that nobody has started yet."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from nss_index.paths import index_paths
from nss_server.adapters.host_client import HostClient

from bench.house import House, MemoryWatch
from bench.report import megabytes
from bench.shell import CommandFailed, nss_command, run_nss

POLL_SECONDS = 0.02
WAIT_SECONDS = 1800.0


def one_shot(house: House, root: Path) -> dict[str, Any]:
    """`nss index --no-host` into an empty house."""
    with MemoryWatch(house) as memory:
        ran = run_nss("index", str(root), "--no-host", "--json", "--quiet")
    result = ran.object()
    return {
        "wall_s": round(ran.seconds, 2),
        "cpu_s": round(ran.cpu_seconds, 2),
        "lines_per_second": round(result["lines"] / ran.seconds),
        "failed": result["failed"],
        "pending_vectors": result["pending_vectors"],
        "peak_rss_mb": memory.peaks_mb(),
    }


def sizes(house: House, root: Path) -> dict[str, Any]:
    """What was indexed, and what it takes on disk. MB are 10^6 bytes; shares are of the source bytes."""
    summary = run_nss("status", "--root", str(root), "--no-host", "--json").object()["index"]
    paths = index_paths(root)
    database, segments = _size(paths.database), _size(paths.segments)
    source = summary["source_bytes"] or 1
    return {
        **{name: summary[name] for name in ("files", "skipped", "failed", "lines", "chunks", "symbols", "model")},
        "source_mb": megabytes(source),
        "languages": {entry["language"]: entry["files"] for entry in summary["languages"][:8]},
        "database_mb": megabytes(database),
        "segments_mb": megabytes(segments),
        "shared_vectors_mb": megabytes(_size(paths.vector_cache)),
        "database_over_source": round(database / source, 3),
        "database_and_segments_over_source": round((database + segments) / source, 3),
        "with_shared_vectors_over_source": round((database + segments + _size(paths.vector_cache)) / source, 3),
    }


def from_nothing(house: House, root: Path, question: str, mode: str, to_the_end: bool) -> dict[str, Any]:
    """A shell's `nss search` with no host and no index; with `to_the_end`, the host is followed to the last vector.

    All seconds are counted from the start of that command's process.
    """
    with MemoryWatch(house) as memory:
        found = asyncio.run(_from_nothing(root, question, mode, to_the_end))
    return {**found, "peak_rss_mb": memory.peaks_mb()} if to_the_end else found


async def _from_nothing(root: Path, question: str, mode: str, to_the_end: bool) -> dict[str, Any]:
    arguments = ("search", "--root", str(root), "--mode", mode, "--json", "--", question)
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *nss_command(*arguments), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd="/"
    )
    following = asyncio.create_task(_follow(root, started)) if to_the_end else None
    output, errors = await process.communicate()
    seconds = time.perf_counter() - started
    if process.returncode:
        raise CommandFailed(f"nss search exited {process.returncode}: {errors.decode()[-2000:]}")
    answer = json.loads(output)
    hits = answer["results"]
    found: dict[str, Any] = {
        "first_answer_s": round(seconds, 3),
        "first_answer_hits": len(hits),
        "first_answer_from_index": bool(hits) and answer["generation"] > 0,
        "first_answer_complete": answer["complete"],
        "first_answer_mode": answer["mode"],
    }
    return {**found, **(await following)} if following else found


async def _follow(root: Path, started: float) -> dict[str, Any]:
    """Asks the host, once it is there, until the root (resolved) is live. The asking takes about 1 % of a core."""
    client, name = HostClient("cli"), str(root)
    seen: dict[str, float] = {}
    deadline = time.monotonic() + WAIT_SECONDS
    try:
        while "live" not in seen:
            if time.monotonic() > deadline:
                raise CommandFailed(f"the index was not made within {WAIT_SECONDS:.0f} s; seen {seen}")
            if await client.running() is not None:
                seen.setdefault("host", time.perf_counter() - started)
                status = await client.request("status", {})
                state = next((one for one in status["roots"] if one["root"] == name), None)
                if state is not None:
                    seen.setdefault(state["state"], time.perf_counter() - started)
                    if state["state"] == "failed":
                        raise CommandFailed(f"the host could not index {root}: {state['problem']}")
            await asyncio.sleep(POLL_SECONDS)
    finally:
        await client.close()
    text = min(seen[name] for name in ("vectors", "live") if name in seen)
    return {
        "host_up_s": round(seen["host"], 3),
        "full_text_s": round(text, 2),
        "full_vectors_s": round(seen["live"], 2),
    }


def _size(path: Path) -> int:
    """Bytes of a file with its log, or of a folder's files."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    files = [path, path.with_name(path.name + "-wal")]
    return sum(file.stat().st_size for file in files if file.exists())
