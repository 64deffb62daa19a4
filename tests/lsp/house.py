"""`nss lsp` with folders of its own and a host that ends with the test."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psutil

from tests.lsp.client import Message, RawClient, until
from tests.support.workspace_text import write_workspace

WORKSPACE = """
#- app/session.py
def close_session(session):
    '''Ends it.'''
    return session.end()
#- app/user.py
from app.session import close_session

def log_out(user):
    close_session(user.session)
#- tests/test_session.py
from app.session import close_session

def test_close():
    assert close_session(None) is None
#- .gitignore
build/
#- build/out.py
def built_thing(): pass
#- .env
PASSWORD=hunter2
"""

FOLDERS = ("cache", "data", "config", "runtime")


class House:
    """A short path: the runtime folder holds a socket."""

    def __init__(self, place: Path) -> None:
        self.place = place.resolve()
        self.environment = {f"NSS_{name.upper()}_DIR": str(self.place / name) for name in FOLDERS}
        for name in FOLDERS:
            (self.place / name).mkdir(mode=0o700)
        self.clients: list[RawClient] = []
        self._roots = 0

    def root(self, text: str) -> Path:
        self._roots += 1
        return write_workspace(self.place / f"w{self._roots}", text)

    def launch(self) -> RawClient:
        client = RawClient([sys.executable, "-m", "nss_server.lsp.main", "--stdio"], self.environment)
        self.clients.append(client)
        return client

    def open(self, *roots: Path, capabilities: Message | None = None, **params: Any) -> RawClient:
        """A client that has initialized with these folders."""
        client = self.launch()
        folders = [{"uri": root.as_uri(), "name": root.name} for root in roots]
        client.initialize(capabilities, workspaceFolders=folders, **params)
        return client

    def host_pid(self, client: RawClient) -> int:
        return int(client.result("nss/status", {})["host"]["pid"])

    def close(self) -> None:
        hosts = [self.host_pid(client) for client in self.clients if client.process.poll() is None][:1]
        for client in self.clients:
            client.close()
            assert client.broken == []
        for host in hosts:
            if host:
                os.kill(host, signal.SIGTERM)
                until(lambda host=host: not alive(host), "the host to end")


@contextlib.contextmanager
def a_house() -> Generator[House]:
    place = Path(tempfile.mkdtemp(prefix="nl-", dir="/tmp"))
    house = House(place)
    try:
        yield house
    finally:
        house.close()
        shutil.rmtree(place, ignore_errors=True)


def alive(process_id: int) -> bool:
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def live(client: RawClient, count: int = 1) -> None:
    """Wait until as many roots are live."""

    def settled() -> bool:
        states = {state["root"]: state["state"] for state in client.notifications("nss/statusChanged")}
        return list(states.values()).count("live") >= count

    until(settled, "a live index")


def opened(path: Path, text: str, version: int = 1) -> Message:
    return {"textDocument": {"uri": path.as_uri(), "languageId": "python", "version": version, "text": text}}


def closed(path: Path) -> Message:
    return {"textDocument": {"uri": path.as_uri()}}


def paths_of(answer: Message) -> list[str]:
    return [hit["path"] for hit in answer["results"]]


def position(line: int, character: int) -> Message:
    return {"line": line, "character": character}


def span(start_line: int, start: int, end_line: int, end: int) -> Message:
    return {"start": position(start_line, start), "end": position(end_line, end)}


def search(client: RawClient, query: str, **params: Any) -> Any:
    return client.result("nss/search", {"query": query, "mode": "keyword", **params})
