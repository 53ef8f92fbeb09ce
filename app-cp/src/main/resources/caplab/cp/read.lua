-- One node's part of a read: what the register holds here (CP-4).
--
-- KEYS[3] register
if not lets() then
  return standing('fenced')
end
local promised, accepted, state = held(KEYS[3])
return {'held', promised, accepted, state}
