--- Hot spots in telescope.nvim.
local M = {}

--- Whether it was shown: false where telescope is not installed.
function M.show(items, title, options)
  local is_there, pickers = pcall(require, 'telescope.pickers')
  if not is_there then
    return false
  end
  local config = require('telescope.config').values
  options = options or {}
  pickers
    .new(options, {
      prompt_title = title,
      finder = require('telescope.finders').new_table({
        results = items,
        entry_maker = function(one)
          return {
            value = one,
            display = one.text,
            ordinal = one.name,
            filename = one.filename,
            lnum = one.lnum,
            col = one.col,
          }
        end,
      }),
      sorter = config.generic_sorter(options),
      previewer = config.qflist_previewer(options),
    })
    :find()
  return true
end

return M
