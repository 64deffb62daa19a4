"""Which open buffers a root's searches see, and the immutable overlay made of them.

Invariant: a buffer is in the overlay only after the scan said that its path belongs into the index, and while its text
would be indexed if it were saved. Ignored, secret, outside and not yet judged buffers never are. A file that was never
saved is judged by its place and name, as it will be when it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol, TypeVar

from nss_index.errors import NssError

from nss_server.lsp.convert import storable

if TYPE_CHECKING:
    from nss_index.files.rules import ScanRules
    from nss_index.overlay import Overlay

    from nss_server.lsp.buffers import Buffer

T = TypeVar("T")

log = logging.getLogger(__name__)

JUDGED_WITHIN_SECONDS = 1.0
"""How long a request waits for the verdict on a buffer that was just opened."""


class RunInWorker(Protocol):
    """Runs a blocking call in a worker."""

    def __call__(self, call: Callable[[], T], /) -> Awaitable[T]: ...


class RootOverlay:
    """The buffers of one root, by relative path. Used on the event loop only."""

    def __init__(self, root: Path, rules: Callable[[], ScanRules], in_worker: RunInWorker) -> None:
        from nss_index.overlay import EMPTY_OVERLAY  # with numpy behind it: not before `initialize` is answered

        self._root, self._rules, self._in_worker = root, rules, in_worker
        self._buffers: dict[str, Buffer] = {}
        self._verdicts: dict[str, bool] = {}
        self._folded: dict[str, int] = {}  # edits of the buffer when it was last looked at
        self._overlay: Overlay = EMPTY_OVERLAY
        self._judging: asyncio.Task[None] | None = None

    def open(self, path: str, buffer: Buffer) -> None:
        self._buffers[path] = buffer
        self._folded.pop(path, None)
        self.judge_again([path])

    def close(self, path: str) -> None:
        self._buffers.pop(path, None)
        self._verdicts.pop(path, None)
        self._folded.pop(path, None)
        self._overlay = self._overlay.without(path)

    def judge_again(self, paths: list[str] | None = None) -> None:
        """The rules or these files changed; until the scan has answered, the buffers are not searched."""
        for path in list(self._buffers) if paths is None else paths:
            if path not in self._buffers:
                continue
            self._verdicts.pop(path, None)
            self._folded.pop(path, None)
            self._overlay = self._overlay.without(path)
        if self._unjudged() and (self._judging is None or self._judging.done()):
            self._judging = asyncio.create_task(self._judge())

    async def current(self) -> Overlay:
        """The overlay of the buffers as they are now, once those just opened are judged (or have taken too long)."""
        if self._judging is not None and not self._judging.done():
            await asyncio.wait([self._judging], timeout=JUDGED_WITHIN_SECONDS)
        for path, buffer in self._buffers.items():
            if self._verdicts.get(path) and self._folded.get(path) != buffer.edits:
                self._fold(path, buffer)
        return self._overlay

    def _fold(self, path: str, buffer: Buffer) -> None:
        from nss_index.files.contents import judge_text

        text = storable(buffer.text)
        # Characters are at most bytes: what is too long counted so is too large on disk.
        too_large = len(text) > self._rules().max_file_bytes
        if too_large or judge_text(path, text) is not None:
            self._overlay = self._overlay.without(path)
        else:
            self._overlay = self._overlay.with_document(path, text, buffer.version)
        self._folded[path] = buffer.edits

    def _unjudged(self) -> frozenset[str]:
        return frozenset(path for path in self._buffers if path not in self._verdicts)

    async def _judge(self) -> None:
        while asked := self._unjudged():
            buffers = {path: self._buffers[path] for path in asked}
            try:
                eligible = await self._in_worker(lambda asked=asked: _eligible(self._root, asked, self._rules()))
            except NssError as error:
                log.warning("unsaved buffers are not searched: %s", error.sentence())
                eligible = frozenset[str]()
            for path in asked:
                if self._buffers.get(path) is buffers[path]:
                    self._verdicts[path] = path in eligible


def _eligible(root: Path, paths: frozenset[str], rules: ScanRules) -> frozenset[str]:
    """Those of `paths` that a scan would index by all but their content; a buffer that was never saved is judged as if
    it were. Blocks: asks git."""
    from nss_index.files.explain import judge_unsaved
    from nss_index.files.scan import Gone, examine
    from nss_index.model import Candidate

    plain = [path for path in paths if ".." not in PurePosixPath(path).parts]
    answers = examine(root, plain, rules)
    judged = [judge_unsaved(root, item.path, rules) if isinstance(item, Gone) else item for item in answers]
    return frozenset(item.path for item in judged if isinstance(item, Candidate)) & paths
