"""The main job in a real Neovim: ask, choose, and stand on the right line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.neovim.driver import ATTACHED, LIVE, Neovim

pytestmark = pytest.mark.editor


@pytest.fixture
def editor(editor: Neovim) -> Neovim:
    """With a whole index: a first question is answered after a second, from what is indexed by then."""
    editor.wait(f"{ATTACHED} and {LIVE}")
    return editor


def choose(editor: Neovim, line: str) -> None:
    """Picks the numbered entry of the open picker that shows `line`."""
    shown = editor.wait_for_text(line, "Type number")
    row = next(row for row in shown.splitlines() if line in row)
    editor.keys(row.split(":")[0].strip() + "<CR>")


def check_at(editor: Neovim, file_name: str, line_text: str) -> None:
    """The cursor stands in this file on the line with this text."""
    editor.wait(f"vim.fn.expand('%:t') == '{file_name}'")
    assert line_text in editor.lua("return vim.api.nvim_get_current_line()")


def test_a_question_in_words_opens_the_function_that_answers_it(editor: Neovim, shots: Path) -> None:
    editor.keys(":Nss search value added tax<CR>")
    shown = editor.wait_for_text("shop/prices.py:9", "total_with_tax", "Type number")
    (shots / "neovim-picker.txt").write_text(shown)
    choose(editor, "shop/prices.py:9")
    check_at(editor, "prices.py", "def total_with_tax")
    assert editor.messages() == ""


def test_an_abandoned_picker_leaves_the_cursor_where_it_was(editor: Neovim) -> None:
    editor.keys("3G:Nss search tax<CR>")
    editor.wait_for_text("Type number")
    editor.keys("q")
    check_at(editor, "checkout.py", "from shop.prices import")


def test_without_a_query_it_asks_and_proposes_the_word_under_the_cursor(editor: Neovim) -> None:
    editor.keys("3G$")  # on total_with_tax
    editor.keys(":Nss search<CR>")
    editor.wait_for_text("NSS search: total_with_tax")
    editor.keys("<CR>")
    choose(editor, "shop/prices.py:9")
    check_at(editor, "prices.py", "def total_with_tax")


def test_a_selection_is_the_query(editor: Neovim) -> None:
    editor.keys("3Gfavawv")  # leave a selection behind that is not the one
    editor.keys("/apply_discount<CR>viw:Nss search<CR>")
    choose(editor, "shop/prices.py:4")
    check_at(editor, "prices.py", "def apply_discount")


def test_with_a_bang_the_quickfix_list_is_filled(editor: Neovim, shots: Path) -> None:
    editor.keys(":Nss! search customer pays<CR>")
    # Behind the question stands what to know of the answer.
    editor.wait("vim.fn.getqflist({ title = 1 }).title:find('^customer pays') ~= nil and #vim.fn.getqflist() > 0")
    found = editor.lua("return vim.tbl_map(function(e) return vim.fn.bufname(e.bufnr) end, vim.fn.getqflist())")
    assert "shop/checkout.py" in found
    (shots / "neovim-quickfix.txt").write_text(editor.wait_for_text("customer pays", "shop/checkout.py|6-8"))


def test_exact_text_and_expressions_fill_the_quickfix_list_with_lines(editor: Neovim) -> None:
    lines = "return vim.tbl_map(function(e) return { vim.fn.bufname(e.bufnr), e.lnum } end, vim.fn.getqflist())"
    editor.keys(":Nss! exact def total_with_tax(<CR>")
    editor.wait("#vim.fn.getqflist() == 1")
    assert editor.lua(lines) == [["shop/prices.py", 9]]
    editor.keys(r":Nss! regex ^def \w+_(with_tax|discount)\b<CR>")
    editor.wait("#vim.fn.getqflist() == 2")
    assert sorted(editor.lua(lines)) == [["shop/prices.py", 4], ["shop/prices.py", 9]]
    editor.keys(":Nss! regex (unclosed<CR>")
    editor.wait_for_text("cannot read the regular expression '(unclosed'")


def test_nothing_found_is_said_and_opens_no_picker(editor: Neovim) -> None:
    editor.keys(":Nss symbols zzzunheardof<CR>")
    editor.wait_for_text("NSS: nothing found", "symbols: zzzunheardof")
    assert editor.lua("return vim.api.nvim_get_mode().blocking") is False


def test_symbols_open_where_they_are_defined(editor: Neovim) -> None:
    editor.keys(":Nss symbols retry<CR>")
    choose(editor, "shop/retry.py:6")
    check_at(editor, "retry.py", "class RetryPolicy")


def test_similar_code_is_found_elsewhere(editor: Neovim) -> None:
    editor.keys(":edit shop/prices.py<CR>9GVj:Nss similar<CR>")
    editor.wait_for_text("like: def total_with_tax", "shop/checkout.py:6", "Type number")
    editor.keys("q")


def test_leaving_the_buffer_ends_the_search(editor: Neovim) -> None:
    editor.wait("require('nss.client').find() ~= nil")
    editor.lua(
        """vim.g.cancelled = 0
        vim.api.nvim_create_autocmd('LspRequest', { callback = function(event)
          if event.data.request.type == 'cancel' then vim.g.cancelled = vim.g.cancelled + 1 end
        end })
        -- In one turn of the event loop, so that no answer can come in between.
        require('nss').search('tax')
        vim.cmd.enew()"""
    )
    editor.wait("vim.g.cancelled == 1")
    editor.keys(":echo 'still ' .. 'here'<CR>")
    assert "Type number" not in editor.wait_for_text("still here")


def test_what_was_searched_for_is_asked_again(editor: Neovim, shots: Path) -> None:
    editor.keys(":Nss history zzz<CR>")
    editor.wait_for_text("nothing was searched for in this folder yet")
    editor.keys(":Nss exact total_with_tax<CR>")
    editor.wait_for_text("Type number")
    editor.keys("q")
    editor.wait("#vim.api.nvim_list_wins() == 1")
    editor.keys(":Nss history tax<CR>")
    shown = editor.wait_for_text("NSS: search again", "total_with_tax (exact)  shop/prices.py:9")
    (shots / "neovim-history.txt").write_text(shown)
    choose(editor, "total_with_tax (exact)")
    editor.wait_for_text("shop/checkout.py:3")
    choose(editor, "shop/prices.py:9")
    check_at(editor, "prices.py", "def total_with_tax")
