-- Values with all that a bound and a session need: TIME, watermarks, epoch and applied vector of
-- one moment (AP-7). Many keys at once for those who repair, but not past so many bytes; dots alone
-- for those who compare.
--
-- KEYS[4...] keys   ARGV[3] seen, states or dots   [4] bytes past which no further state is read
local refused = refusal()
if refused then return refused end
if ARGV[3] == 'dots' then
  local digests = {}
  for i = 4, #KEYS do
    local name = string.sub(KEYS[i], #PREFIX + 1)
    digests[#digests + 1] = name
    digests[#digests + 1] = living(name)
  end
  return {'page', '', digests}
end
local time = now()
local states, bytes, most = {}, 0, tonumber(ARGV[4] or '1')
for i = 4, #KEYS do
  if bytes >= most then break end
  local state = load(KEYS[i])
  if not state then return wrong_type() end
  local size
  states[#states + 1], size = shown(KEYS[i], state)
  bytes = bytes + size
end
if ARGV[3] == 'seen' then notice(time) end
return {'seen', fence[1], time, fence[4], fence[5], seen_text(), fence[7], fence[8], states}
