-- Hands to a strange node what it lost (CP-14). It votes for nobody until it is admitted.
--
-- To begin: ARGV[2] view   ARGV[3] its number   ARGV[4] incarnation that it has for this node
-- To hand a register: KEYS[3] register   ARGV[2] token   ARGV[3] promised   ARGV[4] accepted
-- ARGV[5] state   ARGV[6] name in the index
local fence = redis.call('HMGET', KEYS[1],
  'number', 'pview', 'prun', 'token', 'pnumber', 'inc', 'run')

if #ARGV == 4 then
  local number = tonumber(ARGV[3])
  local begun = fence[2] and fence[3] == ARGV[1]
  local known = fence[7] == ARGV[1] and fence[6] == ARGV[4]
  if begun and fence[2] == ARGV[2] and not known then
    return {'begun', fence[4]}
  end
  local stale = begun and number <= tonumber(fence[5])
  if known or stale or number <= tonumber(fence[1] or '0') then
    return standing('fenced')
  end
  local token = clock() .. '-' .. ARGV[3]
  -- Begun with a removal: a full node must be able to come back.
  redis.call('HDEL', KEYS[1], 'token')
  redis.call('HSET', KEYS[1], 'pview', ARGV[2], 'pnumber', ARGV[3], 'pinc', ARGV[4],
    'prun', ARGV[1], 'token', token, 'refilled', '0')
  return {'begun', token}
end

if fence[4] ~= ARGV[2] or fence[3] ~= ARGV[1] then
  return standing('fenced')
end
local promised, accepted, state, there = held(KEYS[3])
if not countable() then
  return CORRUPT
end
if not there then
  redis.call('SADD', KEYS[2], ARGV[6])
elseif #ARGV[5] <= #state or ARGV[4] <= accepted then
  redis.call('HDEL', KEYS[3], 'p')
end
if ARGV[4] > accepted then
  accepted, state = ARGV[4], ARGV[5]
end
redis.call('HSET', KEYS[3], 'p', ARGV[3] > promised and ARGV[3] or promised, 'a', accepted, 's', state)
keep(KEYS[3])
redis.call('HINCRBY', KEYS[1], 'refilled', 1)
return {'refilled'}
