--- What the user is told.
local M = {}

local function text(message, ...)
  return 'sysgrok: ' .. (select('#', ...) > 0 and message:format(...) or message)
end

--- Something that was done, or found.
function M.info(...)
  vim.notify(text(...), vim.log.levels.INFO)
end

--- Something that cannot be done, with a way out.
function M.warn(...)
  vim.notify(text(...), vim.log.levels.WARN)
end

--- The same, once a session for each text.
function M.warn_once(...)
  vim.notify_once(text(...), vim.log.levels.WARN)
end

--- A share as the server writes it: one digit after the point.
function M.percent(share)
  return ('%.1f %%'):format(share * 100)
end

return M
