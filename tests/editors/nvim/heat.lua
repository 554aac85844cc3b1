-- Heat beside the text: where it is, that it moves with edits, goes and comes, in colours that can be read.
local harness = dofile(arg[1] .. '/support/harness.lua')
local say = harness.say

local workspace = harness.workspace('c')
local editor = harness.editor({ cwd = workspace, file = 'src/table.c', init = 'vim.o.number = true' })

-- The shares that perf prints for this recording, on the lines of the code, at the right edge.
local row = editor:see('21.7 % ')
assert(row:find('entry->hash == hash && strcmp', 1, true), row)
assert(row:find('21.7 %% .$') or row:find('21.7 %% [▁▂▃▄▅▆▇█]+$'), row)
row = editor:see('27.3 % self, 49.7 % total')
assert(row:find('struct entry *table_find(', 1, true), row)
say('%s', row)
for _, screen_row in ipairs(editor:screen()) do
  say('| %s', screen_row)
end

-- Text starts in the column where it starts without heat.
local plain = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  before = 'vim.g.sysgrok = { heat = { enable = false } }',
  init = 'vim.o.number = true; vim.diagnostic.enable(false)',
})
plain:wait_for('server', function()
  return plain:lua("return #vim.lsp.get_clients({ bufnr = 0, name = 'sysgrok' }) > 0")
end)
local column = row:find('struct entry', 1, true)
assert(plain:see('*table_find('):find('struct entry', 1, true) == column, 'heat moves no code')
assert(#plain:marks() == 0)
plain:quit()

--- What the text of a line has beside it.
local function beside(text)
  local line = editor:lua(
    [[
      for index, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
        if line:find(..., 1, true) then
          return index - 1
        end
      end
    ]],
    text
  )
  for _, mark in ipairs(editor:marks()) do
    if mark.line == line then
      return mark.text
    end
  end
end

-- It moves with edits that are not saved, and stays right after the server has answered anew.
editor:keys('ggO/* one more line */<Esc>')
editor:keys('o/* and another */<Esc>')
editor:wait_for('heat of the edited text', function()
  local text = beside('entry->hash == hash && strcmp')
  return text and text:find('21.7 %', 1, true)
end)
editor:keys('u')

-- Undo of a deleted line brings its heat back.
editor:go_to('entry->hash == hash && strcmp')
editor:keys('dd')
editor:see_no('21.7 %')
editor:keys('u')
editor:see('21.7 %')
editor:command('silent! edit!')

-- Eight groups that can be read on the background, light and dark, in whatever scheme, and hot differs from cold.
local function check_colours(scheme, background)
  editor:lua('vim.o.termguicolors = true; vim.o.background = ...', background)
  editor:lua('vim.cmd.colorscheme(...)', scheme)
  local colours = editor:lua([[
    local colours = require('sysgrok.colours')
    local normal = vim.api.nvim_get_hl(0, { name = 'Normal', link = false })
    local background = normal.bg or (vim.o.background == 'dark' and 0 or 0xffffff)
    local found = { groups = {}, contrasts = {} }
    for level = 1, colours.levels do
      local group = vim.api.nvim_get_hl(0, { name = colours.group(level) })
      found.groups[level] = group.fg
      found.contrasts[level] = colours.contrast(group.fg, background)
    end
    return found
  ]])
  for level, contrast in ipairs(colours.contrasts) do
    assert(contrast >= 4.5, ('%s %s: contrast %.2f at level %d'):format(scheme, background, contrast, level))
  end
  assert(colours.groups[1] ~= colours.groups[8], scheme)
  return colours.groups
end
for _, scheme in ipairs({ 'default', 'habamax', 'quiet', 'morning', 'peachpuff', 'retrobox' }) do
  for _, background in ipairs({ 'dark', 'light' }) do
    check_colours(scheme, background)
  end
end
local dark = check_colours('default', 'dark')
local light = check_colours('default', 'light')
assert(dark[8] ~= light[8], 'the groups follow the scheme')
say('  colours can be read')

-- The user's own colour stays.
editor:lua("vim.api.nvim_set_hl(0, 'SysgrokHeat8', { fg = 0x123456 })")
editor:lua("require('sysgrok.colours').renew()")
assert(editor:lua("return vim.api.nvim_get_hl(0, { name = 'SysgrokHeat8' }).fg") == 0x123456)

-- The cell on the screen has the colour.
editor:lua('vim.cmd.colorscheme(...)', 'default')
editor:wait_for_heat()
local cell = editor:lua([[
  vim.cmd.redraw()
  for row = 1, vim.o.lines do
    for column = 1, vim.o.columns do
      if vim.fn.screenstring(row, column) == '▆' then
        local detail = vim.api.nvim__inspect_cell(1, row - 1, column - 1)
        return { fg = detail[2].foreground, wanted = vim.api.nvim_get_hl(0, { name = 'SysgrokHeat6' }).fg }
      end
    end
  end
]])
assert(cell and cell.fg and cell.fg == cell.wanted, vim.inspect(cell))

-- Findings stay in their list, and show no signs beside it.
editor:wait_for('findings', function()
  return editor:lua('return #vim.diagnostic.get(0)') > 0
end)
assert(not editor:text():find('\nH ') and not editor:text():find('\nI '))

-- Signs, for those who want them, say whole percents.
editor:lua("require('sysgrok').setup({ heat = { style = 'sign' } })")
row = editor:see('strcmp(entry->word, word)')
assert(row:find('22', 1, true) and not row:find('21.7', 1, true), row)
editor:lua("require('sysgrok').setup({})")
editor:see('21.7 %')

-- All of it goes when heat is hidden and comes back.
editor:command('Sysgrok toggle')
editor:see_no('21.7 %')
editor:command('Sysgrok toggle')
editor:see('21.7 %')

-- All of it goes with the profile.
local profile = workspace .. '/recordings/cpu.perf.txt'
assert(os.rename(profile, profile .. '.away'))
editor:see_no('% total')
assert(#editor:marks() == 0)
assert(os.rename(profile .. '.away', profile))
editor:see('27.3 % self, 49.7 % total')

-- From one hot line to the next, and over the end.
editor:keys('gg]h')
editor:wait_for('cursor on the first hot line', function()
  return editor:lua('return vim.api.nvim_win_get_cursor(0)[1]') == editor:marks()[1].line + 1
end)
local first = editor:lua('return vim.api.nvim_win_get_cursor(0)[1]')
editor:keys(']h')
editor:wait_for('cursor on the second', function()
  return editor:lua('return vim.api.nvim_win_get_cursor(0)[1]') == editor:marks()[2].line + 1
end)
editor:keys('[h[h')
editor:wait_for('cursor on the last', function()
  local marks = editor:marks()
  return editor:lua('return vim.api.nvim_win_get_cursor(0)[1]') == marks[#marks].line + 1
end)
editor:keys(']h')
editor:wait_for('cursor on the first again', function()
  return editor:lua('return vim.api.nvim_win_get_cursor(0)[1]') == first
end)
editor:quit()

-- Keys that the user has mapped stay.
local mapped = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  before = "vim.keymap.set('n', ']h', '<cmd>let g:mine = 1<cr>')",
})
mapped:wait_for_heat()
mapped:keys(']h')
mapped:wait_for('own mapping', function()
  return mapped:lua('return vim.g.mine') == 1
end)
mapped:quit()
