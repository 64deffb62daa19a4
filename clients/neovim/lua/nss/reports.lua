--- The subcommands that answer with text: status, index, why. Knows how to lay out an answer, not what it means.
local client = require('nss.client')
local notify = require('nss.notify')
local requests = require('nss.request')

local M = {}

--- What the server, the host and the index are doing now.
function M.status()
  requests.send('nss/status', {}, {}, function(problem, result)
    if problem then
      notify.warn(problem)
    else
      M.show('NSS status', M.lines(result or {}))
    end
  end)
end

--- Look at every file again now. The status line shows how far it is.
function M.index()
  local token ---@type nss.Request
  token = requests.send('nss/index', {}, { on_partial = function() end }, function(problem, result)
    if problem then
      notify.warn(problem)
    else
      notify.say(M.sentence(result or {}))
    end
  end)
  return token
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
  requests.send('nss/why', { path = relative }, { bufnr = bufnr }, function(problem, result)
    if problem then
      notify.warn(problem)
    else
      M.show('NSS why ' .. relative, M.lines(result or {}))
    end
  end)
end

--- One line a field, nested fields indented; the order of names is stable.
---@param value table
---@param indent? string
---@return string[]
function M.lines(value, indent)
  indent = indent or ''
  local lines = {} ---@type string[]
  local keys = vim.tbl_keys(value)
  table.sort(keys, function(left, right)
    return tostring(left) < tostring(right)
  end)
  for _, key in ipairs(keys) do
    local field = value[key]
    local name = type(key) == 'number' and '-' or tostring(key):gsub('_', ' ') .. ':'
    if type(field) == 'table' then
      if not vim.tbl_isempty(field) then
        table.insert(lines, indent .. name)
        vim.list_extend(lines, M.lines(field, indent .. '  '))
      end
    elseif field ~= vim.NIL and field ~= '' then
      table.insert(lines, ('%s%s %s'):format(indent, name, tostring(field):gsub('\n', ' ')))
    end
  end
  return lines
end

--- The plain fields of an answer in one line.
---@param value table
---@return string
function M.sentence(value)
  local parts = {} ---@type string[]
  for _, key in ipairs({ 'state', 'files', 'chunks', 'seconds' }) do
    if value[key] ~= nil and value[key] ~= '' then
      table.insert(parts, ('%s %s'):format(key, tostring(value[key])))
    end
  end
  return #parts == 0 and 'indexed' or table.concat(parts, ', ')
end

--- Shows text in a floating window; q and <Esc> close it.
---@param title string
---@param lines string[]
function M.show(title, lines)
  local bufnr, window = vim.lsp.util.open_floating_preview(lines, 'yaml', {
    border = 'rounded',
    title = title,
    focusable = true,
    focus_id = 'nss.report',
    max_height = math.floor(vim.o.lines * 0.8),
  })
  vim.api.nvim_set_current_win(window)
  for _, key in ipairs({ 'q', '<Esc>' }) do
    vim.keymap.set('n', key, '<Cmd>close<CR>', { buffer = bufnr, nowait = true, desc = 'Close' })
  end
end

return M
