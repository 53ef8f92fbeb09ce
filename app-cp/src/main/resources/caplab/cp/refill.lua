-- Hands to a strange node what it lost (CP-14). It votes for nobody until it is admitted.
--
-- To begin: ARGV[2] drawn incarnation   ARGV[3] number of the newest view   ARGV[4] incarnation that
-- it has for this node
-- To compare: ARGV[2] pending incarnation   ARGV[3] the name before the portion
-- To hand registers: KEYS[3] and on   ARGV[2] pending incarnation, then for each register: promised,
-- accepted, state, name in the index
local fence = redis.call('HMGET', KEYS[1],
  'inc', 'run', 'number', 'pinc', 'prun', 'after', 'refilled')

if #ARGV == 4 then
  local begun = fence[4] and fence[5] == ARGV[1]
  local enters = fence[1] == ARGV[4] and fence[2] == ARGV[1] and not begun
  if enters or ARGV[4] == '-' or tonumber(ARGV[3]) < tonumber(fence[3] or '0') then
    return standing('fenced')
  end
  if begun then
    return {'begun', 0, fence[4], fence[5], fence[6], tonumber(fence[7])}
  end
  -- The node's own time makes the incarnation new even if the message comes twice.
  local incarnation = ARGV[2] .. '-' .. clock()
  -- Begun with a removal: a full node must be able to come back.
  redis.call('HDEL', KEYS[1], 'pinc')
  redis.call('HSET', KEYS[1], 'pinc', incarnation, 'prun', ARGV[1], 'after', '', 'refilled', '0')
  return {'begun', 1, incarnation, ARGV[1], '', 0}
end

if fence[4] ~= ARGV[2] or fence[5] ~= ARGV[1] then
  return standing('fenced')
end
if #ARGV == 3 then
  local reply = portion(ARGV[3])
  redis.call('HDEL', KEYS[1], 'after')
  redis.call('HSET', KEYS[1], 'after', ARGV[3])
  return reply
end

if not sound() then
  return CORRUPT
end
local merged, grows = {}, false
for i = 3, #KEYS do
  local at = 4 * i - 9
  local promised, accepted, there, state = held(KEYS[i], true)
  local newer = ARGV[at + 1] > accepted
  merged[i] = {
    ARGV[at] > promised and ARGV[at] or promised,
    newer and ARGV[at + 1] or accepted,
    newer and ARGV[at + 2] or state
  }
  grows = grows or not there or #merged[i][3] > #state
end
-- Redis asks for memory at the first write only: what takes no more of it begins with a removal.
if not grows then
  redis.call('HDEL', KEYS[1], 'refilled')
end
redis.call('HSET', KEYS[1], 'refilled', fence[7] + #KEYS - 2)
for i = 3, #KEYS do
  redis.call('ZADD', KEYS[2], 0, ARGV[4 * i - 6])
  redis.call('HSET', KEYS[i], 'p', merged[i][1], 'a', merged[i][2], 's', merged[i][3])
  keep(KEYS[i])
end
return {'refilled'}
