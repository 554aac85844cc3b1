--- Documents that the server shows: lists, and plans of commands for a host.
local M = {}

--- The server answers in the documents of markdown that it shows, so that their actions are offered there. What it
--- writes to them later is read again.
function M.shown(client_id, uri)
  if not vim.startswith(uri, 'file:') or not vim.endswith(uri, '.md') then
    return
  end
  local buffer = vim.fn.bufnr(vim.uri_to_fname(uri))
  if buffer ~= -1 and vim.api.nvim_buf_is_loaded(buffer) then
    vim.bo[buffer].autoread = true
    vim.lsp.buf_attach_client(buffer, client_id)
  end
end

return M
