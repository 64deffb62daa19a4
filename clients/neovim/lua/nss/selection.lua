--- Text of a buffer that a command is about: the visual selection, a range of lines, the word under the cursor.
local M = {}

--- The text of a command's range: the exact selection where the range is the last visual one, else whole lines.
---@param first integer 1-based
---@param last integer 1-based, inclusive
---@return string
function M.of_range(first, last)
  local from, to = vim.fn.getpos("'<"), vim.fn.getpos("'>")
  if from[2] == first and to[2] == last then
    return table.concat(vim.fn.getregion(from, to, { type = vim.fn.visualmode() }), '\n')
  end
  return table.concat(vim.api.nvim_buf_get_lines(0, first - 1, last, false), '\n')
end

--- A selection as one query: white space folded.
---@param text string
---@return string
function M.as_query(text)
  return vim.trim((text:gsub('%s+', ' ')))
end

---@return string
function M.word()
  return vim.fn.expand('<cword>')
end

return M
