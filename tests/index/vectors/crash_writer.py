"""Run by a test: forks a writer again and again and lets it die at its n-th step, for n = 1, 2, 3, …

A step is a file opened, renamed, mapped or removed, or an SQL statement begun. Prints how many steps survived whole.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import cast

import numpy as np
from nss_index.store import segments
from nss_index.store.database import Database
from nss_index.store.vector_tables import delete_vectors, put_vectors

from tests.index.vectors.vector_index import clustered, open_connection

_STEPS = {"open", "os.rename", "os.remove", "mmap.__new__", "os.mkdir"}
DIMENSIONS, ROWS, DEAD = 16, 70, 45


def round_of_work(database: Path, folder: Path, number: int, steps_to_live: int) -> None:
    """One commit of text and vectors, then segments; dies at a step when it has that many."""
    left = steps_to_live

    def step(*_: object) -> bool:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(9)
        return True

    def audited(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STEPS:
            step()

    connection = open_connection(database)
    db = cast("Database", connection)
    random = np.random.default_rng(number)
    sys.addaudithook(audited)
    connection.exec_trace = step
    first = 100 * number
    rows = clustered(random, ROWS, DIMENSIONS)
    with connection:
        put_vectors(db, [(first + row, vector, vector) for row, vector in enumerate(rows)])
        delete_vectors(db, range(first - 100, first - 100 + DEAD))
    segments.write_segments(db, folder, now=4e9)  # far in the future: everything unlisted is swept at once


def main(database: Path, folder: Path) -> None:
    segments.TAIL_ROWS = 60
    for number in range(1, 200):
        child = os.fork()
        if child == 0:
            round_of_work(database, folder, number, number)
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            sys.stdout.write(str(number))
            return
    raise SystemExit("the work never came to its end")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
