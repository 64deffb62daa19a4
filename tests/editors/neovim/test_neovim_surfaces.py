"""What NSS adds to Neovim beside the search: hover, code actions, health, help, completion, status."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.home import Home
from tests.editors.neovim.driver import ATTACHED, LIVE, PLUGIN, Neovim
from tests.support.llama_server import llama_server

pytestmark = pytest.mark.editor


def choose(editor: Neovim, shown: str, text: str) -> None:
    """The entry with this text, of a numbered list on the screen."""
    row = next(row for row in shown.splitlines() if text in row)
    editor.keys(row.split(":")[0].strip() + "<CR>")


def test_every_lua_file_compiles_and_its_module_loads(editor: Neovim) -> None:
    for path in sorted(PLUGIN.rglob("*.lua")):
        assert editor.lua("local _, problem = loadfile(...) return problem", str(path)) is None
    for path in sorted((PLUGIN / "lua").rglob("*.lua")):
        module = ".".join(path.relative_to(PLUGIN / "lua").with_suffix("").parts).removesuffix(".init")
        editor.lua("require(...)", module)
    assert editor.messages() == ""


def test_the_server_is_attached_without_a_word(editor: Neovim) -> None:
    editor.wait(ATTACHED)
    editor.wait("require('nss').status() == 'NSS'")
    assert editor.messages() == ""


def test_hover_says_who_uses_the_symbol(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")  # a hover never makes an index
    editor.keys("3Gfa:lua vim.lsp.buf.hover()<CR>")  # on apply_discount
    shown = editor.wait_for_text("Used once")
    (shots / "neovim-hover.txt").write_text(shown)


def test_dependents_and_impact_of_the_name_at_the_cursor(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys("3Gfa:Nss dependents<CR>")  # on apply_discount, where it is imported
    shown = editor.wait_for_text("shop/checkout.py:8", "calls apply_discount, certain", "Type number")
    (shots / "neovim-dependents.txt").write_text(shown)
    editor.keys("q:Nss! impact shop/prices.py<CR>")
    editor.wait("#vim.fn.getqflist() == 1")
    assert editor.lua("return vim.fn.getqflist()[1].lnum") == 8


def test_tags_are_live_while_they_are_typed(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    lines = ["# <!--TAG:tax/rate-->", "# as in TAG:tax/rate, TAG:gone"]
    editor.lua("vim.api.nvim_buf_set_lines(0, -1, -1, true, ...)", lines)
    editor.wait("#vim.diagnostic.get(0) == 1")
    assert editor.lua("return vim.diagnostic.get(0)[1].message").startswith("no tag is called gone")
    editor.keys("G0fx:lua vim.lsp.buf.definition()<CR>")
    editor.wait("vim.fn.getline('.'):find('<!--TAG:tax/rate-->', 1, true) ~= nil")
    editor.keys(":Nss tags tax/*<CR>")
    (shots / "neovim-tags.txt").write_text(editor.wait_for_text("refers to it", "Type number"))
    editor.keys("q:lua vim.lsp.buf.rename('vat')<CR>")
    editor.wait("vim.fn.getline('$') == '# as in TAG:vat, TAG:gone'")
    assert editor.lua("return vim.fn.getline(vim.fn.line('$') - 1)") == "# <!--TAG:vat-->"


def test_context_for_a_task_opens_a_read_only_buffer(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys(":Nss context round the sum of total_with_tax<CR>")
    shown = editor.wait_for_text("# Context", "Task: round the sum of total_with_tax", "named in the task")
    (shots / "neovim-context.txt").write_text(shown)
    assert editor.lua("return { vim.bo.modifiable, vim.bo.filetype }") == [False, "markdown"]


def test_context_is_made_for_what_the_model_can_read(home: Home, tmp_path: Path, shots: Path) -> None:
    with llama_server(tmp_path, context=2048) as base:
        settings = {"NSS_LLM_SERVER": base, "NSS_TEST_PLUGIN": str(PLUGIN)}
        editor = Neovim(home.repository, {**home.environment, **settings}, "shop/checkout.py")
        try:
            editor.wait(f"{ATTACHED} and {LIVE}")
            editor.keys(":Nss context round the sum of total_with_tax<CR>")
            shown = editor.wait_for_text("of 1024 tokens (tiny.gguf can read 2048 tokens)")
            (shots / "neovim-context-model.txt").write_text(shown)
        finally:
            editor.close()


def test_context_for_a_selection_and_for_the_cursor(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    clipboard = "vim.g.clipboard = { name = 'test', copy = { ['+'] = function(lines) vim.g.copied = lines end },"
    editor.lua(clipboard + " paste = { ['+'] = function() return {} end } }")
    editor.keys("/apply_discount(<CR>V:Nss! context<CR>")
    editor.wait("vim.g.copied ~= nil and vim.list_contains(vim.g.copied, '# Context')")
    assert "Task: bill" in editor.lua("return vim.g.copied")
    editor.keys("n<Cmd>lua vim.lsp.buf.code_action()<CR>")
    shown = editor.wait_for_text("Assemble context for apply_discount", "Copy context pack for", "Type number")
    (shots / "neovim-context-action.txt").write_text(shown)
    choose(editor, shown, "Assemble context for apply_discount")
    editor.wait_for_text("Task: apply_discount", "the task is about it")


def test_the_action_that_searches_for_a_tag_shows_our_list(editor: Neovim) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys("Go# <lt>!--TAG:tax/rate--><Esc>")  # not written: all tests of editors share the folder
    editor.keys("<Cmd>lua vim.lsp.buf.code_action()<CR>")
    shown = editor.wait_for_text("Search the tag tax/rate", "Type number")
    choose(editor, shown, "Search the tag")
    editor.wait_for_text("shop/checkout.py", "Type number")


def test_the_editor_s_own_call_hierarchy(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys("8G0fa<Cmd>lua vim.lsp.buf.incoming_calls()<CR>")  # on apply_discount, where it is called
    editor.wait("#vim.fn.getqflist() == 1")
    entry = editor.lua("return vim.fn.getqflist()[1]")
    assert (entry["lnum"], entry["text"]) == (8, "bill")
    (shots / "neovim-calls.txt").write_text(editor.wait_for_text("bill"))


def test_a_lens_says_how_often_a_function_is_used(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys(":edit shop/prices.py<CR>")
    editor.wait(ATTACHED)
    # Neovim 0.12 has `enable` in the place of `refresh`.
    editor.lua("local lens = vim.lsp.codelens; (lens.enable or lens.refresh)(lens.enable and true or nil)")
    (shots / "neovim-lens.txt").write_text(editor.wait_for_text("used once"))


def test_a_code_action_on_a_selection_searches_for_it(editor: Neovim, shots: Path) -> None:
    editor.wait(ATTACHED)
    editor.keys("/apply_discount<CR>viw<Cmd>lua vim.lsp.buf.code_action()<CR>")
    shown = editor.wait_for_text("Search for this", "Find similar code", "Type number")
    (shots / "neovim-code-action.txt").write_text(shown)
    choose(editor, shown, "Search for this")
    editor.wait_for_text("shop/prices.py:4", "Type number")
    editor.keys("q")
    # Not the visual mode of the selection, in which Neovim pauses below a picker.
    assert editor.lua("return vim.fn.mode()") == "n"


def test_checkhealth_has_no_complaint(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys(":checkhealth nss<CR>")
    editor.wait("vim.bo.filetype == 'checkhealth' and vim.fn.search('doctor', 'nw') > 0")
    report = "\n".join(editor.lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)"))
    (shots / "neovim-health.txt").write_text(report)
    assert "ERROR" not in report
    assert "WARNING" not in report
    assert "attached to 1 buffer of" in report


def test_status_shows_the_index_and_closes_on_q(editor: Neovim, shots: Path) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys(":Nss status<CR>")
    (shots / "neovim-status.txt").write_text(editor.wait_for_text("NSS status", "files"))
    editor.keys("q")
    editor.wait_without_text("NSS status")


def test_why_explains_the_current_file(editor: Neovim) -> None:
    editor.wait(f"{ATTACHED} and {LIVE}")
    editor.keys(":Nss why<CR>")
    editor.wait_for_text("NSS why", "shop/checkout.py is indexed in")


def test_the_command_completes_its_subcommands(editor: Neovim) -> None:
    complete = "return vim.fn.getcompletion(..., 'cmdline')"
    everything = [
        "context", "dependents", "dictate", "exact", "history", "impact", "index", "log", "regex", "restart", "search",
        "similar", "status", "symbols", "tags", "why",
    ]  # fmt: skip
    assert editor.lua(complete, "Nss ") == everything
    assert editor.lua(complete, "Nss! se") == ["search"]
    assert editor.lua(complete, "'<,'>Nss si") == ["similar"]
    assert "shop/prices.py" in editor.lua(complete, "Nss why shop/p")


def test_a_wrong_subcommand_is_answered_with_the_right_ones(editor: Neovim) -> None:
    editor.keys(":Nss serach tax<CR>")
    editor.wait_for_text('NSS: there is no ":Nss serach". One of: context, dependents, dictate, exact, history')


def test_help_is_tagged_and_covers_every_subcommand(editor: Neovim, tmp_path: Path) -> None:
    documentation = tmp_path / "doc"
    documentation.mkdir()
    (documentation / "nss.txt").write_text((PLUGIN / "doc" / "nss.txt").read_text())
    editor.lua("vim.cmd.helptags(...)", str(documentation))
    tags = {line.split("\t")[0] for line in (documentation / "tags").read_text().splitlines()}
    subcommands = editor.lua("return vim.tbl_keys(require('nss.command').subcommands)")
    assert {f":Nss-{name}" for name in subcommands} <= tags


def test_a_missing_command_is_told_with_what_to_do(editor: Neovim) -> None:
    editor.lua(
        "vim.lsp.enable('nss', false) vim.lsp.config('nss', { cmd = { '/nowhere/nss', 'lsp' } }) "
        "vim.wait(5000, function() return #vim.lsp.get_clients({ name = 'nss' }) == 0 end)"
    )
    editor.keys(":Nss search tax<CR>")
    editor.wait_for_text('NSS: the command "/nowhere/nss" was not found. See :checkhealth nss')
    assert editor.lua("return vim.api.nvim_get_mode().blocking") is False
