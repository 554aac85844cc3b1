--- `:checkhealth sysgrok`: what is there, what is missing, and what to do about it.
local binary = require('sysgrok.binary')
local server = require('sysgrok.server')
local settings = require('sysgrok.settings')
local M = {}

local function editor()
  if vim.fn.has('nvim-0.11') == 1 then
    vim.health.ok(('Neovim %s'):format(vim.version()))
  else
    vim.health.error('This plugin needs Neovim 0.11.', 'The server works without it: see editors/nvim/README.md.')
  end
  if vim.lsp.is_enabled('sysgrok') then
    vim.health.ok("`vim.lsp.enable('sysgrok')` was called.")
  else
    vim.health.warn('No server starts by itself.', "Put `vim.lsp.enable('sysgrok')` into your init.lua.")
  end
end

local function program()
  local path = binary.find()
  if not path then
    local places = table.concat(binary.places(), ', ')
    return vim.health.error('The program was not found. It was looked for at ' .. places, binary.advice)
  end
  local answer = vim.system({ path, '--version' }, { text = true, timeout = 5000 }):wait()
  if answer.code == 0 then
    vim.health.ok(('%s: %s'):format(path, vim.trim(answer.stdout)))
  else
    vim.health.error(('%s does not run: %s'):format(path, vim.trim(answer.stderr or '')))
  end
end

local function set_up()
  local _, faults = settings.get()
  for _, fault in ipairs(faults) do
    vim.health.warn(fault, 'See :help sysgrok-settings.')
  end
  if #faults == 0 then
    vim.health.ok('The settings of the plugin are right.')
  end
end

local function servers()
  local clients = server.clients(0)
  if #clients == 0 then
    vim.health.info('No server runs. It starts when a file of a language that it knows is opened.')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('server %s in %s, %d buffers'):format(server.version_of(client), client.root_dir or '?', buffers))
    local missing = server.missing(client)
    if #missing > 0 then
      vim.health.warn(
        ('It lacks %s, which this plugin (%s) uses.'):format(table.concat(missing, ', '), server.version),
        'Update the program: `cargo install --path server/sysgrok` in the repository of sysgrok.'
      )
    end
    for _, folder in ipairs(require('sysgrok.status').folders(client.id)) do
      local shown = type(folder.shown) == 'table' and folder.shown.name or 'none'
      local loaded = #folder.loaded > 0 and table.concat(folder.loaded, ', ') or 'none'
      vim.health.info(('profile shown: %s; loaded: %s'):format(shown, loaded))
    end
  end
  vim.health.info('log: ' .. vim.lsp.log.get_filename())
end

local function pickers()
  for picker, module in pairs({ telescope = 'telescope', ['fzf-lua'] = 'fzf-lua', snacks = 'snacks' }) do
    if settings.get().picker == picker and not pcall(require, module) then
      vim.health.warn(('%s, which `picker` names, is not installed.'):format(picker))
    end
  end
end

--- Called by Neovim.
function M.check()
  vim.health.start('sysgrok')
  editor()
  program()
  set_up()
  pickers()
  vim.health.start('sysgrok: servers')
  servers()
end

return M
