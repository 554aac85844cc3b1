--- Hot spots in the picker of snacks.nvim.
local M = {}

--- Whether it was shown: false where snacks is not installed.
function M.show(items, title)
  local is_there, snacks = pcall(require, 'snacks')
  if not is_there or not snacks.picker then
    return false
  end
  snacks.picker({
    title = title,
    items = vim.tbl_map(function(one)
      return {
        text = one.text,
        file = one.filename,
        pos = one.lnum and { one.lnum, one.col - 1 } or nil,
      }
    end, items),
    format = 'text',
    preview = 'file',
    sort = { fields = { 'idx' } },
  })
  return true
end

return M
