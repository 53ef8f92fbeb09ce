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
-- incarnation is ARGV[2].
local function lets()
  local fence = redis.call('HMGET', KEYS[1], 'run', 'inc', 'number', 'creator', 'pinc')
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

-- So many registers after a name, with their ballots, whose Redis keys begin with a prefix.
-- Registers of keyed writes expire by themselves; the names they leave are collected on the way.
local function portion(after, prefix, most)
  local names = redis.call('ZRANGEBYLEX', KEYS[2], after == '' and '-' or '(' .. after, '+',
    'LIMIT', '0', most)
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
  return {'scanned', #names == tonumber(most) and names[#names] or '', registers}
end

local CORRUPT = {err = 'CORRUPT counter of the fence'}
