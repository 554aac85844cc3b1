-- Neovim in a real terminal, tmux: what a user sees. With SYSGROK_PICTURES=FOLDER the screens are drawn there.
local harness = dofile(arg[1] .. '/support/harness.lua')
local svg = dofile(arg[1] .. '/support/svg.lua')

local columns, lines = 132, 34
local workspace = harness.workspace('c')
local home = harness.folder('home')
harness.write(home .. '/init.lua', harness.lines_of_readme('Install') .. [[

vim.o.number = true
vim.o.laststatus = 3
vim.o.statusline = " %f%=%{v:lua.require'sysgrok'.statusline()} "
]])

-- Each scene has its own server of tmux: one that ends takes its time.
local socket

local function tmux(...)
  -- A pane has the PATH of its client.
  local path = vim.fs.dirname(harness.binary) .. ':' .. os.getenv('PATH')
  local command = { 'tmux', '-L', socket, '-f', '/dev/null', ... }
  local done = vim.system(command, { text = true, env = { PATH = path } }):wait()
  assert(done.code == 0, done.stderr)
  return done.stdout
end

local function started(background)
  local variables = {
    HOME = home,
    COLORTERM = 'truecolor',
    TERM = 'tmux-256color',
    XDG_STATE_HOME = home .. '/state',
    XDG_CACHE_HOME = home .. '/cache',
  }
  local command = { 'new-session', '-d', '-x', tostring(columns), '-y', tostring(lines), '-c', workspace }
  for name, value in pairs(variables) do
    vim.list_extend(command, { '-e', name .. '=' .. value })
  end
  local set = ('set termguicolors background=%s'):format(background)
  vim.list_extend(command, { vim.v.progpath, '-n', '-i', 'NONE', '-u', home .. '/init.lua', '--cmd', set })
  tmux(unpack(vim.list_extend(command, { 'src/table.c' })))
end

local function see(text)
  return harness.wait_for(('%q in the terminal'):format(text), function()
    local screen = tmux('capture-pane', '-p')
    return screen:find(text, 1, true) and screen
  end, function()
    return tmux('capture-pane', '-p')
  end)
end

local function picture(name, foreground, background)
  local drawn = svg.picture(tmux('capture-pane', '-e', '-p'), columns, foreground, background)
  assert(drawn:find('>27.3\u{a0}%\u{a0}self,\u{a0}49.7\u{a0}%\u{a0}total', 1, true), 'the picture shows the heat')
  assert(#drawn < 200 * 1024, #drawn)
  local folder = os.getenv('SYSGROK_PICTURES')
  if folder then
    harness.write(folder .. '/' .. name .. '.svg', drawn)
    harness.say('  %s/%s.svg, %d bytes', folder, name, #drawn)
  end
end

local function dark()
  started('dark')
  see('27.3 % self, 49.7 % total')
  see('cpu.perf.txt cpu-clock')
  tmux('send-keys', '8G', 'w', 'w', ':Sysgrok explain', 'Enter')
  see('Where the time goes')
  see('no model answered')
  tmux('send-keys', 'C-w', 'p')
  see('src/table.c ')
  picture('heat-dark', '#e0e2ea', '#14161b')
end

local function light()
  started('light')
  see('27.3 % self, 49.7 % total')
  tmux('send-keys', ':Sysgrok hotspots', 'Enter')
  see('index_document')
  picture('heat-light', '#14161b', '#e0e2ea')
end

for name, scene in pairs({ dark = dark, light = light }) do
  socket = ('sysgrok-%d-%s'):format(vim.fn.getpid(), name)
  local ok, fault = pcall(scene)
  tmux('kill-server')
  assert(ok, fault)
end
