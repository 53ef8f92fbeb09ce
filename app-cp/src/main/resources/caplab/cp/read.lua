-- One node's part of reads: what each register holds here (CP-4). Past so many bytes the rest is
-- left out.
--
-- KEYS[3] and on: registers
if not lets() then
  return standing('fenced')
end
local replies, bytes = {}, 0
for i = 3, #KEYS do
  local register = redis.call('HMGET', KEYS[i], 'p', 'a', 's')
  replies[i - 2] = {'held', register[1] or '', register[2] or '', register[3] or ''}
  bytes = bytes + #replies[i - 2][4]
  if bytes > 262144 then
    break
  end
end
return replies
