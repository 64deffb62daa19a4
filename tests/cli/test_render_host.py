"""The host for people: a table that can be read, and only what concerns the folder in the status of a folder."""

from __future__ import annotations

from typing import Any

import pytest
from nss_server.cli.output import Output
from nss_server.cli.render_host import host, host_of_root
from nss_server.cli.wording import duration

LIVE: dict[str, Any] = {"state": "live", "watching": "native", "problem": ""}
HOST: dict[str, Any] = {
    "running": True, "pid": 7, "build": "0.1.0", "uptime_seconds": 137.4,
    "roots": ({**LIVE, "root": "/a"}, {**LIVE, "root": "/b", "done": 3, "total": 9, "unit": "files"}),
    "jobs": ({"job": "j1", "kind": "index", "root": "/b"},),
    "children": ({"pid": 8, "kind": "indexer", "rss_bytes": None},),
    "timings": (
        {"surface": "lsp", "method": "nss/search", "count": 1200, "p50": 14.89, "p95": 31.2, "max": 2500.0},
        {"surface": "host", "method": "status", "count": 3, "p50": 0.09, "p95": 0.1, "max": 0.1},
    ),
    "slow": ({"at": 1.0, "surface": "lsp", "method": "nss/search", "milliseconds": 2500.0, "root": "/b"},),
}  # fmt: skip


def test_everything(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    output = Output("never", quiet=False)
    host(HOST, output)
    output.flush()
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert lines[:-1] == [
        "host: pid 7, build 0.1.0, up 2 min",
        "  /a: live, watching: native",
        "  /b: live 3/9 files, watching: native",
        "  job j1: index /b",
        "  child 8: indexer, 0 MB",
        "  milliseconds     count   median      p95      max",
        "  lsp nss/search    1200       15       31     2500",
        "  host status          3      0.1      0.1      0.1",
    ]
    assert lines[-1].endswith("  2.5 s  lsp nss/search  /b")


def test_of_one_folder(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    output = Output("never", quiet=False)
    host_of_root("/a", HOST, output)
    host_of_root("/a", {"running": False, "roots": (), "jobs": ()}, output)
    output.flush()
    assert capfdbinary.readouterr().out.decode().splitlines() == [
        "host: pid 7, build 0.1.0, up 2 min",
        "  /a: live, watching: native",
        "  1 more folder: nss host status",
        "host: not running",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (119, "119 s"), (137, "2 min"), (7200, "2 h"), (2e5, "2 days")]
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said
