--- Findings: in the lists of diagnostics, but not a second time beside the heat that is painted.
local settings = require('sysgrok.settings')
local M = {}

--- Applies the setting to the findings of a server.
function M.apply(client)
  if settings.get().diagnostics == 'list' and settings.get().heat.enable then
    local quiet = { signs = false, underline = false, virtual_text = false, virtual_lines = false }
    vim.diagnostic.config(quiet, vim.lsp.diagnostic.get_namespace(client.id))
  end
end

return M
