-- One node's part of reads: what each register holds here (CP-4). Past so many bytes the rest is
-- left out.
--
-- KEYS[3] and on: registers
if not lets() then
  return standing('fenced')
end
local replies, bytes = {}, 0
for i = 3, #KEYS do
  local promised, accepted, _, state = held(KEYS[i], true)
  replies[i - 2] = {'held', promised, accepted, state}
  bytes = bytes + #state
  if bytes > 262144 then
    break
  end
end
return replies
