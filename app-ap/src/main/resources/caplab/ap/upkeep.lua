-- Housekeeping that asks no other node (AP-6).
--
-- ARGV[3] trim: [4] what every other node has applied, [5] most entries and [6] most bytes to keep
-- ARGV[3] tombs: [4] looks at so many at most, [5] names of the other nodes, [6] microseconds an id is held
-- after every other source's watermark has passed its mention, in this epoch   [7] what every node
-- has seen, '' unless nothing of a dead life is left anywhere to be levelled
-- ARGV[3] raise: [4] the epoch that is over   ARGV[3] fold: [4] dead incarnation, [5] its end
local refused = refusal()
if refused then return refused end
if not sound() then return wrong_type() end
despite_full()

if ARGV[3] == 'trim' then
  local everywhere, gone, left = vector(ARGV[4]), 0, {}
  for _, inc in ipairs(lives_in_log()) do
    if #left == 0 then
      local last = redis.call('XREVRANGE', KEYS[2], last_id(inc), entry_id(inc, 0), 'COUNT', 1)[1]
      local all = last and covers(everywhere, inc, position(last[1]))
      local needed = all and position(last[1]) + 1 or (everywhere.p[inc] or 0) + 1
      gone = gone + redis.call('XTRIM', KEYS[2], 'MINID', entry_id(inc, digits(needed)))
    end
    if #left > 0 or holds_of(inc, 0) then left[#left + 1] = inc end
  end
  if left[#left] == fence[1] then left[#left] = nil end
  local logs = table.concat(left, ',')
  if logs ~= (fence[14] or '') then redis.call('HSET', KEYS[1], 'logs', logs) end
  gone = gone + redis.call('XTRIM', KEYS[2], 'MAXLEN', ARGV[5])
  local bytes, most = redis.call('MEMORY', 'USAGE', KEYS[2]) or 0, tonumber(ARGV[6])
  if bytes > most then
    local fitting = math.max(1, math.floor(redis.call('XLEN', KEYS[2]) * most / bytes))
    gone = gone + redis.call('XTRIM', KEYS[2], 'MAXLEN', digits(fitting))
  end
  return {'done', gone}
end

if ARGV[3] == 'raise' then
  if fence[4] == ARGV[4] then raise() end
  return greeting()
end

if ARGV[3] == 'fold' then
  local applied = seen()
  local pos = digits(applied.p[ARGV[4]] or 0)
  local behind_us = node_of(ARGV[4]) ~= node_of(fence[1]) or ARGV[4] < fence[1]
  local over = behind_us and dead(lives(fence[8]), ARGV[4])
  if not over or pos ~= ARGV[5] then return {'behind', pos} end
  local others = vector(fence[6])
  fence[6] = vector_text(join(others, {p = {}, f = {[ARGV[4]] = tonumber(ARGV[5])}}))
  redis.call('HSET', KEYS[1], 'seen', fence[6])
  return {'done', 1}
end

local time = now()
local applied = seen()
local marks, passed_us = numbers(fence[7]), tonumber(time)
for node in string.gmatch(ARGV[5], '[^,]+') do passed_us = math.min(passed_us, marks[node] or -1) end
-- Ids mentioned up to here go; none while the epoch is young. Later than now is from before a clock
-- stepped back.
local limit, most = passed_us - tonumber(ARGV[6]), tonumber(ARGV[4])
if limit < tonumber(fence[10] or '0') then limit = 0 end
local due = redis.call('ZRANGEBYSCORE', KEYS[3], 0, digits(limit), 'LIMIT', 0, most)
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. time, '+inf', 'LIMIT', 0, most - #due)) do
  due[#due + 1] = name
end
-- Positions past the end of a dead incarnation are in no vector: a tombstone of them goes once every
-- node has seen the rest, and states read before that are refused from then on.
local lived, everywhere, late = lives(fence[8]), vector(ARGV[7]), false
local function collectable(context)
  if covers_all(applied, context) then return true end
  local gone = ARGV[7] ~= '' and every(context, function(inc, pos)
    return covers(everywhere, inc, pos) or (dead(lived, inc) and not covers(applied, inc, pos))
  end)
  late = late or gone
  return gone
end
-- Of the ids that the node knows, those past their time, and the oldest past the most there may be.
local IDS_MOST, IDS_A_TIME = 100000, 10000
local known = math.max(redis.call('ZCARD', HELD) - IDS_MOST,
  limit > 0 and redis.call('ZCOUNT', HELD, '-inf', digits(limit)) or 0)
if known > 0 then redis.call('ZREMRANGEBYRANK', HELD, 0, math.min(known, IDS_A_TIME) - 1) end
for _, name in ipairs(due) do
  local key = PREFIX .. name
  local state = look(key)
  local kept, oldest = {}, tonumber(time)
  for held, mention in string.gmatch(state and load(state).held or '', '([^,@]+@(%d+))') do
    local at = tonumber(mention)
    if at > tonumber(time) then
      held, at = string.match(held, '^[^@]+@') .. time, tonumber(time)
    end
    if at > limit then
      kept[#kept + 1] = held
      oldest = math.min(oldest, at)
    end
  end
  local left = table.concat(kept, ',')
  local alive = state and next(state.ids) ~= nil
  if not state or not state.exists then
    redis.call('ZREM', KEYS[3], name)
  elseif not alive and left == '' and collectable(vector(state.context)) then
    redis.call('DEL', key)
    redis.call('ZREM', KEYS[3], name)
    record(state, '')
  else
    if left == '' and alive then
      redis.call('ZREM', KEYS[3], name)
    else
      redis.call('ZADD', KEYS[3], digits(oldest), name)
    end
    if left ~= state.held then
      redis.call('HSET', key, 'n', left)
      if not alive then record(state, tombstone(state.context, left)) end
    end
  end
end
if late then
  redis.call('HSET', KEYS[1], 'least', vector_text(join(vector(fence[11] or ''), everywhere)))
end
return {'done', #due}
