-- Housekeeping that asks no other node (AP-6).
--
-- ARGV[3] trim: [4] position that every node has applied, [5] most entries to keep
-- ARGV[3] tombs: [4] at most so many, [5] names of the other nodes, [6] microseconds an id is held
-- after every other source's watermark has passed its mention, in this epoch   [7] what every node
-- has seen, '' unless nothing of a dead life is left anywhere to be levelled
-- ARGV[3] raise: [4] the epoch that is over   ARGV[3] fold: [4] dead incarnation, [5] its end
local refused = refusal()
if refused then return refused end
if not sound() then return wrong_type() end

if ARGV[3] == 'trim' then
  local behind = redis.call('XTRIM', KEYS[2], 'MINID', digits(tonumber(ARGV[4]) + 1) .. '-0')
  return {'done', behind + redis.call('XTRIM', KEYS[2], 'MAXLEN', ARGV[5])}
end

if ARGV[3] == 'raise' then
  if fence[4] == ARGV[4] then raise() end
  return greeting()
end

if ARGV[3] == 'fold' then
  local applied = seen()
  local pos = digits(applied.p[ARGV[4]] or 0)
  if not dead(lives(fence[8]), ARGV[4]) or pos ~= ARGV[5] then return {'behind', pos} end
  local others = vector(fence[6])
  fence[6] = vector_text(join(others, {p = {}, f = {[ARGV[4]] = tonumber(ARGV[5])}}))
  redis.call('HSET', KEYS[1], 'seen', fence[6])
  return {'done', 1}
end

local time = now()
local applied = seen()
local marks, passed_us = numbers(fence[7]), tonumber(time)
for node in string.gmatch(ARGV[5], '[^,]+') do passed_us = math.min(passed_us, marks[node] or -1) end
local limit, since = passed_us - tonumber(ARGV[6]), tonumber(fence[10] or '0')
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
local due = redis.call('ZCARD', HELD) - IDS_MOST
if limit >= since then due = math.max(due, redis.call('ZCOUNT', HELD, '-inf', limit)) end
if due > 0 then redis.call('ZREMRANGEBYRANK', HELD, 0, math.min(due, IDS_A_TIME) - 1) end
local collected = 0
for _, name in ipairs(redis.call('ZRANGE', KEYS[3], 0, tonumber(ARGV[4]) - 1)) do
  local key = PREFIX .. name
  local state = load(key)
  local held, kept = state and held_ids(state.held) or {}, {}
  for id, mention in pairs(held) do
    -- Mentioned later than now: before the clock stepped back.
    if tonumber(mention) > tonumber(time) then mention = time end
    if limit < since or tonumber(mention) > limit then kept[id] = mention end
  end
  if not state or not state.exists then
    redis.call('ZREM', KEYS[3], name)
  elseif not next(state.ids) and not next(kept) and collectable(vector(state.context)) then
    redis.call('DEL', key)
    redis.call('ZREM', KEYS[3], name)
    collected = collected + 1
  else
    local left = held_text(kept)
    if left == '' and next(state.ids) then
      redis.call('ZREM', KEYS[3], name)
    else
      redis.call('ZADD', KEYS[3], time, name)
    end
    if left ~= state.held then redis.call('HSET', key, 'n', left) end
  end
end
if late then
  redis.call('HSET', KEYS[1], 'least', vector_text(join(vector(fence[11] or ''), everywhere)))
end
return {'done', collected}
