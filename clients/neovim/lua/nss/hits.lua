--- A hit as Neovim shows and opens it: one line of text, one place. Knows no window and no request.
local M = {}

---@class nss.Hit
---@field filename string absolute path
---@field path string relative to the root
---@field line integer 1-based
---@field last_line integer 1-based, inclusive
---@field symbol string '' where there is none
---@field why string what matched, '' for a symbol list
---@field note string what to know about the place: 'unsaved', 'changed on disk', ''
---@field text string the line's own text

local NOTES = { overlay = 'unsaved', changed = 'changed on disk' }

--- The hits of a search answer. Places that Neovim cannot open (no path) do not occur.
---@param result nss.protocol.SearchResult|nss.protocol.SymbolsResult
---@param root string
---@return nss.Hit[]
function M.from_result(result, root)
  return vim.tbl_map(function(entry)
    return M.from_entry(entry, root)
  end, result.results)
end

---@param entry nss.protocol.SearchHit|nss.protocol.SymbolEntry
---@param root string
---@return nss.Hit
function M.from_entry(entry, root)
  return {
    filename = vim.fs.joinpath(root, entry.path),
    path = entry.path,
    line = entry.start_line,
    last_line = entry.end_line,
    symbol = entry.symbol ~= '' and entry.symbol or entry.heading or '',
    why = entry.why or '',
    note = NOTES[entry.freshness] or '',
    text = M.first_words(entry.snippet or entry.signature or ''),
  }
end

--- `src/app.py:12  Session.request  (unsaved)  keyword #1: retry`, cut to one line of the screen.
---@param hit nss.Hit
---@return string
function M.label(hit)
  local note = hit.note ~= '' and ('(%s)'):format(hit.note) or ''
  local parts = { ('%s:%d'):format(hit.path, hit.line), hit.symbol, note, hit.why }
  local label = table.concat(
    vim.tbl_filter(function(part)
      return part ~= ''
    end, parts),
    '  '
  )
  local room = vim.o.columns - 6 -- a picker numbers its lines
  return vim.fn.strdisplaywidth(label) <= room and label or vim.fn.strcharpart(label, 0, room - 1) .. '…'
end

---@param hit nss.Hit
---@return vim.quickfix.entry
function M.quickfix_entry(hit)
  local words = { hit.symbol, hit.note ~= '' and ('(%s)'):format(hit.note) or '', hit.text }
  local text = vim.trim(table.concat(words, '  '))
  local lines = { lnum = hit.line, end_lnum = hit.last_line, col = 1 }
  return vim.tbl_extend('error', lines, { filename = hit.filename, text = text, user_data = hit.why })
end

--- Jumps to the hit; the old place goes to the jump list and the tag stack. An unsaved buffer keeps its text.
---@param hit nss.Hit
function M.open(hit)
  local bufnr = vim.fn.bufadd(hit.filename)
  vim.fn.bufload(bufnr)
  -- The buffer may have lost lines since the answer.
  local line = math.min(hit.line, vim.api.nvim_buf_line_count(bufnr)) - 1
  local start = { line = line, character = 0 }
  vim.lsp.util.show_document(
    { uri = vim.uri_from_bufnr(bufnr), range = { start = start, ['end'] = start } },
    'utf-8',
    { reuse_win = true, focus = true }
  )
end

--- The first line that says something.
---@param text string
---@return string
function M.first_words(text)
  for line in vim.gsplit(text, '\n', { plain = true }) do
    if line:find('%S') then
      return vim.trim(line)
    end
  end
  return ''
end

return M
