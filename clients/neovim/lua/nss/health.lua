--- :checkhealth nss — from the Neovim upwards: version, command, client, server, host, index.
local health = vim.health

local M = {}

local PATIENCE = 15000 -- milliseconds for one command; only a hang takes longer

function M.check()
  local config = vim.lsp.config.nss
  M.check_neovim()
  if M.check_command(config) then
    M.check_clients()
    M.check_doctor(config)
  end
end

function M.check_neovim()
  health.start('NSS: Neovim')
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
  else
    health.error('Neovim 0.11 or newer is needed', 'Upgrade Neovim.')
  end
  if vim.lsp.is_enabled('nss') then
    health.ok('enabled')
  else
    health.warn('not enabled: the server starts only for :Nss', "Add vim.lsp.enable('nss') to your init.lua.")
  end
end

---@param config vim.lsp.Config
---@return boolean usable
function M.check_command(config)
  health.start('NSS: command')
  if type(config.cmd) ~= 'table' then
    health.info('cmd is a function: not checked')
    return true
  end
  local problem = require('nss.client').command_problem(config.cmd)
  if problem then
    health.error(problem, "Install nss-lsp, or name it: vim.lsp.config('nss', { cmd = { '/path/to/nss', 'lsp' } })")
    return false
  end
  local answer = vim.system({ config.cmd[1], '--version' }, { text = true }):wait(PATIENCE)
  if answer.code ~= 0 then
    health.error(('%s --version failed: %s'):format(config.cmd[1], answer.stderr), 'Install nss-lsp again.')
    return false
  end
  health.ok(('%s (%s)'):format(vim.trim(answer.stdout), vim.fn.exepath(config.cmd[1])))
  return true
end

function M.check_clients()
  health.start('NSS: server and host')
  local clients = vim.lsp.get_clients({ name = 'nss' })
  if #clients == 0 then
    health.warn('no server runs here', 'Open a file below a folder with .git or .nss.toml.')
  end
  for _, client in ipairs(clients) do
    local count = vim.tbl_count(client.attached_buffers)
    health.ok(('attached to %d buffer%s of %s'):format(count, count == 1 and '' or 's', client.root_dir))
    M.check_status(client)
  end
end

---@param client vim.lsp.Client
function M.check_status(client)
  local answer, problem = client:request_sync('nss/status', vim.empty_dict(), PATIENCE)
  if not answer or answer.err then
    local why = problem or (answer and answer.err.message) or 'it has ended'
    health.error('the server does not tell its status: ' .. why, 'Run :Nss restart and look at :Nss log.')
    return
  end
  for _, line in ipairs(require('nss.status_report').lines(answer.result)) do
    health.info(line)
  end
end

--- The findings of `nss doctor`, which also looks at what lies outside of the editor and needs no running server.
---@param config vim.lsp.Config
function M.check_doctor(config)
  if type(config.cmd) ~= 'table' then
    return
  end
  health.start('NSS: doctor')
  local command = { config.cmd[1], 'doctor', '--json' }
  local answer = vim.system(command, { text = true, cwd = vim.fn.getcwd() }):wait(PATIENCE)
  local understood, result = pcall(vim.json.decode, answer.stdout)
  if not understood then
    health.error('nss doctor failed: ' .. vim.trim(answer.stderr), 'Run it in a shell.')
    return
  end
  ---@cast result nss.protocol.DoctorResult
  local report = { ok = health.ok, warn = health.warn, fail = health.error }
  for _, check in ipairs(result.checks) do
    report[check.state](('%s: %s'):format(check.name, check.found), check.todo ~= '' and check.todo or nil)
  end
end

return M
