-- The client's configuration, in the form that vim.lsp.config() merges: your own settings win over everything here.
-- Start it with vim.lsp.enable('nss'); see :help nss.

---@type vim.lsp.Config
return {
  cmd = { 'nss', 'lsp' },
  -- The nearest of these names the root; a repository below another one is a root of its own.
  root_markers = { { '.nss.toml', '.git' } },
  -- A lone file somewhere in the file system is not a codebase.
  workspace_required = true,
  settings = { nss = vim.empty_dict() },
  -- The server's code actions name these commands; plugin/nss.lua registers them.
  init_options = { clientCommands = { 'nss.searchSelection', 'nss.similarSelection', 'nss.dictateHere', 'nss.showDependents', 'nss.showImpact' } },
  handlers = {
    ['$/progress'] = function(...)
      return require('nss.request').on_progress(...)
    end,
    ['nss/dictationChanged'] = function(...)
      return require('nss.dictation').on_change(...)
    end,
    ['nss/statusChanged'] = function(...)
      return require('nss.state').on_change(...)
    end,
  },
  on_init = function(client)
    require('nss.client').on_ready(client)
  end,
  on_exit = function(code, signal, client_id)
    require('nss.restart').on_exit(code, signal, client_id)
  end,
}
