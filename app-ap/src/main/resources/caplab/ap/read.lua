-- Values with all that a bound and a session need: TIME, watermarks, epoch and applied vector of
-- one moment (AP-7). Many keys at once for those who repair; dots alone for those who compare.
--
-- KEYS[4...] keys   ARGV[3] seen, states or dots
local refused = refusal()
if refused then return refused end
local time = now()
-- As many as fit, one at the least: whoever wants the rest asks for it.
local BYTES_MOST = 1048576
local states, bytes = {}, 0
for i = 4, #KEYS do
  local state = load(KEYS[i])
  if not state then return wrong_type() end
  local size
  states[#states + 1], size = shown(KEYS[i], state, ARGV[3] == 'dots')
  bytes = bytes + size
  if bytes >= BYTES_MOST then break end
end
if ARGV[3] == 'seen' then notice(time) end
return {'seen', fence[1], time, fence[4], fence[5], seen_text(), fence[7], fence[8], states}
