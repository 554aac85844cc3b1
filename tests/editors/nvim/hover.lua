-- The hover: heat at once, and renewed where it is when its explanation comes; nothing opens when it was closed.
local harness = dofile(arg[1] .. '/support/harness.lua')

local model = harness.model()
local workspace = harness.workspace('c')
local editor = harness.editor({ cwd = workspace, file = 'src/table.c', env = model:variables() })
editor:wait_for_heat()

--- How many windows float.
local function floating()
  return editor:lua([[
    return #vim.tbl_filter(function(window)
      return vim.api.nvim_win_get_config(window).relative ~= ''
    end, vim.api.nvim_list_wins())
  ]])
end

-- The hover asks behind what it shows.
model:tell({ reply = { pieces = { 'It walks a chain of the bucket.' }, hold = { 1 } } })
editor:go_to('table_find(')
editor:keys('K')
editor:see('Called by')
assert(not editor:text():find('It walks a chain', 1, true))
model:tell({ chats = 1 })
model:tell({ release = 1 })
editor:see('It walks a chain of the bucket.')
assert(floating() == 1)
for _, row in ipairs(editor:screen()) do
  harness.say('| %s', row)
end

-- One that was closed meanwhile stays closed.
editor:go_to('append(')
model:tell({ reply = { pieces = { 'It appends.' }, hold = { 1 } } })
editor:keys('K')
editor:see('Called by')
model:tell({ chats = 2 })
editor:keys('gg')
editor:wait_for('no hover', function()
  return floating() == 0
end)
editor:lua([[
  _G.explained = 0
  local hover = require('sysgrok.hover')
  local take = hover.explained
  hover.explained = function(...)
    take(...)
    _G.explained = _G.explained + 1
  end
]])
model:tell({ release = 1 })
editor:wait_for('explanation of a hover that is closed', function()
  return editor:lua('return _G.explained') == 1
end)
assert(floating() == 0)

-- One in which the cursor stands is left alone.
editor:go_to('insert(')
model:tell({ reply = { pieces = { 'It inserts.' }, hold = { 1 } } })
editor:keys('K')
editor:see('Called by')
model:tell({ chats = 3 })
editor:keys('K')
editor:wait_for('cursor in the hover', function()
  return editor:lua("return vim.api.nvim_win_get_config(0).relative ~= ''")
end)
model:tell({ release = 1 })
editor:wait_for('its explanation', function()
  return editor:lua('return _G.explained') == 2
end)
assert(not editor:text():find('It inserts.', 1, true))
editor:keys('<C-w>p')
editor:see('It inserts.')
editor:quit()
