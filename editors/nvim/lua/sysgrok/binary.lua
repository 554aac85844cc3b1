--- Where the program is.
local settings = require('sysgrok.settings')
local M = {}

--- What there is to do where it is missing.
M.advice = {
  'Build it: `cargo install --path server/sysgrok` in the repository of sysgrok.',
  "Or say where it is: vim.g.sysgrok = { binary = '/path/to/sysgrok' }",
}

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

--- Its path; else nothing, and a sentence that fits one line, since longer ones stop the user.
function M.find()
  for _, place in ipairs(M.places()) do
    local path = vim.fn.exepath(place)
    if path ~= '' then
      return path
    end
  end
  local what = settings.get().binary ~= '' and 'what `binary` names is no program' or 'the program was not found'
  return nil, what .. '; :checkhealth sysgrok says what to do.'
end

return M
