"""The pool under trouble: one bad file costs one file, whatever it does to its worker."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import psutil
import pytest
from nss_index.errors import NssError
from nss_index.model import ParsedFile
from nss_index.parse import pool as pool_module
from nss_index.parse.pool import FailedParse, ParserPool
from nss_index.parse.worker import write_frame

TROUBLED = "tests.index.parse.troubled_parser:parse"
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def workers_import_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def check_pool(texts: list[str], bad: dict[int, str], workers: int = 2, seconds: float = 30.0) -> None:
    """Every text is parsed but those in `bad`, whose failure mentions the given words."""
    items = [(f"f{number}.py", text) for number, text in enumerate(texts)]
    with ParserPool(workers, seconds, TROUBLED) as pool:
        results = list(pool.parse_many(items))
    assert sorted(result.path for result in results) == sorted(path for path, _ in items)
    failed = {result.path: result.detail for result in results if isinstance(result, FailedParse)}
    assert set(failed) == {f"f{number}.py" for number in bad}
    for number, words in bad.items():
        assert words in failed[f"f{number}.py"]


GOOD = "def f():\n    return 1\n"


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_crash_costs_one_file(workers: int) -> None:
    check_pool([GOOD] * 7 + ["crash now"] + [GOOD] * 7, {7: "signal 11"}, workers)


def test_several_crashes_in_a_row_cost_themselves_only() -> None:
    check_pool([GOOD, "crash", "crash", "crash", GOOD, "crash", GOOD], dict.fromkeys([1, 2, 3, 5], "died"))


def test_memory_that_runs_out_is_said() -> None:
    check_pool([GOOD, "eat all", GOOD], {1: "memory"})


def test_a_hanging_file_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "GRACE_SECONDS", 3.0)
    # It does not fit into a pipe: a worker that hangs must not block the one that feeds it.
    large = f"text = '{'x' * 400_000}'\n"
    check_pool([GOOD, "hang for ever", large, large, GOOD], {1: "did not end"}, workers=1, seconds=2.0)


def test_a_stray_print_does_not_break_the_stream() -> None:
    check_pool([GOOD, "print\n", GOOD], {})


def test_any_text_survives_the_way_to_a_worker() -> None:
    texts = ["", "\0", "\udcff lone", "é\r\nü\r", "x" * 300_000, "\N{GRINNING FACE} = 1\n"]
    with ParserPool(1, 30.0) as pool:
        results = {result.path: result for result in pool.parse_many([(f"f{n}.py", t) for n, t in enumerate(texts)])}
    for number, text in enumerate(texts):
        result = results[f"f{number}.py"]
        assert isinstance(result, ParsedFile)
        assert result.text == text


def test_workers_and_the_caller_agree() -> None:
    items = [(path.name, path.read_text()) for path in sorted((ROOT / "index/nss_index").glob("*.py"))]
    with ParserPool(2, 30.0) as pool, ParserPool(0, 30.0) as here:
        assert sorted(pool.parse_many(items), key=lambda each: each.path) == sorted(
            here.parse_many(items), key=lambda each: each.path
        )


def test_a_killed_worker_is_replaced() -> None:
    def items() -> Iterator[tuple[str, str]]:
        for number in itertools.count():
            if number == 40:
                return
            if number == 20:
                for child in psutil.Process().children():
                    child.send_signal(signal.SIGKILL)
            yield f"f{number}.py", GOOD

    with ParserPool(2, 30.0) as pool:
        results = list(pool.parse_many(items()))
    assert len(results) == 40
    assert sum(isinstance(result, FailedParse) for result in results) <= 2


def test_a_worker_that_dies_before_it_is_ready_blames_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when memory is short for a moment."""
    (tmp_path / "weak_parser.py").write_text(
        "import os, pathlib\n"
        f"deaths = pathlib.Path({str(tmp_path / 'deaths')!r})\n"
        "if not deaths.exists() or len(deaths.read_text()) < 2:\n"
        "    deaths.open('a').write('x')\n"
        "    os.kill(os.getpid(), 9)\n"
        "from nss_index.parse.parser import parse_text as parse\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with ParserPool(1, 30.0, "weak_parser:parse") as pool:
        results = list(pool.parse_many([(f"f{number}.py", GOOD) for number in range(50)]))
    assert sorted(result.path for result in results) == sorted(f"f{number}.py" for number in range(50))
    assert not any(isinstance(result, FailedParse) for result in results)
    assert (tmp_path / "deaths").read_text() == "xx"


def test_workers_that_can_never_start_are_an_error_and_no_file_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    with ParserPool(2, 30.0, "nss_index.parse.parser:gone") as pool:
        with pytest.raises(NssError, match=r"no parser process can be started \(exit code 1\)"):
            list(pool.parse_many([(f"f{number}.py", GOOD) for number in range(5)]))
        assert "gone" in capfd.readouterr().err
    assert not [child for child in psutil.Process().children() if _is_worker(child)]


def test_stopping_early_leaves_no_worker_behind() -> None:
    with ParserPool(2, 30.0) as pool:
        for _ in pool.parse_many((f"f{number}.py", GOOD) for number in range(100)):
            break
        assert [result.path for result in pool.parse_many([("again.py", GOOD)])] == ["again.py"]
    assert not [child for child in psutil.Process().children() if _is_worker(child)]


def test_a_hanging_worker_ends_itself_without_a_parent_to_kill_it() -> None:
    command = [sys.executable, "-P", "-m", "nss_index.parse.worker", TROUBLED, "0.1", "0.3"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        write_frame(cast("BinaryIO", worker.stdin), ("a.py", "hang for ever"))
        assert worker.wait(timeout=20) == -signal.SIGALRM


def test_workers_end_with_a_killed_parent() -> None:
    script = (
        "from nss_index.parse.pool import ParserPool\n"
        "pool = ParserPool(2, 30.0)\n"
        "list(pool.parse_many([('a.py', 'x = 1'), ('b.py', 'x = 1')]))\n"
        "print('ready', flush=True)\n"
        "import threading; threading.Event().wait()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    workers = psutil.Process(parent.pid).children()
    assert workers
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive


def _is_worker(child: psutil.Process) -> bool:
    try:
        return "nss_index.parse.worker" in " ".join(child.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False  # ended, if not yet waited for by whoever started it


def test_processes_that_were_started_ahead_are_the_ones_that_work_and_one_rests() -> None:
    others = {child.pid for child in psutil.Process().children()}

    def processes() -> set[int]:
        return {child.pid for child in psutil.Process().children()} - others

    with ParserPool(2, 30.0) as pool:
        pool.warm(5)
        started = processes()
        assert len(started) == 2
        assert len(list(pool.parse_many([(f"f{number}.py", GOOD) for number in range(9)]))) == 9
        assert processes() == started
        pool.rest()
        assert len(processes()) == 1
        assert len(list(pool.parse_many([("one.py", GOOD)]))) == 1
