--- The subcommands that answer with text: status, index, why. Knows how to show an answer, not how it came about.
local client = require('nss.client')
local notify = require('nss.notify')
local requests = require('nss.request')

local M = {}

--- Sends one question; a problem is told, an answer goes to `show`.
---@param method string
---@param params table
---@param show fun(result: table)
local function ask(method, params, show)
  requests.send(method, params, {}, function(problem, result)
    if problem then
      notify.warn(problem)
    else
      show(assert(result))
    end
  end)
end

--- What the server, the host and the index are doing now.
function M.status()
  ask('nss/status', {}, function(result)
    M.show('NSS status', require('nss.status_report').lines(result))
  end)
end

--- Look at every file again now. The status line shows how far it is.
function M.index()
  ask('nss/index', {}, function(result)
    notify.say(('%d files in %d chunks are indexed, after %.1f s'):format(result.files, result.chunks, result.seconds))
  end)
end

--- Why a file is in the index or not; the current one when no path is given.
---@param path string
function M.why(path)
  local bufnr = vim.api.nvim_get_current_buf()
  local full = path == '' and vim.api.nvim_buf_get_name(bufnr) or vim.fs.abspath(vim.fn.expand(path))
  if full == '' then
    notify.warn('this buffer has no file. Name one: :Nss why PATH')
    return
  end
  local relative = vim.fs.relpath(client.root_of(bufnr), full) or full
  ask('nss/why', { path = relative }, function(result)
    M.show('NSS why', { result.sentence })
  end)
end

--- Shows text in a floating window; q and <Esc> close it.
---@param title string
---@param lines string[]
function M.show(title, lines)
  local bufnr, window = vim.lsp.util.open_floating_preview(lines, 'text', {
    border = 'rounded',
    title = title,
    focus_id = 'nss.report',
    max_height = math.floor(vim.o.lines * 0.8),
  })
  vim.api.nvim_set_current_win(window)
  for _, key in ipairs({ 'q', '<Esc>' }) do
    vim.keymap.set('n', key, '<Cmd>close<CR>', { buffer = bufnr, nowait = true, desc = 'Close' })
  end
end

return M
