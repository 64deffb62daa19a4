-- A language server inside Neovim that answers nss/search when the test says so: streaming, step by step.
-- Neovim takes a function as `cmd` for exactly that. Everything else of the client is the real one.

local server = { sent = {}, cancelled = {} }

local dispatchers ---@type vim.lsp.rpc.Dispatchers
local waiting = {} ---@type table<integer, fun(err: any, result: any)>
local count = 0

local capabilities = { textDocumentSync = 1, positionEncoding = 'utf-16' }

local function request(method, params, callback)
  count = count + 1
  if method == 'initialize' then
    callback(nil, { capabilities = capabilities })
  elseif method == 'shutdown' then
    callback(nil, nil)
  else
    table.insert(server.sent, { id = count, params = params })
    waiting[count] = callback
  end
  return true, count
end

local function notify(method, params)
  if method == '$/cancelRequest' then
    table.insert(server.cancelled, params.id)
  end
  return true
end

function server.start(given)
  dispatchers = given
  local closing = false
  return {
    request = request,
    notify = notify,
    is_closing = function()
      return closing
    end,
    terminate = function()
      closing = true
      dispatchers.on_exit(0, 15)
    end,
  }
end

local function result(paths)
  return {
    complete = true,
    fallback = '',
    freshness = 'live',
    results = vim.tbl_map(function(path)
      local hit = { path = path, start_line = 1, end_line = 2, symbol = 'name', heading = '' }
      return vim.tbl_extend('error', hit, { why = 'keyword #1', freshness = 'fresh', snippet = 'text', signature = '' })
    end, paths),
  }
end

--- Streams a first part of the answer to the n-th search.
function server.partial(nth, paths)
  local token = server.sent[nth].params.partialResultToken
  dispatchers.notification('$/progress', { token = token, value = result(paths) })
end

--- Answers the n-th search.
function server.answer(nth, paths)
  waiting[server.sent[nth].id](nil, result(paths))
end

--- Tells what the index does.
function server.state(state)
  dispatchers.notification('nss/statusChanged', state)
end

return server
