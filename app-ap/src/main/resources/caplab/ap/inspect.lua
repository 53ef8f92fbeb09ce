-- How things stand on the node; if asked, a piece of its log or a page of its keys. First and last
-- position come from the same step as the entries: a trimmed log reads as empty, and that must
-- never look like "nothing new" (AP-4).
--
-- ARGV[3] status, log or keys   [4] what the target has applied, or cursor   [5] at most so many
local refused = refusal()
if refused then return refused end
if not sound() then return wrong_type() end
if ARGV[3] == 'status' then return greeting() end
if ARGV[3] == 'keys' then
  local page = redis.call('SCAN', ARGV[4] == '' and '0' or ARGV[4], 'MATCH', PREFIX .. '*', 'COUNT', ARGV[5])
  local keys = {}
  for _, key in ipairs(page[2]) do keys[#keys + 1] = string.sub(key, #PREFIX + 1) end
  return {'keys', page[1] == '0' and '' or page[1], keys}
end
-- The oldest life of which the target lacks something that the log has. A folded one is told by a
-- resync only: nobody knows here any more where it ended.
local target, applied = vector(ARGV[4]), seen()
local life, after = fence[1], target.p[fence[1]] or 0
for _, inc in ipairs(lives_in_log()) do
  local reached = target.p[inc] or 0
  if (applied.p[inc] or 0) > reached and not covers(target, inc, applied.p[inc])
    and holds_of(inc, reached + 1) then
    life, after = inc, reached
    break
  end
end
-- A few at a time: a batch is limited in bytes as well as in entries.
local BYTES_MOST, FEW = 1048576, 16
local out, bytes, first = {}, 0, holds_of(life, 0)
while #out < tonumber(ARGV[5]) and bytes < BYTES_MOST do
  local count = math.min(FEW, tonumber(ARGV[5]) - #out)
  local entries = redis.call('XRANGE', KEYS[2], entry_id(life, after + 1), last_id(life), 'COUNT', count)
  for _, entry in ipairs(entries) do
    after = position(entry[1])
    out[#out + 1] = {digits(after), entry[2]}
    for _, field in ipairs(entry[2]) do bytes = bytes + #field end
  end
  if #entries < count then break end
end
return {'entries', life, out, first and digits(first) or '0', digits(applied.p[life] or 0), now(),
  seen_text(), fence[8]}
