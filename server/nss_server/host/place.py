"""Where the host listens, and that there is one host per user: the lock, the socket file, a stale one.

Whoever holds the flock is the host; the kernel frees it however that process ends. Only the holder touches the socket
file, so a file that is there when the lock is taken is a dead host's.
"""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

LISTEN_BACKLOG = 128


class HostLock:
    """Held from `take` to the end of the process or `release`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, socket_path: Path) -> HostLock | None:
        """None when another host runs."""
        descriptor = os.open(socket_path.with_name("host.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        os.close(self._descriptor)


def listen(socket_path: Path) -> socket.socket:
    """A listening socket at `socket_path`, mode 0600. Call it with the lock held.

    It gets its name only when it listens: a client never meets a socket that refuses because it is too new.
    """
    unnamed = socket_path.with_name(socket_path.name + ".new")
    unnamed.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(str(unnamed))
        unnamed.chmod(0o600)
        listening.listen(LISTEN_BACKLOG)
        listening.setblocking(False)
        unnamed.replace(socket_path)
    except BaseException:
        listening.close()
        raise
    return listening


def stop_listening(socket_path: Path) -> None:
    """New clients start a host of their own, which waits for the lock. Call it with the lock held."""
    socket_path.unlink(missing_ok=True)
