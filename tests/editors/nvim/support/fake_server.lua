-- A server of another version: nvim -l fake_server.lua VERSION METHOD...: it offers these of our own methods, and
-- fails on `sysgrok.crash`.
local version = arg[1]
local offered = vim.empty_dict()
for index = 2, #arg do
  offered[arg[index]] = true
end

local function send(message)
  message.jsonrpc = '2.0'
  local body = vim.json.encode(message)
  io.stdout:write(('Content-Length: %d\r\n\r\n%s'):format(#body, body))
  io.stdout:flush()
end

while true do
  local length
  for line in io.lines() do
    local value = line:match('^[Cc]ontent%-[Ll]ength: (%d+)')
    length = value and tonumber(value) or length
    if line == '\r' or line == '' then
      break
    end
  end
  local body = length and io.stdin:read(length)
  if not body then
    os.exit(0)
  end
  local message = vim.json.decode(body)
  if message.method == 'initialize' then
    send({
      id = message.id,
      result = {
        capabilities = { textDocumentSync = 2, experimental = { sysgrok = offered } },
        serverInfo = { name = 'sysgrok', version = version },
      },
    })
  elseif message.method == 'exit' then
    os.exit(0)
  elseif message.id then
    send({ id = message.id, result = vim.NIL })
  end
end
