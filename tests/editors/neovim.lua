-- Neovim, set up with the lines of editors/nvim/README.md, on the copy of a workspace.
--
--   nvim --clean --headless -l neovim.lua README HEADING WORKSPACE RECORDED|FRESH
--
-- Everything is waited for with a deadline; a failing assert ends Neovim with 1.
local readme, heading, workspace, kind = unpack(arg)
local patience = 20000

local function say(...)
  io.stdout:write(string.format(...), '\n')
end

--- Waits for a condition; what it gives is given.
local function wait_for(what, condition)
  local result
  local ok = vim.wait(patience, function()
    result = condition()
    return result
  end, 10)
  assert(ok, 'no ' .. what .. ' within ' .. patience .. ' ms')
  say('%s', what)
  return result
end

--- The lines of a README that a user copies: the code under a heading.
local function lines_of(path, under)
  local found, code, inside = false, {}, false
  for line in io.lines(path) do
    if line:match('^## ') then
      found = line == '## ' .. under
    elseif found and line == '```lua' then
      inside = true
    elseif inside and line == '```' then
      return table.concat(code, '\n')
    elseif inside then
      code[#code + 1] = line
    end
  end
  error('no lua under ' .. under)
end

vim.cmd('filetype on')
assert(loadstring(lines_of(readme, heading), 'the lines of the README'))()

vim.fn.chdir(workspace)
vim.cmd.edit('src/table.c')
local buffer = vim.api.nvim_get_current_buf()
local client = wait_for('client', function()
  local found = vim.lsp.get_clients({ bufnr = buffer, name = 'sysgrok' })[1]
  return found and found.initialized and found
end)

--- The diagnostics of the buffer whose text has a pattern.
local function findings(pattern)
  return vim.tbl_filter(function(one)
    return one.source == 'sysgrok' and one.message:find(pattern)
  end, vim.diagnostic.get(buffer))
end

--- The line of a text in the buffer, from 0.
local function line_of(text)
  for index, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if line:find(text, 1, true) then
      return index - 1
    end
  end
  error('no line ' .. text)
end

--- Waits until the hot function and the hot line are where their text is.
local hot_function = 'struct entry *table_find('
local hot_line = 'entry->hash == hash && strcmp'
local function wait_for_heat(what)
  return wait_for(what, function()
    local on_function = findings('`table_find` is hot: [%d.]+ %% self, [%d.]+ %% total of cpu%-clock')[1]
    local on_line
    for _, one in ipairs(findings('hot: [%d.]+ %% self')) do
      if one.lnum == line_of(hot_line) then
        on_line = one
      end
    end
    return on_function and on_function.lnum == line_of(hot_function) and on_line and { on_function, on_line }
  end)
end

local first = wait_for_heat('heat on the function and on the line')
say('  %s', first[1].message)
say('  %s', first[2].message)
assert(first[1].severity == vim.diagnostic.severity.INFO, 'the function asks for little attention')
assert(first[2].severity == vim.diagnostic.severity.HINT, 'the line asks for less')
if kind == 'RECORDED' then
  assert(first[1].message:find('27.3 % self, 49.7 % total of cpu-clock', 1, true), first[1].message)
  assert(first[1].message:find('78 of 286 samples, ±11 %', 1, true), first[1].message)
  assert(first[2].message:find('21.7 % self, 37.4 % total', 1, true), first[2].message)
end

--- The text of the hover window that opens over a text of the buffer.
local function hover_over(text, column_of)
  local line = line_of(text)
  local column = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1]:find(column_of, 1, true)
  vim.api.nvim_win_set_cursor(0, { line + 1, column - 1 })
  vim.lsp.buf.hover()
  return wait_for('hover over ' .. column_of, function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        local shown = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
        vim.api.nvim_win_close(window, true)
        return table.concat(shown, '\n')
      end
    end
  end)
end

local hover = hover_over(hot_function, 'table_find')
for line in vim.gsplit(hover, '\n') do
  say('  | %s', line)
end
assert(hover:find('%% self') and hover:find('%% total') and hover:find('samples') and hover:find('table_add'), hover)
hover = hover_over(hot_line, 'strcmp')
assert(hover:find('%% self'), hover)

