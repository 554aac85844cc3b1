--- From one painted line to the next.
local heat = require('sysgrok.heat')
local say = require('sysgrok.say')
local M = {}

--- The lines that are painted, from 1, in their order.
local function lines()
  local found = {}
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, heat.namespace, 0, -1, { details = true })) do
    if not mark[4].invalid then
      found[#found + 1] = mark[2] + 1
    end
  end
  return found
end

--- Goes on by so many, over the end to the other one.
local function go(count)
  local hot = lines()
  if #hot == 0 then
    return say.info('no heat is painted in this buffer.')
  end
  local here = vim.api.nvim_win_get_cursor(0)[1]
  -- How many are above, and with the line itself.
  local above, upto = 0, 0
  for _, line in ipairs(hot) do
    above = above + (line < here and 1 or 0)
    upto = upto + (line <= here and 1 or 0)
  end
  local index = count > 0 and upto + count or above + count + 1
  local line = hot[(index - 1) % #hot + 1]
  vim.cmd("normal! m'")
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  vim.cmd('normal! ^')
end

--- To the next one below, or the `v:count1`-th.
function M.next()
  go(vim.v.count1)
end

--- To the next one above.
function M.previous()
  go(-vim.v.count1)
end

return M
