--- The commands that code actions name and that the client carries out. Knows where their arguments lie.
local M = {}

---@class nss.SelectionArgument what a code action says about the selection it was offered for
---@field text string
---@field symbol string of the actions about dependents
---@field tag string of the action about a tag
---@field task string of the actions about context
---@field at string[] of the actions about context
---@field start_line? integer 1-based
---@field end_line? integer 1-based, inclusive

---@type table<string, fun(argument: nss.SelectionArgument, bufnr: integer)>
local run = {
  ['nss.searchSelection'] = function(argument, bufnr)
    require('nss.search').search(require('nss.selection').as_query(argument.text), { bufnr = bufnr })
  end,
  ['nss.similarSelection'] = function(argument, bufnr)
    local first = argument.start_line or 1
    local last = argument.end_line or vim.api.nvim_buf_line_count(bufnr)
    require('nss.search').similar(argument.text, first, last, { bufnr = bufnr })
  end,
  ['nss.showDependents'] = function(argument, bufnr)
    require('nss.search').dependents(argument.symbol, { bufnr = bufnr })
  end,
  ['nss.showImpact'] = function(argument, bufnr)
    require('nss.search').impact(argument.symbol, { bufnr = bufnr })
  end,
  ['nss.searchTag'] = function(argument, bufnr)
    require('nss.search').tags(argument.tag, { bufnr = bufnr })
  end,
  ['nss.assembleContext'] = function(argument)
    require('nss.context').of(argument.task, { at = argument.at })
  end,
  ['nss.copyContext'] = function(argument)
    require('nss.context').of(argument.task, { at = argument.at, copy = true })
  end,
  ['nss.dictateHere'] = function()
    require('nss.dictation').toggle('text')
  end,
}

---@param name string
---@param command lsp.Command
---@param context { bufnr: integer }
function M.run(name, command, context)
  -- The selection has served. Left on, Neovim pauses for a second at each redraw to show its mode below a picker.
  if vim.fn.mode():find('[vV\22]') then
    vim.cmd.normal({ vim.keycode('<Esc>'), bang = true })
  end
  run[name](command.arguments[1], context.bufnr)
end

return M
