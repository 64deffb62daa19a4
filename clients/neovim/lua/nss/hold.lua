--- One key for both ways to dictate: pressed twice, or held while one speaks.
---
--- A terminal does not tell when a key is let go, but a held key repeats: the first time after the system's delay, then
--- closely. No press for a while after repeats means that it was let go.
local M = {}

M.FIRST_REPEAT_MS = 1200 -- until a held key repeats for the first time; the longest delays that systems offer are a second
M.RELEASED_MS = 600 -- between repeats, with room for an editor that is busy; the slowest come twice a second

local last = -math.huge
local held = false
local timer ---@type uv.uv_timer_t?

--- Whether this press begins a dictation, ends it, or is none: the key is held.
---@param running boolean
---@param released fun() called when a key that was held is let go
---@return 'begin'|'end'|'held'
function M.pressed(running, released)
  local now = vim.uv.now()
  local again = now - last <= M.FIRST_REPEAT_MS
  last = now
  if held or (running and again) then
    held = true
    timer = timer or assert(vim.uv.new_timer())
    timer:start(
      M.RELEASED_MS,
      0,
      vim.schedule_wrap(function()
        held = false
        released()
      end)
    )
    return 'held'
  end
  return running and 'end' or 'begin'
end

return M
