-- The help: its tags, every sub-command, the settings as they are.
local harness = dofile(arg[1] .. '/support/harness.lua')

local doc = harness.folder('doc')
vim.fn.mkdir(doc .. '/doc')
local text = harness.read(harness.root .. '/editors/nvim/doc/sysgrok.txt')
harness.write(doc .. '/doc/sysgrok.txt', text)
vim.cmd.helptags(doc .. '/doc')
local tags = harness.read(doc .. '/doc/tags')

-- All links lead somewhere in it, or to Neovim's own help.
vim.opt.runtimepath:prepend(doc)
for link in text:gmatch('|([^|%s]+)|') do
  local found = #vim.fn.getcompletion(link, 'help') > 0
  assert(found, ('|%s| leads nowhere'):format(link))
end

vim.opt.runtimepath:prepend(harness.root .. '/editors/nvim')
for _, name in ipairs(require('sysgrok.command').names()) do
  assert(tags:find('\n:Sysgrok-' .. name .. '\t', 1, true), 'no help for :Sysgrok ' .. name)
end

-- The settings that it lists are the defaults.
local code = text:match('These are the defaults: >lua\n(.-)\n<\n')
loadstring(code)()
local settings = require('sysgrok.settings')
assert(vim.deep_equal(vim.g.sysgrok, settings.defaults), 'the help lists other settings')

-- A wrong setting costs only itself, and is told by :checkhealth.
local editor = harness.editor({
  cwd = harness.workspace('c'),
  file = 'src/table.c',
  before = "vim.g.sysgrok = { heat = { style = 'blue', most = 2 }, nonsense = 1, picker = 7 }",
})
editor:wait_for('two marks', function()
  return #editor:marks() == 2
end)
editor:command('checkhealth sysgrok')
editor:see('is one of virtual_text, sign, both')
editor:see('is a string, not a number')
editor:see('there is no setting')
editor:command('quit')
editor:lua('vim.opt.runtimepath:prepend(...)', doc)
editor:command('help sysgrok')
editor:wait_for('help', function()
  return editor:lua('return vim.bo.filetype') == 'help'
end)
editor:quit()
