-- Keeps how far other nodes have got, so that an old disk of one can be told from its newest
-- (CP-15). Notes only grow: a late message lowers none.
--
-- KEYS[3] notes, by node; under no name up to when they are whole
-- ARGV[2] up to when these make them whole, or 0
-- then of each node its name, number of the view it was seen in, incarnation, change counter
if not sound() then
  return CORRUPT
end
local served = redis.call('HGET', KEYS[3], '') or '0'
-- Begun with a removal: a full node must be able to bear witness.
redis.call('HDEL', KEYS[3], '')
redis.call('HSET', KEYS[3], '', tonumber(ARGV[2]) > tonumber(served) and ARGV[2] or served)
for i = 3, #ARGV, 4 do
  local known = redis.call('HGET', KEYS[3], ARGV[i]) or '-1 none 0'
  local number, changes = string.match(known, '^(%-?%d+) %S+ (%d+)$')
  local ahead = tonumber(ARGV[i + 1]) - tonumber(number)
  if ahead > 0 or ahead == 0 and tonumber(ARGV[i + 3]) > tonumber(changes) then
    redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2] .. ' ' .. ARGV[i + 3])
  end
end
if due() then
  grow()
end
return {'noted'}
