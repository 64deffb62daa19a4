--- Requests to the server: streamed, cancelled, and asked again when the server dies under them. Knows no view.
---
--- Requests carry all that they need, so the one that a killed server took with it is simply sent to its successor.
--- Neovim never calls the callback of a request that it cancelled or whose server ended: hence the table of open ones.
local M = {}

local MOST_TRIES = 2 -- a request that kills its server is not sent a third time
local TOKEN = 'nss-request-' -- starts the partial-result tokens, to tell them from the progress of others

---@class nss.Request
---@field method string
---@field params table
---@field bufnr integer
---@field on_partial? fun(value: table) a first part of the result, in the shape of the result
---@field on_done fun(problem?: string, result?: table, root: string) called once, unless the request is cancelled
---@field token string
---@field tries integer
---@field finished boolean
---@field client_id? integer where it was sent, nil while it waits for a server
---@field id? integer

---@type table<string, nss.Request>
local open = {}
local count = 0

---@class nss.RequestOptions
---@field bufnr? integer whose root is asked; the current one by default
---@field on_partial? fun(value: table)

--- Sends `method` to the server of the buffer's root, which is started on demand.
---@param method string
---@param params table
---@param options nss.RequestOptions
---@param on_done fun(problem?: string, result?: table, root: string)
---@return nss.Request
function M.send(method, params, options, on_done)
  count = count + 1
  ---@type nss.Request
  local request = {
    method = method,
    params = params,
    bufnr = options.bufnr or vim.api.nvim_get_current_buf(),
    on_partial = options.on_partial,
    on_done = on_done,
    token = TOKEN .. count,
    tries = 0,
    finished = false,
  }
  open[request.token] = request
  require('nss.client').with_client(request.bufnr, function(client)
    M.transmit(request, client)
  end, function(problem)
    M.finish(request, problem)
  end)
  return request
end

--- Ends a request without an answer; the server is told to stop.
---@param request nss.Request
function M.cancel(request)
  if request.finished then
    return
  end
  M.close(request)
  local client = request.client_id and vim.lsp.get_client_by_id(request.client_id)
  if client and request.id and not client:is_stopped() then
    client:cancel_request(request.id)
  end
end

---@param request nss.Request
---@param client vim.lsp.Client
function M.transmit(request, client)
  if request.finished then
    return
  end
  request.client_id = client.id
  request.tries = request.tries + 1
  local params = vim.deepcopy(request.params)
  if request.on_partial then
    params.partialResultToken = request.token
  end
  if vim.tbl_isempty(params) then
    params = vim.empty_dict()
  end
  local sent, id = client:request(request.method, params, function(problem, result)
    M.finish(request, problem and problem.message, result)
  end)
  request.id = id
  if not sent then
    M.finish(request, 'the server has ended')
  end
end

---@param request nss.Request
---@param problem? string
---@param result? table
function M.finish(request, problem, result)
  if request.finished then
    return
  end
  M.close(request)
  local client = request.client_id and vim.lsp.get_client_by_id(request.client_id)
  request.on_done(problem, result, client and client.root_dir or vim.fn.getcwd())
end

---@param request nss.Request
function M.close(request)
  request.finished = true
  open[request.token] = nil
end

--- The handler of $/progress: takes the partial results of our requests, leaves all else to Neovim.
---@type lsp.Handler
function M.on_progress(problem, params, context)
  local request = open[params.token]
  if request and request.on_partial then
    request.on_partial(params.value)
  elseif not vim.startswith(tostring(params.token), TOKEN) then
    vim.lsp.handlers['$/progress'](problem, params, context)
  end
end

--- The server ended: what it still owed goes to the next one, when there will be one.
---@param client_id integer
---@param root string
---@param restarting boolean
function M.on_server_end(client_id, root, restarting)
  for _, request in pairs(open) do
    if request.client_id == client_id then
      request.client_id, request.id = nil, nil
      if restarting and request.tries < MOST_TRIES then
        require('nss.client').when_ready(root, function(client)
          M.transmit(request, client)
        end, function(problem)
          M.finish(request, problem)
        end)
      else
        M.finish(request, 'the server ended before it answered')
      end
    end
  end
end

return M
