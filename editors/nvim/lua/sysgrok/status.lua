--- What is loaded and shown, for the status line and for completion.
local server = require('sysgrok.server')
local M = {}

--- Folders of each server, as `sysgrok/heatChanged` tells them.
local folders = {}

--- Takes what a server tells.
function M.take(client_id, told)
  folders[client_id] = told
  vim.cmd('redrawstatus!')
end

--- Asks a server that has just started.
function M.ask(client)
  if server.offers(client, 'status') then
    server.ask(client, 'status', nil, function(answer)
      if answer then
        M.take(client.id, answer.folders)
      end
    end)
  end
end

--- Forgets a server that has ended.
function M.forget(client_id)
  folders[client_id] = nil
end

--- The folders of a server.
function M.folders(client_id)
  return folders[client_id] or {}
end

--- The folder of a buffer as its server tells it; the first where the buffer lies in none.
function M.folder(buffer)
  local client = server.client(buffer)
  local all = client and folders[client.id] or {}
  local path = vim.fs.normalize(vim.api.nvim_buf_get_name(buffer))
  for _, folder in ipairs(all) do
    local root = vim.fs.normalize(vim.uri_to_fname(folder.uri))
    if vim.startswith(path, root .. '/') then
      return folder
    end
  end
  return all[1]
end

--- For a status line: the profile that is shown and its value type; empty without a profile.
function M.line()
  local folder = M.folder(0)
  if not folder then
    return ''
  end
  local shown = type(folder.shown) == 'table' and folder.shown
  if shown then
    return ('%s %s'):format(vim.fs.basename(shown.name), shown.valueType)
  end
  return #folder.loaded > 0 and 'heat hidden' or ''
end

return M
