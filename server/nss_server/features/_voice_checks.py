"""What `nss doctor` says about dictation: the packages, a microphone's library, a model and the memory for it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from nss_index.errors import NssError
from nss_index.paths import data_home

from nss_server.capability import in_worker
from nss_server.features._check import Check

if TYPE_CHECKING:
    from nss_server.workspace import Workspace

PACKAGES = ("faster_whisper", "sounddevice", "soxr", "jellyfish", "rapidfuzz", "symspellpy")


async def voice_checks(workspace: Workspace) -> list[Check]:
    """Nothing here fails the doctor: dictation is an extra. Looks no package up on a network and imports none."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        found = f"not installed ({', '.join(missing)})"
        return [Check("voice", "ok", found, "To dictate: pip install 'nss-lsp[voice]'")]
    installed = [model.name for model in workspace.models.listed() if model.installed]
    if not installed:
        return [Check("voice", "ok", "no speech model is installed yet", "To dictate: nss models list")]
    checks = [Check("voice", "ok", f"models: {', '.join(installed)}"), await _memory(workspace)]
    left = await in_worker(_recordings)
    if left:
        found = f"{len(left)} in {left[0].parent}: kept on purpose, or left by a dictation that was cut off"
        checks.append(
            Check("voice recordings", "ok", found, "`nss transcribe FILE` reads one; they are yours to delete")
        )
    return checks


def _recordings() -> list[Path]:
    folder = data_home() / "recordings"
    return sorted(folder.glob("*.wav")) if folder.is_dir() else []


async def _memory(workspace: Workspace) -> Check:
    """The budget, as the host would load it now; the host is asked only where it runs."""
    voice = workspace.settings.voice
    try:
        if await workspace.host.running() is None:
            return Check("voice memory", "ok", "told while the host runs (`nss host start`)")
        request = {"model": voice.model, "compute_device": voice.compute}
        answer = await workspace.host.request("voice/budget", request)
    except NssError as error:
        return Check("voice memory", "warn", error.sentence())
    return Check("voice memory", "ok", str(answer["budget"]))
