-- What another node did is noted here: a batch of its log, the cursor behind it and the watermark,
-- in one step (AP-4).
--
-- KEYS[4...] keys of the changes, each in turn
-- ARGV[3] source, in a life that may be over, but not folded   [4] cursor the batch builds on   [5] cursor afterwards   [6] TIME of this node
-- before the source was read, or ''   [7] its epoch then   [8] lives that the source knows of
-- ARGV[9...] per change: put or delete, value, id, clock, dot, context, ids it names
local refused = refusal()
if refused then return refused end
if not sound() then return wrong_type() end
local applied = seen()
local cursor = applied.p[ARGV[3]] or 0
local folded = cursor == 0 and covers(applied, ARGV[3], 1)
if digits(cursor) ~= ARGV[4] or folded then return {'behind', digits(cursor)} end
local time = now()
for i = 4, #KEYS do
  local type = redis.call('TYPE', KEYS[i]).ok
  if type ~= 'hash' and type ~= 'none' then return wrong_type() end
end

if ARGV[5] ~= ARGV[4] then
  local others = vector(fence[6])
  others.p[ARGV[3]] = tonumber(ARGV[5])
  fence[6] = vector_text(others)
  applied = seen()
end
-- What was acknowledged elsewhere comes in though memory is short: else the deletes behind it never
-- would, nor the watermarks without which nothing is forgotten.
despite_full()
for i = 4, #KEYS do
  local at = 9 + (i - 4) * 7
  local state = load(KEYS[i])
  local context, use = vector(state.context), vector(ARGV[at + 5])
  local held = held_ids(state.held)
  for id in string.gmatch(ARGV[at + 6], '[^,]+') do
    held[id] = held[id] or time
  end
  -- A delete names itself: it has no value by which a late copy of it could be told.
  local id, dot = ARGV[at + 2], ARGV[at + 4]
  if ARGV[at] == 'delete' then held[id] = held[id] or time else recall(held, id, time) end
  -- What the context covers goes even when the dot was seen (AP-4): a state may have come ahead of it.
  local gone, added = {}, {}
  for living, its in pairs(state.ids) do
    if held[its] or covers_dot(use, living) then gone[living] = true end
  end
  local inc, pos = dot_of(dot)
  if ARGV[at] == 'put' and not held[id] and not covers(context, inc, pos) then
    added[dot] = id .. ',' .. ARGV[at + 3] .. ',' .. ARGV[at + 1]
  end
  join(context, use)
  join(context, {p = {[inc] = pos}, f = {}})
  store(KEYS[i], state, gone, added, context, held, time, applied)
end
if ARGV[5] ~= ARGV[4] then redis.call('HSET', KEYS[1], 'seen', fence[6]) end
learn(ARGV[8])
mark(ARGV[3], ARGV[6], ARGV[7], time)
return {'applied', #KEYS - 3, seen_text(), fence[4], time}
