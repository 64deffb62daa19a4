"""How much memory is free, on this machine and on its GPU. Reads; decides nothing.

Untested on CUDA: the policy in `speech.fit` is tested with made-up readings, these readings only where no GPU is.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from nss_server.speech.fit import Memory

ASKED_SECONDS = 3.0
"""nvidia-smi answers in a tenth of it; a driver that hangs must not hang a dictation."""


def read_memory() -> Memory:
    """Never raises; a GPU that cannot be asked counts as none, with the reason."""
    free, total, problem = _gpu()
    return Memory(_ram_available(), free, total, problem)


def _ram_available() -> int:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(fields["MemAvailable"].split()[0]) // 1024
    except (OSError, KeyError, ValueError, IndexError):
        # macOS: free and inactive pages are not told apart cheaply; half of all is a careful guess.
        import os

        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2 // (1 << 20)


def _gpu() -> tuple[int | None, int | None, str]:
    program = shutil.which("nvidia-smi", path="/usr/bin:/usr/local/bin:/usr/lib/wsl/lib:/opt/bin")
    if program is None:
        return None, None, ""
    try:
        answer = subprocess.run(
            [program, "--query-gpu=memory.free,memory.total", "--format=csv,noheader,nounits"],
            capture_output=True, text=True, timeout=ASKED_SECONDS, check=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        free, total = (int(value) for value in answer.stdout.splitlines()[0].split(","))
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        return None, None, f"nvidia-smi does not answer ({type(error).__name__})"
    missing = _missing_library()
    return (None, None, missing) if missing else (free, total, "")


def _missing_library() -> str:
    """CTranslate2 loads cuBLAS and cuDNN when it first computes, and fails then with a message that few understand."""
    import ctypes.util

    for name, package in (("cublas", "nvidia-cublas-cu12"), ("cudnn", "nvidia-cudnn-cu12")):
        if ctypes.util.find_library(name) is None and not _in_wheel(name):
            return f"lib{name} is missing for the GPU: pip install {package}"
    return ""


def _in_wheel(name: str) -> bool:
    import importlib.util

    found = importlib.util.find_spec(f"nvidia.{name}") if importlib.util.find_spec("nvidia") else None
    return found is not None
