-- Joined before every other script: what the node keeps to decide whom it may answer, checked in
-- the same step as what is asked (CP-11 and CP-12).
--
-- KEYS[1] fence   KEYS[2] index: the names of the registers of this tag, ordered by their bytes
-- ARGV[1] run_id of the very connection

-- All that the node says of itself: run_id now, whether it has no register, then the fence.
local function standing(word)
  local fence = redis.call('HMGET', KEYS[1],
    'inc', 'run', 'view', 'changes', 'pinc', 'prun', 'after', 'refilled')
  local reply = {word, ARGV[1], 1 - redis.call('EXISTS', KEYS[2])}
  for i = 1, 8 do
    reply[3 + i] = fence[i] or ''
  end
  return reply
end

-- Whether this node may answer in the view of number ARGV[3] and creator ARGV[4], in which its
-- incarnation is ARGV[2]: then five fields of the fence, and those that are named.
local function lets(...)
  local fence = redis.call('HMGET', KEYS[1], 'run', 'inc', 'number', 'creator', 'pinc', ...)
  return fence[1] == ARGV[1] and fence[2] == ARGV[2] and fence[3] == ARGV[3]
      and fence[4] == ARGV[4] and not fence[5] and fence[3] ~= '0' and fence
end

-- What the Redis keys of this tag begin with.
local prefix = string.sub(KEYS[1], 1, -#'fence' - 1)

-- The age of this node in ms, by which it forgets claims, when it was told last, and its time now. It
-- grows by a second or more, 10 s at most, whatever its clock says, so that a step of that clock forgets
-- nothing (CP-8).
local age, told, present

-- Whether it is time to grow older: most changes come sooner.
local function due()
  local time = redis.call('TIME')
  present = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  return not told or present < told or present >= told + 1000
end

-- Before anything is written, what would fail later is found: a script whose later command fails keeps
-- what the earlier ones did (B-5). An error where what changes with a register is of another type.
local function typed()
  redis.call('ZCARD', KEYS[2])
  redis.call('ZCARD', prefix .. 'kept')
  redis.call('HLEN', prefix .. 'i;')
end

-- Whether the counters can be raised: changes, refilled, age, at, as the fence has them.
local function countable(changes, refilled, old, at)
  age, told = tonumber(old or '') or 0, tonumber(at or '')
  return string.match(changes or '0', '^%d+$') and string.match(refilled or '0', '^%d+$')
end

-- Both.
local function sound()
  typed()
  return countable(unpack(redis.call('HMGET', KEYS[1], 'changes', 'refilled', 'age', 'at')))
end

-- Raises the change counter, by which a restarted node is judged (CP-15).
local function changed(times)
  redis.call('HINCRBY', KEYS[1], 'changes', times)
end

-- The time of this node in microseconds, as text: in a Lua number its last digits are lost.
local function clock()
  local time = redis.call('TIME')
  return time[1] .. string.rep('0', 6 - #time[2]) .. time[2]
end

-- Whether this is the claim of a keyed write. They share what those have promised that were
-- forgotten: a claim that is absent counts as promised as high (CP-8).
local function is_claim(key)
  return string.sub(key, #prefix + 1, #prefix + 2) == 'i:'
end

-- What the node holds of a register: promised, accepted, whether it is there, and, for who shows it,
-- its state.
local function held(key, shown)
  local register = shown and redis.call('HMGET', key, 'p', 'a', 's') or redis.call('HMGET', key, 'p', 'a')
  local promised = register[1] or is_claim(key) and redis.call('HGET', prefix .. 'i;', 'p')
  return promised or '', register[2] or '', register[1], register[3] or ''
end

-- Keeps a claim from now on for a day.
local function keep(key)
  if is_claim(key) then
    redis.call('ZADD', prefix .. 'kept', age, string.sub(key, #prefix + 1))
  end
end

-- Forgets claims that are a day old, ten at most, and grows older once there are no more of them. Not the
-- first write of a script, and nothing here may fail, once typed() was asked (B-5).
local function grow()
  local old = age + math.max(0, math.min(10000, present - (told or present)))
  local claims = redis.call('ZRANGEBYSCORE', prefix .. 'kept', '-inf',
    string.format('%.0f', old - 86400000), 'LIMIT', 0, 10)
  for _, name in ipairs(claims) do
    local most = redis.call('HGET', prefix .. 'i;', 'p') or ''
    local ballots = redis.pcall('HMGET', prefix .. name, 'p', 'a')
    for i = 1, 2 do
      local ballot = ballots[i] or ''
      most = ballot > most and ballot or most
    end
    redis.call('DEL', prefix .. name)
    redis.call('ZREM', KEYS[2], name)
    redis.call('ZREM', prefix .. 'kept', name)
    redis.call('ZADD', KEYS[2], 0, 'i;')
    redis.call('HSET', prefix .. 'i;', 'p', most)
  end
  if #claims < 10 then
    redis.call('HSET', KEYS[1], 'age', string.format('%.0f', old), 'at', string.format('%.0f', present))
  end
end

-- Up to 500 registers after a name, with their ballots. Names without a register are collected on
-- the way.
local function portion(after)
  local names = redis.call('ZRANGEBYLEX', KEYS[2], after == '' and '-' or '(' .. after, '+',
    'LIMIT', '0', '500')
  local registers = {}
  for _, name in ipairs(names) do
    local ballots = redis.call('HMGET', prefix .. name, 'p', 'a')
    if ballots[1] then
      registers[#registers + 1] = name
      registers[#registers + 1] = ballots[1]
      registers[#registers + 1] = ballots[2] or ''
    else
      redis.call('ZREM', KEYS[2], name)
    end
  end
  return {'scanned', #names == 500 and names[#names] or '', registers}
end

local CORRUPT = {err = 'CORRUPT counter of the fence'}
