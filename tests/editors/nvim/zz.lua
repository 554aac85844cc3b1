local harness = dofile(arg[1] .. '/support/harness.lua')
harness.patience = 5000
local workspace = harness.workspace('c')
local editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  init = 'vim.o.number = true; vim.lsp.set_log_level("debug")',
})
editor:wait_for_heat()
local function n()
  return editor:lua('return #vim.diagnostic.get(0)')
end
editor:wait_for('f', function()
  return n() > 0
end)
editor:keys('ggO/* one more line */<Esc>')
editor:keys('o/* and another */<Esc>')
editor:keys('u')
editor:go_to('entry->hash == hash && strcmp')
editor:keys('dd')
editor:see_no('21.7 %')
editor:keys('u')
editor:see('21.7 %')
print('before', n())
editor:command('silent! edit!')
for i = 1, 10 do
  vim.wait(200, function()
    return false
  end)
  io.stdout:write(n(), ' ', editor:lua('return vim.o.background'), '\n')
end
editor:command('colorscheme habamax')
for i = 1, 5 do
  vim.wait(100, function()
    return false
  end)
  io.stdout:write(n(), ' ')
end
os.execute('cp ' .. editor.home .. '/state/nvim/lsp.log /tmp/n_lsp.log')
