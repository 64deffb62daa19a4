"""Which Whisper model runs where, in which precision: fitted to the memory that is free now. A plan, nothing is loaded.

The user's LLM server has taken its share of the GPU already: what is free is what it left, and a margin of that stays
free, so that its next long prompt does not fail because of a dictation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GPU_MARGIN_MB = 512
"""Left free on the GPU: a long prompt's cache grows by about so much at once in vLLM and llama-server."""

RAM_MARGIN_MB = 1024
"""Left free of the main memory: less, and a desktop begins to swap."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes. `gpu_free` and `gpu_total` are None where there is no CUDA device that CTranslate2 can use."""

    ram_available: int
    gpu_free: int | None = None
    gpu_total: int | None = None
    gpu_problem: str = ""  # why a GPU that is there cannot be used: "libcudnn is missing"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An installed model. `memory` is what it takes in use, in MB, by compute type."""

    name: str
    memory: dict[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    model: str
    device: str  # "cuda", "cpu"
    compute_type: str  # "float16", "int8_float16", "int8"
    megabytes: int


_GPU_TYPES = (("float16", "float16"), ("int8", "int8_float16"))
"""Precision to try on a GPU, best first: the key of `Candidate.memory`, and CTranslate2's name for it there."""


def choices(installed: Sequence[Candidate], memory: Memory, device: str = "auto") -> list[Choice]:
    """What to try, best first: the list to step down on when memory runs out all the same. `installed` is ordered from
    the best model to the smallest; on a processor those in `SLOW_ON_A_PROCESSOR` come last, because there they take
    longer than the speech does. Empty when nothing fits."""
    found: list[Choice] = []
    if device != "cpu" and memory.gpu_free is not None:
        room = memory.gpu_free - GPU_MARGIN_MB
        for model in installed:
            found += [
                Choice(model.name, "cuda", name, model.memory[kind])
                for kind, name in _GPU_TYPES
                if model.memory.get(kind, room + 1) <= room
            ]
    if device != "cuda":
        room = memory.ram_available - RAM_MARGIN_MB
        fitting = [model for model in installed if model.memory.get("int8", room + 1) <= room]
        found += [Choice(model.name, "cpu", "int8", model.memory["int8"]) for model in _for_processor(fitting)]
    return found


def budget_line(choice: Choice | None, memory: Memory) -> str:
    """One line for people: "Whisper int8_float16 1.5 GB · LLM and others 21.6 · free 0.9"."""
    if choice is None:
        return "no installed speech model fits into the memory that is free"
    size = choice.megabytes / 1024
    if choice.device == "cuda" and memory.gpu_free is not None and memory.gpu_total is not None:
        used = (memory.gpu_total - memory.gpu_free) / 1024
        free = (memory.gpu_free - choice.megabytes) / 1024
        return f"Whisper {choice.compute_type} {size:.1f} GB · LLM and others {used:.1f} · free {free:.1f}"
    free = (memory.ram_available - choice.megabytes) / 1024
    return f"Whisper {choice.compute_type} {size:.1f} GB of main memory · free {free:.1f}"


SLOW_ON_A_PROCESSOR = frozenset({"whisper-small", "whisper-large-v3-turbo"})
"""Slower than speech on two cores; taken there only when nothing smaller is installed, or when they are named."""


def _for_processor(fitting: Sequence[Candidate]) -> list[Candidate]:
    quick = [model for model in fitting if model.name not in SLOW_ON_A_PROCESSOR]
    slow = [model for model in fitting if model.name in SLOW_ON_A_PROCESSOR]
    return quick + slow[::-1]
