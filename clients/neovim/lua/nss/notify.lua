--- Messages to the user, all of one shape. Knows nothing of what they are about.
local M = {}

---@param text string
---@return string
local function one_line(text)
  local room = math.max(1, vim.o.columns - 20) -- beside the prefix, and what 'ruler' and 'showcmd' take
  return vim.fn.strcharlen(text) <= room and text or vim.fn.strcharpart(text, 0, room - 1) .. '…'
end

---@param text string
---@param level? vim.log.levels INFO by default
function M.say(text, level)
  vim.notify('NSS: ' .. text, level or vim.log.levels.INFO)
end

--- Says it in one line: what is longer than the screen is cut, so that Neovim does not ask for ENTER.
---@param text string
function M.say_in_one_line(text)
  M.say(one_line(text))
end

---@param text string
function M.warn(text)
  M.say(text, vim.log.levels.WARN)
end

--- Shows a passing text that does not enter :messages; '' takes it away.
---@param text string one line; cut like `say_in_one_line`
function M.passing(text)
  vim.api.nvim_echo({ { text == '' and '' or 'NSS: ' .. one_line(text) } }, false, {})
  vim.cmd.redraw()
end

return M