--- The text of the hint on the line of a text.
local function hint_on(text)
  return wait_for('hint on ' .. text, function()
    for _, hint in ipairs(vim.lsp.inlay_hint.get({ bufnr = buffer })) do
      if hint.inlay_hint.position.line == line_of(text) then
        local label = hint.inlay_hint.label
        return type(label) == 'string' and label or label[1].value
      end
    end
  end)
end

--- The title of the lens above the line of a text.
local function lens_above(text)
  return wait_for('lens above ' .. text, function()
    for _, lens in ipairs(vim.lsp.codelens.get(buffer)) do
      if lens.range.start.line == line_of(text) and lens.command then
        return lens.command.title
      end
    end
  end)
end

local hint, lens = hint_on(hot_line), lens_above(hot_function)
say('  %s', hint)
say('  %s', lens)
assert(hint:find('[%d.]+ %%'), hint)
assert(lens:find('[%d.]+ %%'), lens)

-- Heat moves with edits that are not saved.
vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { '/* one', ' * two */', '' })
wait_for_heat('heat after three lines were inserted above')
vim.api.nvim_buf_set_lines(buffer, line_of(hot_line), line_of(hot_line), false, { '        /* in between */' })
wait_for_heat('heat after a line was inserted within the function')
assert(hint_on(hot_line) == hint, 'the hint has moved along')

-- And stays when they are saved.
vim.cmd('silent write')
vim.api.nvim_buf_set_lines(buffer, 0, 3, false, {})
wait_for_heat('heat after saving and deleting the lines again')

--- Runs the code action whose title has a pattern, as a user picks it from the list.
local function act(pattern)
  local titles
  vim.ui.select = function(items, _, choose)
    titles = {}
    for index, item in ipairs(items) do
      titles[index] = item.action.title
    end
    for index, item in ipairs(items) do
      if item.action.title:find(pattern) then
        return choose(item, index)
      end
    end
    error('no action ' .. pattern .. ' in ' .. table.concat(titles, ', '))
  end
  vim.lsp.buf.code_action()
  wait_for('action ' .. pattern, function()
    return titles
  end)
  for _, title in ipairs(titles) do
    say('  | %s', title)
  end
end

-- The hot spots open as a document.
vim.api.nvim_win_set_cursor(0, { line_of(hot_function) + 1, 20 })
act('^Show hot spots$')
wait_for('document of hot spots', function()
  local here = vim.api.nvim_get_current_buf()
  local text = table.concat(vim.api.nvim_buf_get_lines(here, 0, -1, false), '\n')
  return here ~= buffer and text:find('table_find', 1, true) and text:find('index_document', 1, true)
end)
for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, 12, false)) do
  say('  | %s', line)
end
vim.cmd.buffer(buffer)

-- All of it can be hidden and shown.
vim.api.nvim_win_set_cursor(0, { line_of(hot_function) + 1, 20 })
act('^Hide heat$')
wait_for('diagnostic while hidden', function()
  return #vim.diagnostic.get(buffer) == 0
end)
act('^Show heat$')
wait_for_heat('heat when it is shown again')

-- All of it goes when the profile goes, and comes back with it.
local function expect_nothing()
  wait_for('diagnostic any more', function()
    return #vim.diagnostic.get(buffer) == 0
  end)
  wait_for('hint any more', function()
    return #vim.lsp.inlay_hint.get({ bufnr = buffer }) == 0
  end)
  wait_for('lens any more', function()
    return #vim.lsp.codelens.get(buffer) == 0
  end)
end

local profile = vim.fn.globpath(workspace, '**/cpu.perf.txt', false, true)[1]
assert(os.rename(profile, profile .. '.away'))
expect_nothing()
assert(os.rename(profile .. '.away', profile))
-- The file has been changed and saved since, so nothing is known of its lines.
wait_for('heat of the function with the profile back', function()
  local one = findings('`table_find` is hot')[1]
  return one and one.lnum == line_of(hot_function) and one.message:find('changed since the recording', 1, true)
end)
assert(os.remove(profile))
expect_nothing()

client:stop()
wait_for('client any more', function()
  return client:is_stopped()
end)
