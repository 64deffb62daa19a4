"""Text that was never saved, and a server that is killed under the editor."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.editors.home import Home
from tests.editors.neovim.driver import ATTACHED, Neovim
from tests.editors.neovim.test_neovim_search import check_at, choose

pytestmark = pytest.mark.editor

SERVER_PID = "vim.fn.systemlist({ 'pgrep', '-P', tostring(vim.fn.getpid()), '-f', 'nss lsp' })"


def kill_server(editor: Neovim) -> None:
    """kill -9, and wait until another server answers for the buffer."""
    editor.wait(ATTACHED)
    before = editor.lua("return vim.lsp.get_clients({ name = 'nss' })[1].id")
    (pid,) = editor.lua(f"return {SERVER_PID}")
    os.kill(int(pid), signal.SIGKILL)
    editor.wait(f"{ATTACHED} and vim.lsp.get_clients({{ name = 'nss', bufnr = 0 }})[1].id > {before}")


def test_unsaved_text_is_found_and_opened_at_its_line_after_the_server_was_killed(
    editor: Neovim, home: Home, shots: Path
) -> None:
    editor.keys(":edit shop/prices.py<CR>")
    editor.keys("ggO# first<CR>second<CR>third<Esc>")  # moves everything three lines down
    editor.keys("Godef loyalty_bonus(points):<CR>return points // 10<Esc>")
    kill_server(editor)
    editor.keys(":edit shop/checkout.py<CR>")
    editor.keys(":Nss search loyalty_bonus<CR>")
    shown = editor.wait_for_text("loyalty_bonus", "(unsaved)", "Type number")
    (shots / "neovim-unsaved.txt").write_text(shown)
    choose(editor, "shop/prices.py:15")
    check_at(editor, "prices.py", "def loyalty_bonus")
    assert editor.lua("return vim.bo.modified") is True
    assert "loyalty_bonus" not in (home.repository / "shop/prices.py").read_text()

    editor.keys(":edit shop/checkout.py<CR>:Nss search total_with_tax<CR>")
    choose(editor, "shop/prices.py:12")  # 9 on disk
    check_at(editor, "prices.py", "def total_with_tax")


def test_a_killed_server_is_told_in_one_line_and_waits_for_no_key(editor: Neovim) -> None:
    kill_server(editor)
    assert editor.lua("return vim.api.nvim_get_mode().blocking") is False
    assert editor.messages() == "NSS: the server died and was started again"


def test_a_search_that_the_server_took_with_it_is_asked_again(editor: Neovim) -> None:
    editor.wait(ATTACHED)
    (pid,) = editor.lua(f"return {SERVER_PID}")
    # Stopped, it cannot answer before it is killed.
    os.kill(int(pid), signal.SIGSTOP)
    editor.keys(":Nss search total_with_tax<CR>")
    os.kill(int(pid), signal.SIGKILL)
    choose(editor, "shop/prices.py:9")
    check_at(editor, "prices.py", "def total_with_tax")


def test_a_server_that_keeps_dying_is_given_up_and_comes_back_on_request(editor: Neovim) -> None:
    for _ in range(4):
        kill_server(editor)
    (pid,) = editor.lua(f"return {SERVER_PID}")
    os.kill(int(pid), signal.SIGKILL)
    editor.wait_for_text("NSS: the server died 5 times in a row; see :Nss log, then :Nss restart")
    assert editor.lua("return require('nss').status()") == ""
    editor.keys(":Nss restart<CR>")
    editor.wait_for_text("NSS: the server was started")
    editor.wait(ATTACHED)
