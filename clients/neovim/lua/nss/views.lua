--- Where hits go: a picker or the quickfix list. A view takes partial hits as they stream, then the final ones.
local hits = require('nss.hits')
local notify = require('nss.notify')

local M = {}

---@class nss.View
---@field update fun(found: nss.Hit[]) the best that is known so far; replaces what was shown before
---@field finish fun(found: nss.Hit[], remark: string)
---@field fail fun(problem: string)

--- The reason comes first: the question is what gets cut.
---@param title string
---@param remark string
local function say_nothing(title, remark)
  notify.say_in_one_line(('nothing found%s: %s'):format(remark == '' and '' or (' (%s)'):format(remark), title))
end

--- vim.ui.select, whatever the user has put in its place. A picker takes a complete list, so until the answer is
--- there only a passing message counts the hits.
---@param title string
---@return nss.View
function M.picker(title)
  return {
    update = function(found)
      notify.passing(('%s … %d hit%s so far'):format(title, #found, #found == 1 and '' or 's'))
    end,
    finish = function(found, remark)
      notify.passing('')
      if #found == 0 then
        say_nothing(title, remark)
        return
      end
      local prompt = remark == '' and title or ('%s — %s'):format(title, remark)
      vim.ui.select(found, { prompt = prompt, kind = 'nss', format_item = hits.label }, function(choice)
        if choice then
          hits.open(choice)
        end
      end)
    end,
    fail = notify.warn,
  }
end

--- The quickfix list: opens with the first hits and is refilled in place. `on_close` runs when its window goes
--- before the answer is complete.
---@param title string
---@param on_close fun()
---@return nss.View
function M.quickfix(title, on_close)
  local list ---@type integer? id of the quickfix list
  local closing ---@type integer? id of the autocommand that watches the window, nil once it has run

  ---@param found nss.Hit[]
  ---@param full_title string
  local function fill(found, full_title)
    local what = { title = full_title, items = vim.tbl_map(hits.quickfix_entry, found) }
    if list then
      what.id = list
      vim.fn.setqflist({}, 'u', what)
      return
    end
    vim.fn.setqflist({}, ' ', what)
    list = vim.fn.getqflist({ id = 0 }).id
    vim.cmd('botright copen')
    closing = vim.api.nvim_create_autocmd('WinClosed', {
      pattern = tostring(vim.api.nvim_get_current_win()),
      once = true,
      callback = function()
        closing = nil
        on_close()
      end,
    })
  end

  return {
    update = function(found)
      fill(found, title .. ' …')
    end,
    finish = function(found, remark)
      if #found == 0 and not list then
        say_nothing(title, remark)
        return
      end
      fill(found, remark == '' and title or ('%s — %s'):format(title, remark))
      if closing then
        vim.api.nvim_del_autocmd(closing)
        closing = nil
      end
    end,
    fail = notify.warn,
  }
end

return M
