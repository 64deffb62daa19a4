"""The capabilities that speak of the host and of this machine: jobs, host, status, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nss_index.errors import HostUnavailable

from tests.support.workspace_text import write_workspace
from tests.support.workspaces import FakeHost, ask


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workspace(tmp_path_factory.mktemp("machine"), "#- a.py\ndef first():\n    return 1\n")


JOB: dict[str, Any] = {
    "id": "abc", "kind": "index", "root": "/r", "lane": "batch", "state": "done", "params": {}, "result": {},
    "error": None, "attempts": 1, "created_at": 1.0, "started_at": 2.0, "ended_at": None, "new_field": 1,
}  # fmt: skip


async def test_jobs_as_the_host_tells_them(project: Path) -> None:
    event = {"job": "abc", "seq": 1, "at": 1.0, "type": "state", "data": {"state": "queued"}}
    shown = {**JOB, "progress": None, "events": [event]}
    host = FakeHost({"jobs/list": {"jobs": [JOB]}, "jobs/show": shown, "job/cancel": JOB})
    listed = await ask(project, "jobs/list", {"limit": 3}, host=host)
    assert [(job["id"], job["state"]) for job in listed["jobs"]] == [("abc", "done")]
    cancelled = await ask(project, "jobs/cancel", {"job": "abc"}, host=host)
    assert cancelled["events"][0]["data"] == {"state": "queued"}
    assert [method for method, _ in host.asked] == ["jobs/list", "job/cancel", "jobs/show"]


async def test_host_status_never_starts_one(project: Path) -> None:
    host = FakeHost({"status": {"pid": 7}, "stop": {}}, is_running=False)
    assert (await ask(project, "host/status", host=host))["running"] is False
    assert (await ask(project, "host/stop", host=host))["running"] is False
    assert host.asked == []
    assert (await ask(project, "host/start", host=host))["pid"] == 7


async def test_a_dying_host_does_not_hide_the_index(project: Path) -> None:
    await ask(project, "index")
    host = FakeHost({"status": HostUnavailable("it ended")})
    answer = await ask(project, "status", host=host)
    assert (answer["state"], answer["problem"], answer["host"]["running"]) == ("ready", "it ended", False)


async def test_without_a_host_its_requests_say_so(project: Path) -> None:
    with pytest.raises(HostUnavailable, match="--no-host"):
        await ask(project, "jobs/list")


async def test_doctor_finds_this_machine_well(project: Path) -> None:
    answer = await ask(project, "doctor")
    states = {check["name"]: check["state"] for check in answer["checks"]}
    assert answer["ok"], [check for check in answer["checks"] if check["state"] == "fail"]
    assert states["sqlite"] == states["grammars"] == states["model"] == states["cache folder"] == "ok"
    assert states["host"] == "ok", "--no-host is this command's choice, not the machine's fault"


async def test_doctor_looks_at_the_refining_model_where_one_is_set(project: Path) -> None:
    answer = await ask(project, "doctor", flags={"embed.refine": "onnx:/no/such/model"})
    found = {check["name"]: check for check in answer["checks"]}
    assert found["model"]["state"] == "ok"
    assert found["refining model"]["state"] == "fail"
    assert "/no/such/model is not a folder" in found["refining model"]["found"]


async def test_doctor_says_what_is_wrong_and_what_to_do(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NSS_DATA_DIR", str(tmp_path / "file" / "below"))
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = await ask(project, "doctor", flags={"embed.model": "onnx:/no/such/model"})
    found = {check["name"]: check for check in answer["checks"]}
    assert answer["ok"] is False
    assert found["data folder"]["state"] == "fail"
    assert "NSS_DATA_DIR" in found["data folder"]["found"]
    assert found["model"]["state"] == "fail"
    assert found["git"]["state"] == "warn"
