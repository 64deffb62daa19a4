--- What each server is doing now, in a few words for a status line. Knows only work-done progress.
local M = {}

---@type table<integer, table<string|integer, string>> client id → token → text
local running = {}

--- One $/progress notification of a client.
---@param client vim.lsp.Client
---@param params lsp.ProgressParams
function M.on_progress(client, params)
  local value = params.value
  if type(value) ~= 'table' or not value.kind then
    return
  end
  local texts = running[client.id] or {}
  running[client.id] = texts
  if value.kind == 'end' then
    texts[params.token] = nil
  else
    -- Neovim's own handler has carried the title of `begin` over to each report.
    local words = { value.title, value.message }
    if value.percentage then
      table.insert(words, ('%d%%'):format(value.percentage))
    end
    texts[params.token] = table.concat(words, ' ')
  end
  vim.cmd.redrawstatus()
end

--- A few words about the buffer's server: 'NSS', 'NSS indexing 40%', '' where none runs.
---@param bufnr? integer
---@return string
function M.status(bufnr)
  local client = require('nss.client').find(bufnr)
  if not client then
    return ''
  end
  local texts = vim.tbl_values(running[client.id] or {})
  table.sort(texts)
  return #texts == 0 and 'NSS' or 'NSS ' .. table.concat(texts, ', ')
end

---@param client_id integer
function M.forget(client_id)
  running[client_id] = nil
end

return M
