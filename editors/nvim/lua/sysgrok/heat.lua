--- The heat of buffers: asked for when it may have changed, painted beside the text, moved along with edits.
---
--- Only buffers in a window are asked for, one request a buffer at a time, and never more than `heat.most` marks are
--- painted. Between an edit and the next answer Neovim moves the marks with their lines.
local colours = require('sysgrok.colours')
local say = require('sysgrok.say')
local server = require('sysgrok.server')
local settings = require('sysgrok.settings')
local M = {}

M.namespace = vim.api.nvim_create_namespace('sysgrok.heat')

--- What is known of a buffer: its client, the last answer, and what goes on.
local states = {}

local function shares(own, total)
  if own and total then
    return ('%s self, %s total'):format(say.percent(own), say.percent(total))
  end
  return own and say.percent(own) .. ' self' or say.percent(total) .. ' total'
end

local function given(number)
  return type(number) == 'number' and number or nil
end

--- The marks for an answer, hottest first: line, share and text. A function's own stands where its name is.
function M.marks(answer, options)
  local at = {}
  local function add(line, own, total, text)
    local share = options.by == 'total' and (total or own) or (own or total)
    if share and share >= options.share and not at[line] then
      at[line] = { line = line, share = share, text = text(share) }
    end
  end
  for _, hot in ipairs(answer.functions) do
    local own, total = given(hot['self']), given(hot.total)
    add(hot.selectionRange.start.line, own, total, function()
      return (hot.stale and 'stale: ' or '') .. shares(own, total)
    end)
  end
  for _, hot in ipairs(answer.lines) do
    add(hot.range.start.line, given(hot['self']), given(hot.total), say.percent)
  end
  local marks = vim.tbl_values(at)
  table.sort(marks, function(a, b)
    return a.share == b.share and a.line < b.line or a.share > b.share
  end)
  return vim.list_slice(marks, 1, options.most)
end

--- Two cells that say a share: whole percents.
local function sign(share)
  local percent = math.floor(share * 100 + 0.5)
  return percent < 1 and '<1' or ('%2d'):format(math.min(percent, 99))
end

local function paint(buffer, answer)
  local options = settings.get().heat
  vim.api.nvim_buf_clear_namespace(buffer, M.namespace, 0, -1)
  for _, mark in ipairs(answer and M.marks(answer, options) or {}) do
    local level = colours.level(mark.share)
    local group = colours.group(level)
    local detail = {
      invalidate = true,
      undo_restore = false,
      strict = false,
      number_hl_group = options.number and group or nil,
      -- Below the signs of diagnostics.
      priority = 5,
    }
    if options.style ~= 'sign' then
      detail.virt_text = { { ('%s %s'):format(mark.text, options.bars[level]), group } }
      detail.virt_text_pos = 'eol_right_align'
      detail.hl_mode = 'combine'
    end
    if options.style ~= 'virtual_text' then
      detail.sign_text = sign(mark.share)
      detail.sign_hl_group = group
    end
    vim.api.nvim_buf_set_extmark(buffer, M.namespace, mark.line, 0, detail)
  end
end

local refresh

--- Asks once nothing was edited for a while.
local function later(buffer)
  local state = states[buffer]
  state.timer:start(
    settings.get().heat.debounce,
    0,
    vim.schedule_wrap(function()
      if states[buffer] == state then
        refresh(buffer)
      end
    end)
  )
end

local function take(buffer, state, fault, answer)
  if states[buffer] ~= state or not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  state.asking = false
  if fault then
    -- What is painted stays; the next edit or change asks again.
    return state.again and refresh(buffer)
  end
  local version = answer and given(answer.version)
  local now = vim.lsp.util.buf_versions[buffer]
  if version and now and version ~= now then
    -- It was edited meanwhile.
    return later(buffer)
  end
  state.heat = answer
  paint(buffer, answer)
  vim.api.nvim_exec_autocmds('User', { pattern = 'SysgrokHeat', modeline = false, data = { buf = buffer } })
  if state.again then
    refresh(buffer)
  end
end

--- Asks for the heat of a buffer, now or when it is seen again.
function refresh(buffer)
  local state = states[buffer]
  if not state then
    return
  end
  local client = vim.lsp.get_client_by_id(state.client)
  if not settings.get().heat.enable or not client or not server.offers(client, 'heat') then
    state.heat = nil
    return paint(buffer, nil)
  end
  if #vim.fn.win_findbuf(buffer) == 0 then
    state.unseen = true
    return
  end
  if state.asking then
    state.again = true
    return
  end
  state.asking, state.again, state.unseen = true, false, false
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local sent = client:request('sysgrok/heat', params, function(fault, answer)
    take(buffer, state, fault, answer ~= vim.NIL and answer or nil)
  end, buffer)
  state.asking = sent
end

--- A server answers for a buffer from now on.
function M.attach(client, buffer)
  local state = states[buffer]
  if state then
    state.client, state.asking = client.id, false
    return refresh(buffer)
  end
  state = { client = client.id, timer = assert(vim.uv.new_timer()) }
  states[buffer] = state
  local function edited()
    if states[buffer] ~= state then
      return true
    end
    later(buffer)
  end
  vim.api.nvim_buf_attach(buffer, false, {
    on_lines = edited,
    on_reload = edited,
    on_detach = function()
      if states[buffer] == state then
        M.detach(buffer)
      end
    end,
  })
  refresh(buffer)
end

--- No server answers for a buffer any more.
function M.detach(buffer)
  local state = states[buffer]
  if not state then
    return
  end
  states[buffer] = nil
  state.timer:stop()
  state.timer:close()
  if vim.api.nvim_buf_is_valid(buffer) then
    vim.api.nvim_buf_clear_namespace(buffer, M.namespace, 0, -1)
  end
end

--- A buffer is seen: asks for what was put off while it was not.
function M.seen(buffer)
  local state = states[buffer]
  if state and state.unseen then
    refresh(buffer)
  end
end

--- Asks again for all buffers of a server.
function M.changed(client_id)
  for buffer, state in pairs(states) do
    if state.client == client_id then
      refresh(buffer)
    end
  end
end

--- Paints all buffers anew: settings have changed.
function M.repaint()
  for buffer, state in pairs(states) do
    if settings.get().heat.enable and not state.heat then
      refresh(buffer)
    else
      paint(buffer, settings.get().heat.enable and state.heat or nil)
    end
  end
end

--- The last answer for a buffer; nothing before the first, or when no profile is shown.
function M.of(buffer)
  local state = states[buffer == 0 and vim.api.nvim_get_current_buf() or buffer]
  return state and state.heat
end

--- The innermost hot function around a line, from 0.
function M.function_at(buffer, line)
  local found
  for _, hot in ipairs((M.of(buffer) or { functions = {} }).functions) do
    local first, last = hot.range.start.line, hot.range['end'].line
    if first <= line and line <= last and (not found or first >= found.range.start.line) then
      found = hot
    end
  end
  return found
end

return M
