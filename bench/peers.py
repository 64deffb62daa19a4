"""Other programs' answers to the same questions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from nss_index.embed.static import DEFAULT_MODEL

SembleChunk = tuple[str, str, int, int]
"""(path, text, first line, last line)."""


def semble_chunks(
    python: str, root: Path, queries: list[str], most: int, model: Path = DEFAULT_MODEL
) -> list[list[SembleChunk]]:
    """semble's chunks in its order for each query, with a model folder. `python` can import semble."""
    asked = {"root": str(root), "model": str(model), "queries": queries, "most": most}
    line = [python, str(Path(__file__).parent / "truth/semble_chunks.py")]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(line, input=json.dumps(asked), env=offline, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"semble: {done.stderr[-2000:]}")
    return [[(path, text, first, last) for path, text, first, last in few] for few in json.loads(done.stdout)]
