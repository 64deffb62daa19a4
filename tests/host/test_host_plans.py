"""The pure parts of the host: lanes, estimates, back-off, timings, and what the indexer child does next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nss_index.errors import IndexLocked, NssError
from nss_server.adapters.host_protocol import Version, clean_environment, error_fields, error_from
from nss_server.host import indexer_inbox, timings
from nss_server.host.backoff import LONGEST_SECONDS, MOST_CRASHES, WINDOW_SECONDS, Backoff
from nss_server.host.estimate import Estimate
from nss_server.host.indexer_inbox import Inbox, Run, Step
from nss_server.host.lanes import Budget, Demand, default_budget, plan
from nss_server.host.timings import TimingEntry, Timings

BUDGET = Budget(interactive=2, batch=1)


@pytest.mark.parametrize(
    ("demands", "allowed"),
    [
        ([], set[str]()),
        ([Demand("a", "batch", 1), Demand("b", "batch", 0)], {"b"}),
        ([Demand("a", "batch", 0), Demand("b", "interactive", 1)], {"b"}),
        ([Demand(name, "interactive", at) for at, name in enumerate("abc")], {"a", "b"}),
        ([Demand("b", "batch", 1), Demand("a", "batch", 1)], {"a"}),
    ],
)
def test_interactive_work_comes_first(demands: list[Demand], allowed: set[str]) -> None:
    assert plan(demands, BUDGET) == allowed


@pytest.mark.parametrize(("cores", "batch"), [(1, 1), (2, 1), (4, 1), (8, 2), (32, 8)])
def test_one_heavy_indexer_up_to_four_cores(cores: int, batch: int) -> None:
    assert default_budget(cores).batch == batch


def test_an_estimate_of_steady_work_is_right() -> None:
    estimate = Estimate(0.0)
    for second in range(101):
        left = estimate.update(second * 10, 1000, float(second))
        if second > 1:
            assert left == pytest.approx(100 - second, abs=0.01)
    assert [verdict["share"] for verdict in estimate.verdicts(100.0)] == [0.25, 0.5, 0.75]
    for verdict in estimate.verdicts(100.0):
        assert verdict["estimated_seconds"] == pytest.approx(verdict["actual_seconds"], abs=0.01)


def test_an_estimate_knows_nothing_at_first_and_without_progress() -> None:
    estimate = Estimate(0.0)
    assert estimate.update(500, 1000, 5.0) is None, "done by an earlier attempt"
    assert estimate.update(500, 1000, 6.0) is None
    assert estimate.update(510, 0, 7.0) is None, "the total is not known"


def test_backoff_grows_gives_up_and_forgets() -> None:
    backoff = Backoff()
    pauses = [backoff.crashed(float(number)) for number in range(MOST_CRASHES)]
    assert pauses[:3] == [0.2, 0.4, 0.8]
    assert pauses[-1] is None
    assert all(pause <= LONGEST_SECONDS for pause in pauses if pause is not None)
    backoff.forget()
    assert backoff.crashed(0.0) == 0.2
    assert backoff.crashed(2 * WINDOW_SECONDS) == 0.2, "crashes long ago do not count"


def test_timings_and_the_slow_log_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timings, "SLOW_LOG_BYTES", 1000)
    monkeypatch.setattr(timings, "METHODS", 3)
    kept = Timings(tmp_path / "slow.log")
    for number in range(100):
        kept.add([TimingEntry("lsp", f"method/{number % 10}", 3000.0), TimingEntry("cli", "quick", float(number))])
    assert len(kept.summaries()) == 3
    quick = next(summary for summary in kept.summaries() if summary.method == "quick")
    assert (quick.count, quick.p50, quick.p95, quick.max) == (100, 50.0, 95.0, 99.0)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 3000
    assert all(json.loads(line)["milliseconds"] == 3000 for line in (tmp_path / "slow.log").read_text().splitlines())


def granted(inbox: Inbox) -> Step:
    """The next step when whatever it needs is allowed."""
    inbox.allow(inbox.next_step().need)
    return inbox.next_step()


def test_the_child_begins_with_text_then_vectors_then_rests() -> None:
    inbox = Inbox()
    assert inbox.next_step() == Step("wait", "text")
    assert granted(inbox) == Step("reconcile", "text")
    inbox.reconcile = False
    assert inbox.next_step() == Step("wait", "vectors"), "permission for text is none for vectors"
    assert granted(inbox) == Step("vectors", "vectors")
    inbox.vectors = False
    assert inbox.next_step() == Step("wait", "")


def test_saved_paths_need_no_permission_and_come_before_vectors() -> None:
    inbox = Inbox()
    inbox.reconcile = False
    inbox.allow("vectors")
    assert not inbox.interrupts_vectors()
    inbox.add_paths({"a.py"})
    assert inbox.interrupts_vectors()
    assert inbox.next_step() == Step("update", "", frozenset({"a.py"}))
    assert inbox.take_paths() == {"a.py"}
    assert inbox.next_step().kind == "vectors"


def test_a_long_first_pass_stops_for_saved_paths_and_a_young_one_does_not() -> None:
    inbox = Inbox()
    inbox.allow("text")
    inbox.add_paths({"a.py"})
    assert not inbox.interrupts_text(running=1.0, beginning=0.1)
    assert inbox.interrupts_text(running=6.0, beginning=0.1)
    assert not inbox.interrupts_text(running=6.0, beginning=3.0), "it has hardly begun"
    inbox.allow("")
    assert inbox.interrupts_text(running=0.0, beginning=0.0), "it is to pause"


def test_too_many_paths_are_a_look_at_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer_inbox, "MANY_PATHS", 3)
    inbox = Inbox()
    inbox.reconcile = False
    inbox.add_paths([str(number) for number in range(4)])
    assert inbox.next_step() == Step("wait", "text")
    assert inbox.take_paths() == set()


def test_a_cancel_drops_the_work_until_somebody_asks() -> None:
    inbox = Inbox()
    inbox.ask_run(Run("1", vectors=True), rebuild=True)
    inbox.ask_run(Run("2", vectors=True), rebuild=False)
    inbox.cancel_run("1")
    assert inbox.next_step().need == "text", "the other run still wants it"
    inbox.cancel_run("2")
    assert inbox.next_step() == Step("wait", "")
    inbox.add_paths((), everything=True)
    inbox.add_vectors()
    assert inbox.next_step() == Step("wait", ""), "a reminder does not undo a cancel"
    inbox.add_paths({"a.py"})
    assert inbox.next_step().kind == "update", "live updates go on"
    inbox.take_paths()
    inbox.ask_reconcile()
    assert inbox.next_step().need == "text"


def test_errors_keep_their_class_over_the_wire() -> None:
    error = error_from(error_fields(IndexLocked("locked", why="process 7", todo="Wait")))
    assert isinstance(error, IndexLocked)
    assert error.sentence() == "locked (process 7). Wait"
    assert type(error_from({"code": "of-a-later-build", "what": "w"})) is NssError
    assert "ZeroDivisionError" in error_from(error_fields(ZeroDivisionError("x"))).why


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (Version(1, 1, "0.9.0"), Version(1, 1, "0.10.0")),
        (Version(1, 1, "9.0"), Version(1, 2, "0.1")),
        (Version(1, 9, "9.0"), Version(2, 1, "0.1")),
    ],
)
def test_versions_compare_as_numbers(older: Version, newer: Version) -> None:
    assert older.newness() < newer.newness()


def test_the_environment_of_a_process_that_stays_is_clean() -> None:
    assert clean_environment({"PYTHONPATH": ".", "PYTHONSTARTUP": "x", "HOME": "/h", "NSS_DATA_DIR": "/d"}) == {
        "HOME": "/h",
        "NSS_DATA_DIR": "/d",
    }
