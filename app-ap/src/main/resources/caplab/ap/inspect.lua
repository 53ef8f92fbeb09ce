-- How things stand on the node; if asked, a piece of its log, a page of its keys or of its record of
-- them, or whether keys and record agree. First and last position come from the same step as the
-- entries: a trimmed log reads as empty, and that must never look like "nothing new" (AP-4).
--
-- ARGV[3] renew: [4] who asks   [5...] per source that the node may be level with: its life, where its log
-- ended, TIME of this node before that was read, its epoch then (AP-7)
-- ARGV[3] status, log, keys, sums, page or check   [4] what the target has applied, or cursor
-- [5] at most about so many   [6] bucket of the page
local refused = refusal()
if refused then return refused end
if not sound() then return wrong_type() end
if ARGV[3] == 'status' then return greeting() end
if ARGV[3] == 'renew' then
  despite_full()
  local time, applied, known = now(), seen(), lives(fence[8])
  for i = 5, #ARGV, 4 do
    if (applied.p[ARGV[i]] or 0) >= tonumber(ARGV[i + 1]) and not dead(known, ARGV[i]) then
      mark(ARGV[i], ARGV[i + 2], ARGV[i + 3], time)
    end
  end
  local found = greeting()
  if found[12] ~= ARGV[4] then in_memory('renewer', ARGV[4]) end
  return found
end
if ARGV[3] == 'keys' then
  local page = redis.call('SCAN', ARGV[4] == '' and '0' or ARGV[4], 'MATCH', PREFIX .. '*', 'COUNT', ARGV[5])
  local keys = {}
  for _, key in ipairs(page[2]) do keys[#keys + 1] = string.sub(key, #PREFIX + 1) end
  return {'keys', page[1] == '0' and '' or page[1], keys}
end
if ARGV[3] == 'sums' then
  local sums = string.gsub(redis.call('GET', SUMS) or '', '%z', '0')
  return {'sums', sums .. string.rep('0', BUCKETS * WIDTH - #sums)}
end
if ARGV[3] == 'page' then
  local page = redis.call('HSCAN', RECORD .. ARGV[6], ARGV[4] == '' and '0' or ARGV[4], 'COUNT', ARGV[5])
  local living = {}
  for i = 1, #page[2], 2 do
    if not buried(page[2][i + 1]) then
      living[#living + 1] = page[2][i]
      living[#living + 1] = page[2][i + 1]
    end
  end
  return {'page', page[1] == '0' and '' or page[1], living}
end
if ARGV[3] == 'check' then
  -- Parts of the record itself were taken: what they told of is not known. It is kept anew, by the
  -- merges that refill the node.
  local function forget_record()
    for bucket = 0, BUCKETS - 1 do redis.call('UNLINK', RECORD .. bucket) end
    redis.call('DEL', SUMS)
    fence[13] = '1'
    redis.call('HSET', KEYS[1], 'robbed', '1')
  end
  local bucket, cursor = string.match(ARGV[4], '^(%d+):(%d+)$')
  bucket, cursor = tonumber(bucket or '0'), cursor or '0'
  local left = tonumber(ARGV[5])
  while left > 0 and bucket < BUCKETS do
    local sum = sum_of(bucket)
    if sum ~= 0 and redis.call('HLEN', RECORD .. bucket) == 0 then forget_record() end
    local page = redis.call('HSCAN', RECORD .. bucket, cursor, 'COUNT', left)
    for i = 1, #page[2], 2 do
      if sum == 0 and not buried(page[2][i + 1]) then
        forget_record()
        break
      end
      local state, failed = look(PREFIX .. page[2][i])
      if failed then return failed end
      local is = found(state)
      if is ~= state.told then mend(state, is) end
    end
    left, cursor = left - 1 - #page[2] / 2, page[1]
    if cursor == '0' then bucket = bucket + 1 end
  end
  return refusal() or {'checked', bucket < BUCKETS and bucket .. ':' .. cursor or ''}
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
  local entries = redis.call('XRANGE', KEYS[2], entry_id(life, digits(after + 1)), last_id(life), 'COUNT', count)
  for _, entry in ipairs(entries) do
    after = position(entry[1])
    out[#out + 1] = {digits(after), entry[2]}
    for _, field in ipairs(entry[2]) do bytes = bytes + #field end
  end
  if #entries < count then break end
end
return {'entries', life, out, first and digits(first) or '0', digits(applied.p[life] or 0), now(),
  seen_text(), fence[8]}
