-- What changes keys: contexts as text, ids of superseded values, and a key's way back.

-- Behind `incarnation=` in a text without floors.
local function place(text, inc)
  if string.find(text, ';', 1, true) then return nil end
  local _, last = string.find(',' .. text, ',' .. inc .. '=', 1, true)
  return last
end
local function text_covers(text, inc, pos)
  local at = place(text, inc)
  if at then return tonumber(string.match(text, '^%d+', at)) >= pos end
  if not string.find(text, ';', 1, true) then return false end
  local vector, _, covers = vectors()
  return covers(vector(text), inc, pos)
end
local function text_covers_dot(text, dot)
  return text ~= '' and text_covers(text, dot_of(dot))
end
-- With a position, in digits, past the one that it tells.
local function text_with(text, inc, pos)
  local dot, at = inc .. '=' .. pos, place(text, inc)
  if text == '' then return dot end
  if not at then
    local vector, vector_text = vectors()
    local v = vector(text)
    v.p[inc] = tonumber(pos)
    return vector_text(v)
  end
  local rest = string.find(text, ',', at, true)
  return string.sub(text, 1, at - 2 - #inc) .. dot .. (rest and string.sub(text, rest) or '')
end
local function text_join(text, other)
  if other == '' or other == text then return text end
  if text == '' then return other end
  local vector, vector_text, _, join = vectors()
  return vector_text(join(vector(text), vector(other)))
end

local function ids_text(held)
  local ids = {}
  for id in pairs(held) do ids[#ids + 1] = id end
  table.sort(ids)
  return table.concat(ids, ',')
end

-- Whether a key holds an id. Redis hashes each string that Lua makes, so none is made of all ids.
local function holds(state, id)
  local held, last, at = state.held, string.sub(id, -9) .. '@', 0
  repeat
    local _
    _, at = string.find(held, last, at + 1, true)
    if not at then return false end
  until string.sub(held, math.max(1, at - #id), at - 1) == id
    and (at == #id + 1 or string.byte(held, at - #id - 1) == 44)
  return true
end

-- Ids that superseded values had, the time of the first mention with them; a key carries the newest.
-- Ids begin with their age.
local HELD_MOST = 64
local function newest(held)
  local ids, at = 1, string.find(held, ',', 1, true)
  while at do
    ids, at = ids + 1, string.find(held, ',', at + 1, true)
  end
  if ids <= HELD_MOST then return held end
  at = 0
  for _ = HELD_MOST + 1, ids do at = string.find(held, ',', at + 1, true) end
  return string.sub(held, at + 1)
end
-- Whether an id is younger than all that are held; most are.
local function youngest(held, id)
  local last = string.sub(held, -17 - #id)
  local its = string.sub(last, 1, #id)
  return (#last == #held or string.byte(held, -18 - #id) == 44) and string.byte(last, #id + 1) == 64
    and its < id and not string.find(its, ',', 1, true)
end
-- Names ids that may not live under a key; those that it did not hold the node will know too.
local fresh, due = {}, {}
local function mention(state, named, time, known)
  for id in pairs(named) do
    if not holds(state, id) then
      if state.held == '' then state.held = id .. '@' .. time
      elseif youngest(state.held, id) then state.held = state.held .. ',' .. id .. '@' .. time
      else
        local held = {id .. '@' .. time}
        for each in string.gmatch(state.held, '[^,]+') do held[#held + 1] = each end
        table.sort(held, function(one, other)
          return string.match(one, '^[^@]+') < string.match(other, '^[^@]+')
        end)
        state.held = table.concat(held, ',')
      end
      fresh[#fresh + 1], fresh[#fresh + 2] = time, id
      if known then known[id] = true end
    end
  end
end

-- What a key carries no more, the node still knows, by the time of mention: copies of many values may be
-- under way when a cut ends, and none of them lives again (AP-3).
local function recall(ids)
  local known = {}
  for i = 1, #ids, 1000 do
    for j, score in ipairs(redis.call('ZMSCORE', HELD, unpack(ids, i, math.min(i + 999, #ids)))) do
      if score then known[ids[i + j - 1]] = true end
    end
  end
  return known
end

local function put(state, dot, id, sibling)
  state.added = state.added or {}
  state.ids[dot], state.added[dot] = id, sibling
end
local function remove(state, dot)
  if state.fields[dot] then
    state.gone = state.gone or {}
    state.gone[#state.gone + 1] = state.fields[dot]
  end
  state.ids[dot], state.fields[dot] = nil, nil
  if state.added then state.added[dot] = nil end
end
-- Whether nothing is left of a key that anybody needs.
local function over(state, applied)
  if next(state.ids) or state.held ~= '' then return false end
  local vector, _, _, _, covers_all = vectors()
  return covers_all(applied or seen(), vector(state.context))
end
local function drop(state)
  redis.call('DEL', state.key)
  redis.call('ZREM', KEYS[3], state.name)
  record(state, '')
  state.fields, state.added, state.gone, state.context, state.living = {}, false, false, '', ''
end

-- Writes back what a key became. Removals come first. A key with ids to forget, or that nothing lives
-- under, is due for collection.
local function store(state, time, applied)
  for _, field in ipairs(state.gone or {}) do redis.call('HDEL', state.key, field) end
  if over(state, applied) then return drop(state) end
  local held, is = newest(state.held), {}
  local dot, sibling = next(state.added or {})
  if dot then
    redis.call('HSET', state.key, 'c', state.context, 'n', held,
      dot .. ' ' .. string.match(sibling, '^[^,]*'), sibling)
    for more, its in next, state.added, dot do
      redis.call('HSET', state.key, more .. ' ' .. string.match(its, '^[^,]*'), its)
    end
  else
    redis.call('HSET', state.key, 'c', state.context, 'n', held)
  end
  for living in pairs(state.ids) do is[#is + 1] = living end
  state.living = #is == 1 and is[1] or dots_text(is)
  record(state, #is > 0 and state.living or tombstone(state.context, held))
  if held ~= '' or #is == 0 then due[#due + 1], due[#due + 2] = held ~= '' and time or 0, state.name end
end
local function add(key, scored)
  for i = 1, #scored, 1000 do redis.call('ZADD', key, 'NX', unpack(scored, i, math.min(i + 999, #scored))) end
end
-- The end of a step that stored keys.
local function stored()
  add(HELD, fresh)
  add(KEYS[3], due)
end
