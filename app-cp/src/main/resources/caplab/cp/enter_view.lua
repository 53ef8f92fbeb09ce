-- How a node comes into a view: marked when it is empty (CP-16), then moved up when handed a
-- newer view that knows it under its incarnation (CP-13).
--
-- To mark: ARGV[2] drawn incarnation
-- To enter: ARGV[2] incarnation that the view has for this node   ARGV[3] number   ARGV[4] creator
-- ARGV[5] view
local fence = redis.call('HMGET', KEYS[1], 'inc', 'run', 'number', 'creator', 'pinc')

if #ARGV == 2 then
  -- A mark of an earlier run may be an old disk's: it is drawn anew. The node's own time makes the
  -- incarnation new even if the message comes twice.
  local unformed = (fence[3] or '0') == '0' and not fence[5] and fence[2] ~= ARGV[1]
  if unformed and redis.call('EXISTS', KEYS[2]) == 0 then
    redis.call('HSET', KEYS[1], 'inc', ARGV[2] .. '-' .. clock(), 'run', ARGV[1],
      'view', '0 none ', 'number', '0', 'creator', 'none', 'changes', '1')
  end
  return standing('status')
end

-- "Entered" is said only of this very view: an equal number made by another is refused.
local number, own = tonumber(ARGV[3]), tonumber(fence[3] or '0')
local same = fence[3] == ARGV[3] and fence[4] == ARGV[4]
if fence[1] ~= ARGV[2] or fence[2] ~= ARGV[1] or fence[5] or not (same or number > own) then
  return standing('fenced')
end
if not same then
  if not sound() then
    return CORRUPT
  end
  -- Begun with a removal: a full node must be able to move.
  redis.call('HDEL', KEYS[1], 'view')
  redis.call('HSET', KEYS[1], 'view', ARGV[5], 'number', ARGV[3], 'creator', ARGV[4])
  changed(1)
end
return {'entered'}
