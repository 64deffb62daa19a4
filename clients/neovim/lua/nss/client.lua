--- Finds the `nss lsp` client that answers for a buffer, and starts one where there is none. Knows no request.
local M = { name = 'nss' }

---@class nss.Waiting
---@field root string
---@field action fun(client: vim.lsp.Client)
---@field give_up fun(problem: string) called instead when no server comes up

---@type nss.Waiting[]
local waiting = {}

--- Removes and returns what waits for a root.
---@param root string
---@return nss.Waiting[]
local function take_waiting(root)
  local taken, left = {}, {}
  for _, entry in ipairs(waiting) do
    table.insert(entry.root == root and taken or left, entry)
  end
  waiting = left
  return taken
end

--- The client for a buffer: the one that is attached, else the one whose root holds the buffer's file (or the working
--- directory, for a buffer without a file). Only clients that can take requests.
---@param bufnr? integer the current one by default
---@return vim.lsp.Client?
function M.find(bufnr)
  bufnr = (bufnr == nil or bufnr == 0) and vim.api.nvim_get_current_buf() or bufnr
  local attached = vim.iter(vim.lsp.get_clients({ name = M.name, bufnr = bufnr })):find(M.is_usable)
  if attached then
    return attached
  end
  local place = M.place(bufnr)
  local best ---@type vim.lsp.Client?
  for _, client in ipairs(vim.lsp.get_clients({ name = M.name })) do
    local root = client.root_dir
    -- Of nested roots, the innermost one owns the file.
    if M.is_usable(client) and root and vim.fs.relpath(root, place) and (not best or #root > #best.root_dir) then
      best = client
    end
  end
  return best
end

---@param client vim.lsp.Client
---@return boolean
function M.is_usable(client)
  return client.initialized == true and not client:is_stopped()
end

--- The file of a buffer, else the working directory.
---@param bufnr integer
---@return string absolute path
function M.place(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if vim.bo[bufnr].buftype == '' and name ~= '' then
    return vim.fs.abspath(name)
  end
  return vim.fn.getcwd()
end

--- Runs `action` with the client of the buffer's root, now or once it has started; `give_up` when none starts.
---@param bufnr integer
---@param action fun(client: vim.lsp.Client)
---@param give_up fun(problem: string)
function M.with_client(bufnr, action, give_up)
  local client = M.find(bufnr)
  if client then
    action(client)
    return
  end
  local config = vim.deepcopy(vim.lsp.config[M.name])
  config.root_dir = M.root_of(bufnr)
  M.when_ready(config.root_dir, action, give_up)
  M.start(config)
end

--- Runs `action` when the next client of this root becomes ready.
---@param root string
---@param action fun(client: vim.lsp.Client)
---@param give_up fun(problem: string)
function M.when_ready(root, action, give_up)
  table.insert(waiting, { root = root, action = action, give_up = give_up })
end

--- The root that answers for a buffer: its client's, else the one that a new client would get.
---@param bufnr integer
---@return string absolute path
function M.root_of(bufnr)
  local client = M.find(bufnr)
  if client then
    return client.root_dir
  end
  return vim.fs.root(M.place(bufnr), vim.lsp.config[M.name].root_markers or {}) or vim.fn.getcwd()
end

--- Starts the client without a buffer; one that is already on its way is taken instead.
---@param config vim.lsp.ClientConfig
---@return boolean started
function M.start(config)
  local problem = M.command_problem(config.cmd)
  if not problem and vim.lsp.start(config, { attach = false }) then
    return true
  end
  M.give_up(config.root_dir, problem or 'the server could not be started; see :Nss log')
  return false
end

--- What keeps the configured command from running, as a sentence for people.
---@param cmd string[]|function
---@return string?
function M.command_problem(cmd)
  if type(cmd) == 'table' and vim.fn.executable(cmd[1]) == 0 then
    return ('the command "%s" was not found. See :checkhealth nss'):format(cmd[1])
  end
end

--- A client can take requests: run what waited for its root.
---@param client vim.lsp.Client
function M.on_ready(client)
  require('nss.restart').note_start(client)
  -- Later, because Neovim opens the attached buffers after on_init: a request must see their unsaved text.
  vim.schedule(function()
    if M.is_usable(client) then
      for _, entry in ipairs(take_waiting(client.root_dir)) do
        entry.action(client)
      end
    end
  end)
end

--- No server will come up for this root: whoever waits for it hears why.
---@param root string
---@param problem string
function M.give_up(root, problem)
  for _, entry in ipairs(take_waiting(root)) do
    entry.give_up(problem)
  end
end

return M
