--- The commands that code actions name and that the client carries out. Knows where their arguments lie.
local M = {}

---@type table<string, fun(argument: table, bufnr: integer)>
local run = {
  ['nss.searchSelection'] = function(argument, bufnr)
    local query = require('nss.selection').as_query(argument.text or argument.query or '')
    require('nss.search').search(query, { bufnr = bufnr })
  end,
  ['nss.similarSelection'] = function(argument, bufnr)
    require('nss.search').similar_text(argument.text or '', { bufnr = bufnr })
  end,
}

---@param name string
---@param command lsp.Command
---@param context { bufnr: integer }
function M.run(name, command, context)
  run[name]((command.arguments or {})[1] or {}, context.bufnr)
end

return M
