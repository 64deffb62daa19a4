-- The whole configuration of the Neovim under test: the plugin as a user would install it, and nothing that waits.
local plugin = vim.env.NSS_TEST_PLUGIN
vim.opt.runtimepath:prepend(plugin)
vim.g.loaded_python3_provider = 0 -- looking for it takes seconds
vim.o.swapfile = false
vim.lsp.log.set_level('warn')
vim.lsp.enable('nss')
