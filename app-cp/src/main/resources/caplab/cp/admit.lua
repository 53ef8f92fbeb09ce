-- The end of a strange node's quarantine: refilled (CP-14), or restarted and trusted because it
-- knows all that the others noted of it (CP-15).
--
-- To admit: ARGV[2] pending incarnation   ARGV[3] view   ARGV[4] number   ARGV[5] creator
-- ARGV[6] its incarnation there
-- To trust: ARGV[2] run_id it was admitted with   ARGV[3] its change counter   ARGV[4] view
-- ARGV[5] number   ARGV[6] creator   ARGV[7] its incarnation there   ARGV[8] the one before
local fence = redis.call('HMGET', KEYS[1],
  'inc', 'run', 'number', 'creator', 'changes', 'pinc', 'prun')
local view, number, creator, incarnation

if #ARGV == 6 then
  local refilled = fence[6] == ARGV[2] and fence[6] == ARGV[6] and fence[7] == ARGV[1]
  if not refilled or tonumber(ARGV[4]) <= tonumber(fence[3] or '0') then
    return standing('fenced')
  end
  view, number, creator, incarnation = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
else
  local known = fence[1] and (fence[1] == ARGV[7] or fence[1] == ARGV[8])
  local same = fence[3] == ARGV[5] and fence[4] == ARGV[6]
  local newer = tonumber(ARGV[5]) > tonumber(fence[3] or '0')
  if not known or fence[2] ~= ARGV[2] or (fence[5] or '0') ~= ARGV[3] or not (same or newer) then
    return standing('fenced')
  end
  view, number, creator, incarnation = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
end
if not sound() then
  return CORRUPT
end
-- The removal comes first, so that a full node can be admitted too.
redis.call('HDEL', KEYS[1], 'pinc', 'prun', 'after', 'refilled')
redis.call('HSET', KEYS[1], 'inc', incarnation, 'run', ARGV[1], 'view', view, 'number', number,
  'creator', creator)
changed(1)
return {'entered'}
