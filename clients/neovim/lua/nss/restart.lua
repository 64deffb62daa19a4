--- Brings a server that died back: at once, then with growing pauses, and not for ever. Knows no request's content.
local notify = require('nss.notify')

local M = {}

local MOST_DEATHS = 5 -- in a row; a server that dies that often needs a person
local FIRST_PAUSE = 500 -- milliseconds before the second try, doubled for each further one
local STABLE = 60000 -- milliseconds of life after which earlier deaths are forgotten

---@class nss.Life
---@field client_id? integer
---@field started_at integer milliseconds of vim.uv.now()
---@field deaths integer in a row
---@field config vim.lsp.ClientConfig
---@field buffers integer[] that were attached when it died

---@type table<string, nss.Life> by root
local lives = {}

--- One more death; returns how many there were in a row.
---@param life nss.Life
---@return integer
local function count_death(life)
  local now = vim.uv.now()
  life.deaths = now - life.started_at > STABLE and 1 or life.deaths + 1
  -- The next server may die before it has ever started: that must not look like a long life.
  life.started_at = now
  return life.deaths
end

--- Whether another client of the same root lives, or is on its way.
---@param client vim.lsp.Client
---@return boolean
local function has_successor(client)
  local filter = { name = client.name, _uninitialized = true }
  return vim.iter(vim.lsp.get_clients(filter)):any(function(other)
    return other.id ~= client.id and other.root_dir == client.root_dir and not other:is_stopped()
  end)
end

--- Neovim tells of a dead server in a line that is longer than most screens, so that it waits for ENTER, and calls it
--- code 0. What happened is said here, when it is known how it went on. Lasts for one turn of the event loop.
---@param name string of the client
local function hold_back_notice(name)
  local original = vim.notify
  local function filter(text, ...)
    if not vim.startswith(text, ('Client %s quit with exit code'):format(name)) then
      return original(text, ...)
    end
  end
  vim.notify = filter
  vim.schedule(function()
    if vim.notify == filter then
      vim.notify = original
    end
  end)
end

---@param text string
---@return fun()
local function said(text)
  return function()
    notify.say(text)
  end
end

--- A server has come up.
---@param client vim.lsp.Client
function M.note_start(client)
  local earlier = lives[client.root_dir]
  if earlier and earlier.client_id == client.id then
    return
  end
  local deaths = earlier and earlier.deaths or 0
  lives[client.root_dir] =
    { client_id = client.id, started_at = vim.uv.now(), deaths = deaths, config = client.config, buffers = {} }
  if deaths > 0 then
    notify.say('the server died and was started again')
  end
end

--- The on_exit of the client's configuration. Runs in a fast event, before Neovim forgets the client.
---@param code integer
---@param signal integer
---@param client_id integer
function M.on_exit(code, signal, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if not client then
    return
  end
  local buffers = vim.tbl_keys(client.attached_buffers)
  -- The same sign that Neovim itself reads: code 0 or SIGTERM is an end that somebody asked for.
  local died = code ~= 0 or (signal ~= 0 and signal ~= 15)
  vim.schedule(function()
    if vim.v.exiting == vim.NIL then
      if died then
        hold_back_notice(client.name)
      end
      M.after_end(client, buffers, died)
    end
  end)
end

---@param client vim.lsp.Client
---@param buffers integer[] that were attached
---@param died boolean
function M.after_end(client, buffers, died)
  require('nss.state').forget(client.id)
  local life = lives[client.root_dir]
  if life then
    life.buffers = buffers
  end
  local again = died and life ~= nil and count_death(life) < MOST_DEATHS
  require('nss.request').on_server_end(client.id, client.root_dir, again)
  if again then
    local pause = life.deaths == 1 and 0 or FIRST_PAUSE * 2 ^ (life.deaths - 2)
    vim.defer_fn(function()
      M.start_again(client.config, buffers)
    end, pause)
  elseif not has_successor(client) then
    local problem = 'the server could not be started; see :Nss log and :checkhealth nss'
    if died and life then
      problem = ('the server died %d times in a row; see :Nss log, then :Nss restart'):format(life.deaths)
      notify.warn(problem)
    end
    require('nss.client').give_up(client.root_dir, problem)
  end
end

---@param config vim.lsp.ClientConfig
---@param buffers integer[]
function M.start_again(config, buffers)
  if not require('nss.client').start(config) then
    return
  end
  for _, bufnr in ipairs(buffers) do
    if vim.api.nvim_buf_is_loaded(bufnr) then
      vim.lsp.start(config, { bufnr = bufnr })
    end
  end
end

--- Ends the buffer's server, if it runs, and starts it afresh.
---@param bufnr integer
function M.restart(bufnr)
  local client = require('nss.client').find(bufnr)
  local root = require('nss.client').root_of(bufnr)
  local life = lives[root]
  lives[root] = nil -- a server that was given up gets a new chance
  if client then
    local buffers = vim.tbl_keys(client.attached_buffers)
    client:stop()
    require('nss.client').when_ready(root, said('the server was restarted'), notify.warn)
    M.start_again(client.config, buffers)
  elseif life then
    require('nss.client').when_ready(root, said('the server was started'), notify.warn)
    M.start_again(life.config, life.buffers)
  else
    require('nss.client').with_client(bufnr, said('the server was started'), notify.warn)
  end
end

return M
