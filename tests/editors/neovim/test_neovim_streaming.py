"""What a slow answer looks like while it comes, step by step: partial hits, and what ends a search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.home import Home
from tests.editors.neovim.driver import PLUGIN, Neovim

pytestmark = pytest.mark.editor

SERVER = Path(__file__).parent / "scripted_server.lua"
FILES_IN_LIST = "vim.tbl_map(function(e) return vim.fn.bufname(e.bufnr) end, vim.fn.getqflist())"


@pytest.fixture
def editor(home: Home) -> Iterator[Neovim]:
    """Neovim with a server that answers when it is told to: `server` in Lua."""
    neovim = Neovim(home.repository, {**home.environment, "NSS_TEST_PLUGIN": str(PLUGIN)})
    try:
        neovim.lua("server = dofile(...) vim.lsp.config('nss', { cmd = server.start })", str(SERVER))
        neovim.keys(":edit shop/prices.py<CR>")
        yield neovim
    finally:
        neovim.close()


def test_the_quickfix_list_fills_while_the_answer_streams(editor: Neovim) -> None:
    editor.keys(":Nss! search tax<CR>")
    editor.wait("#server.sent == 1")
    editor.lua("server.partial(1, { 'a.py' })")
    editor.wait_for_text("a.py|", "[Quickfix List] tax …")
    editor.lua("server.answer(1, { 'b.py', 'a.py' })")
    editor.wait_without_text("tax …")
    assert editor.lua(f"return {FILES_IN_LIST}") == ["b.py", "a.py"]
    assert editor.lua("return vim.fn.getqflist({ nr = '$' }).nr") == 1  # refilled, not piled up


def test_the_picker_counts_hits_and_opens_with_the_whole_answer(editor: Neovim) -> None:
    editor.keys(":Nss search tax<CR>")
    editor.wait("#server.sent == 1")
    editor.lua("server.partial(1, { 'a.py' })")
    assert "Type number" not in editor.wait_for_text("NSS: tax … 1 hit so far")
    editor.lua("vim.schedule(function() server.answer(1, { 'b.py', 'a.py' }) end)")
    editor.wait_for_text("1: b.py:1", "2: a.py:1", "Type number")
    editor.keys("q")
    assert editor.messages() == ""


def test_a_new_search_ends_the_last(editor: Neovim) -> None:
    editor.keys(":Nss search first<CR>:Nss! search second<CR>")
    editor.wait("#server.sent == 2 and vim.deep_equal(server.cancelled, { server.sent[1].id })")
    editor.lua("server.partial(1, { 'late.py' }) server.answer(1, { 'late.py' }) server.answer(2, { 'b.py' })")
    editor.wait(f"vim.deep_equal({FILES_IN_LIST}, {{ 'b.py' }})")
    assert "late.py" not in editor.screen.text()


def test_closing_the_quickfix_window_ends_the_search(editor: Neovim) -> None:
    editor.keys(":Nss! search tax<CR>")
    editor.wait("#server.sent == 1")
    editor.lua("server.partial(1, { 'a.py' })")
    editor.wait("vim.bo.buftype == 'quickfix'")
    editor.keys(":close<CR>")
    editor.wait("vim.deep_equal(server.cancelled, { server.sent[1].id })")


def test_the_status_line_follows_the_index(editor: Neovim) -> None:
    editor.wait("require('nss').status() == 'NSS'")
    editor.lua("vim.o.laststatus = 2 vim.o.statusline = \"%{v:lua.require'nss'.status()} here\"")
    editor.lua("server.state({ state = 'indexing', done = 40, total = 100, problem = '' })")
    editor.wait_for_text("NSS indexing 40% here")
    editor.lua("server.state({ state = 'scanning', done = 0, total = 0, problem = '' })")
    editor.wait_for_text("NSS scanning here")
    editor.lua("server.state({ state = 'live', done = 100, total = 100, problem = '' })")
    editor.wait_for_text("NSS here")
