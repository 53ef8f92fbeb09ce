-- Keeps how far another node has got, so that an old disk of it can be told from its newest
-- (CP-15). Notes only grow: a late message lowers none.
--
-- KEYS[3] notes
-- ARGV[2] the other node   ARGV[3] number of the view it was seen in   ARGV[4] its incarnation
-- ARGV[5] its change counter
local known = redis.call('HGET', KEYS[3], ARGV[2])
if known then
  local number, changes = string.match(known, '^(%d+) %S+ (%d+)$')
  number, changes = tonumber(number), tonumber(changes)
  local noted = tonumber(ARGV[3])
  if noted < number or noted == number and tonumber(ARGV[5]) <= changes then
    return {'noted'}
  end
  redis.call('HDEL', KEYS[3], ARGV[2])
end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
grow()
return {'noted'}
