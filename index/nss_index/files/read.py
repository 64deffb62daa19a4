"""A candidate becomes text, or a reason why it does not.

Opens without following links and without waiting, reads a bounded number of bytes, judges the content. Does not know
languages or where the text goes.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from nss_index.files import stamp
from nss_index.files.contents import decode, judge_text
from nss_index.files.rules import ScanRules, SkipReason
from nss_index.files.safe_open import NotRegular, open_inside, read_bounded
from nss_index.model import Skipped, SourceText
from nss_index.tokens import text_hash

if TYPE_CHECKING:
    from pathlib import Path

_ATTEMPTS = 3  # a file that is being written is read again; after that the next change event mends it


def read_source(root: Path, path: str, rules: ScanRules, admitted: str = "") -> SourceText | Skipped:
    """The text of `path` (relative to `root`). Never raises OSError and never waits on a FIFO. A text that hashes to
    `admitted` was judged before, and is not judged again: for a large file that takes longer than reading it.

    `size` and `changed_ns` are from before the content was read, so a later write always shows as a difference.
    """
    try:
        for _ in range(_ATTEMPTS - 1):
            data, before, after = _read_once(root, path, rules.max_file_bytes)
            if (before.st_size, stamp.changed_ns(before)) == (after.st_size, stamp.changed_ns(after)):
                break
        else:
            data, before, _ = _read_once(root, path, rules.max_file_bytes)
    except OSError as error:
        return _failed(path, error)
    size, changed_ns = before.st_size, stamp.changed_ns(before)

    def skipped(reason: SkipReason, detail: str) -> Skipped:
        return Skipped(path, reason, detail, size, changed_ns)

    if len(data) > rules.max_file_bytes:
        return skipped(SkipReason.TOO_LARGE, too_large(size, rules))
    decoded = decode(data)
    if decoded is None:
        return skipped(SkipReason.BINARY, "not text in UTF-8, UTF-16 or Latin-1")
    text, encoding = decoded
    digest = text_hash(text)
    judged = judge_text(path, text) if digest != admitted else None
    if judged is not None:
        return skipped(*judged)
    return SourceText(path, text, encoding, digest, size, changed_ns)


def same_stat(root: Path, path: str, size: int, changed_ns: int) -> bool:
    """Whether the file on disk still is, by size and time, the one that was read. One system call; False if gone."""
    try:
        status = os.lstat(os.path.join(root, path))  # noqa: PTH118 - asked of every file: a Path costs three stats
    except (OSError, ValueError):
        return False
    return status.st_size == size and stamp.changed_ns(status) == changed_ns


def too_large(size: int, rules: ScanRules) -> str:
    """The sentence for a file over the bound."""
    return f"{size:,} bytes, over the limit of {rules.max_file_bytes:,}"


def _read_once(root: Path, path: str, limit: int) -> tuple[bytes, os.stat_result, os.stat_result]:
    descriptor, before = open_inside(root, path)
    try:
        data = b"" if before.st_size > limit else read_bounded(descriptor, limit)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if before.st_size > limit:
        data = bytes(limit + 1)  # stands for "more than the limit" without reading it
    return data, before, after


def _failed(path: str, error: OSError) -> Skipped:
    if isinstance(error, NotRegular) or error.errno in (errno.EISDIR, errno.ENXIO, errno.ENODEV):
        return Skipped(path, SkipReason.NOT_REGULAR, "not a regular file any more")
    if error.errno in (errno.ENOENT,):
        return Skipped(path, SkipReason.VANISHED, "went away before it was read")
    if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):
        return Skipped(path, SkipReason.SYMLINK, "it, or a folder above it, became a symbolic link")
    return Skipped(path, SkipReason.UNREADABLE, os.strerror(error.errno or errno.EIO))
