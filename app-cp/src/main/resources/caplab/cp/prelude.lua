-- Joined before every other script: what the node keeps to decide whom it may answer, checked in
-- the same step as what is asked (CP-11 and CP-12).
--
-- KEYS[1] fence   KEYS[2] index: the names of the registers of this tag
-- ARGV[1] run_id of the very connection

-- All that the node says of itself: run_id now, whether it has no register, then the fence.
local function standing(word)
  local fence = redis.call('HMGET', KEYS[1],
    'inc', 'run', 'view', 'changes', 'pview', 'prun', 'token', 'refilled')
  local reply = {word, ARGV[1], 1 - redis.call('EXISTS', KEYS[2])}
  for i = 1, 8 do
    reply[3 + i] = fence[i] or ''
  end
  return reply
end

-- Whether this node may answer in the view of number ARGV[3] and creator ARGV[4], in which its
-- incarnation is ARGV[2].
local function lets()
  local fence = redis.call('HMGET', KEYS[1], 'run', 'inc', 'number', 'creator', 'pview')
  return fence[1] == ARGV[1] and fence[2] == ARGV[2] and fence[3] == ARGV[3]
      and fence[4] == ARGV[4] and not fence[5] and fence[3] ~= '0'
end

-- Whether the counters can be raised. Asked before anything is written: a script whose later
-- command fails keeps what the earlier ones did (B-5).
local function countable()
  local counters = redis.call('HMGET', KEYS[1], 'changes', 'refilled')
  return string.match(counters[1] or '0', '^%d+$') and string.match(counters[2] or '0', '^%d+$')
end

-- Raises the change counter, by which a restarted node is judged (CP-15).
local function changed()
  redis.call('HINCRBY', KEYS[1], 'changes', 1)
end

-- The time of this node in microseconds, as text: in a Lua number its last digits are lost.
local function clock()
  local time = redis.call('TIME')
  return time[1] .. string.rep('0', 6 - #time[2]) .. time[2]
end

local CORRUPT = {err = 'CORRUPT counter of the fence'}
