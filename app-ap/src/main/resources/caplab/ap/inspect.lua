-- How things stand on the node; if asked, the size of its log, a piece of it or a page of its keys. First
-- and last position come from the same step as the entries: a trimmed log reads as empty, and
-- that must never look like "nothing new" (AP-4).
--
-- ARGV[3] status, bytes, log or keys   [4] position, or cursor   [5] at most so many
local refused = refusal()
if refused then return refused end
if not sound() then return wrong_type() end
if ARGV[3] == 'status' then return greeting() end
if ARGV[3] == 'bytes' then return {'bytes', redis.call('MEMORY', 'USAGE', KEYS[2]) or 0} end
if ARGV[3] == 'keys' then
  local page = redis.call('SCAN', ARGV[4] == '' and '0' or ARGV[4], 'MATCH', PREFIX .. '*', 'COUNT', ARGV[5])
  local keys = {}
  for _, key in ipairs(page[2]) do keys[#keys + 1] = string.sub(key, #PREFIX + 1) end
  return {'keys', page[1] == '0' and '' or page[1], keys}
end
local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
-- A few at a time: a batch is limited in bytes as well as in entries.
local BYTES_MOST, FEW = 1048576, 16
local out, bytes, after = {}, 0, ARGV[4]
while #out < tonumber(ARGV[5]) and bytes < BYTES_MOST do
  local count = math.min(FEW, tonumber(ARGV[5]) - #out)
  local entries = redis.call('XRANGE', KEYS[2], '(' .. after .. '-0', '+', 'COUNT', count)
  for _, entry in ipairs(entries) do
    after = string.match(entry[1], '^%d+')
    out[#out + 1] = {after, entry[2]}
    for _, field in ipairs(entry[2]) do bytes = bytes + #field end
  end
  if #entries < count then break end
end
return {'entries', fence[1], out, first[1] and string.match(first[1][1], '^%d+') or '0', fence[3],
  now(), seen_text(), fence[8]}
