-- Servers that are missing, older, newer, that fail, and several at once: the user is told once, with a way out.
local harness = dofile(arg[1] .. '/support/harness.lua')
local say = harness.say

local workspace = harness.workspace('c')

--- A program named sysgrok that runs another one.
local function program(command)
  local path = harness.folder('a program') .. '/sysgrok'
  harness.write(path, '#!/bin/sh\n' .. command .. '\n')
  assert(vim.uv.fs_chmod(path, 493))
  return path
end

local function named(path)
  return ('vim.g.sysgrok = { binary = %q }'):format(path)
end

--- How many servers of ours answer for a buffer.
local function servers(editor)
  return editor:lua("return #require('sysgrok.server').clients(0)")
end

say('missing')
local editor = harness.editor({ cwd = workspace, env = { PATH = '/usr/bin:/bin' }, file = 'src/table.c' })
editor:hear('the program was not found; :checkhealth sysgrok')
editor:open('src/wordex.c')
editor:open('src/table.h')
editor:command('checkhealth sysgrok')
editor:see('/.cargo/bin/sysgrok')
editor:see('cargo install --path server/sysgrok')
assert(editor:heard('the program was not found') == 1, 'it is said once')
editor:command('quit')
editor:command('Sysgrok hotspots')
editor:wait_for('said again when a command needs it', function()
  return editor:heard('the program was not found') == 2
end)
editor:quit()

say('named, but no program')
editor = harness.editor({ cwd = workspace, file = 'src/table.c', before = named('/nowhere/sysgrok') })
editor:hear('what `binary` names is no program')
editor:command('checkhealth sysgrok')
editor:see('/nowhere/sysgrok')
editor:quit()

say('in a folder with a space')
local there = program(('exec %s "$@"'):format(harness.binary))
editor =
  harness.editor({ cwd = workspace, file = 'src/table.c', before = named(there), env = { PATH = '/usr/bin:/bin' } })
editor:see('27.3 % self, 49.7 % total')
editor:command('checkhealth sysgrok')
editor:see(there)
editor:see('profile shown: recordings/cpu.perf.txt')
editor:quit()

local function fake(version, methods)
  local script = harness.root .. '/tests/editors/nvim/support/fake_server.lua'
  return program(('exec %s --clean --headless -l "%s" %s %s'):format(vim.v.progpath, script, version, methods))
end

say('older')
editor = harness.editor({ cwd = workspace, file = 'src/table.c', before = named(fake('0.0.9', 'heat')) })
editor:hear('the server (0.0.9) is too old for some of this plugin')
editor:command('checkhealth sysgrok')
editor:see('It lacks heatChanged, hotSpots')
editor:command('quit')
editor:command('Sysgrok hotspots')
editor:hear('the server (0.0.9) has no `sysgrok/hotSpots`')
editor:command('Sysgrok explain')
editor:hear('the server (0.0.9) has no command `explainFunction`')
editor:command('Sysgrok restart')
editor:wait_for('server again', function()
  return servers(editor) == 1
end)
assert(editor:heard('the server (0.0.9) is too old') == 1, 'it is said once')
editor:quit()

say('newer')
local all = 'heat heatChanged hotSpots report reports reportText callers status hosts'
editor = harness.editor({ cwd = workspace, file = 'src/table.c', before = named(fake('0.9.0', all)) })
editor:hear('the server (0.9.0) is newer than this plugin')
editor:quit()

say('the same')
editor = harness.editor({ cwd = workspace, file = 'src/table.c', before = named(fake('0.1.0', all)) })
editor:wait_for('server', function()
  return servers(editor) == 1
end)
assert(editor:lua('return #_G.told') == 0, 'nothing is said')
editor:quit()

say('killed')
editor = harness.editor({ cwd = workspace, file = 'src/table.c' })
local function process()
  return editor:lua([[
    local client = require('sysgrok.server').clients(0)[1]
    local child = client and vim.api.nvim_get_proc_children(vim.fn.getpid())
    return child and child[1]
  ]])
end
for time = 1, 3 do
  editor:see('27.3 % self, 49.7 % total')
  local pid = assert(process())
  vim.uv.kill(pid, 'sigkill')
  editor:hear(('is started again (%d of 3)'):format(time))
  editor:wait_for('another process', function()
    local now = process()
    return now and now ~= pid
  end)
end
editor:see('27.3 % self, 49.7 % total')
vim.uv.kill(assert(process()), 'sigkill')
local told = editor:hear('stays down')
assert(told:find(':Sysgrok log', 1, true) and told:find(':Sysgrok restart', 1, true), told)
editor:see_no('% total')
editor:command('Sysgrok restart')
editor:see('27.3 % self, 49.7 % total')
editor:command('Sysgrok log')
editor:see('lsp.log')
editor:quit()

say('several roots')
local other = harness.workspace('python')
editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  init = 'vim.o.statusline = \'%f %{v:lua.require("sysgrok").statusline()}\'',
})
editor:see('27.3 % self, 49.7 % total')
editor:command('vsplit ' .. other .. '/spell/corrector.py')
editor:wait_for('two servers', function()
  return servers(editor) == 2
end)
editor:quit()

say('nothing can be written')
editor = harness.editor({
  cwd = workspace,
  file = 'src/table.c',
  init = "vim.lsp.config('sysgrok', { cmd_env = { XDG_STATE_HOME = '/dev/null/state' } })",
})
editor:see('27.3 % self, 49.7 % total')
editor:command('Sysgrok chat hello')
editor:hear('no report can be written to')
editor:see('27.3 % self, 49.7 % total')
editor:quit()
