--- A server that fails is started again, a few times; then the user is told where to look.
local say = require('sysgrok.say')
local settings = require('sysgrok.settings')
local M = {}

--- Failures longer ago than this are forgotten, in milliseconds.
local window = 180000

local SIGTERM = 15

--- When the servers of a root failed.
local failed = {}

--- Forgets the failures: the user starts the servers again.
function M.forget()
  failed = {}
end

--- The buffers of a server that has ended.
local function buffers_of(client)
  return vim.tbl_filter(function(buffer)
    return vim.api.nvim_buf_is_loaded(buffer)
  end, vim.tbl_keys(client.attached_buffers))
end

--- Takes the end of a server.
function M.ended(client, code, signal)
  local is_failure = code ~= 0 or signal ~= 0 and signal ~= SIGTERM
  if not is_failure or vim.v.exiting ~= vim.NIL then
    return
  end
  local root, now = client.root_dir or '', vim.uv.now()
  local recent = vim.tbl_filter(function(time)
    return now - time < window
  end, failed[root] or {})
  recent[#recent + 1] = now
  failed[root] = recent
  local how = signal ~= 0 and 'by signal ' .. signal or 'with code ' .. code
  local buffers = buffers_of(client)
  if #recent > settings.get().restarts then
    say.warn('the server ended %s again and stays down; see :Sysgrok log and :Sysgrok restart.', how)
    return
  end
  say.warn('the server ended %s and is started again (%d of %d).', how, #recent, settings.get().restarts)
  local config = client.config
  vim.schedule(function()
    for _, buffer in ipairs(buffers) do
      if vim.api.nvim_buf_is_loaded(buffer) then
        vim.lsp.start(config, { bufnr = buffer })
      end
    end
  end)
end

return M
