--- `:Sysgrok`: its sub-commands, what each does, and their completion.
local say = require('sysgrok.say')
local server = require('sysgrok.server')
local M = {}

--- The place of the cursor, as commands of the server take it.
local function place(client)
  local at = vim.lsp.util.make_position_params(0, client.offset_encoding)
  return { uri = at.textDocument.uri, position = at.position }
end

--- A command about a function: the named one, else the one under the cursor.
local function about_function(name)
  return function(client, given)
    local function_name = table.concat(given.words, ' ')
    server.execute(client, name, function_name ~= '' and { ['function'] = function_name } or place(client))
  end
end

--- The lines of a register; nothing when it is empty.
local function register(name)
  local text = vim.fn.getreg(name)
  return text:find('%S') and text
end

--- The text that a command is about: of a range, of the clipboard or another register, else of the whole buffer.
local function text_of(given)
  local word = given.words[1]
  if word then
    local name = word == 'clipboard' and '+' or word
    if #name ~= 1 then
      return nil, ('`%s` is neither `clipboard` nor a register.'):format(word)
    end
    return register(name), ('the register %s is empty.'):format(name)
  end
  local first, last = 0, -1
  if given.range > 0 then
    first, last = given.line1 - 1, given.line2
  end
  local text = table.concat(vim.api.nvim_buf_get_lines(0, first, last, false), '\n')
  return text:find('%S') and text, 'there is no text.'
end

--- A command about a text.
local function about_text(name)
  return function(client, given)
    local text, why = text_of(given)
    if not text then
      return say.warn(why)
    end
    server.execute(client, name, { text = text })
  end
end

--- A command about a profile: the named one, else the server asks which.
local function about_profile(name)
  return function(client, given)
    local profile = table.concat(given.words, ' ')
    server.execute(client, name, profile ~= '' and { profile = profile } or nil)
  end
end

local function profiles()
  local folder = require('sysgrok.status').folder(0)
  return folder and folder.loaded or {}
end

local function value_types()
  local folder = require('sysgrok.status').folder(0)
  return folder and folder.valueTypes or {}
end

local function files(lead)
  return vim.fn.getcompletion(lead, 'file')
end

local function registers()
  return { 'clipboard' }
end

--- The hot functions of the buffer.
local function functions()
  local heat = require('sysgrok.heat').of(0)
  return vim.tbl_map(function(hot)
    return hot.name
  end, heat and heat.functions or {})
end

