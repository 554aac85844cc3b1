--- The running server: which one answers for a buffer, what it offers, and asking it.
local say = require('sysgrok.say')
local M = {}

--- The version of this plugin. It goes with the server of the same version.
M.version = '0.1.0'

--- The servers that are ready, the one of the buffer first.
function M.clients(buffer)
  local clients = vim.tbl_filter(function(client)
    return client.initialized and not client:is_stopped()
  end, vim.lsp.get_clients({ name = 'sysgrok' }))
  buffer = buffer == 0 and vim.api.nvim_get_current_buf() or buffer
  table.sort(clients, function(a, b)
    local of_a, of_b = a.attached_buffers[buffer] or false, b.attached_buffers[buffer] or false
    if of_a ~= of_b then
      return of_a
    end
    return a.id > b.id
  end)
  return clients
end

--- The server of the buffer, else the one that was started last; nothing when none runs.
function M.client(buffer)
  return M.clients(buffer)[1]
end

--- The server of the buffer, if it has one.
function M.attached(buffer)
  local client = M.client(buffer)
  buffer = buffer == 0 and vim.api.nvim_get_current_buf() or buffer
  return client and client.attached_buffers[buffer] and client or nil
end

--- Whether it has one of our own methods.
function M.offers(client, method)
  local experimental = client.server_capabilities.experimental
  local own = type(experimental) == 'table' and experimental.sysgrok
  return type(own) == 'table' and own[method] == true
end

--- What the server calls itself.
function M.version_of(client)
  local info = client.server_info
  return type(info) == 'table' and type(info.version) == 'string' and info.version or 'of unknown version'
end

--- Says that the server has not what is wanted.
local function too_old(client, what)
  say.warn('the server (%s) has no %s: update it.', M.version_of(client), what)
end

--- How long a server that is starting is waited for, in milliseconds.
local patience = 5000

--- Gives `use` a server: that of the buffer, another one, or a new one for the working folder.
function M.with(buffer, use)
  if not M.client(buffer) and #vim.lsp.get_clients({ name = 'sysgrok', _uninitialized = true }) > 0 then
    vim.wait(patience, function()
      return M.client(buffer) ~= nil
    end, 20)
  end
  local client = M.client(buffer)
  if client then
    return use(client)
  end
  local config = vim.lsp.config.sysgrok
  if not config then
    return say.warn('there is no configuration: this plugin is not in the runtimepath.')
  end
  local path, why = require('sysgrok.binary').find()
  if type(config.cmd) == 'function' and not path then
    return say.warn(why)
  end
  local folder = vim.fn.getcwd()
  config = vim.tbl_extend('force', config, { root_dir = vim.fs.root(folder, { '.sysgrok.toml', '.git' }) or folder })
  local on_init = config.on_init
  config.on_init = function(started, ...)
    for _, each in ipairs(type(on_init) == 'table' and on_init or { on_init }) do
      each(started, ...)
    end
    vim.schedule(function()
      use(started)
    end)
  end
  vim.lsp.start(config, { attach = false })
end

--- Asks one of our own methods, if the server has it; `use` gets the answer, which may be nothing.
function M.ask(client, method, params, use, buffer)
  if not M.offers(client, method) then
    return too_old(client, '`sysgrok/' .. method .. '`')
  end
  return client:request('sysgrok/' .. method, params or vim.NIL, function(fault, answer)
    if fault then
      return say.warn('%s: %s', method, fault.message)
    end
    use(answer ~= vim.NIL and answer or nil)
  end, buffer)
end

--- Runs a command of the server. What it opens, it opens itself; `use` gets what it answers.
function M.execute(client, command, argument, use)
  local provider = client.server_capabilities.executeCommandProvider
  local known = type(provider) == 'table' and provider.commands or {}
  if not vim.tbl_contains(known, 'sysgrok.' .. command) then
    return too_old(client, 'command `' .. command .. '`')
  end
  local params = { command = 'sysgrok.' .. command, arguments = { argument } }
  return client:request('workspace/executeCommand', params, function(fault, answer)
    if fault then
      return say.warn(fault.message)
    end
    if use then
      use(answer ~= vim.NIL and answer or nil)
    end
  end)
end

--- What of ours the plugin uses.
local wanted = { 'heat', 'heatChanged', 'hotSpots', 'report', 'reports', 'reportText', 'callers', 'status', 'hosts' }

--- What of it a server lacks.
function M.missing(client)
  return vim.tbl_filter(function(method)
    return not M.offers(client, method)
  end, wanted)
end

--- Says once where the server is older or newer than the plugin, and what to do.
function M.compare(client)
  local missing = M.missing(client)
  local theirs = vim.version.parse(M.version_of(client), { strict = false })
  local ours = vim.version.parse(M.version)
  local is_newer = theirs and (theirs.major > ours.major or theirs.major == ours.major and theirs.minor > ours.minor)
  if is_newer then
    say.warn_once('the server (%s) is newer than this plugin (%s): update the plugin.', M.version_of(client), M.version)
  elseif #missing > 0 then
    local what = 'the server (%s) is too old for some of this plugin (%s); :checkhealth sysgrok says which.'
    say.warn_once(what, M.version_of(client), M.version)
  end
end

return M
