"""Another language server as a source of truth: started, asked for definitions, ended."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import unquote, urlsplit

Place = tuple[str, int, int]  # path relative to the folder (or absolute), line (1-based), column (UTF-8 bytes)


class TypeScriptServer:
    """tsserver, in its own protocol, with the interface of `LanguageServer`."""

    def __init__(self, script: Path, folder: Path) -> None:
        self._folder = folder
        command = ["node", str(script), "--disableAutomaticTypingAcquisition", "--suppressDiagnosticEvents"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._last = 0
        self._texts: dict[Path, list[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, path: str, text: str, _language: str) -> None:
        self._send("open", {"file": str(self._folder / path), "fileContent": text})

    def close_file(self, path: str) -> None:
        self._send("close", {"file": str(self._folder / path)})

    def definitions(self, path: str, line: int, column: int) -> set[Place]:
        number = self._send("definition", {"file": str(self._folder / path), "line": line, "offset": column + 1})
        while True:
            message = _receive(self._process)
            if message.get("request_seq") == number:
                return {self._place(one) for one in message.get("body") or ()}

    def _place(self, found: dict[str, Any]) -> Place:
        start = cast("dict[str, int]", found["start"])
        return _place(self._folder, Path(str(found["file"])), start["line"] - 1, start["offset"] - 1, self._texts)

    def _send(self, command: str, arguments: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        self._last += 1
        message = {"seq": self._last, "type": "request", "command": command, "arguments": arguments}
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()
        return self._last


class LanguageServer:
    def __init__(self, command: list[str], folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._last = 0
        self._texts: dict[Path, list[str]] = {}

    def __enter__(self) -> Self:
        uri = self._folder.as_uri()
        folders = [{"uri": uri, "name": "bench"}]
        capabilities = {"workspace": {"configuration": True, "workspaceFolders": True}}
        self.request(
            "initialize",
            {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": capabilities},
        )
        self.notify("initialized", {})
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, path: str, text: str, language: str) -> None:
        document = {"uri": self._uri(path), "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def close_file(self, path: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": self._uri(path)}})

    def definitions(self, path: str, line: int, column: int) -> set[Place]:
        """`column` in characters, which are UTF-16 units but for the rarest."""
        position = {"line": line - 1, "character": column}
        found = self.request(
            "textDocument/definition", {"textDocument": {"uri": self._uri(path)}, "position": position}
        )
        places = cast("list[dict[str, Any]]", found if isinstance(found, list) else [found] if found else [])
        return {self._place(place) for place in places}

    def request(self, method: str, params: Any) -> Any:
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while True:
            message = _receive(self._process)
            if message.get("id") == self._last and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message.get("result")
            if "id" in message and "method" in message:
                asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
                self._send({"id": message["id"], "result": None if asked is None else [None] * len(asked)})

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _place(self, found: dict[str, Any]) -> Place:
        start = cast("dict[str, int]", (found.get("targetSelectionRange") or found["range"])["start"])
        path = Path(unquote(urlsplit(str(found.get("targetUri") or found["uri"])).path))
        return _place(self._folder, path, start["line"], start["character"], self._texts)

    def _uri(self, path: str) -> str:
        return (self._folder / path).as_uri()

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()


def _place(folder: Path, path: Path, line: int, character: int, texts: dict[Path, list[str]]) -> Place:
    """`line` and `character` from 0; `texts` remembers the lines of files."""
    if path not in texts:
        texts[path] = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    text = texts[path][line] if line < len(texts[path]) else ""
    shown = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    return shown, line + 1, len(text[:character].encode())


def _receive(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    length = 0
    while (line := process.stdout.readline().strip()) or not length:
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
        elif not line and process.poll() is not None:
            raise RuntimeError("the language server has ended")
    return json.loads(process.stdout.read(length))
