--- Ends the servers and starts them again, for the same buffers.
local failures = require('sysgrok.failures')
local say = require('sysgrok.say')
local M = {}

--- How long a server may take to end by itself, in milliseconds.
local patience = 3000

--- Starts the server of a buffer, as opening it does.
local function start(buffer)
  local config = vim.lsp.config.sysgrok
  if not vim.tbl_contains(config.filetypes, vim.bo[buffer].filetype) then
    return
  end
  local function begin(root)
    local resolved = vim.tbl_extend('force', config, { root_dir = root })
    vim.schedule(function()
      if vim.api.nvim_buf_is_loaded(buffer) then
        vim.lsp.start(resolved, { bufnr = buffer })
      end
    end)
  end
  if type(config.root_dir) == 'function' then
    config.root_dir(buffer, begin)
  else
    begin(config.root_dir)
  end
end

local function start_all()
  failures.forget()
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].buftype == '' then
      start(buffer)
    end
  end
end

--- Restarts; without a running server starts one for each root of the open buffers.
function M.now()
  local clients = vim.lsp.get_clients({ name = 'sysgrok', _uninitialized = true })
  for _, client in ipairs(clients) do
    client:stop()
  end
  local timer, waited = assert(vim.uv.new_timer()), 0
  timer:start(
    0,
    20,
    vim.schedule_wrap(function()
      if not timer:is_active() then
        return
      end
      waited = waited + 20
      local running = vim.tbl_filter(function(client)
        return vim.lsp.get_client_by_id(client.id) ~= nil
      end, clients)
      if #running > 0 and waited < patience then
        return
      end
      timer:stop()
      timer:close()
      for _, client in ipairs(running) do
        client:stop(true)
        say.warn('the server did not end by itself; it was killed.')
      end
      start_all()
    end)
  )
end

return M
