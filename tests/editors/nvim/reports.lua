-- Answers: they stream into a buffer, are stopped, and asked further, by :w and by a prompt.
local harness = dofile(arg[1] .. '/support/harness.lua')

local model = harness.model()
local workspace = harness.workspace('c')
local editor = harness.editor({ cwd = workspace, file = 'src/table.c', env = model:variables() })
editor:wait_for_heat()

--- What stands under the last heading of the report.
local function report()
  return editor:lua([[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      local buffer = vim.api.nvim_win_get_buf(window)
      if vim.startswith(vim.api.nvim_buf_get_name(buffer), 'sysgrok://') then
        return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
      end
    end
  ]]) or ''
end

-- The answer is seen while it is written. With ! it is about the function under the cursor.
model:tell({ reply = { pieces = { 'It walks ', 'the chain ', 'of a bucket.' }, hold = { 2 } } })
editor:go_to('table_find(')
editor:command('Sysgrok! chat What does it do?')
editor:see('It walks')
assert(not report():find('the chain', 1, true))
local bar = editor:see('<C-c> stops')
assert(bar:find('asking test-model', 1, true), bar)
assert(not editor:lua('return vim.bo.modifiable'), 'nobody types into what is being written')
model:tell({ release = 1 })
editor:see('of a bucket.')
bar = editor:see('answered by')
assert(bar:find('test-model', 1, true), bar)
editor:wait_for('invitation', function()
  return report():find('\n## You\n', 1, true)
end)
for _, row in ipairs(editor:screen()) do
  harness.say('| %s', row)
end

-- The cursor is where the user types on; :w asks.
model:tell({ reply = { pieces = { 'Because it ', 'is long.' } } })
editor:keys('GoWhy is it slow?<Esc>')
editor:wait_for('typed question', function()
  return report():find('Why is it slow?', 1, true)
end)
editor:command('write')
editor:see('is long.')
local asked = model:tell({ chats = 2 }).questions
assert(asked[2]:find('Why is it slow?', 1, true), asked[2])
editor:wait_for('second invitation', function()
  return select(2, report():gsub('## You', '')) == 2 and editor:lua('return not vim.bo.modified')
end)
assert(report():find('It walks the chain of a bucket.', 1, true), report())

-- Nothing typed, nothing asked.
editor:command('write')
editor:hear('nothing stands under ## You')

-- A prompt does the same.
model:tell({ reply = { pieces = { 'Use a ', 'table.' } } })
editor:command('Sysgrok followup What else?')
editor:see('Use a table.')
model:tell({ reply = { pieces = { 'Grow ', 'it.' } } })
editor:command('Sysgrok followup')
editor:see('Ask further:')
editor:keys('And then?<CR>')
editor:see('Grow it.')
asked = model:tell({ chats = 4 }).questions
assert(asked[3]:find('What else?', 1, true) and asked[4]:find('And then?', 1, true), vim.inspect(asked))
editor:see('answered by')

-- What is stopped stays as far as it came, and the model is left alone.
model:tell({ reply = { pieces = { 'First ', 'never' }, hold = { 2 } } })
editor:command('Sysgrok followup More?')
editor:wait_for('first word', function()
  return report():find('First', 1, true)
end)
-- While Neovim is at work <C-c> interrupts that, and stops nothing: users press it again.
editor:wait_for('end of what was stopped', function()
  editor:keys('<C-c>')
  return editor:lua('return vim.bo.modifiable')
end)
model:tell({ givenUp = 1 })
assert(report():find('First', 1, true) and not report():find('never', 1, true), report())

-- The same from the code, for all that is written.
editor:command('quit')
editor:go_to('table_find(')
model:tell({ reply = { pieces = { 'Second ', 'never' }, hold = { 2 } } })
editor:command('Sysgrok optimise')
editor:see('Second')
editor:keys('<C-w>p')
editor:command('Sysgrok stop')
model:tell({ givenUp = 2 })
editor:see_no('<C-c> stops')

