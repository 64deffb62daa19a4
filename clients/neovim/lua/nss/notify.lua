--- Messages to the user, all of one shape. Knows nothing of what they are about.
local M = {}

---@param text string
---@param level? vim.log.levels INFO by default
function M.say(text, level)
  vim.notify('NSS: ' .. text, level or vim.log.levels.INFO)
end

---@param text string
function M.warn(text)
  M.say(text, vim.log.levels.WARN)
end

--- Shows a passing text that does not enter :messages; '' takes it away.
---@param text string one line; cut to the width of the screen, so that it never asks for ENTER
function M.passing(text)
  local room = math.max(1, vim.o.columns - 14)
  vim.api.nvim_echo({ { text == '' and '' or vim.fn.strcharpart('NSS: ' .. text, 0, room) } }, false, {})
  vim.cmd.redraw()
end

return M
