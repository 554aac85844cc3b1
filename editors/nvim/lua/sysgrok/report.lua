--- Reports: buffers that grow while an answer is written, and in which more is asked.
---
--- A report is known by the address of its file, which the server keeps. Its buffer is no file: `:w` sends what
--- stands under `## You` at its end. The text is the model's; no mode line in it counts.
local say = require('sysgrok.say')
local server = require('sysgrok.server')
local settings = require('sysgrok.settings')
local M = {}

local you = '## You'

--- What is known of each report, by its address.
local reports = {}

--- Answers whose buffer the user has closed: what still comes of them is not shown.
local dropped = {}

--- The report of a buffer.
local function of(buffer)
  for _, report in pairs(reports) do
    if report.buffer == buffer then
      return report
    end
  end
end

--- The title without the marks of markdown.
local function plain(title)
  return (title:gsub('[`*]', ''):gsub('\\(%p)', '%1'))
end

--- What the bar above a report says: what can be done, and what goes on.
function M.bar()
  local report = of(vim.api.nvim_get_current_buf())
  if not report then
    return ''
  end
  local what
  if report.running then
    what = '<C-c> stops │ ' .. (report.progress or 'writing')
  elseif report.model then
    what = (':w asks further │ answered by %s'):format(report.model)
  else
    what = report.ending or 'no model answered'
  end
  return ' ' .. what:gsub('%%', '%%%%') .. '%<'
end

--- A window of this tab page that shows another report.
local function window_of_reports()
  return vim.iter(vim.api.nvim_tabpage_list_wins(0)):find(function(window)
    return of(vim.api.nvim_win_get_buf(window)) ~= nil
  end)
end

--- Shows it where it is, else in the place of another report, else in a window of its own.
local function show(report)
  local window = vim.fn.bufwinid(report.buffer)
  local before = vim.api.nvim_get_current_win()
  if window == -1 then
    window = window_of_reports()
    if not window then
      vim.cmd(settings.get().report.open)
      window = vim.api.nvim_get_current_win()
    end
    vim.api.nvim_win_set_buf(window, report.buffer)
    local options = { wrap = true, linebreak = true, breakindent = true, spell = false }
    options.number, options.relativenumber, options.signcolumn = false, false, 'no'
    for option, value in pairs(options) do
      vim.wo[window][0][option] = value
    end
    vim.wo[window][0].winbar = "%{%v:lua.require'sysgrok.report'.bar()%}"
  end
  vim.api.nvim_set_current_win(settings.get().report.focus and window or before)
end

--- Writes to the buffer, though the user may not.
local function write(report, first, column, lines)
  local buffer = report.buffer
  local last = vim.api.nvim_buf_line_count(buffer)
  local following = vim.tbl_filter(function(window)
    return vim.api.nvim_win_get_cursor(window)[1] == last
  end, vim.fn.win_findbuf(buffer))
  local undo = vim.bo[buffer].undolevels
  vim.bo[buffer].undolevels = -1
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_text(buffer, first, column, -1, -1, lines)
  vim.bo[buffer].modifiable = not report.running
  vim.bo[buffer].modified = false
  vim.bo[buffer].undolevels = undo
  for _, window in ipairs(following) do
    vim.api.nvim_win_set_cursor(window, { vim.api.nvim_buf_line_count(buffer), 0 })
  end
end

local function append(report, text)
  local last = vim.api.nvim_buf_line_count(report.buffer) - 1
  local length = #vim.api.nvim_buf_get_lines(report.buffer, last, last + 1, false)[1]
  write(report, last, length, vim.split(text, '\n', { plain = true }))
end

--- What the user typed below the last heading, if that is the user's.
local function typed(buffer)
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  local from
  for index, line in ipairs(lines) do
    if vim.trim(line) == you then
      from = index + 1
    elseif line:match('^##? ') then
      from = nil
    end
  end
  return from and vim.trim(table.concat(lines, '\n', from)) or ''
end

--- Asks further in a report.
local function ask_further(report, text)
  local client = vim.lsp.get_client_by_id(report.client) or server.client(report.buffer)
  if not client then
    vim.bo[report.buffer].modified = true
    return say.warn('no server runs that could be asked; :Sysgrok restart starts one.')
  end
  server.execute(client, 'followUp', { report = report.uri, text = text }, function(begun)
    -- What was not sent is not lost.
    if not begun and vim.api.nvim_buf_is_valid(report.buffer) then
      vim.bo[report.buffer].modified = true
    end
  end)
end

--- `:w`: sends what the user typed.
local function sent(report)
  if report.running then
    return say.warn('this report is still being written; :Sysgrok stop stops it.')
  end
  local text = typed(report.buffer)
  if text == '' then
    return say.warn('nothing stands under %s at the end of the report.', you)
  end
  vim.bo[report.buffer].modified = false
  ask_further(report, text)
end

--- Forgets a report whose buffer is closed.
local function closed(report)
  reports[report.uri] = nil
  if report.running then
    dropped[report.id] = true
  end
  vim.schedule(function()
    if vim.api.nvim_buf_is_valid(report.buffer) then
      vim.api.nvim_buf_delete(report.buffer, { force = true })
    end
  end)
end

