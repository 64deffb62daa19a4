"""The exception tree of NSS, and nothing else.

    NssError                     what happened, why, what to do
    ├── BadInput                 the request cannot be understood; names the input        exit 2
    │   └── RootNotFound         the folder to work on does not exist or is not a folder
    ├── IndexUnavailable         the index cannot be read or written now                  exit 3
    │   ├── IndexMissing         nothing has been indexed yet
    │   ├── IndexLocked          another process writes it
    │   ├── IndexVersion         written by a newer build
    │   └── IndexDamaged         the database is not readable; it can be rebuilt
    ├── ModelUnavailable         an embedding or speech model cannot be loaded            exit 4
    ├── HostUnavailable          the nss host cannot be reached or refused the handshake  exit 5
    ├── LimitReached             a bound (time, bytes, memory) stopped the work           exit 6
    └── Cancelled                the caller asked to stop                                 exit 130

Front ends translate this tree once: an LSP error, an exit code, a sentence for people.
"""

from __future__ import annotations

from typing import ClassVar


class NssError(Exception):
    """Base of everything that NSS raises on purpose.

    `what` says what happened (and names the input), `why` the cause when it is known, `todo` the next step.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, why: str = "", todo: str = "") -> None:
        self.what, self.why, self.todo = what, why, todo
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """One line for people: what happened, why, and what to do."""
        why = f" ({self.why})" if self.why else ""
        todo = f". {self.todo}" if self.todo else ""
        return f"{self.what}{why}{todo}"


class BadInput(NssError):
    code, exit_code = "bad-input", 2


class RootNotFound(BadInput):
    code = "root-not-found"


class IndexUnavailable(NssError):
    code, exit_code = "index-unavailable", 3


class IndexMissing(IndexUnavailable):
    code = "index-missing"


class IndexLocked(IndexUnavailable):
    code = "index-locked"


class IndexVersion(IndexUnavailable):
    code = "index-version"


class IndexDamaged(IndexUnavailable):
    code = "index-damaged"


class ModelUnavailable(NssError):
    code, exit_code = "model-unavailable", 4


class HostUnavailable(NssError):
    code, exit_code = "host-unavailable", 5


class LimitReached(NssError):
    code, exit_code = "limit-reached", 6


class Cancelled(NssError):
    code, exit_code = "cancelled", 130
