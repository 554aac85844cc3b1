--- The hot spots of the workspace, in the quickfix list or a picker.
local say = require('sysgrok.say')
local server = require('sysgrok.server')
local settings = require('sysgrok.settings')
local M = {}

M.kinds = { 'functions', 'files', 'lines' }

--- The pickers that can show them.
M.pickers = { 'quickfix', 'telescope', 'fzf-lua', 'snacks' }

local function share(value)
  return type(value) == 'number' and ('%8s'):format(say.percent(value)) or ('%8s'):format('')
end

--- What is shown of one: shares and name, and where it is when that is not here.
local function text(spot)
  local parts = { share(spot['self']) .. ' self ', share(spot.total) .. ' total  ', spot.name }
  if spot.stale then
    parts[#parts + 1] = '  (stale)'
  end
  if type(spot.elsewhere) == 'string' then
    parts[#parts + 1] = '  (' .. spot.elsewhere .. ')'
  end
  return table.concat(parts)
end

--- One as all lists take it; without a place it is only read.
local function item(spot, client)
  local found = { text = text(spot), name = spot.name }
  if type(spot.location) == 'table' then
    found.filename = vim.uri_to_fname(spot.location.uri)
    found.lnum = spot.location.range.start.line + 1
    local buffer = vim.fn.bufnr(found.filename)
    local column = spot.location.range.start.character
    if column > 0 and buffer ~= -1 and vim.api.nvim_buf_is_loaded(buffer) then
      local line = vim.api.nvim_buf_get_lines(buffer, found.lnum - 1, found.lnum, false)[1] or ''
      column = vim.str_byteindex(line, client.offset_encoding, column, false)
    end
    found.col = column + 1
  end
  return found
end

--- Asks for them and gives `use` their items and a title.
function M.items(client, kind, everywhere, use)
  local params = { kind = kind, limit = 200, onlyWorkspace = not everywhere }
  server.ask(client, 'hotSpots', params, function(answer)
    if not answer or #answer.profiles == 0 then
      return say.info('no profile is shown; :Sysgrok load loads one.')
    end
    local items = vim.tbl_map(function(spot)
      return item(spot, client)
    end, answer.spots)
    local shown = answer.profiles[1]
    use(items, ('Hot %s, %s of %s'):format(kind, shown.valueType, shown.name))
  end)
end

--- A list of places: the quickfix list.
function M.quickfix(items, title)
  vim.fn.setqflist({}, ' ', {
    title = title,
    items = vim.tbl_map(function(one)
      return {
        filename = one.filename,
        lnum = one.lnum,
        col = one.col,
        text = one.text,
        valid = one.filename and 1 or 0,
      }
    end, items),
  })
  vim.cmd('botright copen')
end

--- Shows items in a picker, else in the quickfix list.
function M.present(items, title, picker)
  picker = picker or settings.get().picker
  if picker ~= 'quickfix' then
    local name = 'sysgrok.pickers.' .. picker:gsub('-', '_')
    if require(name).show(items, title) then
      return
    end
    say.warn_once('%s is not installed; the quickfix list is used.', picker)
  end
  M.quickfix(items, title)
end

--- Shows them. Words choose what: one of `kinds`, `all` for functions outside of the workspace, too, and a picker.
function M.show(client, words)
  local kind, everywhere, picker = 'functions', false, nil
  for _, word in ipairs(words) do
    if vim.tbl_contains(M.kinds, word) then
      kind = word
    elseif word == 'all' then
      everywhere = true
    elseif vim.tbl_contains(M.pickers, word) then
      picker = word
    else
      return say.warn('hotspots knows no `%s`.', word)
    end
  end
  M.items(client, kind, everywhere, function(items, title)
    M.present(items, title, picker)
  end)
end

return M
