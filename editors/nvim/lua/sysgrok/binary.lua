--- Where the program is.
local settings = require('sysgrok.settings')
local M = {}

local install = 'Build it with `cargo install --path server/sysgrok` in the repository of sysgrok, or name it: '
  .. "vim.g.sysgrok = { binary = '/path/to/sysgrok' }. :checkhealth sysgrok says more."

--- The folder of this plugin.
local function plugin()
  return vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))))
end

--- The places where it is looked for, in their order.
function M.places()
  local named = settings.get().binary
  if named ~= '' then
    return { vim.fs.normalize(named) }
  end
  return { 'sysgrok', plugin() .. '/bin/sysgrok', vim.fs.normalize('~/.cargo/bin/sysgrok') }
end

--- Its path; else nothing, and a sentence that says what to do.
function M.find()
  local places = M.places()
  for _, place in ipairs(places) do
    local path = vim.fn.exepath(place)
    if path ~= '' then
      return path
    end
  end
  if settings.get().binary ~= '' then
    return nil, ('%s, which `binary` names, is no program. %s'):format(places[1], install)
  end
  return nil, ('the program is neither in the PATH nor at %s or %s. %s'):format(places[2], places[3], install)
end

return M
