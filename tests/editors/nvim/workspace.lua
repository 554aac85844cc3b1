-- Hot spots, callers, profiles and value types, by commands as they are typed, with their completion.
local harness = dofile(arg[1] .. '/support/harness.lua')

local workspace = harness.workspace('c')
local editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  init = 'vim.o.statusline = \'%f [%{v:lua.require("sysgrok").statusline()}]\'',
})
editor:see('27.3 % self, 49.7 % total')
editor:see('[cpu.perf.txt cpu-clock]')

-- Sub-commands and their words complete.
local function completed(line)
  return editor:lua("return vim.fn.getcompletion(..., 'cmdline')", line)
end
assert(vim.deep_equal(completed('Sysgrok ho'), { 'hotspots' }), vim.inspect(completed('Sysgrok ho')))
assert(#completed('Sysgrok ') > 20)
assert(vim.tbl_contains(completed('Sysgrok explain '), 'table_find'))
assert(vim.tbl_contains(completed('Sysgrok hotspots f'), 'files'))
assert(vim.deep_equal(completed('Sysgrok unload '), { 'recordings/cpu.perf.txt' }))
assert(vim.deep_equal(completed('1,2Sysgrok stack c'), { 'clipboard' }))
assert(vim.tbl_contains(completed('Sysgrok load rec'), 'recordings/'))
editor:command('Sysgrok nonsense')
editor:hear('there is no `:Sysgrok nonsense`')

-- The list of hot spots; an entry leads to its function.
editor:command('Sysgrok hotspots')
local row = editor:see('27.3 % self')
editor:wait_for('list', function()
  return editor:lua('return vim.bo.buftype') == 'quickfix'
end)
local list = editor:lua('return vim.fn.getqflist({ items = 0, title = 0 })')
assert(list.title == 'Hot functions, cpu-clock of recordings/cpu.perf.txt', list.title)
assert(list.items[1].text:find('table_find', 1, true), list.items[1].text)
assert(list.items[1].lnum == 8 and list.items[1].col == 15, vim.inspect(list.items[1]))
harness.say('%s', row)
editor:keys('<CR>')
editor:wait_for('function of the list', function()
  local line = editor:lua('return vim.api.nvim_get_current_line()')
  return line:find('*table_find(', 1, true)
end)
editor:command('cclose')
editor:command('Sysgrok hotspots all')
editor:see('(its file')
editor:command('cclose')
editor:command('Sysgrok hotspots lines')
editor:see('src/table.c:14')
editor:command('cclose')
-- A picker that is not installed.
editor:command('Sysgrok hotspots telescope')
editor:hear('telescope is not installed; the quickfix list is used.')
editor:command('cclose')
editor:command('Sysgrok hotspots nonsense')
editor:hear('hotspots knows no `nonsense`')

-- Who calls a function, and what it calls.
editor:go_to('table_find(')
editor:command('Sysgrok callers')
editor:see('table_add')
list = editor:lua('return vim.fn.getqflist({ items = 0, title = 0 })')
assert(list.title == 'Calls from and to table_find', list.title)
assert(list.items[1].text:find('from   49.3 %%  table_add'), list.items[1].text)
editor:command('cclose')
editor:command('Sysgrok callers nonsense')
editor:hear('the profile has no function `nonsense`')

-- From the hottest function of the workspace to the next.
editor:command('buffer src/table.h')
editor:command('Sysgrok next')
editor:wait_for('hottest function', function()
  return editor:lua('return vim.api.nvim_get_current_line()'):find('entry->hash == hash && strcmp', 1, true)
end)

-- A profile goes and comes back.
editor:command('Sysgrok unload recordings/cpu.perf.txt')
editor:see_no('% total')
editor:see('[]')
editor:command('Sysgrok load recordings/cpu.perf.txt')
editor:see('27.3 % self, 49.7 % total')
editor:command('Sysgrok toggle')
editor:see('[heat hidden]')
editor:command('Sysgrok toggle')
editor:see('[cpu.perf.txt cpu-clock]')
editor:quit()

-- Value types: profiles of Go count samples and time.
local go = harness.workspace('go')
editor = harness.editor({
  cwd = go,
  file = 'graph/graph.go',
  init = 'vim.o.statusline = \'%f [%{v:lua.require("sysgrok").statusline()}]\'',
})
editor:see('[cpu.pprof cpu]')
assert(vim.deep_equal(completed('Sysgrok valuetype '), { 'samples/count', 'cpu/nanoseconds' }))
editor:command('Sysgrok valuetype samples/count')
editor:see('[cpu.pprof samples]')
editor:quit()
