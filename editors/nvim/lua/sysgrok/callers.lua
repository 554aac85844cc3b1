--- Who calls a function, and what it calls.
local heat = require('sysgrok.heat')
local hot_spots = require('sysgrok.hot_spots')
local say = require('sysgrok.say')
local server = require('sysgrok.server')
local M = {}

local function item(edge, of)
  local function share(value)
    return type(value) == 'number' and say.percent(value) or '?'
  end
  local found = {
    name = edge.name,
    text = ('%s %8s  %s'):format(of, share(edge.total), edge.name),
  }
  if type(edge.ofFunction) == 'number' then
    found.text = found.text .. ('  (%s of the function)'):format(share(edge.ofFunction))
  end
  if type(edge.location) == 'table' then
    found.filename = vim.uri_to_fname(edge.location.uri)
    found.lnum = edge.location.range.start.line + 1
    found.col = edge.location.range.start.character + 1
  end
  return found
end

--- The report of the server, for the function under the cursor.
local function as_document(client)
  local at = vim.lsp.util.make_position_params(0, client.offset_encoding)
  server.execute(client, 'showCallers', { uri = at.textDocument.uri, position = at.position })
end

--- Of the named function, else of the one around the cursor.
function M.show(client, name)
  if name == '' then
    local hot = heat.function_at(vim.api.nvim_get_current_buf(), vim.api.nvim_win_get_cursor(0)[1] - 1)
    if not hot or not server.offers(client, 'callers') then
      return as_document(client)
    end
    name = hot.name
  elseif not server.offers(client, 'callers') then
    return server.execute(client, 'showCallers', { ['function'] = name })
  end
  server.ask(client, 'callers', { profile = vim.NIL, ['function'] = name, limit = 50 }, function(answer)
    if not answer then
      return say.warn('the profile has no function `%s`.', name)
    end
    local items = {}
    for _, edge in ipairs(answer.callers) do
      items[#items + 1] = item(edge, 'from')
    end
    for _, edge in ipairs(answer.callees) do
      items[#items + 1] = item(edge, 'to  ')
    end
    if #items == 0 then
      return say.info('the profile knows neither callers nor callees of `%s`.', name)
    end
    hot_spots.present(items, 'Calls from and to ' .. answer['function'])
  end)
end

return M
