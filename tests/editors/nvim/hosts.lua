-- Hosts: which there are, and a look at this machine, without a model.
local harness = dofile(arg[1] .. '/support/harness.lua')

local workspace = harness.workspace('c')
local home = harness.folder('home of hosts')
harness.write(home .. '/.ssh/config', 'Host web1 web2\n  HostName 192.0.2.7\nHost *.example\n  User me\n')
local editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  env = { HOME = home },
  init = [[
    vim.lsp.config('sysgrok', { settings = { sysgrok = { hosts = { groups = { web = { 'web1', 'web2' } } } } } })
    _G.choices = {}
    vim.ui.select = function(items, options, choose)
      _G.choices = vim.tbl_map(options.format_item, items)
      for index, item in ipairs(items) do
        if vim.startswith(_G.choices[index], 'local') then
          return choose(item, index)
        end
      end
      error('no local host')
    end
  ]],
})
editor:wait_for_heat()

local completed = editor:lua("return vim.fn.getcompletion('Sysgrok debughost ', 'cmdline')")
for _, host in ipairs({ 'local', 'web1', 'web2', 'web' }) do
  assert(vim.tbl_contains(completed, host), host .. ' in ' .. vim.inspect(completed))
end
assert(not vim.tbl_contains(completed, '*.example'))
completed = editor:lua("return vim.fn.getcompletion('Sysgrok debughost web1,lo', 'cmdline')")
assert(vim.deep_equal(completed, { 'web1,local' }), vim.inspect(completed))

-- Chosen and asked for.
editor:command('Sysgrok debughost')
editor:see('What is wrong')
local choices = editor:lua('return _G.choices')
assert(
  vim.iter(choices):any(function(choice)
    return choice:find('web: web1, web2', 1, true) ~= nil
  end),
  vim.inspect(choices)
)
editor:keys('it is slow<CR>')
harness.patience = 90000
editor:see('debughost')
editor:see('no model answered')
for _, row in ipairs(editor:screen()) do
  harness.say('| %s', row)
end
editor:quit()

-- With a model a plan opens; what is ticked in it runs, and the report goes on.
local model = harness.model()
local commands = { { pipeline = { { 'uptime' } }, why = 'the load', needs_root = false, seconds = 1 } }
model:tell({ always = { pieces = { 'The machine ', 'is busy.' } } })
model:tell({ reply = { pieces = { vim.json.encode({ commands = commands }) } } })
editor = harness.editor({ cwd = workspace, file = 'src/table.c', env = model:variables() })
editor:wait_for_heat()
editor:command('Sysgrok debughost local')
editor:see('- [x]')
editor:wait_for('server of the plan', function()
  return editor:lua(
    "return vim.bo.filetype == 'markdown' and #vim.lsp.get_clients({ bufnr = 0, name = 'sysgrok' }) == 1"
  )
end)
assert(editor:text():find('uptime', 1, true))
editor:command('Sysgrok run')
editor:wait_for('answer after the commands', function()
  return editor:lua([[
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.startswith(vim.api.nvim_buf_get_name(buffer), 'sysgrok://') then
        local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
        return text:find('The machine is busy.', 1, true) and text:find('load average', 1, true) ~= nil
      end
    end
  ]])
end)
editor:quit()
