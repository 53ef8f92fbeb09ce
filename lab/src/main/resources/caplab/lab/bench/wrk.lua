-- Asks for one key after the other, and says in one line what became of it.
-- wrk … --script wrk.lua URL -- METHOD PATH BODY_FILE FIRST_KEY KEYS STEP

-- Requests for more keys than these are made when their turn comes.
local KNOWN = 1000

local threads = 0
local method, path, body, first, count, step, number
local ready = {}

-- Threads begin at different keys; there are eight at most.
function setup(thread)
  thread:set('place', threads)
  threads = threads + 1
end

local function made(number)
  local key = string.format('item%012d', first + number)
  local content = body and string.gsub(body, '{key}', key)
  local where = string.gsub(path, '{key}', key)
  return wrk.format(method, where, nil, content)
end

function init(args)
  method, path = args[1], args[2]
  first, count, step = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
  local file = assert(io.open(args[3], 'rb'))
  body = file:read('*a')
  file:close()
  if #body == 0 then body = nil end
  number = place * math.floor(count / 8)
  if count <= KNOWN then
    for each = 0, count - 1 do ready[each] = made(each) end
  end
end

function request()
  local now = number
  number = (number + step) % count
  return ready[now] or made(now)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'measured %d requests, %d refused, %d lost, in %d us, p50 %d us, p99 %d us\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration, latency:percentile(50), latency:percentile(99)))
end
