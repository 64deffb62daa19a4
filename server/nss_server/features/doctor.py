"""Doctor: everything that NSS needs of this machine, looked at one by one, and what to do where something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.errors import NssError

from nss_server.capability import capability, in_worker
from nss_server.features._check import Check

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DoctorParams:
    """Nothing to say."""


@dataclass(frozen=True, slots=True)
class DoctorResult:
    ok: bool  # False when a check failed; the shell command then ends with code 1
    checks: tuple[Check, ...]


@capability(runs="local", takes_root=True)
async def doctor(workspace: Workspace, params: DoctorParams, job: Job) -> DoctorResult:
    """Check what NSS needs of this machine, and say what to do where something is wrong."""
    from nss_server.features._doctor_checks import MACHINE_CHECKS, index_check, language_model_check, model_checks
    from nss_server.features._voice_checks import voice_checks

    checks: list[Check] = []
    for check in MACHINE_CHECKS:
        checks += await in_worker(check, workspace.root)
    checks += await in_worker(model_checks, workspace)
    checks += await in_worker(language_model_check, workspace)
    checks.append(await in_worker(index_check, workspace))
    checks.append(await _host_check(workspace))
    checks += await voice_checks(workspace)
    return DoctorResult(all(check.state != "fail" for check in checks), tuple(checks))


async def _host_check(workspace: Workspace) -> Check:
    if not workspace.settings.host.enabled:
        return Check("host", "warn", "turned off", "Remove host.enabled from your settings to keep indexes live")
    try:
        handshake = await workspace.host.running()
    except NssError as error:
        return Check("host", "fail", error.sentence())
    if handshake is None:
        return Check("host", "ok", "not running; it is started when it is needed")
    return Check("host", "ok", f"pid {handshake.get('pid')}, build {handshake.get('build')}")
