-- Values with all that a bound and a session need: TIME, watermarks, epoch and applied vector of
-- one moment (AP-7). Many keys at once for those who repair, but not past so many bytes; dots alone
-- for those who compare.
--
-- KEYS[4...] keys   ARGV[3] seen, states or dots   [4] bytes past which no further state is read
local refused = refusal(ARGV[3] == 'seen')
if refused then return refused end
if ARGV[3] == 'dots' then
  local digests = {}
  for i = 4, #KEYS do
    local state = states[KEYS[i]]
    digests[#digests + 1] = state.name
    digests[#digests + 1] = state.living
  end
  return {'page', '', digests}
end
local time = now()
-- A state as it travels: context, held ids, then dot and sibling in turn.
local shown, bytes, most = {}, 0, tonumber(ARGV[4] or '1')
for i = 4, #KEYS do
  if bytes >= most then break end
  local state = states[KEYS[i]]
  if not state.values then state = look(KEYS[i], true) end
  local out = {state.context, state.held}
  for dot, sibling in pairs(state.values) do
    out[#out + 1] = dot
    out[#out + 1] = sibling
    bytes = bytes + #out[#out]
  end
  shown[#shown + 1] = out
end
if ARGV[3] == 'seen' then notice(time) end
return {'seen', fence[1], time, fence[4], fence[5], seen_text(), fence[7], fence[8], shown}
