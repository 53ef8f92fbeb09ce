-- Prepare and accept (CP-2 and CP-3): the only place where ballots are compared. Ballots are
-- digits of one width, so comparing strings compares numbers.
--
-- KEYS[3] register
-- ARGV[5] ballot   ARGV[6] name in the index   ARGV[7] ms to keep the register, or 0 for ever
-- For an accept also: ARGV[8] ballot promised for the next proposal   ARGV[9] state
-- ARGV[10] 1 if that is a tombstone
if not lets() then
  return standing('fenced')
end
local ballot, accepting = ARGV[5], #ARGV > 7
local register = redis.call('HMGET', KEYS[3], 'p', 'a', 's')
local promised, accepted, state = register[1] or '', register[2] or '', register[3] or ''
if ballot <= accepted or ballot < promised or ballot == promised and not accepting then
  return {'conflict', promised > accepted and promised or accepted}
end
if not countable() then
  return CORRUPT
end

-- Redis asks for memory at the first write of a script only. So what frees memory, or takes no
-- more of it, begins with a removal and works on a full node; what grows does not.
if not register[1] then
  redis.call('SADD', KEYS[2], ARGV[6])
elseif not accepting then
  redis.call('HDEL', KEYS[3], 'p')
elseif ARGV[10] == '1' or #ARGV[9] <= #state then
  redis.call('HDEL', KEYS[3], 's')
end
if accepting then
  local following = ARGV[8] > ballot and ARGV[8] or ballot
  redis.call('HSET', KEYS[3], 'p', following, 'a', ballot, 's', ARGV[9])
else
  redis.call('HSET', KEYS[3], 'p', ballot)
end
if ARGV[7] ~= '0' then
  redis.call('PEXPIRE', KEYS[3], ARGV[7])
end
changed()
if accepting then
  return {'accepted'}
end
return {'promised', accepted, state}
