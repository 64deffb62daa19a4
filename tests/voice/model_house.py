"""A speech model of a few kilobytes, and all that it can come from: real wheels, a hub on this machine, a folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import threading
import zipfile
from collections.abc import Generator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import pytest
from nss_index.errors import ModelUnavailable
from nss_index.ports import Progress, never
from nss_server.adapters.voice.catalogue import Model, Wheels
from nss_server.adapters.voice.model_store import ModelFolder

FILES: Mapping[str, bytes] = {
    "config.json": b'{"tiny": true}\n',
    "model.bin": random.Random(7).randbytes(300_000),
    "tokenizer.json": b"{}\n",
    "vocabulary.txt": "ä\nb\n".encode(),
}
WRONG = {**FILES, "tokenizer.json": b"{ }\n"}
HALF = 120_000  # where the weights are cut; the parts need not be equal
REVISION = "0123456789abcdef0123456789abcdef01234567"

TINY = Model(
    name="tiny",
    summary="for tests",
    megabytes=1,
    memory={"int8": 1},
    multilingual=False,
    files={name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()},
    hub="testers/tiny",
    revision=REVISION,
    wheels=Wheels(
        ("tiny-model-part1==1.0.0", "tiny-model-part2==1.0.0"),
        "tiny_model_part1/data/",
        ("tiny_model_part1/data/model.bin.part1", "tiny_model_part2/data/model.bin.part2"),
    ),
)
HUB_ONLY = Model("hubbed", "on the hub only", 1, {}, True, TINY.files, "testers/hubbed", REVISION, None)


def folder_of_models(home: Path) -> ModelFolder:
    return ModelFolder(home, (TINY, HUB_ONLY))


def told(progress: Progress) -> None:
    """For a pull whose progress nobody wants."""


def pull(home: Path, source: str, name: str = "tiny") -> bool:
    return folder_of_models(home).pull(name, source, told, never)


CLOSED = "http://127.0.0.1:9"  # nobody listens there


def stay_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """From now on pip finds packages in the returned folder only, and the hub is nowhere."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name in [name for name in os.environ if name.startswith(("PIP_", "HF_")) or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("HF_ENDPOINT", CLOSED)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return wheels


def use(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)


def refused(home: Path, source: str, name: str = "tiny") -> str:
    """The sentence of a pull that fails and leaves nothing behind."""
    with pytest.raises(ModelUnavailable) as failed:
        pull(home, source, name)
    assert left_in(home) == [".lock"]
    sentence = failed.value.sentence()
    assert "\n" not in sentence
    return sentence


def left_in(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


def assert_installed(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {*FILES, "nss-verified.json"}
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES


def write_folder(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def write_wheels(folder: Path, files: Mapping[str, bytes] = FILES, more: Mapping[str, bytes] | None = None) -> Path:
    """The two packages of `TINY`; `more` goes into the second one, by the members' whole names."""
    folder.mkdir(parents=True, exist_ok=True)
    first = {f"data/{name}": data for name, data in files.items() if name != "model.bin"}
    _wheel(folder, "tiny_model_part1", {**first, "data/model.bin.part1": files["model.bin"][:HALF]})
    _wheel(folder, "tiny_model_part2", {"data/model.bin.part2": files["model.bin"][HALF:]}, more)
    return folder


def _wheel(folder: Path, package: str, files: Mapping[str, bytes], more: Mapping[str, bytes] | None = None) -> None:
    about = f"{package}-1.0.0.dist-info"
    with zipfile.ZipFile(folder / f"{package}-1.0.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        # Whoever imported it would hear of it.
        wheel.writestr(f"{package}/__init__.py", "raise SystemExit('the code of a wheel was run')\n")
        for name, data in files.items():
            wheel.writestr(f"{package}/{name}", data)
        for name, data in (more or {}).items():
            wheel.writestr(name, data)
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n")
        wheel.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{about}/RECORD", "")


class Hub(ThreadingHTTPServer):
    """Answers what the hub's client asks for a file. The file named by `holds` is sent by half and then no further."""

    daemon_threads = True

    def __init__(self, files: Mapping[str, bytes], holds: str, revision: str) -> None:
        super().__init__(("127.0.0.1", 0), _HubRequest)
        self.files, self.holds, self.revision = files, holds, revision
        self.asked: list[str] = []  # "GET /testers/tiny/resolve/…"
        self.headers: list[Mapping[str, str]] = []
        self.half_sent = threading.Event()
        self.client_gone = threading.Event()  # after `half_sent`

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextlib.contextmanager
def hub(files: Mapping[str, bytes] = FILES, holds: str = "", revision: str = REVISION) -> Generator[Hub]:
    with Hub(files, holds, revision) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


class _HubRequest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._head()

    def do_GET(self) -> None:
        data = self._head()
        if self.path.endswith(f"/{self._hub.holds}"):
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            self._hub.half_sent.set()
            with contextlib.suppress(ConnectionError):
                self.connection.recv(1)  # until the client is gone
            self._hub.client_gone.set()
            self.close_connection = True
        else:
            self.wfile.write(data)

    @property
    def _hub(self) -> Hub:
        return cast("Hub", self.server)

    def _head(self) -> bytes:
        self._hub.asked.append(f"{self.command} {self.path}")
        self._hub.headers.append(dict(self.headers.items()))
        _, found, rest = self.path.partition(f"/resolve/{self._hub.revision}/")
        data = self._hub.files.get(rest) if found else None
        self.send_response(200 if data is not None else 404)
        if data is not None:
            self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
            self.send_header("X-Repo-Commit", self._hub.revision)
        else:
            self.send_header("X-Error-Code", "EntryNotFound")
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        return data or b""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: pytest shows what is asked."""