local function make(report)
  local name = 'sysgrok://' .. vim.fs.basename(vim.uri_to_fname(report.uri))
  -- A session may have left an empty one.
  local left = vim.fn.bufnr('^' .. vim.fn.escape(name, '.*[]~\\') .. '$')
  if left ~= -1 then
    vim.api.nvim_buf_delete(left, { force = true })
  end
  local buffer = vim.api.nvim_create_buf(true, false)
  report.buffer = buffer
  vim.api.nvim_buf_set_name(buffer, name)
  vim.bo[buffer].modeline = false
  vim.bo[buffer].buftype = 'acwrite'
  vim.bo[buffer].bufhidden = 'hide'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].filetype = 'markdown'
  vim.api.nvim_create_autocmd('BufWriteCmd', {
    buffer = buffer,
    callback = function()
      sent(report)
    end,
  })
  vim.api.nvim_create_autocmd('BufReadCmd', {
    buffer = buffer,
    callback = function()
      M.open(report.client, report.uri)
    end,
  })
  vim.api.nvim_create_autocmd('BufUnload', {
    buffer = buffer,
    callback = function()
      closed(report)
    end,
  })
  vim.keymap.set('n', '<C-c>', function()
    M.stop(buffer)
  end, { buffer = buffer, desc = 'sysgrok: stop this answer' })
end

--- The report of an address, with a buffer.
local function report_at(client, uri)
  local report = reports[uri]
  if not report then
    report = { uri = uri, title = '' }
    reports[uri] = report
    make(report)
  end
  report.client = client
  return report
end

--- Leaves room for what else there is to ask.
local function invite(report)
  local text = table.concat(vim.api.nvim_buf_get_lines(report.buffer, 0, -1, false), '\n')
  if not vim.endswith(vim.trim(text), you) then
    append(report, (vim.endswith(text, '\n') and '\n' or '\n\n') .. you .. '\n\n')
  end
end

local function ended(report)
  report.running, report.progress = false, nil
  vim.bo[report.buffer].modifiable = true
  if report.model then
    invite(report)
  end
end

--- Takes `sysgrok/report`.
function M.take(client, told)
  if dropped[told.id] then
    return
  end
  local report = report_at(client, told.uri)
  if report.id ~= told.id then
    report.id, report.running, report.model, report.ending = told.id, true, nil, nil
    report.title = told.title
    write(report, 0, 0, vim.split(told.text, '\n', { plain = true }))
    show(report)
  elseif told.text ~= '' then
    append(report, told.text)
  end
  if type(told.progress) == 'string' then
    report.progress = told.progress
  end
  if told.done then
    report.model = type(told.model) == 'string' and told.model or nil
    ended(report)
  end
  vim.cmd('redrawstatus!')
end

--- A server has ended: nothing more comes of what it was writing.
function M.orphaned(client)
  for _, report in pairs(reports) do
    if report.client == client and report.running and vim.api.nvim_buf_is_valid(report.buffer) then
      report.ending = 'the server ended before this answer'
      ended(report)
    end
  end
end

--- Opens a report that is kept.
function M.open(client_id, uri)
  local client = vim.lsp.get_client_by_id(client_id) or server.client(0)
  if not client then
    return say.warn('no server runs; :Sysgrok restart starts one.')
  end
  server.ask(client, 'reportText', { uri = uri }, function(kept)
    if not kept then
      return say.warn('this report is no longer there.')
    end
    local report = report_at(client.id, uri)
    report.title = kept.title
    report.id = type(kept.id) == 'string' and kept.id or nil
    report.running = kept.running
    report.model = type(kept.model) == 'string' and kept.model or nil
    report.ending = 'kept'
    write(report, 0, 0, vim.split(kept.text, '\n', { plain = true }))
    if not report.running then
      ended(report)
    end
    show(report)
  end)
end

--- Stops the answer of a report, in its buffer; anywhere else all answers.
function M.stop(buffer)
  local report = of(buffer == 0 and vim.api.nvim_get_current_buf() or buffer)
  if report then
    local client = vim.lsp.get_client_by_id(report.client)
    if report.running and client then
      client:notify('window/workDoneProgress/cancel', { token = report.id })
    end
    return
  end
  for _, client in ipairs(server.clients(0)) do
    server.execute(client, 'cancel', nil)
  end
end

--- Asks further in the report of the buffer: what is given, else what is typed at a prompt.
function M.follow_up(text)
  local report = of(vim.api.nvim_get_current_buf())
  if not report then
    return say.warn('this is no report; :Sysgrok reports lists them.')
  end
  if text ~= '' then
    return ask_further(report, text)
  end
  vim.ui.input({ prompt = 'Ask further: ' }, function(given)
    if given and vim.trim(given) ~= '' then
      ask_further(report, given)
    end
  end)
end

--- Lets the user choose from the reports that are kept.
function M.list(client)
  server.ask(client, 'reports', { limit = 200 }, function(answer)
    if not answer or #answer.reports == 0 then
      return say.info('no report is kept yet.')
    end
    vim.ui.select(answer.reports, {
      prompt = 'Report',
      format_item = function(one)
        local created = type(one.created) == 'string' and one.created:gsub('T(%d+:%d+).*', ' %1') or ''
        return ('%s  %s%s'):format(created, plain(one.title), one.running and ' (being written)' or '')
      end,
    }, function(chosen)
      if chosen then
        M.open(client.id, chosen.uri)
      end
    end)
  end)
end

return M
