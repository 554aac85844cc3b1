if vim.g.loaded_sysgrok then
  return
end
vim.g.loaded_sysgrok = true

vim.api.nvim_create_user_command('Sysgrok', function(given)
  require('sysgrok.command').run(given)
end, {
  nargs = '+',
  range = true,
  bang = true,
  desc = 'Heat, hot spots and answers of sysgrok',
  complete = function(lead, line)
    return require('sysgrok.command').complete(lead, line)
  end,
})

vim.keymap.set('n', '<Plug>(sysgrok-next)', function()
  require('sysgrok.navigate').next()
end, { desc = 'sysgrok: next hot line' })
vim.keymap.set('n', '<Plug>(sysgrok-previous)', function()
  require('sysgrok.navigate').previous()
end, { desc = 'sysgrok: previous hot line' })

local group = vim.api.nvim_create_augroup('sysgrok', {})

local function autocmd(events, options)
  options.group = group
  vim.api.nvim_create_autocmd(events, options)
end

-- Keys that the user has mapped stay as they are, and so do those that have been mapped to ours.
local function map_keys()
  for name, key in pairs(require('sysgrok.settings').get().keys) do
    local target = ('<Plug>(sysgrok-%s)'):format(name)
    if key ~= '' and vim.fn.maparg(key, 'n') == '' and vim.fn.hasmapto(target, 'n') == 0 then
      vim.keymap.set('n', key, target, { remap = true, desc = 'sysgrok: ' .. name .. ' hot line' })
    end
  end
end

local is_set_up = false

autocmd('LspAttach', {
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if not client or client.name ~= 'sysgrok' then
      return
    end
    if not is_set_up then
      is_set_up = true
      map_keys()
      require('sysgrok.colours').renew()
    end
    require('sysgrok.heat').attach(client, event.buf)
  end,
})

autocmd('LspDetach', {
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'sysgrok' then
      require('sysgrok.heat').detach(event.buf)
    end
  end,
})

autocmd('BufWinEnter', {
  callback = function(event)
    if is_set_up then
      require('sysgrok.heat').seen(event.buf)
    end
  end,
})

autocmd('ColorScheme', {
  callback = function()
    if is_set_up then
      require('sysgrok.colours').renew()
    end
  end,
})

autocmd('OptionSet', {
  pattern = { 'background', 'termguicolors' },
  callback = function()
    if is_set_up then
      require('sysgrok.colours').renew()
    end
  end,
})

-- Profiles are text: the server has something to say about their rows, too.
vim.filetype.add({ extension = { folded = 'text', collapsed = 'text', topn = 'text' } })
