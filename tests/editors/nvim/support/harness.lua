-- What the tests of the plugin share: a Neovim that is driven from outside by keys, as its user drives it, and seen on
-- its screen; folders with a program and its recording; the model server.
--
-- Everything is waited for with a deadline; a failing assert ends the test with 1.
local M = {}

--- How long is waited for anything, in milliseconds.
M.patience = 30000

--- Set by tests/editors/run.
M.root = assert(os.getenv('SYSGROK_ROOT'), 'tests/editors/run runs this')
M.work = assert(os.getenv('SYSGROK_WORK'))
M.binary = assert(os.getenv('SYSGROK_BINARY'))

function M.say(...)
  io.stdout:write(string.format(...), '\n')
end

--- Waits until a condition gives something, and gives that.
function M.wait_for(what, condition, seen)
  local result
  local ok = vim.wait(M.patience, function()
    result = condition()
    return result
  end, 20)
  if not ok then
    M.say('this was seen instead of %s:\n%s', what, seen and seen() or vim.inspect(result))
    error('no ' .. what .. ' within ' .. M.patience .. ' ms')
  end
  M.say('  %s', what)
  return result
end

function M.read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

function M.write(path, text)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

local folders = 0

--- A new folder of this test.
function M.folder(name)
  folders = folders + 1
  local path = ('%s/%s-%d'):format(M.work, name, folders)
  vim.fn.mkdir(path, 'p')
  return path
end

--- A copy of one of tests/workspaces, with its recordings; a git repository.
function M.workspace(language)
  local path = M.folder(language)
  local from = M.root .. '/tests/workspaces/' .. language
  local copied = vim.system({ 'cp', '-r', from .. '/.', path }):wait()
  assert(copied.code == 0, copied.stderr)
  vim.fn.delete(path .. '/variants', 'rf')
  assert(vim.system({ 'git', '-C', path, 'init', '-q' }):wait().code == 0)
  return path
end

--- The lines that a user copies: the code under a heading of the README, with the plugin where it is.
function M.lines_of_readme(heading)
  local found, code, inside = false, {}, false
  for line in io.lines(M.root .. '/editors/nvim/README.md') do
    if line:match('^##+ ') then
      found = line:match('^##+ (.*)$') == heading
    elseif found and line == '```lua' then
      inside = true
    elseif inside and line == '```' then
      return (table.concat(code, '\n'):gsub('~/src/sysgrok', M.root))
    elseif inside then
      code[#code + 1] = line
    end
  end
  error('no lua under ' .. heading)
end

local Editor = {}
Editor.__index = Editor

--- Starts a Neovim with the lines of the README and those of `options.init`.
--- `cwd`: its folder. `file`: what it opens. `env`: variables besides. `columns`, `lines`: its screen.
function M.editor(options)
  local home = M.folder('home')
  local init = home .. '/init.lua'
  M.write(init, (options.before or '') .. '\n' .. M.lines_of_readme('Install') .. '\n' .. (options.init or ''))
  local environment = vim.tbl_extend('force', {
    HOME = home,
    PATH = vim.fs.dirname(M.binary) .. ':' .. os.getenv('PATH'),
    XDG_CACHE_HOME = home .. '/cache',
    XDG_STATE_HOME = home .. '/state',
    XDG_DATA_HOME = home .. '/data',
    XDG_CONFIG_HOME = home .. '/config',
    GAI_API_TYPE = '',
  }, options.env or {})
  local self = setmetatable({ home = home }, Editor)
  local command = { vim.v.progpath, '--embed', '--headless', '-n', '-i', 'NONE', '-u', init }
  self.channel = vim.fn.jobstart(command, {
    rpc = true,
    cwd = options.cwd,
    env = environment,
    clear_env = false,
  })
  assert(self.channel > 0, 'Neovim does not start')
  self:lua('vim.o.columns, vim.o.lines = ...', options.columns or 100, options.lines or 40)
  self:lua([[
    _G.told = {}
    local notify = vim.notify
    vim.notify = function(message, ...)
      table.insert(_G.told, message)
      return notify(message, ...)
    end
  ]])
  if options.file then
    self:open(options.file)
  end
  return self
end

--- Runs Lua within it.
function Editor:lua(code, ...)
  local mode = vim.rpcrequest(self.channel, 'nvim_get_mode')
  if mode.blocking then
    error('Neovim waits for a key, in mode ' .. mode.mode)
  end
  local result = vim.rpcrequest(self.channel, 'nvim_exec_lua', code, { ... })
  if result == vim.NIL then
    return nil
  end
  return result
end

--- Types.
function Editor:keys(keys)
  vim.rpcrequest(self.channel, 'nvim_input', keys)
end

--- Types a command.
function Editor:command(line)
  self:keys(':' .. line:gsub('<', '<lt>') .. '<CR>')
end

function Editor:open(path)
  self:lua('vim.cmd.edit(vim.fn.fnameescape(...))', path)
end

--- The lines of the screen.
function Editor:screen()
  return self:lua([[
    vim.cmd.redraw()
    local rows = {}
    for row = 1, vim.o.lines do
      local cells = {}
      for column = 1, vim.o.columns do
        cells[column] = vim.fn.screenstring(row, column)
      end
      rows[row] = (table.concat(cells):gsub('%s+$', ''))
    end
    return rows
  ]])
end

function Editor:text()
  return table.concat(self:screen(), '\n')
end

--- Waits until a condition on the editor gives something.
function Editor:wait_for(what, condition)
  return M.wait_for(what, function()
    return condition(self)
  end, function()
    return self:text() .. '\n' .. self:lua("return vim.inspect(_G.told) .. vim.fn.execute('messages')")
  end)
end

--- Waits until a line of the screen has a text and gives it.
function Editor:see(text)
  return self:wait_for(('%q on the screen'):format(text), function()
    for _, row in ipairs(self:screen()) do
      if row:find(text, 1, true) then
        return row
      end
    end
  end)
end

--- Waits until no line of the screen has it.
function Editor:see_no(text)
  return self:wait_for(('%q no longer on the screen'):format(text), function()
    return not self:text():find(text, 1, true)
  end)
end

--- Waits until the user is told something, and gives it.
function Editor:hear(text)
  return self:wait_for(('told %q'):format(text), function()
    return self:lua(
      [[
        for _, messages in ipairs({ _G.told, vim.split(vim.fn.execute('messages'), '\n') }) do
          for _, message in ipairs(messages) do
            if message:find(..., 1, true) then
              return message
            end
          end
        end
      ]],
      text
    )
  end)
end

--- How often the user was told something with this text.
function Editor:heard(text)
  return self:lua(
    [[
      local wanted = ...
      return #vim.tbl_filter(function(message)
        return message:find(wanted, 1, true) ~= nil
      end, _G.told)
    ]],
    text
  )
