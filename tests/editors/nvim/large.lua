-- A file of 50,000 lines and a profile of 100,000 functions: the marks are bounded, edits ask once, keys are answered.
local harness = dofile(arg[1] .. '/support/harness.lua')

-- A build for debugging takes long to read it.
harness.patience = 120000

local lines_a_function, functions, elsewhere = 5, 10000, 90000
local workspace = harness.folder('large')

local source, stacks = {}, {}
for index = 1, functions do
  vim.list_extend(source, {
    ('def work_%d(n):'):format(index),
    '    total = n',
    ('    total += n * %d'):format(index),
    '    return total',
    '',
  })
  -- As in real programs a few are hot and most are not.
  local line = (index - 1) * lines_a_function + 3
  stacks[#stacks + 1] = ('main (main.py:1);work_%d (big.py:%d) %d'):format(index, line, math.ceil(100000 / index))
end
for index = 1, elsewhere do
  stacks[#stacks + 1] = ('main (main.py:1);other_%d (lib/other.py:%d) 1'):format(index, index)
end
harness.write(workspace .. '/big.py', table.concat(source, '\n') .. '\n')
harness.write(workspace .. '/big.folded', table.concat(stacks, '\n') .. '\n')
assert(#source == 50000 and #stacks == 100000)

local editor = harness.editor({
  cwd = workspace,
  file = 'big.py',
  -- Without a limit by share there would be 20,000 marks.
  before = 'vim.g.sysgrok = { heat = { share = 0 } }',
  init = [[
    _G.asked = 0
    vim.api.nvim_create_autocmd('LspRequest', {
      callback = function(event)
        if event.data.request.method == 'sysgrok/heat' and event.data.request.type == 'pending' then
          _G.asked = _G.asked + 1
        end
      end,
    })
  ]],
})
editor:wait_for('heat', function()
  return editor:marks()[1] and editor:text():find('work_1(n)', 1, true)
end)
assert(#editor:marks() == 500, #editor:marks())
editor:see('% total')

-- While it types on, the server is asked once it pauses.
local asked = editor:lua('return _G.asked')
editor:keys('Go' .. ('x = 1 + 1<CR>'):rep(40) .. '<Esc>')
editor:wait_for('typed text', function()
  return editor:lua('return vim.api.nvim_buf_line_count(0)') >= 50040
end)
editor:wait_for('another answer', function()
  return editor:lua('return _G.asked') > asked
end)
asked = editor:lua('return _G.asked') - asked
assert(asked <= 5, ('%d requests for 400 keys'):format(asked))

-- How long keys waited, at most.
local slowest = 0
for _ = 1, 50 do
  local before = vim.uv.hrtime()
  editor:keys('<C-b>')
  editor:lua('vim.cmd.redraw()')
  slowest = math.max(slowest, (vim.uv.hrtime() - before) / 1e6)
end
harness.say('  50 pages, %d requests, the slowest page took %.0f ms', asked, slowest)

-- The hot ones are in the list, not all.
editor:command('Sysgrok hotspots')
editor:see('work_1')
assert(editor:lua('return #vim.fn.getqflist()') == 200)
editor:quit()
