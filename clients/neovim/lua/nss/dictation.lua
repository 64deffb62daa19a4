--- Dictation: a key begins it, the same key ends it, or it is held meanwhile. The server records, hears and inserts; this shows what goes on.
---
--- The words so far stand greyed at the place where they will go, as virtual text: nothing is inserted before it is final.
local hold = require('nss.hold')
local notify = require('nss.notify')
local requests = require('nss.request')

local M = {}

local METER = 12 -- cells of the level meter
local namespace = vim.api.nvim_create_namespace('nss.dictation')

---@class nss.Take
---@field bufnr integer
---@field target 'text'|'search'|'ticket'
---@field mark integer extmark: where the greyed words stand
---@field request nss.Request
---@field state string

---@type nss.Take?
local current

vim.api.nvim_set_hl(0, 'NssDictationStable', { link = 'Comment', default = true })
vim.api.nvim_set_hl(0, 'NssDictationTentative', { link = 'NonText', default = true })
vim.api.nvim_set_hl(0, 'NssDictationLevel', { link = 'DiagnosticOk', default = true })

---@param level number 0 to 1
---@return string
function M.meter(level)
  local full = math.floor(level * METER + 0.5)
  return ('█'):rep(full) .. ('·'):rep(METER - full)
end

--- The cursor as the server wants it. In visual mode, the selection.
---@param client vim.lsp.Client
---@return table
local function place(client)
  if vim.fn.mode():find('[vV\22]') then
    return { selection = vim.lsp.util.make_given_range_params(nil, nil, 0, client.offset_encoding).range }
  end
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  local line, column = vim.api.nvim_get_current_line(), vim.api.nvim_win_get_cursor(0)[2]
  if vim.fn.mode() == 'n' and line ~= '' and vim.fn.strchars(line:sub(column + 1)) == 1 then
    -- On the last character, a person in normal mode means to go on behind it.
    position.character = vim.str_utfindex(line, client.offset_encoding)
  end
  return { position = position }
end

---@param bufnr integer
---@return string the message of the diagnostic in the cursor's line, '' where there is none
local function diagnostic(bufnr)
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local found = vim.diagnostic.get(bufnr, { lnum = line })[1]
  return found and found.message or ''
end

--- Begins a dictation, or ends the running one; a key that repeats is held, and ends it when it is let go.
---@param target? 'text'|'search'|'ticket'
function M.toggle(target)
  local running = current ~= nil and current.state ~= 'transcribing'
  local press = hold.pressed(running, function()
    if current and current.state ~= 'transcribing' then
      M.stop()
    end
  end)
  if press == 'end' then
    M.stop()
  elseif press == 'begin' then
    M.start(target or 'text')
  end
end

---@param target 'text'|'search'|'ticket'
function M.start(target)
  local bufnr = vim.api.nvim_get_current_buf()
  require('nss.client').with_client(bufnr, function(client)
    if current then
      return
    end
    local row, column = unpack(vim.api.nvim_win_get_cursor(0))
    local params = vim.tbl_extend('error', place(client), {
      target = target,
      textDocument = vim.lsp.util.make_text_document_params(bufnr),
      diagnostic = diagnostic(bufnr),
    })
    local mark = vim.api.nvim_buf_set_extmark(bufnr, namespace, row - 1, column, {})
    local take = { bufnr = bufnr, target = target, mark = mark, state = 'starting' }
    current = take
    take.request = requests.send('nss/dictation/start', params, { bufnr = bufnr }, function(problem, result)
      M.finish(take, problem, result)
    end)
    M.draw({ state = 'starting', level = 0, stable = '', tentative = '' })
  end, notify.warn)
end

--- The text follows where it began.
function M.stop()
  if current then
    requests.send('nss/dictation/stop', {}, { bufnr = current.bufnr }, function(problem)
      if problem then
        notify.warn(problem)
      end
    end)
  end
end

--- Throws the recording away.
function M.cancel()
  if current then
    requests.send('nss/dictation/cancel', {}, { bufnr = current.bufnr }, function() end)
  end
end

--- What a status line may show: '' while nobody dictates.
---@return string
function M.status()
  return current and ('● ' .. current.state) or ''
end

--- The handler of nss/dictationChanged.
---@type lsp.Handler
function M.on_change(_, change)
  if current and (change.state == 'starting' or change.state == 'recording' or change.state == 'transcribing') then
    current.state = change.state
    M.draw(change)
  elseif current and change.state == 'failed' then
    -- Neovim drops the answer to a request that was cancelled; this always comes.
    M.finish(current, change.problem)
  end
end

---@param change nss.protocol.DictationResult
function M.draw(change)
  local take = current
  if not take or not vim.api.nvim_buf_is_valid(take.bufnr) then
    return
  end
  local position = vim.api.nvim_buf_get_extmark_by_id(take.bufnr, namespace, take.mark, {})
  if #position == 0 then
    return
  end
  local chunks = { { ('%s %s '):format(change.state, M.meter(change.level or 0)), 'NssDictationLevel' } }
  if (change.stable or '') ~= '' then
    table.insert(chunks, { change.stable .. ' ', 'NssDictationStable' })
  end
  if (change.tentative or '') ~= '' then
    table.insert(chunks, { change.tentative, 'NssDictationTentative' })
  end
  vim.api.nvim_buf_set_extmark(take.bufnr, namespace, position[1], position[2], {
    id = take.mark,
    virt_text = chunks,
    virt_text_pos = 'eol',
  })
  vim.cmd.redrawstatus()
end

---@param take nss.Take
---@param problem? string
---@param result? nss.protocol.DictationResult
function M.finish(take, problem, result)
  if current ~= take then
    return
  end
  if vim.api.nvim_buf_is_valid(take.bufnr) then
    vim.api.nvim_buf_del_extmark(take.bufnr, namespace, take.mark)
  end
  current = nil
  vim.cmd.redrawstatus()
  if problem or not result then
    notify.warn(problem or 'the dictation ended without an answer')
    return
  end
  if result.state == 'cancelled' then
    notify.say('the dictation was thrown away')
  elseif result.text == '' then
    notify.say('nothing was said')
  elseif take.target == 'search' then
    require('nss.search').search(result.text, { bufnr = take.bufnr })
  elseif take.target == 'ticket' then
    M.show_ticket(result.text)
  elseif not result.inserted then
    vim.fn.setreg('"', result.text)
    notify.warn(('%s. It is in the unnamed register: p puts it'):format(result.problem))
    return
  end
  if result.problem ~= '' then
    notify.warn(result.problem)
  end
end

--- A ticket in a buffer of its own, not yet a file.
---@param text string
function M.show_ticket(text)
  vim.cmd.new()
  vim.bo.filetype = 'markdown'
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(text, '\n', { trimempty = true }))
end

return M