--- Each sub-command: what it does, how its words are completed, and `alone` where it needs no server.
local subcommands = {
  explain = { run = about_function('explainFunction'), complete = functions },
  optimise = { run = about_function('optimise'), complete = functions },
  process = {
    run = function(client, given)
      server.execute(client, 'explainProcess', #given.words > 0 and { command = given.words } or nil)
    end,
    complete = function(lead)
      return vim.fn.getcompletion(lead, 'shellcmd')
    end,
  },
  faster = {
    run = function(client, given)
      local name, kind = given.words[1], given.words[2]
      server.execute(client, 'findFaster', name and { name = name, softwareType = kind } or place(client))
    end,
    complete = function(_, words)
      return #words == 1 and { 'program', 'library', 'pylibrary' } or {}
    end,
  },
  stack = { run = about_text('stackTrace'), complete = registers },
  topn = { run = about_text('topN'), complete = registers },
  code = { run = about_text('code'), complete = registers },
  chat = {
    run = function(client, given)
      local about = given.bang and place(client) or {}
      local function ask(text)
        if text and text:find('%S') then
          server.execute(client, 'chat', vim.tbl_extend('force', about, { text = text }))
        end
      end
      if #given.words > 0 then
        return ask(table.concat(given.words, ' '))
      end
      vim.ui.input({ prompt = 'Ask: ' }, ask)
    end,
  },
  followup = {
    run = function(given)
      require('sysgrok.report').follow_up(table.concat(given.words, ' '))
    end,
    alone = true,
  },
  debughost = {
    run = function(client, given)
      require('sysgrok.hosts').debug(client, given.words)
    end,
    complete = function(lead, words)
      if #words > 0 then
        return {}
      end
      local hosts = require('sysgrok.hosts')
      local client = server.client(0)
      if client and #hosts.known == 0 and server.offers(client, 'hosts') then
        local is_there = false
        hosts.ask(client, function()
          is_there = true
        end)
        vim.wait(1000, function()
          return is_there
        end, 10)
      end
      local before = lead:match('^.*,') or ''
      return vim.tbl_map(function(name)
        return before .. name
      end, hosts.known)
    end,
  },
  analyze = {
    run = function(client, given)
      require('sysgrok.hosts').analyze(client, given.words)
    end,
    complete = function(lead)
      return vim.fn.getcompletion(lead, 'shellcmd')
    end,
  },
  run = {
    run = function(client)
      server.execute(client, 'runPlan', { uri = vim.uri_from_bufnr(0) })
    end,
  },
  hotspots = {
    run = function(client, given)
      require('sysgrok.hot_spots').show(client, given.words)
    end,
    complete = function()
      local spots = require('sysgrok.hot_spots')
      return vim.iter({ spots.kinds, { 'all' }, spots.pickers }):flatten():totable()
    end,
  },
  callers = {
    run = function(client, given)
      require('sysgrok.callers').show(client, table.concat(given.words, ' '))
    end,
    complete = functions,
  },
  next = {
    run = function(client)
      server.execute(client, 'nextHotSpot', place(client))
    end,
  },
  previous = {
    run = function(client)
      server.execute(client, 'previousHotSpot', place(client))
    end,
  },
  load = {
    run = function(client, given)
      local path = table.concat(given.words, ' ')
      local argument = path ~= '' and { profile = vim.fn.fnamemodify(vim.fn.expand(path), ':p') } or nil
      server.execute(client, 'loadProfile', argument)
    end,
    complete = files,
  },
  unload = { run = about_profile('unloadProfile'), complete = profiles },
  select = { run = about_profile('selectProfile'), complete = profiles },
  valuetype = {
    run = function(client, given)
      server.execute(client, 'selectValueType', given.words[1] and { valueType = given.words[1] } or nil)
    end,
    complete = value_types,
  },
  toggle = {
    run = function(client)
      server.execute(client, 'toggle', nil)
    end,
  },
  reports = {
    run = function(client)
      if server.offers(client, 'reports') then
        return require('sysgrok.report').list(client)
      end
      server.execute(client, 'reports', nil)
    end,
  },
  flamegraph = {
    run = function(given)
      require('sysgrok.flame_graph').open(table.concat(given.words, ' '))
    end,
    complete = files,
    alone = true,
  },
  stop = {
    run = function()
      require('sysgrok.report').stop(0)
    end,
    alone = true,
  },
  restart = {
    run = function()
      require('sysgrok.restart').now()
    end,
    alone = true,
  },
  log = {
    run = function()
      vim.cmd.tabedit(vim.fn.fnameescape(vim.lsp.log.get_filename()))
      vim.cmd('normal! G')
    end,
    alone = true,
  },
}

--- The names of all sub-commands.
function M.names()
  local names = vim.tbl_keys(subcommands)
  table.sort(names)
  return names
end

--- Runs what was typed.
function M.run(given)
  local name = given.fargs[1]
  local subcommand = subcommands[name]
  if not subcommand then
    return say.warn('there is no `:Sysgrok %s`; there are %s.', name, table.concat(M.names(), ', '))
  end
  local what = {
    words = vim.list_slice(given.fargs, 2),
    range = given.range,
    line1 = given.line1,
    line2 = given.line2,
    bang = given.bang,
  }
  if subcommand.alone then
    return subcommand.run(what)
  end
  server.with(0, function(client)
    subcommand.run(client, what)
  end)
end

--- Completes what is being typed.
function M.complete(lead, line)
  local typed = line:match('Sysgrok!?%s+(.*)$') or ''
  local words = vim.split(typed, '%s+', { trimempty = true })
  if lead ~= '' then
    words[#words] = nil
  end
  local choices
  if #words == 0 then
    choices = M.names()
  else
    local subcommand = subcommands[words[1]]
    choices = subcommand and subcommand.complete and subcommand.complete(lead, vim.list_slice(words, 2)) or {}
  end
  return vim.tbl_filter(function(choice)
    return vim.startswith(choice, lead)
  end, choices)
end

return M
