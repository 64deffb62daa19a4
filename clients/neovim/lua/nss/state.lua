--- What each server's index is doing now, in a few words for a status line. Knows only nss/statusChanged.
local M = {}

---@class nss.RootState
---@field state 'starting'|'scanning'|'indexing'|'vectors'|'live'|'failed'
---@field done integer
---@field total integer 0 while unknown
---@field problem string

---@type table<integer, nss.RootState> by client id
local states = {}

--- The handler of nss/statusChanged.
---@type lsp.Handler
function M.on_change(_, state, context)
  states[context.client_id] = state
  vim.cmd.redrawstatus()
end

--- A few words about the buffer's server: 'NSS', 'NSS indexing 40%', 'NSS failed', '' where none runs.
---@param bufnr? integer
---@return string
function M.status(bufnr)
  local client = require('nss.client').find(bufnr)
  if not client then
    return ''
  end
  local state = states[client.id]
  if not state or state.state == 'live' then
    return 'NSS'
  end
  if (state.total or 0) == 0 then
    return 'NSS ' .. state.state
  end
  return ('NSS %s %d%%'):format(state.state, math.floor(100 * state.done / state.total))
end

--- What the server last said of its root, nil before its first word.
---@param client_id integer
---@return string?
function M.of(client_id)
  return states[client_id] and states[client_id].state
end

---@param client_id integer
function M.forget(client_id)
  states[client_id] = nil
end

return M