end

--- The marks of heat in a buffer: line from 0, what stands beside it, and its group.
function Editor:marks(buffer)
  return self:lua(
    [[
      local heat = require('sysgrok.heat')
      return vim.tbl_map(function(mark)
        local detail = mark[4]
        return {
          line = mark[2],
          text = detail.virt_text and detail.virt_text[1][1],
          group = detail.number_hl_group,
          sign = detail.sign_text,
        }
      end, vim.tbl_filter(function(mark)
        return not mark[4].invalid
      end, vim.api.nvim_buf_get_extmarks(..., heat.namespace, 0, -1, { details = true })))
    ]],
    buffer or 0
  )
end

--- Waits for heat in the buffer of the current window.
function Editor:wait_for_heat()
  return self:wait_for('heat', function()
    local marks = self:marks()
    return #marks > 0 and marks
  end)
end

--- Puts the cursor on a text of the current buffer.
function Editor:go_to(text)
  self:lua(
    [[
      for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
        local column = line:find(..., 1, true)
        if column then
          return vim.api.nvim_win_set_cursor(0, { row, column - 1 })
        end
      end
      error('no line has ' .. ...)
    ]],
    text
  )
end

--- Ends it, and what it has started. An error of Lua that it has shown fails the test.
function Editor:quit()
  local messages = self:lua("return vim.fn.execute('messages')")
  assert(not messages:find('stack traceback', 1, true), messages)
  vim.rpcnotify(self.channel, 'nvim_command', 'qall!')
  local code = vim.fn.jobwait({ self.channel }, M.patience)[1]
  assert(code == 0, 'Neovim ended with ' .. code)
end

local Model = {}
Model.__index = Model

--- Starts the model server.
function M.model()
  local self = setmetatable({ lines = {}, rest = '' }, Model)
  self.job = vim.fn.jobstart({ vim.fs.dirname(M.binary) .. '/model-server' }, {
    on_stdout = function(_, data)
      data[1] = self.rest .. data[1]
      self.rest = table.remove(data)
      vim.list_extend(self.lines, data)
    end,
  })
  assert(self.job > 0, 'the model server does not start')
  self.url = self:answer().url
  return self
end

function Model:answer()
  M.wait_for('answer of the model server', function()
    return #self.lines > 0
  end)
  return vim.json.decode(table.remove(self.lines, 1))
end

--- One command, as tests/model_server/src/main.rs describes them.
function Model:tell(command)
  vim.fn.chansend(self.job, vim.json.encode(command) .. '\n')
  local answer = self:answer()
  assert(not answer.error, answer.error)
  return answer
end

--- The variables that lead to it.
function Model:variables()
  return { GAI_API_TYPE = 'openai', GAI_API_KEY = 'k-123', GAI_API_BASE = self.url, GAI_MODEL = 'test-model' }
end

return M
