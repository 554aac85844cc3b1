-- The configuration for `vim.lsp.enable('sysgrok')`. `vim.lsp.config('sysgrok', { ... })` changes it.
local binary = require('sysgrok.binary')
local say = require('sysgrok.say')

return {
  cmd = function(dispatchers, config)
    config = config or vim.lsp.config.sysgrok
    local command = { binary.find() or 'sysgrok', 'lsp' }
    return vim.lsp.rpc.start(command, dispatchers, { cwd = config.cmd_cwd, env = config.cmd_env })
  end,
  filetypes = { 'c', 'cpp', 'go', 'java', 'javascript', 'python', 'rust', 'typescript', 'text' },
  root_dir = function(buffer, start)
    local config = vim.lsp.config.sysgrok
    local path, why = binary.find()
    if type(config.cmd) == 'function' and not path then
      return say.warn_once(why)
    end
    start(vim.fs.root(buffer, { '.sysgrok.toml', '.git' }) or vim.fn.getcwd())
  end,
  capabilities = {
    experimental = { sysgrok = { heatChanged = true, report = true, explained = true } },
  },
  settings = {
    -- The plugin paints the shares of lines.
    sysgrok = { inlay_hints = { enable = not require('sysgrok.settings').get().heat.enable } },
  },
  handlers = {
    ['window/showDocument'] = function(fault, params, context)
      local answer = vim.lsp.handlers['window/showDocument'](fault, params, context)
      if not params.external then
        require('sysgrok.documents').shown(context.client_id, params.uri)
      end
      return answer
    end,
    ['sysgrok/heatChanged'] = function(_, params, context)
      require('sysgrok.status').take(context.client_id, params.folders)
      require('sysgrok.heat').changed(context.client_id)
    end,
    ['sysgrok/report'] = function(_, params, context)
      require('sysgrok.report').take(context.client_id, params)
    end,
    ['sysgrok/explained'] = function(_, params)
      require('sysgrok.hover').explained(params)
    end,
  },
  on_init = function(client)
    require('sysgrok.server').compare(client)
    require('sysgrok.findings').apply(client)
    require('sysgrok.status').ask(client)
  end,
  on_exit = function(code, signal, id)
    local client = vim.lsp.get_client_by_id(id)
    vim.schedule(function()
      require('sysgrok.status').forget(id)
      require('sysgrok.report').orphaned(id)
      if client then
        require('sysgrok.failures').ended(client, code, signal)
      end
    end)
  end,
}
