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
if ARGV[5] ~= ARGV[4] then
  local others = vector(fence[6])
  others.p[ARGV[3]] = tonumber(ARGV[5])
  fence[6] = vector_text(others)
  applied = seen()
end
-- What was acknowledged elsewhere comes in though memory is short: else the deletes behind it never
-- would, nor the watermarks without which nothing is forgotten.
despite_full()
local ids = {}
for at = 11, #ARGV, 7 do ids[#ids + 1] = ARGV[at] end
local known = recall(ids)
for i = 4, #KEYS do
  local at = 9 + (i - 4) * 7
  local state, use = load(states[KEYS[i]]), ARGV[at + 5]
  local id, dot, named = ARGV[at + 2], ARGV[at + 4], {}
  for its in string.gmatch(ARGV[at + 6], '[^,]+') do named[its] = true end
  -- A delete names itself: it has no value by which a late copy of it could be told.
  if ARGV[at] == 'delete' or known[id] then named[id] = true end
  mention(state, named, time, known)
  -- What the context covers goes even when the dot was seen (AP-4): a state may have come ahead of it.
  for living, its in pairs(state.ids) do
    if text_covers_dot(use, living) or holds(state, its) then remove(state, living) end
  end
  local inc, pos = dot_of(dot)
  local covered = text_covers(state.context, inc, pos)
  if ARGV[at] == 'put' and not covered and not holds(state, id) then
    put(state, dot, id, id .. ',' .. ARGV[at + 3] .. ',' .. ARGV[at + 1])
  end
  state.context = text_join(state.context, use)
  if not text_covers(state.context, inc, pos) then state.context = text_with(state.context, inc, digits(pos)) end
  if over(state, applied) then drop(state) end
end
for _, state in pairs(states) do store(state, time, applied) end
stored()
if ARGV[5] ~= ARGV[4] then redis.call('HSET', KEYS[1], 'seen', fence[6]) end
learn(ARGV[8])
mark(ARGV[3], ARGV[6], ARGV[7], time)
return {'applied', #KEYS - 3, seen_text(), fence[4], time}
