--- Which hosts there are to debug.
local say = require('sysgrok.say')
local server = require('sysgrok.server')
local M = {}

--- Names that were told last, for completion: groups and hosts.
M.known = {}

--- Asks the server which hosts there are.
function M.ask(client, use)
  server.ask(client, 'hosts', nil, function(answer)
    answer = answer or { hosts = {}, groups = {} }
    local names = {}
    for _, each in ipairs(vim.list_extend(vim.list_slice(answer.groups), answer.hosts)) do
      names[#names + 1] = each.name
    end
    M.known = names
    use(answer)
  end)
end

--- Lets the user choose one.
local function choose(client, use)
  M.ask(client, function(answer)
    local choices = {}
    for _, group in ipairs(answer.groups) do
      choices[#choices + 1] =
        { hosts = group.hosts, text = ('%s: %s'):format(group.name, table.concat(group.hosts, ', ')) }
    end
    for _, host in ipairs(answer.hosts) do
      local detail = type(host.detail) == 'string' and '  ' .. host.detail or ''
      choices[#choices + 1] = { hosts = { host.name }, text = host.name .. detail }
    end
    vim.ui.select(choices, {
      prompt = 'Host',
      format_item = function(choice)
        return choice.text
      end,
    }, function(chosen)
      if chosen then
        use(chosen.hosts)
      end
    end)
  end)
end

--- Debugs the hosts of the first word, separated by commas; the other words say what is wrong. Without a word the user
--- chooses a host and types the problem.
function M.debug(client, words)
  local function begin(hosts, problem)
    local argument = { hosts = hosts }
    if problem and vim.trim(problem) ~= '' then
      argument.problem = problem
    end
    server.execute(client, 'debugHost', argument)
  end
  if words[1] then
    return begin(vim.split(words[1], ',', { trimempty = true }), table.concat(words, ' ', 2))
  end
  choose(client, function(hosts)
    vim.ui.input({ prompt = 'What is wrong (may stay empty): ' }, function(problem)
      if problem then
        begin(hosts, problem)
      end
    end)
  end)
end

--- Explains the output of a command, which is run here.
function M.analyze(client, words)
  if #words == 0 then
    return say.warn('name a command, such as `:Sysgrok analyze vmstat 1 5`.')
  end
  server.execute(client, 'analyzeCommand', { command = table.concat(words, ' ') })
end

return M
