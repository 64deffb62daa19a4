-- Defines the command :Nss and the commands that code actions name. Loads nothing else before it is used.

if vim.g.loaded_nss then
  return
end
vim.g.loaded_nss = true

if vim.fn.has('nvim-0.11') == 0 then
  vim.notify('NSS needs Neovim 0.11 or newer, because it builds on vim.lsp.config. Please upgrade Neovim.', vim.log.levels.ERROR)
  return
end

vim.api.nvim_create_user_command('Nss', function(arguments)
  require('nss.command').run(arguments)
end, {
  nargs = '*',
  bang = true,
  range = true,
  desc = 'NSS: search the codebase by meaning, by words and by symbol (:help nss)',
  complete = function(lead, line)
    return require('nss.command').complete(lead, line)
  end,
})

for _, name in ipairs({
  'nss.searchSelection',
  'nss.similarSelection',
  'nss.dictateHere',
  'nss.showDependents',
  'nss.showImpact',
  'nss.searchTag',
  'nss.assembleContext',
  'nss.copyContext',
}) do
  vim.lsp.commands[name] = function(command, context)
    require('nss.lsp_commands').run(name, command, context)
  end
end

vim.api.nvim_create_autocmd('LspAttach', {
  group = vim.api.nvim_create_augroup('nss', {}),
  desc = 'NSS: send what waited for the server, also where the configuration replaces on_init',
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'nss' then
      require('nss.client').on_ready(client)
    end
  end,
})
