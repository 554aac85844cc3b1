-- The flame graph: a page that is written and opened; where no browser starts, its path is told.
local harness = dofile(arg[1] .. '/support/harness.lua')

local workspace = harness.workspace('c')
local editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  init = [[
    vim.ui.open = function(path)
      _G.opened = path
      return {}
    end
  ]],
})
editor:see('27.3 % self, 49.7 % total')

local function opened()
  return editor:wait_for('page', function()
    return editor:lua('return _G.opened')
  end)
end

editor:command('Sysgrok flamegraph')
local page = harness.read(opened())
assert(page:find('table_find', 1, true) and page:find('__strcmp_evex', 1, true), 'the frames stand in it')
assert(not page:find('SYSGROK_FLAME_GRAPH', 1, true), 'it is filled')

-- Of another profile, by its path; of none.
editor:lua('_G.opened = nil')
editor:command('Sysgrok flamegraph recordings/cpu.perf.txt')
assert(harness.read(opened()):find('index_document', 1, true))
editor:command('Sysgrok flamegraph recordings/nothing.txt')
editor:hear('no flame graph was made')
editor:lua("vim.ui.open = function() return nil, 'there is no browser' end")
editor:command('Sysgrok flamegraph')
local told = editor:hear('there is no browser')
assert(told:find('.html', 1, true), told)
editor:command('Sysgrok unload recordings/cpu.perf.txt')
editor:see_no('% total')
editor:command('Sysgrok flamegraph')
editor:hear('no profile is shown')
editor:quit()