-- What comes of an answer whose buffer is closed is not shown.
model:tell({ reply = { pieces = { 'Third ', 'never' }, hold = { 2 } } })
editor:command('Sysgrok chat hello')
editor:see('Third')
editor:command('bdelete!')
editor:see_no('Third')
model:tell({ release = 1 })
model:tell({ reply = { pieces = { 'Fourth ', 'answer.' } } })
editor:command('Sysgrok chat hello again')
editor:see('Fourth answer.')
assert(not editor:text():find('never', 1, true))

-- No mode line of a model counts.
model:tell({ reply = { pieces = { 'vim: set tabstop=3 :', '\n' } } })
editor:command('Sysgrok chat mode')
editor:see('vim: set tabstop=3')
assert(editor:lua('return vim.bo.tabstop') ~= 3)
editor:command('only')

-- A stack trace: of a range, of the clipboard, of a register.
local trace = { '#0  table_find (table=0x1) at src/table.c:14', '#1  index_document () at src/wordex.c:52' }
editor:lua('vim.cmd.enew(); vim.api.nvim_buf_set_lines(0, 0, -1, false, ...)', trace)
model:tell({ reply = { pieces = { 'It is in ', 'the table.' } } })
editor:command('1,2Sysgrok stack')
editor:see('It is in the table.')
asked = model:tell({ chats = 10 }).questions
assert(asked[10]:find('#1  index_document', 1, true), asked[10])
model:tell({ reply = { pieces = { 'Only one ', 'frame.' } } })
editor:lua("vim.fn.setreg('a', ...)", trace[1])
editor:command('Sysgrok stack a')
editor:see('Only one frame.')
asked = model:tell({ chats = 11 }).questions
assert(asked[11]:find('table_find', 1, true) and not asked[11]:find('index_document', 1, true), asked[11])

-- A model that fails says so in the report.
model:tell({ always = { status = 401 } })
editor:command('Sysgrok chat anybody?')
editor:see('does not accept the key')
assert(editor:see('no model answered'))
-- One report takes the place of another: there is one window of them beside the code.
assert(editor:lua('return #vim.api.nvim_tabpage_list_wins(0)') == 2)
editor:quit()

-- What is kept is opened again, by another Neovim, and asked further.
local state = editor.home
editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  env = vim.tbl_extend('force', model:variables(), { XDG_STATE_HOME = state .. '/state' }),
  init = [[
    vim.ui.select = function(items, options, choose)
      for index, item in ipairs(items) do
        if options.format_item(item):find('What does it do', 1, true) then
          return choose(item, index)
        end
      end
      error('no such report')
    end
  ]],
})
editor:wait_for_heat()
editor:command('Sysgrok reports')
editor:see('It walks the chain of a bucket.')
editor:see(':w asks further')
model:tell({ always = { pieces = { 'As it ', 'was.' } } })
editor:command('Sysgrok followup And now?')
editor:wait_for('another answer in the report that was kept', function()
  return report():find('As it was.', 1, true)
end)
editor:quit()

-- Before text first goes to another machine the user is asked, once.
model:tell({ always = { pieces = { 'From far ', 'away.' } } })
editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  env = {
    GAI_API_TYPE = 'openai',
    GAI_API_BASE = 'http://models.example',
    GAI_MODEL = 'test-model',
    http_proxy = model.url,
  },
  init = [[
    _G.questions = {}
    vim.ui.select = function(items, options, choose)
      table.insert(_G.questions, options.prompt)
      choose(items[1], 1)
    end
  ]],
})
editor:wait_for_heat()
for _ = 1, 2 do
  editor:command('Sysgrok chat hello')
  editor:see('From far away.')
  editor:command('quit')
  editor:see_no('From far away.')
end
local questions = editor:lua('return _G.questions')
assert(#questions == 1 and questions[1]:find('models.example', 1, true), vim.inspect(questions))
editor:quit()
