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

--- The profile that is shown where the buffer is.
local function shown()
  local folder = status.folder(0)
  local profile = folder and type(folder.shown) == 'table' and folder.shown
  return profile and vim.uri_to_fname(profile.uri), folder and vim.uri_to_fname(folder.uri)
end

--- Writes and opens that of the named profile, else of the one that is shown.
function M.open(named)
  local profile, folder = shown()
  profile = named ~= '' and vim.fn.fnamemodify(named, ':p') or profile
  if not profile then
    return say.warn('no profile is shown; name one, or load one with :Sysgrok load.')
  end
  local path, why = binary.find()
  if not path then
    return say.warn(why)
  end
  local page = page_of(profile)
  local command = { path, 'flamegraph', profile, '--output', page }
  vim.system(
    command,
    { text = true, cwd = folder },
    vim.schedule_wrap(function(ended)
      if ended.code ~= 0 then
        return say.warn('no flame graph was made: %s', vim.trim(ended.stderr))
      end
      open(page)
    end)
  )
end

return M
