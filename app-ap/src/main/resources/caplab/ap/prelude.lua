-- Joined before the scripts that serve. A node that lost something is not the node it was: it
-- refuses until it has entered a new incarnation (AP-8). Vectors are small tables here:
-- p = position per incarnation, f = floors.
--
-- KEYS[1] fence   KEYS[2] log   KEYS[3] keys with something to collect, by the time from which it may
-- go: that of the oldest mention of an id they hold
-- ARGV[1] run_id of the very connection   ARGV[2] incarnation that the asker means, or the node's
-- name for any of its own
local fence = redis.call('HMGET', KEYS[1],
  'inc', 'run', 'pos', 'epoch', 'ready', 'seen', 'marks', 'view', 'dropped', 'since', 'least', 'lost', 'robbed', 'logs')
local PREFIX, HELD = 'ap:k:', 'ap:held'

-- Incarnations of one node end in digits of fixed width, so they compare in every locale: 16 of
-- milliseconds, 8 random, then those of its line (AP-8).
local function node_of(inc) return string.match(inc, '^(.*)%.') or inc end
local function line_of(inc)
  local node = node_of(inc)
  return node .. '.' .. string.sub(inc, #node + 26)
end

-- Microseconds as digits: joined as text, since `..` would round such a number.
local function now()
  local time = redis.call('TIME')
  return time[1] .. string.rep('0', 6 - #time[2]) .. time[2]
end

local function digits(number) return string.format('%.0f', number) end

-- {name = number} from `name=number,name=number`, and back.
local function numbers(text)
  local found = {}
  for name, number in string.gmatch(text, '([^,=]+)=(%d+)') do found[name] = tonumber(number) end
  return found
end
local function listed(found)
  local out = {}
  for name, number in pairs(found) do out[#out + 1] = name .. '=' .. digits(number) end
  table.sort(out)
  return table.concat(out, ',')
end

local function vector(text)
  local split = string.find(text, ';', 1, true)
  if not split then return {p = numbers(text), f = {}} end
  return {p = numbers(string.sub(text, 1, split - 1)), f = numbers(string.sub(text, split + 1))}
end
local function vector_text(v)
  local text = listed(v.p)
  return next(v.f) and text .. ';' .. listed(v.f) or text
end

local function floor_of(v, inc)
  if not next(v.f) then return nil end
  local line = line_of(inc)
  for floor, last in pairs(v.f) do
    if line_of(floor) == line then return floor, last end
  end
end
local function covers(v, inc, pos)
  if (v.p[inc] or 0) >= pos then return true end
  local floor, last = floor_of(v, inc)
  return floor ~= nil and (inc < floor or (inc == floor and pos <= last))
end
local function dot_of(text)
  local inc, pos = string.match(text, '^(.*)=(%d+)$')
  return inc, tonumber(pos)
end
local function covers_dot(v, text)
  local inc, pos = dot_of(text)
  return covers(v, inc, pos)
end

-- The first vector grows by the second.
local function join(v, other)
  for inc, pos in pairs(other.p) do
    if pos > (v.p[inc] or 0) then v.p[inc] = pos end
  end
  for inc, last in pairs(other.f) do
    local floor, known = floor_of(v, inc)
    if not floor or floor < inc then
      if floor then v.f[floor] = nil end
      v.f[inc] = last
    elseif floor == inc and last > known then
      v.f[inc] = last
    end
  end
  if next(v.f) then
    local gone = {}
    for inc, pos in pairs(v.p) do
      local floor, last = floor_of(v, inc)
      if floor and (inc < floor or (inc == floor and pos <= last)) then gone[#gone + 1] = inc end
    end
    for _, inc in ipairs(gone) do v.p[inc] = nil end
  end
  return v
end

-- Every end that a vector tells: calls with incarnation and position; false from one is false.
local function every(v, holds)
  for inc, pos in pairs(v.p) do if not holds(inc, pos) then return false end end
  for inc, pos in pairs(v.f) do if not holds(inc, pos) then return false end end
  return true
end

-- What this node has applied, its own log included.
local function seen()
  local v = vector(fence[6] or '')
  local own = tonumber(fence[3])
  if own > 0 then v.p[fence[1]] = own end
  return v
end
local function seen_text()
  if fence[3] == '0' then return fence[6] end
  local own = fence[1] .. '=' .. fence[3]
  if fence[6] == '' or string.sub(fence[6], 1, 1) == ';' then return own .. fence[6] end
  return own .. ',' .. fence[6]
end

-- Newest incarnation per node.
local function lives(text)
  local view = {}
  for inc in string.gmatch(text, '[^,]+') do
    local node = node_of(inc)
    if not view[node] or view[node] < inc then view[node] = inc end
  end
  return view
end
local function dead(view, inc)
  local known = view[node_of(inc)]
  return known ~= nil and inc < known
end
local function source_moved(source)
  local view = lives(fence[8])
  if dead(view, source) then return {'moved', view[node_of(source)]} end
end

-- Redis asks for memory at a script's first write only (B-5): what must work on a full node removes first.
local function despite_full() redis.call('HDEL', KEYS[1], '-') end

-- A later epoch voids all watermarks, also those on their way. Held ids are timed anew from here: the
-- clock may have stepped.
local function raise()
  despite_full()
  fence[4] = digits(tonumber(fence[4]) + 1)
  fence[7] = ''
  fence[10] = now()
  redis.call('HSET', KEYS[1], 'epoch', fence[4], 'marks', '', 'since', fence[10])
end

-- Learning of a new life raises the epoch: a bound must not rest on a life that is over.
local function learn(text)
  local view, news = lives(fence[8]), false
  for node, inc in pairs(lives(text)) do
    if not view[node] or view[node] < inc then view[node] = inc; news = true end
  end
  if not news then return end
  local names = {}
  for _, inc in pairs(view) do names[#names + 1] = inc end
  table.sort(names)
  fence[8] = table.concat(names, ',')
  raise()
  redis.call('HSET', KEYS[1], 'view', fence[8])
end

-- A watermark ahead of TIME: the clock stepped back, and every bound with it.
local function notice(time)
  for _, watermark in pairs(numbers(fence[7])) do
    if watermark > tonumber(time) then return raise() end
  end
end

-- For what a restart voids (AP-8): it needs no place in the file, nor a write to disk.
local function in_memory(field, text)
  redis.set_repl(redis.REPL_NONE)
  redis.call('HSET', KEYS[1], field, text)
  redis.set_repl(redis.REPL_ALL)
end

-- Keeps a watermark, which makes the node ready: it is level with the source. Not one begun in
-- another epoch. One ahead of TIME shows a clock that stepped back.
local function mark(source, time, epoch, present)
  notice(present)
  if time == '' or epoch ~= fence[4] then return end
  if tonumber(time) > tonumber(present) then return raise() end
  local marks = numbers(fence[7])
  local node = node_of(source)
  if tonumber(time) > (marks[node] or -1) then
    marks[node] = tonumber(time)
    if fence[5] ~= '1' then redis.call('HSET', KEYS[1], 'ready', '1') end
    fence[5], fence[7] = '1', listed(marks)
    in_memory('marks', fence[7])
  end
end

-- The node's own record of its keys (AP-6): per bucket a hash from key to its living dots, or to its
-- tombstone, and the sum of what lives, 15 digits a bucket in one string. Written with the keys, in
-- the same step.
local BUCKETS, RECORD, SUMS, WIDTH = 1024, 'ap:r:', 'ap:sums', 15
local SUM_MOST = 281474976710656 -- 2^48
local function bucket_of(name) return tonumber(string.sub(redis.sha1hex(name), 1, 3), 16) % BUCKETS end
-- A tombstone as the record has it: context and ids. Nothing else in the record begins so.
local function tombstone(context, held) return '~' .. context .. ' ' .. string.gsub(held, '@%d+', '') end
local function buried(recorded) return string.sub(recorded, 1, 1) == '~' end
local function part(name, dots)
  return (dots == '' or buried(dots)) and 0 or tonumber(string.sub(redis.sha1hex(name .. ' ' .. dots), 1, 12), 16)
end
local function sum_of(bucket)
  return tonumber(redis.call('GETRANGE', SUMS, bucket * WIDTH, bucket * WIDTH + WIDTH - 1)) or 0
end
local function dots_text(dots)
  table.sort(dots)
  return table.concat(dots, ',')
end
local function record(name, was, is)
  if was == is then return end
  local bucket = bucket_of(name)
  if is == '' then redis.call('HDEL', RECORD .. bucket, name)
  else redis.call('HSET', RECORD .. bucket, name, is) end
  local sum = (sum_of(bucket) + part(name, is) - part(name, was)) % SUM_MOST
  redis.call('SETRANGE', SUMS, bucket * WIDTH, string.format('%015.0f', sum))
end
local function recorded(name) return redis.call('HGET', RECORD .. bucket_of(name), name) or '' end
local function living(name)
  local dots = {}
  for _, field in ipairs(redis.call('HKEYS', PREFIX .. name)) do
    dots[#dots + 1] = string.match(field, '^%S+=%d+')
  end
  return dots_text(dots)
end
-- What the record is to say of a key.
local function found(name)
  local dots = living(name)
  if dots ~= '' then return dots end
  local kept = redis.call('HMGET', PREFIX .. name, 'c', 'n')
  return kept[1] and tombstone(kept[1], kept[2] or '') or ''
end

-- Whether a vector covers another, or a context: a tombstone is needed only until the applied vector
-- covers its context (AP-6).
local function covers_all(v, other)
  return every(other, function(inc, pos) return covers(v, inc, pos) end)
end

-- A tombstone that somebody took away, if it is needed still; its ids are held from now on. The log may
-- not have come to what it tells of, so the vector does not say it.
local function dig_up(name, told)
  local context, ids = string.match(told, '^~(%S*) (.*)$')
  if ids == '' and covers_all(seen(), vector(context)) then
    redis.call('ZREM', KEYS[3], name)
    return record(name, told, '')
  end
  local time = now()
  redis.call('ZADD', KEYS[3], 'NX', ids == '' and 0 or time, name)
  for id in string.gmatch(ids, '[^,]+') do redis.call('ZADD', HELD, 'NX', time, id) end
  redis.call('HSET', PREFIX .. name, 'c', context, 'n', (string.gsub(ids, '[^,]+', '%0@' .. time)))
end

-- Compares a key with the record, and mends what differs: of a tombstone the key, else the record. A
-- removal first, see raise(). What the vector does not cover yet, the end of a resync would.
local function compare(name, told)
  local is = found(name)
  if is == told then return end
  despite_full()
  if is == '' and buried(told) then return dig_up(name, told) end
  record(name, told, is)
  if buried(told) then return end
  local kept, lost = {}, 0
  for dot in string.gmatch(is, '[^,]+') do kept[dot] = true end
  for dot in string.gmatch(told, '[^,]+') do
    if not kept[dot] then
      lost = lost + 1
      fence[13] = '1'
    end
  end
  redis.call('HINCRBY', KEYS[1], 'lost', lost)
  if fence[13] == '1' then redis.call('HSET', KEYS[1], 'robbed', '1') end
end

-- Parts of the record itself were taken: what they told of is not known. It is kept anew, by the
-- merges that refill the node.
local function forget_record()
  for bucket = 0, BUCKETS - 1 do redis.call('UNLINK', RECORD .. bucket) end
  redis.call('DEL', SUMS)
  fence[13] = '1'
  redis.call('HSET', KEYS[1], 'robbed', '1')
end

-- The refusal that this request deserves, or nothing. Addresses may have been swapped: what a server
-- holds is compared with the name that it is taken for. A node that finds a value gone is not believed
-- from then on: it would look deleted (AP-6).
local function refusal()
  if not fence[1] then return {'strange', ''} end
  local its = node_of(fence[1])
  if node_of(ARGV[2]) ~= its then return {'misplaced', its} end
  if fence[2] == ARGV[1] and fence[13] ~= '1' then
    for i = 4, #KEYS do
      local name = string.sub(KEYS[i], #PREFIX + 1)
      compare(name, recorded(name))
    end
  end
  if fence[2] ~= ARGV[1] or fence[13] == '1' then return {'strange', fence[1]} end
  if ARGV[2] ~= its and ARGV[2] ~= fence[1] then return {'moved', fence[1]} end
end

-- Ids held against late copies: `id@microseconds,...`.
local function held_ids(text)
  local held = {}
  for id, time in string.gmatch(text or '', '([^,@]+)@(%d+)') do held[id] = time end
  return held
end
local function ids_text(held)
  local ids = {}
  for id in pairs(held) do ids[#ids + 1] = id end
  table.sort(ids)
  return table.concat(ids, ',')
end

-- One key: its living siblings' ids and fields by dot, context, held ids; nothing for another type of
-- key. A field is `dot id`, so that no value is read but to show it: work grows with the number of
-- siblings, not with their bytes (B-5).
local function load(key)
  local type = redis.call('TYPE', key).ok
  if type ~= 'hash' and type ~= 'none' then return nil end
  local state = {ids = {}, fields = {}, context = '', held = '', exists = type == 'hash'}
  if not state.exists then return state end
  local kept = redis.call('HMGET', key, 'c', 'n')
  state.context, state.held = kept[1] or '', kept[2] or ''
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local dot, id = string.match(field, '^(%S+=%d+) ?(.*)$')
    if dot then state.ids[dot], state.fields[dot] = id, field end
  end
  return state
end
local function wrong_type(key)
  return redis.error_reply('WRONGTYPE a key of the service holds something else')
end

-- A state as it travels: context, held ids, then dot and sibling in turn; and its siblings' bytes.
local function shown(key, state)
  local out, bytes = {state.context, ids_text(held_ids(state.held))}, 0
  for dot, field in pairs(state.fields) do
    out[#out + 1] = dot
    out[#out + 1] = redis.call('HGET', key, field)
    bytes = bytes + #out[#out]
  end
  return out, bytes
end

-- The log holds entries of this life and of lives before (AP-8), in their order: an entry's id is
-- the time of its life and its position in it.
local function life_time(inc)
  local node = node_of(inc)
  return string.match(string.sub(inc, #node + 2, #node + 17), '^0*(%d+)$')
end
local function entry_id(inc, pos) return life_time(inc) .. '-' .. digits(pos) end
local function last_id(inc) return life_time(inc) .. '-9007199254740992' end
local function position(id) return tonumber(string.match(id, '%d+$')) end
local function lives_in_log()
  local all = {}
  for inc in string.gmatch(fence[14] or '', '[^,]+') do all[#all + 1] = inc end
  all[#all + 1] = fence[1]
  return all
end
-- The first position from `pos` on that the log holds of a life, or nothing.
local function holds_of(inc, pos)
  local found = redis.call('XRANGE', KEYS[2], entry_id(inc, pos), last_id(inc), 'COUNT', 1)
  return found[1] and position(found[1][1])
end

local function greeting()
  local renewer = redis.call('HGET', KEYS[1], 'renewer') or ''
  local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
  return {'greeting', fence[1], now(), fence[4], fence[5], seen_text(), fence[7], fence[8],
    first[1] and digits(position(first[1][1])) or '0', fence[9], fence[12] or '0', renewer}
end

-- What later commands would choke on is found before anything is written (B-5).
local function sound()
  for key, right in pairs({[KEYS[2]] = 'stream', [KEYS[3]] = 'zset', [HELD] = 'zset'}) do
    local type = redis.call('TYPE', key).ok
    if type ~= right and type ~= 'none' then return false end
  end
  return true
end

-- Ids that superseded values had, the time of the first mention with them; a key carries the newest.
-- Ids begin with their age.
local HELD_MOST = 64
local function held_text(held)
  local ids = {}
  for id in pairs(held) do ids[#ids + 1] = id end
  table.sort(ids)
  local out = {}
  for i = math.max(1, #ids - HELD_MOST + 1), #ids do out[#out + 1] = ids[i] .. '@' .. held[ids[i]] end
  return table.concat(out, ',')
end

-- What a key carries no more, the node still knows, by the time of mention: copies of many values
-- may be under way when a cut ends (AP-3).
local function recall(held, id, time)
  if not held[id] and redis.call('ZSCORE', HELD, id) then held[id] = time end
  return held[id]
end

-- Writes back what a key became: siblings that go, at most new ones, context and held ids.
-- Removals come first. A key with ids to forget, or that nothing lives under, is due for collection.
local function store(key, state, gone, added, context, held, time, applied)
  local is = {}
  for dot, field in pairs(state.fields) do
    if gone[dot] then redis.call('HDEL', key, field) else is[#is + 1] = dot end
  end
  for dot in pairs(added) do is[#is + 1] = dot end
  local alive = #is > 0
  for id, mention in pairs(held) do
    if mention == time then redis.call('ZADD', HELD, 'NX', time, id) end
  end
  local name = string.sub(key, #PREFIX + 1)
  local was = recorded(name)
  if not alive and not next(held) and covers_all(applied, context) then
    redis.call('DEL', key)
    redis.call('ZREM', KEYS[3], name)
    return record(name, was, '')
  end
  local told, ids = vector_text(context), held_text(held)
  redis.call('HSET', key, 'c', told, 'n', ids)
  for dot, sibling in pairs(added) do
    redis.call('HSET', key, dot .. ' ' .. string.match(sibling, '^[^,]*'), sibling)
  end
  record(name, was, alive and dots_text(is) or tombstone(told, ids))
  if next(held) or not alive then redis.call('ZADD', KEYS[3], 'NX', next(held) and time or 0, name) end
end
