--- The public functions of NSS, for mappings and status lines. Everything else below lua/nss may change.
local M = {}

---@class nss.SearchOptions
---@field quickfix? boolean fill the quickfix list instead of opening a picker
---@field bufnr? integer the buffer whose root is searched; the current one by default
---@field mode? 'hybrid'|'keyword'|'semantic'|'symbol'|'exact'|'regex' how to search; hybrid by default

--- Search by meaning, by words and by symbol. Asks for the query when it is nil or empty.
---@param query? string
---@param options? nss.SearchOptions
function M.search(query, options)
  require('nss.search').search(query, options)
end

--- Find code like the lines `first` to `last` (1-based, inclusive) of the buffer.
---@param first integer
---@param last integer
---@param options? nss.SearchOptions
function M.similar(first, last, options)
  local lines = vim.api.nvim_buf_get_lines(options and options.bufnr or 0, first - 1, last, false)
  require('nss.search').similar(table.concat(lines, '\n'), first, last, options)
end

--- List the symbols whose name holds every word; all of them for no words.
---@param words? string
---@param options? nss.SearchOptions
function M.symbols(words, options)
  require('nss.search').symbols(words, options)
end

--- Begin a dictation at the cursor, or end the running one.
---@param target? 'text'|'search'|'ticket' text by default
function M.dictate(target)
  require('nss.dictation').toggle(target)
end

--- '' while nobody dictates, else what the recorder does; for a status line.
---@return string
function M.dictation_status()
  return require('nss.dictation').status()
end

--- A few words for a status line: what the server does now, '' where none runs for the buffer.
---@param bufnr? integer the current one by default
---@return string
function M.status(bufnr)
  return require('nss.state').status(bufnr)
end

return M
