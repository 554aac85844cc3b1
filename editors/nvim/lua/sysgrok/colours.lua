--- Eight highlight groups from cold to hot, `SysgrokHeat1` to `SysgrokHeat8`, out of the colours of the scheme.
---
--- They run from the colour of comments over that of warnings to that of errors. Each is moved towards white or black
--- until it stands out from the background as WCAG 2.1 wants of text: a contrast of 4.5 to 1.
local M = {}

--- How many there are.
M.levels = 8

--- The share from which each level is.
local from = { 0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5 }

local contrast_wanted = 4.5

--- The level of a share.
function M.level(share)
  for level = M.levels, 2, -1 do
    if share >= from[level] then
      return level
    end
  end
  return 1
end

--- The group of a level.
function M.group(level)
  return 'SysgrokHeat' .. level
end

local function channels(colour)
  return { bit.rshift(colour, 16), bit.band(bit.rshift(colour, 8), 0xff), bit.band(colour, 0xff) }
end

local function colour_of(parts)
  return parts[1] * 0x10000 + parts[2] * 0x100 + parts[3]
end

local function mix(a, b, part)
  local one, other, mixed = channels(a), channels(b), {}
  for index = 1, 3 do
    mixed[index] = math.floor(one[index] + (other[index] - one[index]) * part + 0.5)
  end
  return colour_of(mixed)
end

--- The relative luminance of WCAG 2.1.
local function luminance(colour)
  local parts = vim.tbl_map(function(channel)
    local part = channel / 255
    return part <= 0.03928 and part / 12.92 or ((part + 0.055) / 1.055) ^ 2.4
  end, channels(colour))
  return 0.2126 * parts[1] + 0.7152 * parts[2] + 0.0722 * parts[3]
end

--- The contrast of two colours, 1 to 21.
function M.contrast(a, b)
  local one, other = luminance(a), luminance(b)
  return (math.max(one, other) + 0.05) / (math.min(one, other) + 0.05)
end

local function legible(colour, background)
  local white, black = M.contrast(0xffffff, background), M.contrast(0, background)
  local goal = white > black and 0xffffff or 0
  for step = 0, 20 do
    local moved = mix(colour, goal, step / 20)
    if M.contrast(moved, background) >= contrast_wanted then
      return moved
    end
  end
  return goal
end

local function foreground(name, otherwise)
  return vim.api.nvim_get_hl(0, { name = name, link = false }).fg or otherwise
end

local ours = {}

--- Sets the groups, those that the user has not set.
function M.renew()
  local is_dark = vim.o.background == 'dark'
  local normal = vim.api.nvim_get_hl(0, { name = 'Normal', link = false })
  local background = normal.bg or (is_dark and 0 or 0xffffff)
  local cold = foreground('Comment', 0x808080)
  local warm = foreground('DiagnosticWarn', 0xb08000)
  local hot = foreground('DiagnosticError', 0xd03030)
  for level = 1, M.levels do
    local at = (level - 1) / (M.levels - 1) * 2
    local colour = at <= 1 and mix(cold, warm, at) or mix(warm, hot, at - 1)
    local terminal = level <= 3 and 'Comment' or level <= 6 and 'DiagnosticWarn' or 'DiagnosticError'
    local group = {
      fg = legible(colour, background),
      bold = level >= 6,
      ctermfg = vim.api.nvim_get_hl(0, { name = terminal, link = false }).ctermfg,
    }
    local name = M.group(level)
    local there = vim.api.nvim_get_hl(0, { name = name })
    if vim.tbl_isempty(there) or vim.deep_equal(there, ours[name]) then
      vim.api.nvim_set_hl(0, name, group)
      ours[name] = vim.api.nvim_get_hl(0, { name = name })
    end
  end
end

return M
