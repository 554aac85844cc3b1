--- What the user set: `vim.g.sysgrok`, a table, or `require('sysgrok').setup()`, which writes it.
local M = {}

--- All settings. A value stands for its type, too.
M.defaults = {
  -- Where the binary is; '' looks in the PATH and where cargo installs.
  binary = '',
  heat = {
    enable = true,
    -- 'virtual_text' at the right edge, 'sign' in the sign column, or 'both'.
    style = 'virtual_text',
    -- Line numbers take the colour of their heat.
    number = true,
    -- 'self' or 'total': which share of a line is painted.
    by = 'self',
    -- Nothing below this share, as a fraction of 1.
    share = 0.005,
    -- At most so many marks in a buffer, the hottest.
    most = 500,
    -- Quiet so long after an edit, in milliseconds.
    debounce = 200,
    -- Eight bars, from cold to hot.
    bars = { '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█' },
  },
  -- 'list' keeps findings in lists; 'shown' shows them as those of other servers.
  diagnostics = 'list',
  -- '' maps no key.
  keys = { next = ']h', previous = '[h' },
  report = {
    -- The command that opens a window for a report.
    open = 'vertical botright split',
    -- Whether the cursor goes there.
    focus = true,
  },
  -- 'quickfix', 'telescope', 'fzf-lua' or 'snacks'.
  picker = 'quickfix',
  -- A server that fails is started again so often.
  restarts = 3,
}

local choices = {
  ['heat.style'] = { 'virtual_text', 'sign', 'both' },
  ['heat.by'] = { 'self', 'total' },
  diagnostics = { 'list', 'shown' },
  picker = { 'quickfix', 'telescope', 'fzf-lua', 'snacks' },
}

--- Takes what is right of `given` into `result`; a sentence about each thing that is not goes to `faults`.
local function merge(result, given, at, faults)
  for key, value in pairs(given) do
    local name = at .. tostring(key)
    local default = result[key]
    if default == nil then
      faults[#faults + 1] = ('there is no setting `%s`'):format(name)
    elseif type(value) ~= type(default) then
      faults[#faults + 1] = ('`%s` is a %s, not a %s'):format(name, type(default), type(value))
    elseif name == 'heat.bars' then
      if #value == 8 and vim.iter(value):all(function(bar)
        return type(bar) == 'string'
      end) then
        result[key] = value
      else
        faults[#faults + 1] = '`heat.bars` is a list of eight texts'
      end
    elseif type(value) == 'table' then
      merge(default, value, name .. '.', faults)
    elseif choices[name] and not vim.tbl_contains(choices[name], value) then
      faults[#faults + 1] = ('`%s` is one of %s'):format(name, table.concat(choices[name], ', '))
    else
      result[key] = value
    end
  end
end

local read, of

--- All settings, those of the user over the defaults; a wrong one costs only itself. The second result has a sentence
--- about each wrong one.
function M.get()
  local given = vim.g.sysgrok
  if read and vim.deep_equal(of, given) then
    return read.settings, read.faults
  end
  local settings, faults = vim.deepcopy(M.defaults), {}
  if type(given) == 'table' then
    merge(settings, given, '', faults)
  elseif given ~= nil then
    faults[1] = '`vim.g.sysgrok` is a table'
  end
  table.sort(faults)
  read, of = { settings = settings, faults = faults }, given
  return settings, faults
end

return M
