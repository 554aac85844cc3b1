--- The hover that is open when its explanation comes: it is asked for again.
local M = {}

local id = 'textDocument/hover'

--- The window of the hover over a buffer; nothing when none is open.
local function open_over(buffer)
  local window = vim.b[buffer].lsp_floating_preview
  if window and vim.api.nvim_win_is_valid(window) and vim.w[window][id] == buffer then
    return window
  end
end

--- Opens the hover of the current window again, as it looked.
local function renew(window)
  local look = vim.api.nvim_win_get_config(window)
  vim.lsp.buf.hover({ focus = false, silent = true, border = look.border, title = look.title })
end

--- Takes `sysgrok/explained`. A hover in which the cursor stands is left alone until the cursor leaves it: the text
--- that is being read does not change.
function M.explained(params)
  local of = vim.uri_to_bufnr(params.textDocument.uri)
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    local buffer = vim.api.nvim_win_get_buf(window)
    local hover = open_over(buffer)
    if hover and (buffer == of or vim.api.nvim_buf_is_loaded(of)) then
      if window == vim.api.nvim_get_current_win() then
        return renew(hover)
      elseif hover == vim.api.nvim_get_current_win() then
        vim.api.nvim_create_autocmd('WinLeave', {
          buffer = vim.api.nvim_win_get_buf(hover),
          once = true,
          callback = vim.schedule_wrap(function()
            if vim.api.nvim_win_is_valid(hover) and vim.api.nvim_get_current_buf() == buffer then
              renew(hover)
            end
          end),
        })
        return
      end
    end
  end
end

return M
