--- sysgrok in Neovim: a profile in the code. See `:help sysgrok`.
local M = {}

--- Sets the settings of the plugin; the same as `vim.g.sysgrok = { ... }`.
function M.setup(settings)
  vim.g.sysgrok = settings or {}
  if vim.v.vim_did_enter == 1 then
    require('sysgrok.heat').repaint()
  end
end

--- For a status line: the profile that is shown and its value type, such as `cpu.perf.txt cpu-clock`; `heat hidden`
--- while it is switched off; empty without a profile. Asks nobody.
function M.statusline()
  return require('sysgrok.status').line()
end

return M
