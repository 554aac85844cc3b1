--- The flame graph: a page that `sysgrok flamegraph` writes, opened in the browser.
local binary = require('sysgrok.binary')
local say = require('sysgrok.say')
local status = require('sysgrok.status')
local M = {}

--- Where the page of a profile goes; one takes the place of the one before.
local function page_of(path)
  local name = vim.fs.basename(path):gsub('[^%w._-]', '_')
  local base = ('%s-%s.html'):format(name, vim.fn.sha256(path):sub(1, 8))
  local folder = vim.fn.stdpath('cache') .. '/sysgrok'
  if pcall(vim.fn.mkdir, folder, 'p', '0700') and vim.fn.filewritable(folder) == 2 then
    return folder .. '/' .. base
  end
  -- The cache folder cannot be written.
  return vim.fs.dirname(vim.fn.tempname()) .. '/' .. base
end

local function open(page)
  local started, fault = vim.ui.open(page)
  if not started then
    say.warn('the flame graph is in %s; no browser was started: %s', page, fault)
  end
end

--- What the program is to draw: the named profile, else the one that is shown, with its value type.
local function drawn(named, folder)
  if named ~= '' then
    return { vim.fn.fnamemodify(named, ':p') }
  end
  local shown = folder and type(folder.shown) == 'table' and folder.shown
  return shown and { vim.uri_to_fname(shown.uri), '--value-type', shown.valueType }
end

--- Writes and opens that of the named profile, else of the one that is shown.
function M.open(named)
  local folder = status.folder(0)
  local arguments = drawn(named, folder)
  if not arguments then
    return say.warn('no profile is shown; name one, or load one with :Sysgrok load.')
  end
  local path, why = binary.find()
  if not path then
    return say.warn(why)
  end
  local page = page_of(arguments[1])
  local command = vim.list_extend({ path, 'flamegraph', '--output', page }, arguments)
  vim.system(
    command,
    { text = true, cwd = folder and vim.uri_to_fname(folder.uri) },
    vim.schedule_wrap(function(ended)
      if ended.code ~= 0 then
        local fault = vim.split(vim.trim(ended.stderr), '\n')[1]
        return say.warn('no flame graph was made: %s', fault)
      end
      open(page)
    end)
  )
end

return M
