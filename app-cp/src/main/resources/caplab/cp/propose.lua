-- Prepare and accept (CP-2 and CP-3): the only place where ballots are compared. Ballots are
-- digits of one width, so comparing strings compares numbers.
--
-- KEYS[3] and on: registers, each with two arguments from ARGV[5] on to prepare: its ballot and its
-- name in the index; and with three more to accept: the ballot promised for the next proposal, the
-- state, 1 if that is a tombstone
local fence = lets('changes', 'refilled', 'age', 'at')
if not fence then
  return standing('fenced')
end
if not countable(unpack(fence, 6, 9)) then
  return CORRUPT
end
local ages = due()
-- What is written first of one register fails by itself, and nothing comes after it.
if ages or #KEYS > 3 or is_claim(KEYS[3]) then
  typed()
end
local width = (#ARGV - 4) / (#KEYS - 2)
local wrote = 0

local function propose(key, at)
  local ballot, accepting, following, proposed = ARGV[at], width > 2, ARGV[at + 2], ARGV[at + 3]
  local promised, accepted, there, state = held(key, not accepting)
  if ballot <= accepted or ballot < promised or ballot == promised and not accepting then
    return {'conflict', promised > accepted and promised or accepted}
  end

  -- Redis asks for memory at the first write of a script only. So what frees memory, or takes no
  -- more of it, begins with a removal and works on a full node; what grows does not.
  if not there then
    redis.call('ZADD', KEYS[2], 0, ARGV[at + 1])
  elseif not accepting then
    redis.call('HDEL', key, 'p')
  elseif ARGV[at + 4] == '1' or #proposed <= redis.call('HSTRLEN', key, 's') then
    redis.call('HDEL', key, 's')
  end
  if accepting then
    redis.call('HSET', key, 'p', following > ballot and following or ballot, 'a', ballot,
      's', proposed)
  else
    redis.call('HSET', key, 'p', ballot)
  end
  keep(key)
  wrote = wrote + 1
  if accepting then
    return {'accepted'}
  end
  return {'promised', accepted, state}
end

local replies = {}
for i = 3, #KEYS do
  replies[i - 2] = propose(KEYS[i], 5 + (i - 3) * width)
end
if wrote > 0 then
  changed(wrote)
  if ages then
    grow()
  end
end
return replies
