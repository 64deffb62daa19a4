--- The command :Nss: which subcommands there are, what each takes, and how they complete. Does nothing itself.
local notify = require('nss.notify')
local selection = require('nss.selection')

local M = {}

---@class nss.Subcommand
---@field run fun(rest: string, arguments: vim.api.keyset.create_user_command.command_args)
---@field complete? fun(lead: string): string[]

---@param arguments vim.api.keyset.create_user_command.command_args
---@return nss.SearchOptions
local function view_of(arguments)
  return { quickfix = arguments.bang or nil }
end

M.dictation_targets = { 'text', 'search', 'ticket' }

---@param mode string
---@return nss.Subcommand
local function search_by(mode)
  return {
    run = function(rest, arguments)
      if rest == '' and arguments.range > 0 then
        rest = selection.as_query(selection.of_range(arguments.line1, arguments.line2))
      end
      require('nss.search').search(rest, { mode = mode, quickfix = arguments.bang or nil })
    end,
  }
end

---@type table<string, nss.Subcommand>
M.subcommands = {
  search = search_by('hybrid'),
  exact = search_by('exact'),
  regex = search_by('regex'),
  history = {
    run = function(rest, arguments)
      require('nss.search').history(rest, view_of(arguments))
    end,
  },
  similar = {
    run = function(_, arguments)
      local text = selection.of_range(arguments.line1, arguments.line2)
      require('nss.search').similar(text, arguments.line1, arguments.line2, view_of(arguments))
    end,
  },
  symbols = {
    run = function(rest, arguments)
      require('nss.search').symbols(rest, view_of(arguments))
    end,
  },
  dependents = {
    run = function(rest, arguments)
      require('nss.search').dependents(rest, view_of(arguments))
    end,
  },
  impact = {
    run = function(rest, arguments)
      require('nss.search').impact(rest, view_of(arguments))
    end,
  },
  tags = {
    run = function(rest, arguments)
      require('nss.search').tags(rest, view_of(arguments))
    end,
  },
  context = {
    run = function(rest, arguments)
      local task, changes = rest:gsub('^%-%-changes%s*', '')
      local lines = arguments.range > 0 and { arguments.line1, arguments.line2 } or nil
      require('nss.context').of(task, { lines = lines, changes = changes > 0, copy = arguments.bang })
    end,
    complete = function(lead)
      return vim.startswith('--changes', lead) and lead ~= '' and { '--changes' } or {}
    end,
  },
  dictate = {
    run = function(rest)
      if rest == 'stop' or rest == 'cancel' then
        require('nss.dictation')[rest]()
      elseif rest == '' or vim.list_contains(M.dictation_targets, rest) then
        require('nss.dictation').toggle(rest == '' and 'text' or rest)
      else
        notify.warn(('cannot dictate to "%s". One of: text, search, ticket; or stop, cancel'):format(rest))
      end
    end,
    complete = function(lead)
      return vim.tbl_filter(function(candidate)
        return vim.startswith(candidate, lead)
      end, vim.list_extend({ 'stop', 'cancel' }, M.dictation_targets))
    end,
  },
  status = {
    run = function()
      require('nss.reports').status()
    end,
  },
  index = {
    run = function()
      require('nss.reports').index()
    end,
  },
  why = {
    run = function(rest)
      require('nss.reports').why(rest)
    end,
    complete = function(lead)
      return vim.fn.getcompletion(lead, 'file')
    end,
  },
  log = {
    run = function()
      vim.cmd.tabedit(vim.fn.fnameescape(vim.lsp.log.get_filename()))
      vim.cmd.normal({ 'G', bang = true })
    end,
  },
  restart = {
    run = function()
      require('nss.restart').restart(vim.api.nvim_get_current_buf())
    end,
  },
}

---@return string[]
local function names()
  local all = vim.tbl_keys(M.subcommands)
  table.sort(all)
  return all
end

---@param arguments vim.api.keyset.create_user_command.command_args
function M.run(arguments)
  local name, rest = arguments.args:match('^(%S*)%s*(.-)%s*$')
  local subcommand = M.subcommands[name]
  if subcommand then
    subcommand.run(rest, arguments)
  else
    local what = name == '' and 'say what to do' or ('there is no ":Nss %s"'):format(name)
    notify.warn(('%s. One of: %s'):format(what, table.concat(names(), ', ')))
  end
end

---@param lead string what is being completed
---@param line string the whole command line so far
---@return string[]
function M.complete(lead, line)
  local name = line:match('Nss!?%s+(%S+)%s')
  if name then
    local subcommand = M.subcommands[name]
    return subcommand and subcommand.complete and subcommand.complete(lead) or {}
  end
  return vim.tbl_filter(function(candidate)
    return vim.startswith(candidate, lead)
  end, names())
end

return M
