--- Hot spots in fzf-lua.
local M = {}

--- Whether it was shown: false where fzf-lua is not installed.
function M.show(items, title)
  local is_there, fzf = pcall(require, 'fzf-lua')
  if not is_there then
    return false
  end
  local entries = vim.tbl_map(function(one)
    local place = one.filename and ('%s:%d:%d:'):format(vim.fn.fnamemodify(one.filename, ':.'), one.lnum, one.col) or ''
    return place .. one.text
  end, items)
  fzf.fzf_exec(entries, {
    prompt = title .. '> ',
    previewer = 'builtin',
    actions = {
      default = function(chosen, options)
        if chosen[1] and chosen[1]:match('^.-:%d+:%d+:') then
          require('fzf-lua.actions').file_edit(chosen, options)
        end
      end,
    },
  })
  return true
end

return M
