-- One node's part of a read: what the register holds here (CP-4).
--
-- KEYS[3] register
if not lets() then
  return standing('fenced')
end
local register = redis.call('HMGET', KEYS[3], 'p', 'a', 's')
return {'held', register[1] or '', register[2] or '', register[3] or ''}
