--- The questions that end in a list of places: search, similar code, symbols. One at a time: a new one ends the last,
--- and leaving the buffer that it was asked in ends it too.
local client = require('nss.client')
local hits = require('nss.hits')
local requests = require('nss.request')
local views = require('nss.views')

local M = {}

---@type nss.Request?
local current

local group = vim.api.nvim_create_augroup('nss.search', {})

--- Ends the question that is being answered, if there is one.
function M.cancel()
  vim.api.nvim_clear_autocmds({ group = group })
  if current then
    requests.cancel(current)
    current = nil
  end
end

-- Lines with a text are looked through one by one, often to change them all: more than a search's best few.
local most_lines = 1000

---@param query? string
---@param options? nss.SearchOptions
function M.search(query, options)
  if query and query ~= '' then
    local mode = options and options.mode or 'hybrid'
    local lines = mode == 'exact' or mode == 'regex'
    M.ask('nss/search', { query = query, mode = mode, limit = lines and most_lines or nil }, query, options)
    return
  end
  -- The input may be a window of its own: what is asked belongs to the buffer that was current before it.
  options = vim.tbl_extend('keep', options or {}, { bufnr = vim.api.nvim_get_current_buf() })
  vim.ui.input({ prompt = 'NSS search: ', default = require('nss.selection').word() }, function(answer)
    if answer and vim.trim(answer) ~= '' then
      M.search(vim.trim(answer), options)
    end
  end)
end

--- What was searched for before in this folder; the chosen one is asked again.
---@param words? string only searches that hold each of these
---@param options? nss.SearchOptions
function M.history(words, options)
  options = vim.tbl_extend('keep', options or {}, { bufnr = vim.api.nvim_get_current_buf() })
  requests.send('nss/searches/list', { words = words or '' }, { bufnr = options.bufnr }, function(problem, result)
    if problem then
      require('nss.notify').warn(problem)
      return
    end
    ---@cast result nss.protocol.SearchesListResult
    if #result.searches == 0 then
      require('nss.notify').warn('nothing was searched for in this folder yet')
      return
    end
    local shown = {
      prompt = 'NSS: search again',
      format_item = function(past)
        local by = past.mode ~= 'hybrid' and (' (%s)'):format(past.mode) or ''
        return ('%s%s  %s'):format(past.query, by, past.first)
      end,
    }
    vim.ui.select(result.searches, shown, function(past)
      if past then
        local again = vim.tbl_extend('force', { query = past.query, mode = past.mode }, past.narrowed)
        M.ask('nss/search', again, past.query, options)
      end
    end)
  end)
end

--- Code like `text`, which stands in the lines `first` to `last` of the buffer; those lines are no answer.
---@param text string
---@param first integer 1-based
---@param last integer 1-based, inclusive
---@param options? nss.SearchOptions
function M.similar(text, first, last, options)
  if not text:find('%S') then
    require('nss.notify').warn('these lines are empty. Select the code to compare, then :Nss similar')
    return
  end
  local bufnr = options and options.bufnr or vim.api.nvim_get_current_buf()
  local params = { text = text, near = M.relative_name(bufnr), start_line = first, end_line = last }
  M.ask('nss/similar', params, 'like: ' .. hits.first_words(text), options)
end

---@param words? string
---@param options? nss.SearchOptions
function M.symbols(words, options)
  words = words or ''
  M.ask('nss/symbols', { words = words }, words == '' and 'symbols' or 'symbols: ' .. words, options)
end

--- Who uses a symbol.
---@param symbol? string its name, or a place: `path:line:column`; none for what stands at the cursor
---@param options? nss.SearchOptions
function M.dependents(symbol, options)
  symbol = symbol and symbol ~= '' and symbol or M.place()
  M.ask('nss/references', { symbol = symbol }, 'dependents of ' .. symbol, options)
end

--- What may break when a symbol or a file changes.
---@param target? string as in `dependents`
---@param options? nss.SearchOptions
function M.impact(target, options)
  target = target and target ~= '' and target or M.place()
  M.ask('nss/impact', { target = target }, 'impact of ' .. target, options)
end

--- Where tags stand and are referred to.
---@param name? string a name, a beginning as `auth/*`, or names with and, or, not; none for all tags
---@param options? nss.SearchOptions
function M.tags(name, options)
  name = name or ''
  local title = name == '' and 'tags' or 'tags: ' .. name
  M.ask('nss/tags', { name = name, references = name ~= '' }, title, options)
end

--- Where the cursor is, in the server's words.
---@return string
function M.place()
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  return ('%s:%d:%d'):format(M.relative_name(0), line, column + 1)
end

--- Sends one question and shows its answer in the view that the options or vim.g.nss ask for.
---@param method string
---@param params table
---@param title string
---@param options? nss.SearchOptions
function M.ask(method, params, title, options)
  options = options or {}
  M.cancel()
  local quickfix = options.quickfix
  if quickfix == nil then
    quickfix = (vim.g.nss or {}).results == 'quickfix'
  end
  local view = quickfix and views.quickfix(title, M.cancel) or views.picker(title)
  local bufnr = options.bufnr or vim.api.nvim_get_current_buf()
  local root = client.root_of(bufnr)
  if not quickfix then
    vim.api.nvim_create_autocmd('BufLeave', { group = group, buffer = bufnr, once = true, callback = M.cancel })
  end
  current = requests.send(method, params, {
    bufnr = bufnr,
    on_partial = function(value)
      view.update(hits.from_result(value, root))
    end,
  }, function(problem, result, answering_root)
    current = nil
    vim.api.nvim_clear_autocmds({ group = group })
    if problem then
      view.fail(problem)
    else
      ---@cast result nss.protocol.SearchResult
      view.finish(hits.from_result(result, answering_root), M.remark(result))
    end
  end)
end

--- What a person should know about an answer, '' when there is nothing.
---@param result nss.protocol.SearchResult|nss.protocol.SymbolsResult
---@return string
function M.remark(result)
  local remarks = {} ---@type string[]
  if (result.fallback or '') ~= '' then
    table.insert(remarks, result.fallback)
  end
  if (result.doubt or '') ~= '' then
    table.insert(remarks, result.doubt)
  end
  if not result.complete then
    table.insert(remarks, 'still indexing')
  end
  if result.freshness ~= 'live' and result.freshness ~= '' then
    table.insert(remarks, result.freshness)
  end
  return table.concat(remarks, '; ')
end

--- The buffer's path below its root, '' for a buffer without a file there.
---@param bufnr integer
---@return string
function M.relative_name(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  return name ~= '' and vim.fs.relpath(client.root_of(bufnr), vim.fs.abspath(name)) or ''
end

return M
