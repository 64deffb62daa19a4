"""What every NSS process does before it imports anything heavy."""

from __future__ import annotations

import gc
import os
import sys

GARBAGE = (50_000, 20, 20)
"""Objects that are made before cycles are looked for, and how often older ones are. Python's 700 means a hundred looks
while modules are loaded, and makes `nss search` a twentieth slower (mypy and others set it likewise)."""

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def begin() -> None:
    """Keep numpy's linear algebra on the calling thread, unless the user says otherwise. Our products are small: waking
    a pool of threads for them costs three times the work (14.5 against 4.5 ms for a search by meaning in Django), and
    its threads spin afterwards."""
    _open_missing_streams()
    gc.set_threshold(*GARBAGE)
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")


def _open_missing_streams() -> None:
    """A parent may close our standard streams (`nss status >&-`); Python then has None for them, and the next file that
    is opened would get their numbers: what is printed would land in it."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
