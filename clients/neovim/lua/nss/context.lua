--- Context packs: what a task needs within a budget of tokens, shown in a read-only buffer or copied.
local client = require('nss.client')
local notify = require('nss.notify')
local requests = require('nss.request')

local M = {}

---@class nss.ContextOptions
---@field lines? integer[] first and last line of the current buffer that the task is about, 1-based
---@field at? string[] places that it is about, in the server's words
---@field changes? boolean it is about what differs from the last commit
---@field copy? boolean into the + register instead of a buffer

--- Asks for the task where nothing says what it is about.
---@param task string
---@param options nss.ContextOptions
function M.of(task, options)
  local at = options.at or M.places(options.lines)
  if task == '' and #at == 0 and not options.changes then
    vim.ui.input({ prompt = 'Assemble context for: ' }, function(given)
      if given and vim.trim(given) ~= '' then
        M.of(given, options)
      end
    end)
    return
  end
  local params = { task = task, at = at, changes = options.changes or false }
  requests.send('nss/context', params, {}, function(problem, result)
    if problem then
      notify.warn(problem)
      return
    end
    local pack = assert(result) --[[@as nss.protocol.ContextResult]]
    local size = ('%d pieces, %d of %d tokens'):format(#pack.pieces, pack.tokens, pack.budget)
    if pack.budget_from ~= '' then
      size = ('%s (%s)'):format(size, pack.budget_from)
    end
    if options.copy then
      vim.fn.setreg('+', pack.text)
      notify.say('copied ' .. size)
    else
      M.show(pack.text)
      notify.say(size)
    end
  end)
end

---@param lines? integer[]
---@return string[]
function M.places(lines)
  local bufnr = vim.api.nvim_get_current_buf()
  local file = vim.api.nvim_buf_get_name(bufnr)
  local path = lines and file ~= '' and vim.fs.relpath(client.root_of(bufnr), file)
  return path and lines and { ('%s:%d-%d'):format(path, lines[1], lines[2]) } or {}
end

---@param text string
function M.show(text)
  vim.cmd.new()
  local bufnr = vim.api.nvim_get_current_buf()
  vim.bo[bufnr].buftype, vim.bo[bufnr].bufhidden, vim.bo[bufnr].swapfile = 'nofile', 'wipe', false
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, true, vim.split(vim.trim(text), '\n', { plain = true }))
  vim.bo[bufnr].filetype, vim.bo[bufnr].modifiable = 'markdown', false
end

return M
