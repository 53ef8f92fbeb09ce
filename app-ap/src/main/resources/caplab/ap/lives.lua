-- What nodes tell each other: lives, watermarks, logs.

local vector, vector_text, covers, join, covers_all, every, covers_dot, numbers, listed = vectors()

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

-- Learning of a new life raises the epoch: a bound must not rest on a life that is over.
local function learn(text)
  if text == fence[8] then return end
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
  local found = redis.call('XRANGE', KEYS[2], entry_id(inc, digits(pos)), last_id(inc), 'COUNT', 1)
  return found[1] and position(found[1][1])
end

local function greeting()
  local renewer = redis.call('HGET', KEYS[1], 'renewer') or ''
  local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
  return {'greeting', fence[1], now(), fence[4], fence[5], seen_text(), fence[7], fence[8],
    first[1] and digits(position(first[1][1])) or '0', fence[9], fence[12] or '0', renewer}
end
