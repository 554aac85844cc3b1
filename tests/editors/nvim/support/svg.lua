-- A screen, as `tmux capture-pane -e -p` writes it, as SVG: one text a run of cells of one look.
local M = {}

local width, height, baseline = 8, 17, 13

-- The sixteen colours of xterm.
local named = {
  [0] = '#000000',
  '#cd0000',
  '#00cd00',
  '#cdcd00',
  '#0000ee',
  '#cd00cd',
  '#00cdcd',
  '#e5e5e5',
  '#7f7f7f',
  '#ff0000',
  '#00ff00',
  '#ffff00',
  '#5c5cff',
  '#ff00ff',
  '#00ffff',
  '#ffffff',
}

local function indexed(index)
  if index < 16 then
    return named[index]
  elseif index >= 232 then
    local grey = 8 + (index - 232) * 10
    return ('#%02x%02x%02x'):format(grey, grey, grey)
  end
  local function part(value)
    return value == 0 and 0 or 55 + value * 40
  end
  index = index - 16
  return ('#%02x%02x%02x'):format(part(math.floor(index / 36)), part(math.floor(index / 6) % 6), part(index % 6))
end

--- Applies the numbers of one sequence `ESC [ ... m` to a look.
local function apply(look, sequence)
  local numbers = vim.tbl_map(tonumber, vim.split(sequence == '' and '0' or sequence, '[;:]'))
  local at = 1
  while at <= #numbers do
    local number = numbers[at]
    if number == 0 then
      look.fg, look.bg, look.bold, look.italic, look.reverse, look.underline = nil, nil, nil, nil, nil, nil
    elseif number == 1 then
      look.bold = true
    elseif number == 22 then
      look.bold = nil
    elseif number == 3 then
      look.italic = true
    elseif number == 23 then
      look.italic = nil
    elseif number == 4 then
      look.underline = true
    elseif number == 24 then
      look.underline = nil
    elseif number == 7 then
      look.reverse = true
    elseif number == 27 then
      look.reverse = nil
    elseif number == 38 or number == 48 then
      local colour
      if numbers[at + 1] == 2 then
        colour = ('#%02x%02x%02x'):format(numbers[at + 2], numbers[at + 3], numbers[at + 4])
        at = at + 4
      else
        colour = indexed(numbers[at + 2])
        at = at + 2
      end
      look[number == 38 and 'fg' or 'bg'] = colour
    elseif number == 39 then
      look.fg = nil
    elseif number == 49 then
      look.bg = nil
    elseif number >= 30 and number <= 37 then
      look.fg = named[number - 30]
    elseif number >= 40 and number <= 47 then
      look.bg = named[number - 40]
    elseif number >= 90 and number <= 97 then
      look.fg = named[number - 82]
    end
    at = at + 1
  end
end

--- Spaces are not broken: viewers make one of several.
local function escaped(text)
  return (text:gsub('[&<> ]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', [' '] = '\u{a0}' }))
end

local function attributes(look, foreground)
  return (' fill="%s"'):format(foreground)
    .. (look.bold and ' font-weight="bold"' or '')
    .. (look.italic and ' font-style="italic"' or '')
    .. (look.underline and ' text-decoration="underline"' or '')
end

--- The picture; `foreground` and `background` are those of the terminal.
function M.picture(captured, columns, foreground, background)
  local rows = vim.split(captured, '\n', { trimempty = true })
  local parts = {
    (
      '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="DejaVu Sans Mono, Menlo, Consolas, '
      .. 'monospace" font-size="13" xml:space="preserve">'
    ):format(columns * width, #rows * height),
    ('<rect width="100%%" height="100%%" fill="%s"/>'):format(background),
  }
  local look = {}
  for row, line in ipairs(rows) do
    local column, at = 0, 1
    local function run(text)
      local cells = vim.fn.strdisplaywidth(text)
      local fg, bg = look.fg or foreground, look.bg
      if look.reverse then
        fg, bg = look.bg or background, look.fg or foreground
      end
      local x, y = column * width, (row - 1) * height
      if bg and bg ~= background then
        local box = '<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>'
        parts[#parts + 1] = box:format(x, y, cells * width, height, bg)
      end
      local blanks = #text:match('^ *')
      local shown = vim.trim(text)
      if shown ~= '' then
        parts[#parts + 1] = ('<text x="%d" y="%d" textLength="%d"%s>%s</text>'):format(
          x + blanks * width,
          y + baseline,
          vim.fn.strdisplaywidth(shown) * width,
          attributes(look, fg),
          escaped(shown)
        )
      end
      column = column + cells
    end
    while at <= #line do
      local first, last, sequence = line:find('\27%[([%d;:]*)m', at)
      local text = line:sub(at, (first or #line + 1) - 1)
      if text ~= '' then
        run(text)
      end
      if not first then
        break
      end
      apply(look, sequence)
      at = last + 1
    end
  end
  parts[#parts + 1] = '</svg>'
  return table.concat(parts, '\n') .. '\n'
end

return M
