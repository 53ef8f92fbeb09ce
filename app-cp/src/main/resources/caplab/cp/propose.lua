-- Prepare and accept (CP-2 and CP-3): the only place where ballots are compared. Ballots are
-- digits of one width, so comparing strings compares numbers.
--
-- KEYS[3] register
-- ARGV[5] ballot   ARGV[6] name in the index
-- For an accept also: ARGV[7] ballot promised for the next proposal   ARGV[8] state
-- ARGV[9] 1 if that is a tombstone
if not lets() then
  return standing('fenced')
end
local ballot, accepting = ARGV[5], #ARGV > 6
local promised, accepted, state, there = held(KEYS[3])
if ballot <= accepted or ballot < promised or ballot == promised and not accepting then
  return {'conflict', promised > accepted and promised or accepted}
end
if not countable() then
  return CORRUPT
end

-- Redis asks for memory at the first write of a script only. So what frees memory, or takes no
-- more of it, begins with a removal and works on a full node; what grows does not.
if not there then
  redis.call('SADD', KEYS[2], ARGV[6])
elseif not accepting then
  redis.call('HDEL', KEYS[3], 'p')
elseif ARGV[9] == '1' or #ARGV[8] <= #state then
  redis.call('HDEL', KEYS[3], 's')
end
if accepting then
  local following = ARGV[7] > ballot and ARGV[7] or ballot
  redis.call('HSET', KEYS[3], 'p', following, 'a', ballot, 's', ARGV[8])
else
  redis.call('HSET', KEYS[3], 'p', ballot)
end
changed()
keep(KEYS[3])
grow()
if accepting then
  return {'accepted'}
end
return {'promised', accepted, state}
