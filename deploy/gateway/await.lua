-- Holds a request that found no instance until one is up, or until it waited long enough.
local PATIENCE_MS = 15000
-- How often the state of the instances is looked at, and longer than that the pause of a request:
-- it never leaves on what was known before it came.
local LOOK_MS = 50
local PAUSE_MS = 60

local up = { app_cp = false, app_ap = false }

local function now_ms()
  local now = core.now()
  return now.sec * 1000 + math.floor(now.usec / 1000)
end

local function any_up(backend)
  for name, server in pairs(core.backends[backend].servers) do
    if name ~= "waiting_room" and server:get_stats().status:sub(1, 2) == "UP" then
      return true
    end
  end
  return false
end

-- One look serves all the requests that wait.
core.register_task(function()
  while true do
    for backend in pairs(up) do
      up[backend] = any_up(backend)
    end
    core.msleep(LOOK_MS)
  end
end)

core.register_action("await_instance", { "http-req" }, function(txn)
  local service = txn:get_var("txn.service")
  local since = txn.http:req_get_headers()["x-gateway-since"]
  local deadline = (since and tonumber(since[0]) or now_ms()) + PATIENCE_MS
  -- Whoever found an instance that then proved dead comes again, and has no more time than before.
  while now_ms() < deadline do
    core.msleep(PAUSE_MS)
    if up[service] then
      return
    end
  end
  txn:set_var("txn.nobody", true)
end, 0)
