-- Joined before the scripts that serve. A node that lost something is not the node it was: it
-- refuses until it has entered a new incarnation (AP-8).
--
-- KEYS[1] fence   KEYS[2] log   KEYS[3] keys with something to collect, by the time from which it may
-- go: that of the oldest mention of an id they hold   KEYS[4...] keys
-- ARGV[1] run_id of the very connection   ARGV[2] incarnation that the asker means, or the node's
-- name for any of its own
local fence = redis.call('HMGET', KEYS[1],
  'inc', 'run', 'pos', 'epoch', 'ready', 'seen', 'marks', 'view', 'dropped', 'since', 'least', 'lost', 'robbed', 'logs')
local PREFIX, HELD = 'ap:k:', 'ap:held'

-- Incarnations of one node end in digits of fixed width, so they compare in every locale: 16 of
-- milliseconds, 8 random, then those of its line (AP-8).
local function node_of(inc) return string.match(inc, '^(.*)%.') or inc end

-- Microseconds as digits: joined as text, since `..` would round such a number.
local function now()
  local time = redis.call('TIME')
  return time[1] .. string.rep('0', 6 - #time[2]) .. time[2]
end

local function digits(number) return string.format('%.0f', number) end

local function dot_of(text)
  local inc, pos = string.match(text, '^(.*)=(%d+)$')
  return inc, tonumber(pos)
end

-- Vectors as tables: p = position per incarnation, f = floors. Made when they are asked for: most
-- requests ask a vector about one incarnation, which needs no table of all.
local made
local function vectors()
  if made then return unpack(made) end
  local function line_of(inc)
    local node = node_of(inc)
    return node .. '.' .. string.sub(inc, #node + 26)
  end

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

  -- Whether a vector covers another, or a context: a tombstone is needed only until the applied vector
  -- covers its context (AP-6).
  local function covers_all(v, other)
    return every(other, function(inc, pos) return covers(v, inc, pos) end)
  end

  made = {vector, vector_text, covers, join, covers_all, every, covers_dot, numbers, listed}
  return unpack(made)
end

-- What this node has applied, its own log included.
local function seen()
  local v = vectors()(fence[6] or '')
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

-- A watermark ahead of TIME: the clock stepped back, and every bound with it.
local function notice(time)
  local latest = tonumber(time)
  for watermark in string.gmatch(fence[7], '=(%d+)') do
    if tonumber(watermark) > latest then return raise() end
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
-- What the record tells of a key is from now on this.
local function record(state, is)
  local was, name, bucket = state.told, state.name, state.bucket
  if was == is then return end
  if is == '' then redis.call('HDEL', RECORD .. bucket, name)
  else redis.call('HSET', RECORD .. bucket, name, is) end
  local sum = (sum_of(bucket) + part(name, is) - part(name, was)) % SUM_MOST
  redis.call('SETRANGE', SUMS, bucket * WIDTH, string.format('%015.0f', sum))
  state.told = is
end

-- One key: what the record tells of it, its living siblings' ids and fields by dot; nothing for another
-- type of key. A field is `dot id`, so that no value is read but to show it: work grows with the number
-- of siblings, not with their bytes (B-5). Where it is to be shown, one command reads all of it.
local function look(key, shown)
  local all = shown and redis.pcall('HGETALL', key) or redis.pcall('HKEYS', key)
  if all.err then return nil, all end
  local name = string.sub(key, #PREFIX + 1)
  local bucket = bucket_of(name)
  local ids, fields, values, living, dots, kept, held = {}, {}, {}, '', nil, nil, nil
  for i = 1, #all, shown and 2 or 1 do
    local field, value = all[i], all[i + 1]
    if field == 'c' then kept = value
    elseif field == 'n' then held = value
    else
      local dot, id = string.match(field, '^(%S+=%d+) ?(.*)$')
      if dot then
        ids[dot], fields[dot], values[dot] = id, field, value
        if living == '' then living = dot
        else
          dots = dots or {living}
          dots[#dots + 1] = dot
        end
      end
    end
  end
  return {key = key, name = name, bucket = bucket, ids = ids, fields = fields, values = shown and values,
    told = redis.call('HGET', RECORD .. bucket, name) or '', exists = #all > 0,
    living = dots and dots_text(dots) or living, kept = shown and kept,
    context = shown and (kept or ''), held = shown and (held or ''), added = false, gone = false}
end
-- With its context and the ids it holds: `id@microseconds,...`, by id.
local function load(state)
  if state.context then return state end
  local kept = state.exists and redis.call('HMGET', state.key, 'c', 'n') or {}
  state.kept, state.context, state.held = kept[1], kept[1] or '', kept[2] or ''
  return state
end
-- What the record is to say of a key.
local function found(state)
  if state.living ~= '' or not state.exists then return state.living end
  load(state)
  return state.kept and tombstone(state.context, state.held) or ''
end

-- Mends what differs between a key and the record: of a tombstone the key, else the record. A removal
-- first, see raise(). What the vector does not cover yet, the end of a resync would.
local function mend(state, is)
  despite_full()
  local told = state.told
  -- A tombstone that somebody took away, if it is needed still; its ids are held from now on. The log
  -- may not have come to what it tells of, so the vector does not say it.
  local function dig_up()
    local context, ids = string.match(told, '^~(%S*) (.*)$')
    local vector, _, _, _, covers_all = vectors()
    if ids == '' and covers_all(seen(), vector(context)) then
      redis.call('ZREM', KEYS[3], state.name)
      return record(state, '')
    end
    local time = now()
    redis.call('ZADD', KEYS[3], 'NX', ids == '' and 0 or time, state.name)
    for id in string.gmatch(ids, '[^,]+') do redis.call('ZADD', HELD, 'NX', time, id) end
    redis.call('HSET', state.key, 'c', context, 'n', (string.gsub(ids, '[^,]+', '%0@' .. time)))
  end
  if is == '' and buried(told) then return dig_up() end
  record(state, is)
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

-- The refusal that this request deserves, or nothing: then `states` has its keys. Addresses may have
-- been swapped: what a server holds is compared with the name that it is taken for. A node that finds a
-- value gone is not believed from then on: it would look deleted (AP-6).
local states = {}
local function refusal(shown)
  if not fence[1] then return {'strange', ''} end
  local its = node_of(fence[1])
  if ARGV[2] ~= its and node_of(ARGV[2]) ~= its then return {'misplaced', its} end
  if fence[2] == ARGV[1] and fence[13] ~= '1' then
    for i = 4, #KEYS do
      local key = KEYS[i]
      if not states[key] then
        local state, failed = look(key, shown)
        if failed then return failed end
        local is = found(state)
        if is ~= state.told then
          mend(state, is)
          state = look(key, shown)
        end
        states[key] = state
      end
    end
  end
  if fence[2] ~= ARGV[1] or fence[13] == '1' then return {'strange', fence[1]} end
  if ARGV[2] ~= its and ARGV[2] ~= fence[1] then return {'moved', fence[1]} end
end
